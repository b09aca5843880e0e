// The result page: facets, list, keyboard and decisions.  The address holds what is chosen.
import { PdfView, TextView } from "/static/document.js";

const known = JSON.parse(document.getElementById("known").textContent);
const by = (id) => document.getElementById(id);
const LEVELS = { error: "错误", warning: "疑点", info: "提示" };
const CHANGES = { top: "已改但仍存在", new: "新增", changed: "仍存在（数值已变）", same: "仍存在", gone: "已消除" };
const OPEN = "待核";
const FACETS = ["level", "rule", "chapter", "verdict", "change"];
const BATCH = 24; // cards put on the page at a time
const FEW = 10; // values of a facet shown at first

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
const fragment = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
};
const say = (text) => { by("said").textContent = text; };

const fetchLeaf = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

// --- what there is -------------------------------------------------------------------------

const leaf = await fetchLeaf(known.leaf).catch(() => null);
if (!leaf) by("list").replaceChildren(make("p", { class: "reasons" }, "结果读取失败，请刷新此页。"));

const item = (finding, source, gone) => ({
  ...finding, gone,
  chapters: finding.chapters.map((i) => source.chapters[i]),
  change: gone ? "gone" : known.changes[finding.id] ?? "",
  words: finding.html.replace(/<[^>]*>/g, " "),
  node: null,
});
const items = (leaf?.findings ?? []).map((finding) => item(finding, leaf, false));
if (known.gone.ids.length) {
  const old = await fetchLeaf(known.gone.leaf).catch(() => null);
  const ids = new Set(known.gone.ids);
  for (const finding of old?.findings ?? []) if (ids.has(finding.id)) items.push(item(finding, old, true));
  Object.assign(leaf.rules, { ...old?.rules, ...leaf.rules });
}
const byId = new Map(items.map((one) => [one.id, one]));
const verdict = (one) => known.decisions[one.id]?.verdict ?? OPEN;
const values = {
  level: (one) => one.level,
  rule: (one) => one.code,
  chapter: (one) => one.chapters,
  verdict: (one) => one.verdict,
  change: (one) => one.changed,
};
for (const one of items) {
  one.level = [one.severity];
  one.code = [one.rule];
  one.changed = one.change ? [one.change] : [];
  one.verdict = [verdict(one)];
}
const live = items.filter((one) => !one.gone);
// What was said to be mended and is still there comes first, what is gone last.
const rank = (one) => (one.change === "top" ? 0 : one.gone ? 2 : 1);
items.sort((a, b) => rank(a) - rank(b));

// --- facets --------------------------------------------------------------------------------

const names = {
  level: (value) => LEVELS[value],
  rule: (value) => `${value} ${leaf.rules[value] ?? ""}`.trim(),
  chapter: (value) => value,
  verdict: (value) => value,
  change: (value) => CHANGES[value],
};
const ORDER = { level: Object.keys(LEVELS), verdict: [OPEN, ...known.verdicts], change: Object.keys(CHANGES) };
const chosen = Object.fromEntries(FACETS.map((facet) => [facet, new Set(new URLSearchParams(location.search).getAll(facet))]));
let words = new URLSearchParams(location.search).get("q") ?? "";
const rows = {};

const buildFacets = () => {
  for (const facet of FACETS) {
    const present = new Set(items.flatMap(values[facet]));
    const listed = ORDER[facet] ? ORDER[facet].filter((value) => facet === "verdict" || present.has(value)) : [...present];
    if (facet === "rule" || facet === "chapter") {
      const number = new Map();
      for (const one of items) for (const value of values[facet](one)) number.set(value, (number.get(value) ?? 0) + 1);
      listed.sort((a, b) => number.get(b) - number.get(a));
    }
    const box = by(`facet-${facet}`);
    box.closest("fieldset").hidden = !listed.length;
    rows[facet] = new Map(listed.map((value) => {
      const input = make("input", { type: "checkbox", name: facet, value });
      input.checked = chosen[facet].has(value);
      const count = make("span", { class: "count" });
      const row = make("label", { class: `facet ${facet}-${value}` }, input, make("span", { class: "name" }, names[facet](value)), count);
      input.addEventListener("change", () => {
        if (input.checked) chosen[facet].add(value); else chosen[facet].delete(value);
        filter();
      });
      return [value, { row, count, input }];
    }));
    box.replaceChildren(...[...rows[facet].values()].map(({ row }) => row));
    if (listed.length > FEW + 2) {
      const all = make("button", { type: "button", class: "link" }, `全部${listed.length}个`);
      const fold = (folded) => listed.forEach((value, i) => { rows[facet].get(value).row.hidden = folded && i >= FEW && !chosen[facet].has(value); });
      all.addEventListener("click", () => { fold(false); all.remove(); });
      fold(true);
      box.append(all);
    }
  }
  by("words").value = words;
};

