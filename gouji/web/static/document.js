// The document view: the text as it was read, or the pages of a PDF with a box for each figure.
// Every figure is an element with data-g (its number); outlines and states are classes on it.
const STATE = { v: "verified", c: "contradicted", u: "unchecked" };
const NEAR = 1200; // pixels around the visible part of the pane in which pages are drawn

class View {
  constructor(pane, leaf) {
    this.pane = pane;
    this.leaf = leaf;
    this.marked = [];
  }

  /** Outline the operands [[anchor, side], …]: the result in one colour, its parts in another. */
  outline(operands) {
    this.marked = operands.map(([anchor, side]) => [Number(anchor.slice(3)), side]).filter(([n]) => Number.isInteger(n));
    this.pane.querySelectorAll(".fig.part, .fig.side").forEach((node) => node.classList.remove("part", "side"));
    for (const [number, side] of this.marked)
      for (const node of this.nodes(number)) node.classList.add(side ? "side" : "part");
  }
}

export class TextView extends View {
  constructor(pane, leaf) {
    super(pane, leaf);
    pane.innerHTML = leaf.text; // made and escaped by the program, see gouji/report/html_text.py
    pane.classList.add("text");
    pane.classList.toggle("long", leaf.text.length > 2e6);
  }

  nodes(number) {
    const node = document.getElementById(`w-g${number}`);
    return node ? [node] : [];
  }

  async reveal(number) {
    const [node] = this.nodes(number);
    if (!node) return false;
    node.scrollIntoView({ block: "center", inline: "nearest" });
    return true;
  }

  close() {
    this.pane.classList.remove("text", "long");
    this.pane.replaceChildren();
  }
}

export class PdfView extends View {
  static async open(pane, leaf, url) {
    const pdf = await import("/static/vendor/pdfjs/pdf.min.mjs");
    const at = "/static/vendor/pdfjs/";
    pdf.GlobalWorkerOptions.workerSrc = `${at}pdf.worker.min.mjs`;
    const task = pdf.getDocument({
      url, cMapUrl: `${at}cmaps/`, cMapPacked: true, standardFontDataUrl: `${at}standard_fonts/`,
      wasmUrl: `${at}wasm/`, enableXfa: false, isEvalSupported: false,
    });
    const document_ = await task.promise;
    const view = new PdfView(pane, leaf);
    view.task = task;
    view.source = document_;
    await view.lay();
    return view;
  }

  async lay() {
    const first = await this.source.getPage(1);
    const natural = first.getViewport({ scale: 1 });
    this.scale = Math.max(0.3, (this.pane.clientWidth - 32) / natural.width);
    this.byPage = new Map();
    for (const [number, [page]] of Object.entries(this.leaf.boxes))
      (this.byPage.get(page) ?? this.byPage.set(page, []).get(page)).push(Number(number));
    this.pages = [];
    this.pane.classList.add("sheets");
    for (let i = 1; i <= this.source.numPages; i++) {
      const sheet = document.createElement("div");
      sheet.className = "sheet";
      sheet.dataset.page = String(i);
      this.size(sheet, natural.width * this.scale, natural.height * this.scale);
      this.pages.push({ sheet, sized: null, drawn: null });
    }
    this.pane.replaceChildren(...this.pages.map(({ sheet }) => sheet));
    this.watcher = new IntersectionObserver(
      (entries) => entries.forEach((entry) => this.near(Number(entry.target.dataset.page), entry.isIntersecting)),
      { root: this.pane, rootMargin: `${NEAR}px 0px` });
    this.pages.forEach(({ sheet }) => this.watcher.observe(sheet));
  }

  size(sheet, width, height) {
    sheet.style.width = `${width}px`;
    sheet.style.height = `${height}px`;
  }

  /** The page at its true size, with the boxes of its figures; its picture comes later. */
  prepare(number) {
    const page = this.pages[number - 1];
    page.sized ??= this.source.getPage(number).then((proxy) => {
      page.proxy = proxy;
      page.view = proxy.getViewport({ scale: this.scale });
      this.size(page.sheet, page.view.width, page.view.height);
      for (const figure of this.byPage.get(number) ?? []) {
        this.leaf.boxes[figure].slice(1).forEach((box, i) => {
          const [x0, y0, x1, y1] = page.view.convertToViewportRectangle(box);
          const node = document.createElement("div");
          node.className = `fig box ${STATE[this.leaf.states[figure]]}`;
          node.dataset.g = String(figure);
          if (i === 0) node.id = `w-g${figure}`;
          node.style.left = `${Math.min(x0, x1) - 1}px`;
          node.style.top = `${Math.min(y0, y1) - 1}px`;
          node.style.width = `${Math.abs(x1 - x0) + 2}px`;
          node.style.height = `${Math.abs(y1 - y0) + 2}px`;
          page.sheet.append(node);
        });
      }
      for (const [figure, side] of this.marked)
        for (const node of this.nodes(figure)) node.classList.add(side ? "side" : "part");
    });
    return page.sized;
  }

  async near(number, close) {
    const page = this.pages[number - 1];
    if (!close) {
      page.drawn?.cancel();
      page.drawn = null;
      page.sheet.querySelector("canvas")?.remove();
      return;
    }
    if (page.drawn) return;
    await this.prepare(number);
    if (page.drawn) return;
    const dense = Math.min(window.devicePixelRatio || 1, 2);
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(page.view.width * dense);
    canvas.height = Math.floor(page.view.height * dense);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `第${number}页`);
    page.sheet.prepend(canvas);
    page.drawn = page.proxy.render({ canvas, viewport: page.view, transform: dense === 1 ? null : [dense, 0, 0, dense, 0, 0] });
    page.drawn.promise.catch(() => {}); // cancelled: it went out of sight
  }

  nodes(number) {
    return [...this.pane.querySelectorAll(`.fig[data-g="${number}"]`)];
  }

  async reveal(number) {
    const box = this.leaf.boxes[number];
    if (!box) return false;
    await this.prepare(box[0]);
    const [node] = this.nodes(number);
    if (!node) return false;
    const sheet = this.pages[box[0] - 1].sheet;
    this.pane.scrollTop = sheet.offsetTop + node.offsetTop - this.pane.clientHeight / 2;
    return true;
  }

  close() {
    this.watcher.disconnect();
    this.task.destroy();
    this.pane.classList.remove("sheets");
    this.pane.replaceChildren();
  }
}
