// Upload: a verdict on each file at once, three under way at a time, the rest waits its turn.
const by = (id) => document.getElementById(id);
const section = by("upload");
const kinds = section.dataset.kinds.split(" ");
const most = Number(section.dataset.most), mostPdf = Number(section.dataset.mostPdf);
const AT_ONCE = 3;
const MOST_ROWS = 150;
const MAGIC = { pdf: [0x25, 0x50, 0x44, 0x46], zip: [0x50, 0x4b], docx: [0x50, 0x4b], xlsx: [0x50, 0x4b], ofd: [0x50, 0x4b] };

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

/** Why a file cannot be taken, "" where it can. */
const judge = async (file) => {
  const kind = (file.name.split(".").pop() ?? "").toLowerCase();
  if (/^(~\$|\.)|^(Thumbs\.db|desktop\.ini)$/i.test(file.name)) return "系统或临时文件，不上传";
  if (!file.size) return "文件是空的，请确认是否保存完整";
  if (!kinds.includes(kind)) return `不支持的类型（${file.name.includes(".") ? `.${kind}` : "没有扩展名"}）`;
  const limit = kind === "pdf" ? mostPdf : most;
  if (file.size > limit) return `超过 ${limit / 1048576} MB，请拆分后再上传`;
  if (MAGIC[kind]) {
    const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
    const at = kind === "pdf" ? head.findIndex((_, i) => MAGIC.pdf.every((byte, j) => head[i + j] === byte)) : 0;
    const ole = head[0] === 0xd0 && head[1] === 0xcf; // an old Office file, or an encrypted new one: the reader tells which
    if (at < 0 || (!ole && !MAGIC[kind].every((byte, j) => head[at + j] === byte))) return `扩展名是 .${kind}，内容不是，请用原程序另存后再上传`;
  }
  return "";
};

const waiting = [];
let running = 0;

const next = () => {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    send(waiting.shift()).finally(() => { running -= 1; next(); });
  }
};

const send = ({ file, row }) =>
  new Promise((done) => {
    if (row.dataset.state === "stopped") { done(); return; }
    const said = row.querySelector(".verdict"), bar = row.querySelector("progress");
    const request = new XMLHttpRequest();
    row.querySelector("button").onclick = () => { request.abort(); row.remove(); };
    request.upload.onprogress = (event) => { bar.value = event.lengthComputable ? event.loaded / event.total : 0; };
    request.onload = () => {
      if (request.status === 401) location.reload();
      const ok = request.status === 200;
      if (ok) take(request.responseText);
      else said.textContent = `未收下：${request.getResponseHeader("Content-Type")?.startsWith("application/json") ? JSON.parse(request.responseText).detail : "请重试"}`;
      row.classList.toggle("bad", !ok);
      row.classList.toggle("sent", ok);
      if (ok) row.remove(); else { bar.remove(); row.querySelector("button").textContent = "移去"; row.querySelector("button").onclick = () => row.remove(); }
      done();
    };
    request.onerror = () => { row.classList.add("bad"); said.textContent = "没有连上服务，请重试。"; bar.remove(); done(); };
    request.onabort = () => done();
    const form = new FormData();
    form.append("file", file, file.webkitRelativePath || file.name);
    request.open("POST", "/upload");
    request.setRequestHeader("X-CSRF-Token", section.dataset.csrf);
    request.send(form);
  });

/** Put the rows of what was taken at the top of the list, and ask for their progress from now on. */
const take = (html) => {
  const template = document.createElement("template");
  template.innerHTML = `<table>${html}</table>`; // rows rendered by the server
  const rows = [...template.content.querySelectorAll("tr")];
  by("documents").prepend(...rows);
  by("none")?.remove();
  rows.forEach((row) => window.htmx.process(row));
  for (const row of [...by("documents").rows].slice(MOST_ROWS)) row.remove(); // they are on the pages that follow
  const asked = [...document.querySelectorAll(".asked")].map((input) => `id=${encodeURIComponent(input.value)}`);
  if (asked.length) window.htmx.ajax("GET", `/progress?${asked.join("&")}`, { target: "#poll", swap: "innerHTML" });
};

const add = async (files) => {
  for (const file of files) {
    const verdict = make("span", { class: "verdict" });
    const stop = make("button", { type: "button", class: "quiet" }, "取消");
    const row = make("div", { class: "queued" }, make("b", {}, file.webkitRelativePath || file.name), make("span", { class: "hint" }, size(file.size)), verdict, stop);
    by("queue").append(row);
    const reason = await judge(file);
    if (reason) {
      row.classList.add("bad");
      verdict.textContent = `不上传：${reason}`;
      stop.textContent = "移去";
      stop.onclick = () => row.remove();
      continue;
    }
    verdict.textContent = "可以核查";
    row.append(make("progress", { max: "1", value: "0", "aria-label": `上传 ${file.name}` }));
    stop.onclick = () => { row.dataset.state = "stopped"; row.remove(); };
    waiting.push({ file, row });
    next();
  }
};

/** All files below what was dropped, folders included. */
const within = async (entry) => {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader(), found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return found;
    for (const inside of some) found.push(...(await within(inside)));
  }
};

for (const id of ["files", "folder"])
  by(id).addEventListener("change", () => { add([...by(id).files]); by(id).value = ""; });
const drop = by("drop");
for (const name of ["dragenter", "dragover"])
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) { add([...event.dataTransfer.files]); return; }
  for (const entry of entries) add(await within(entry));
});
document.body.dataset.ready = "1";