const passes = (one, facet) => !chosen[facet].size || values[facet](one).some((value) => chosen[facet].has(value));

/** How many findings each value of a facet would show, given what is chosen in the others. */
const count = () => {
  const tally = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
  const narrowing = FACETS.filter((facet) => chosen[facet].size);
  const wanted = words.trim();
  for (const one of items) {
    if (wanted && !one.words.includes(wanted)) continue;
    const failed = narrowing.filter((facet) => !passes(one, facet));
    if (failed.length > 1) continue;
    for (const facet of failed.length ? failed : FACETS)
      for (const value of values[facet](one)) tally[facet].set(value, (tally[facet].get(value) ?? 0) + 1);
  }
  for (const facet of FACETS)
    for (const [value, { row, count: shown }] of rows[facet]) {
      const number = tally[facet].get(value) ?? 0;
      shown.textContent = String(number);
      row.classList.toggle("none", !number);
    }
  const done = live.filter((one) => one.verdict[0] !== OPEN).length;
  by("done").textContent = `已处理 ${done} / ${live.length}`;
  by("meter").max = Math.max(1, live.length);
  by("meter").value = done;
};

// --- the list ------------------------------------------------------------------------------

let visible = [];
let shown = 0;
let current = null;
const selected = new Set();

const filter = () => {
  const wanted = words.trim();
  const narrowing = FACETS.filter((facet) => chosen[facet].size);
  visible = items.filter((one) => (!wanted || one.words.includes(wanted)) && narrowing.every((facet) => passes(one, facet)));
  groups.clear();
  for (const one of visible) groups.set(group(one), (groups.get(group(one)) ?? 0) + 1);
  const query = new URLSearchParams();
  for (const facet of FACETS) for (const value of chosen[facet]) query.append(facet, value);
  if (wanted) query.set("q", wanted);
  const text = query.toString();
  history.replaceState(null, "", `${location.pathname}${text ? `?${text}` : ""}${location.hash}`);
  const seen = selected.size ? new Set(visible) : null;
  for (const id of [...selected]) if (!seen.has(byId.get(id))) select(byId.get(id), false);
  shown = 0;
  by("cards").replaceChildren();
  more();
  count();
  by("found").textContent = visible.length === items.length ? `共${items.length}条` : `${visible.length}条（共${items.length}条）`;
  by("clear").hidden = !wanted && FACETS.every((facet) => !chosen[facet].size);
  by("nothing").hidden = visible.length > 0;
  by("nothing").textContent = items.length ? "没有符合条件的问题。" : known.nothing;
};

const group = (one) => (one.change === "top" ? "top" : one.gone ? "gone" : one.severity);
const groups = new Map();

const heading = (one, before) => {
  const nodes = [];
  if (!before || group(one) !== group(before)) {
    const name = { ...LEVELS, top: "标为已改但仍存在", gone: "上一版有、本版已消除" }[group(one)];
    nodes.push(make("h3", {}, `${name}（${groups.get(group(one))}条）`));
  }
  if (nodes.length || one.rule !== before.rule) nodes.push(make("h4", {}, names.rule(one.rule)));
  return nodes;
};

const more = (upTo = shown + BATCH) => {
  const cards = [];
  for (; shown < Math.min(upTo, visible.length); shown++) cards.push(...heading(visible[shown], visible[shown - 1]), card(visible[shown]));
  by("cards").append(...cards);
};

const tool = (key, word, action, extra = "") =>
  make("button", { type: "button", "data-action": action, class: extra }, make("kbd", {}, key), word);

const card = (one) => {
  if (one.node) return one.node;
  const article = fragment(one.html); // made and escaped by the program, see gouji/report/html_card.py
  if (one.gone) article.querySelectorAll("a.chip").forEach((chip) => { chip.href = known.gone.page + chip.hash; });
  const box = make("input", { type: "checkbox", "aria-label": `选择 ${one.rule} ${article.querySelector(".message")?.textContent.slice(0, 30) ?? ""}` });
  box.addEventListener("change", () => select(one, box.checked));
  if (known.writable) article.querySelector(".head").prepend(box);
  const tools = make("div", { class: "tools", role: "group", "aria-label": "处理意见" });
  if (known.writable && !one.gone) {
    known.allowed.forEach(([key, word]) => tools.append(tool(String(key), word, word)));
    tools.append(tool("N", "备注", "note"), tool("U", "撤销", "undo", "quiet"));
  }
  one.operands = JSON.parse(article.dataset.operands);
  one.node = make("div", { class: "finding", "data-id": one.id }, article, make("div", { class: "settled" }), tools);
  one.node.addEventListener("click", (event) => {
    const action = event.target.closest("[data-action]")?.dataset.action;
    if (action) return act(action, one);
    if (event.target.matches("input")) return undefined;
    const chip = event.target.closest("a.chip");
    if (one.gone) return go(one, false);
    if (chip) event.preventDefault();
    return go(one, false, chip ? chip.hash.slice(1) : "");
  });
  settle(one);
  return one.node;
};

const settle = (one) => {
  if (!one.node) return;
  const made = known.decisions[one.id];
  const line = one.node.querySelector(".settled");
  const word = verdict(one);
  // What was said to be mended and is still there is as open as what nobody has looked at.
  one.node.classList.toggle("done", word !== OPEN && one.change !== "top");
  const parts = [];
  if (one.change) parts.push(make("span", { class: `badge change-${one.change}` }, CHANGES[one.change]));
  if (word !== OPEN) parts.push(make("span", { class: `badge v-${known.verdicts.indexOf(word)}` }, word));
  if (made?.note) parts.push(make("span", { class: "said" }, made.note));
  if (made && (made.note || word !== OPEN)) parts.push(make("a", { class: "who", href: `${known.history}?finding=${encodeURIComponent(one.id)}` }, `${made.who} ${made.when}`));
  line.replaceChildren(...parts);
};

const select = (one, on) => {
  if (!known.writable) return;
  if (on) selected.add(one.id); else selected.delete(one.id);
  if (one.node) {
    one.node.classList.toggle("selected", on);
    one.node.querySelector("input[type=checkbox]").checked = on;
  }
  by("bulk").hidden = !selected.size;
  by("bulk-count").textContent = `已选${selected.size}条`;
  by("all").checked = selected.size > 0 && selected.size === visible.length;
  by("all").indeterminate = selected.size > 0 && selected.size < visible.length;
};

/** Make a finding the current one, outline its operands and show one of them (the result, unless told). */
const go = async (one, scroll = true, anchor = "") => {
  if (!one) return;
  const at = visible.indexOf(one);
  if (at >= shown) more(at + BATCH);
  if (current?.node) current.node.classList.remove("current");
  current = one;
  card(one).classList.add("current");
  history.replaceState(null, "", `${location.pathname}${location.search}#${one.id}`);
  if (scroll) {
    one.node.querySelector("article").focus({ preventScroll: true });
    one.node.scrollIntoView({ block: "nearest" });
  }
  if (one.gone || !view) return;
  view.outline(one.operands);
  const first = one.operands.find(([id, side]) => id && side) ?? one.operands.find(([id]) => id);
  const target = anchor || first?.[0];
  if (anchor) document.body.classList.add("reading");
  const reached = target ? await view.reveal(Number(target.slice(3))) : false;
  if (!reached && anchor) say(view instanceof PdfView ? "原页上没有定位到这一处，可点“读出的文字”查看。" : "文件内容中没有定位到这一处。");
};

const step = (distance, extend) => {
  const at = current ? visible.indexOf(current) : -1;
  const next = visible[Math.min(Math.max(at + distance, 0), visible.length - 1)];
  if (extend && current) select(current, true);
  if (extend && next) select(next, true);
  go(next);
};

const advance = () => {
  const at = visible.indexOf(current);
  const next = [...visible.slice(at + 1), ...visible.slice(0, Math.max(at, 0))].find((one) => verdict(one) === OPEN && !one.gone);
  if (next) go(next);
};

// --- decisions -----------------------------------------------------------------------------

const send = async (path, body) => {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": known.csrf },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (!answer) return say("没有连上服务，处理意见没有保存，请重试。"), null;
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 401) location.reload();
  if (!answer.ok) return say(told.detail ?? "没有保存，请重试。"), null;
  return told;
};

let queue = Promise.resolve();
const record = (path, body, ids, word) => {
  queue = queue.then(async () => {
    const told = await send(path, { ...body, findings: ids });
    if (!told) return;
    for (const id of ids) {
      const one = byId.get(id);
      if (told.decisions[id]) known.decisions[id] = told.decisions[id]; else delete known.decisions[id];
      one.verdict = [verdict(one)];
      settle(one);
    }
    count();
    const open = live.filter((one) => one.verdict[0] === OPEN).length;
    say(`${word}${ids.length > 1 ? `（${ids.length}条）` : ""}，余${open}条待核`);
  });
  return queue;
};

const decide = async (word, one) => {
  const ids = selected.size ? [...selected].filter((id) => !byId.get(id).gone) : [one.id];
  if (!ids.length) return;
  let note = "";
  if (known.reasoned.includes(word) || selected.size) {
    note = await ask(word, ids.length, known.reasoned.includes(word), "");
    if (note === null) return;
  }
  const bulk = selected.size > 0;
  const saved = record(known.decide, { verdict: word, note }, ids, `已记为“${word}”`);
  if (bulk) ids.forEach((id) => select(byId.get(id), false));
  await saved;
  if (!bulk || ids.includes(current?.id)) advance();
};

const annotate = async (one) => {
  const note = await ask(verdict(one), 1, false, known.decisions[one.id]?.note ?? "");
  if (note !== null) await record(known.decide, { verdict: verdict(one), note }, [one.id], "备注已保存");
};

const act = (action, one) => {
  if (!one || one.gone || !known.writable) return undefined;
  if (one !== current) go(one, false);
  if (action === "note") return annotate(one);
  if (action === "undo") return record(known.undo, {}, selected.size ? [...selected] : [one.id], "已撤销");
  return decide(action, one);
};

const dialog = by("ask");
const ask = (word, number, needed, before) =>
  new Promise((done) => {
    by("ask-title").textContent = `${word}${number > 1 ? `（${number}条）` : ""}：${needed ? "请写明理由" : "备注（可不填）"}`;
    const field = by("ask-note");
    field.value = before;
    field.required = needed;
    field.setCustomValidity("");
    dialog.returnValue = "";
    dialog.onclose = () => done(dialog.returnValue === "ok" ? field.value.trim() : null);
    dialog.showModal();
    field.focus();
  });
by("ask-note").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  by("ask-ok").click();
});
by("ask-form").addEventListener("submit", (event) => {
  const field = by("ask-note");
  if (field.required && !field.value.trim()) {
    event.preventDefault();
    field.setCustomValidity("请写明理由");
    field.reportValidity();
  }
});
by("ask-note").addEventListener("input", () => by("ask-note").setCustomValidity(""));
by("ask-cancel").addEventListener("click", () => dialog.close(""));

// --- the document --------------------------------------------------------------------------

let view = null;
const pane = by("text");
const openView = async (original) => {
  view?.close();
  view = null;
  if (original) view = await PdfView.open(pane, leaf, known.original).catch(() => null);
  if (original && !view) say("原件无法显示，改为显示读出的文字。");
  view ??= new TextView(pane, leaf);
  by("as-read")?.setAttribute("aria-pressed", String(view instanceof TextView));
  if (current) go(current, false);
};

const ticks = () => {
  const on = document.body.classList.toggle("ticks");
  by("ticks").setAttribute("aria-pressed", String(on));
};

// --- what the user does --------------------------------------------------------------------

const KEYS = {
  j: () => step(1), k: () => step(-1), 
  n: () => act("note", current), u: () => act("undo", current),
  x: () => current && select(current, !selected.has(current.id)),
  t: ticks, "?": () => by("help").showModal(),
  "/": () => by("words").focus(),
  escape: () => { [...selected].forEach((id) => select(byId.get(id), false)); document.body.classList.remove("reading"); },
};
known.allowed.forEach(([key, word]) => { KEYS[String(key)] = () => act(word, current ?? visible[0]); });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target instanceof Element && event.target.closest("textarea, select, dialog, input:not([type=checkbox])")) return;
  if (event.shiftKey && "jk".includes(event.key.toLowerCase())) {
    step(event.key.toLowerCase() === "j" ? 1 : -1, true);
  } else {
    const action = KEYS[event.key.toLowerCase()];
    if (!action) return;
    action();
  }
  event.preventDefault();
});

const wide = matchMedia("(min-width: 60rem)").matches;
if (leaf) {
  document.querySelector(".facets details").open = wide;
  buildFacets();
  filter();
  new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) more(); },
    { root: wide ? by("list") : null, rootMargin: "600px" }).observe(by("rest"));
  let waiting = 0;
  by("words").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { words = by("words").value; filter(); }, 60);
  });
  by("words").addEventListener("keydown", (event) => { if (event.key === "Escape") by("words").blur(); });
  by("clear").addEventListener("click", () => {
    FACETS.forEach((facet) => { chosen[facet].clear(); rows[facet].forEach(({ input }) => { input.checked = false; }); });
    words = by("words").value = "";
    filter();
  });
  by("all").addEventListener("change", () => visible.forEach((one) => select(one, by("all").checked)));
  by("bulk").addEventListener("click", (event) => {
    const action = event.target.closest("[data-action]")?.dataset.action;
    if (action) act(action, byId.get([...selected][0]));
  });
  by("ticks").addEventListener("click", ticks);
  by("as-read")?.addEventListener("click", () => openView(view instanceof TextView));
  by("keys").addEventListener("click", () => by("help").showModal());
  by("help-close").addEventListener("click", () => by("help").close());
  by("back").addEventListener("click", () => document.body.classList.remove("reading"));
  addEventListener("beforeprint", () => more(visible.length));
  const wanted = byId.get(location.hash.slice(1));
  await openView(Boolean(known.original));
  if (wanted) go(wanted); else if (location.hash.startsWith("#w-g")) view.reveal(Number(location.hash.slice(4)));
  document.body.dataset.ready = "1";
}
