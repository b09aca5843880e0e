"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const by = (id) => document.getElementById(id);
  const PAGE = 200, WIDE = 40;
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const make = (tag, options = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(options)) {
      if (name === "on") node.addEventListener("click", value);
      else if (name === "class") node.className = value;
      else node.setAttribute(name, value);
    }
    node.append(...children.map((child) => (child instanceof Node ? child : String(child))));
    return node;
  };

  // What is chosen is in the address, so that a view can be kept and sent on.
  const read = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const choose = (change) => {
    const next = { ...read(), ...change };
    const kept = Object.entries(next).filter(([, value]) => value !== "" && value != null);
    location.hash = new URLSearchParams(kept).toString();
  };

  const COLUMNS = [
    ["单位", (u) => u[0]], ["年度", (u) => u[1]], ["文件", (u) => u[2]],
    ...data.states.map(([, word], i) => [word, (u) => u[3][i]]),
    ...data.levels.map((word, i) => [word, (u) => u[4][i]]),
    ["跨文件", (u) => u[5]], ["已核对关系", (u) => u[6]],
    ["每百项问题", (u) => (u[6] ? Math.round((1000 * sum(u[4])) / u[6]) / 10 : null)],
  ];
  if (data.roster) COLUMNS.push(["名单", (u) => ({ on_roster: "在名单", not_on_roster: "不在名单" })[u[7]] || ""]);

  const legend = (names, prefix) =>
    make("div", { class: "legend" }, ...names.map((name, i) => make("span", {}, make("i", { class: prefix + i }), name)));

  const tiles = (view) => {
    const counts = data.states.map((_, i) => sum(data.units.map((u) => u[3][i])));
    const one = (word, number, change, on) =>
      make("li", {}, make("button", { type: "button", "aria-pressed": String(on), on: () => choose(change) }, make("b", {}, number), word));
    const list = [one("全部文件", sum(counts), { state: "", unit: "", rule: "" }, !view.state)];
    data.states.forEach(([id, word], i) => list.push(one(word, counts[i], { state: view.state === id ? "" : id }, view.state === id)));
    const wrong = data.units.filter((u) => u[4][0]).length;
    list.push(one("有错误的单位", wrong, { sort: String(7), down: "1" }, false));
    data.levels.forEach((word, i) => list.push(one(word, sum(data.units.map((u) => u[4][i])), { sort: String(7 + i), down: "1" }, false)));
    if (data.roster) list.push(make("li", {}, make("a", { href: "#", on: (e) => { e.preventDefault(); by("s-missing").scrollIntoView(); } }, `未报送${data.missing.length}个单位`)));
    by("tiles").replaceChildren(make("ul", { class: "tiles" }, ...list));
  };

  const chosenUnits = (view) => {
    const state = data.states.findIndex(([id]) => id === view.state);
    return data.units
      .map((unit, i) => [unit, i])
      .filter(([u]) => (!view.q || u[0].includes(view.q)) && (state < 0 || u[3][state]) && (!view.rule || (u[8][view.rule] || [0, 0])[1] || data.across.some((a) => a[1] === view.rule && data.units[a[0]] === u)));
  };

  const units = (view) => {
    const column = Number(view.sort ?? 7), down = view.down !== "0";
    const list = chosenUnits(view);
    const value = COLUMNS[column] ? COLUMNS[column][1] : COLUMNS[7][1];
    list.sort(([a], [b]) => {
      const x = value(a), y = value(b);
      const order = x === y ? 0 : x === null ? -1 : y === null ? 1 : typeof x === "number" ? x - y : x.localeCompare(y, "zh");
      return (down ? -order : order) || a[0].localeCompare(b[0], "zh");
    });
    const page = Math.min(Number(view.page || 0), Math.max(0, Math.ceil(list.length / PAGE) - 1));
    const head = COLUMNS.map(([name], i) =>
      make("th", { scope: "col", class: i > 1 ? "n" : "", "aria-sort": i === column ? (down ? "descending" : "ascending") : "none" },
        make("button", { type: "button", on: () => choose({ sort: String(i), down: i === column && down ? "0" : "1", page: "" }) }, name)));
    const body = list.slice(page * PAGE, (page + 1) * PAGE).map(([u]) =>
      make("tr", { class: u[0] === view.unit ? "chosen" : "" }, ...COLUMNS.map(([, get], i) =>
        i ? make("td", { class: i > 1 ? "n" : "" }, get(u) ?? "") :
          make("td", {}, make("button", { type: "button", class: "link", on: () => { choose({ unit: u[0] }); by("s-drill").scrollIntoView(); } }, u[0])))));
    const pages = list.length > PAGE
      ? [make("button", { type: "button", on: () => choose({ page: String(Math.max(0, page - 1)) }) }, "上一页"), `第${page + 1}页`,
        make("button", { type: "button", on: () => choose({ page: String(page + 1) }) }, "下一页")] : [];
    by("unit-table").replaceChildren(
      make("p", { class: "hint" }, `${list.length}个单位${view.rule ? `，规则 ${view.rule}` : ""} `, ...pages),
      make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "各单位" },
        make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body))));
    return list;
  };

  // A long list of documents stands in parts beside the page; only those that are looked at are loaded.
  const parts = new Map(data.parts.map((rows, i) => [i, rows]));
  const asked = new Map();
  window.gouji = (number, rows) => { parts.set(number, rows); };
  const load = (number) => {
    if (parts.has(number)) return Promise.resolve();
    if (!asked.has(number)) {
      asked.set(number, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `${data.folder}/${String(number).padStart(4, "0")}.js`;
        script.onload = done;
        script.onerror = failed;
        document.head.append(script);
      }));
    }
    return asked.get(number);
  };

  const link = (path, place) => make("a", { href: place }, path);
  let drawn = 0;
  const drill = async (view) => {
    const turn = ++drawn;
    const unit = data.units.findIndex((u) => u[0] === view.unit);
    const state = data.states.findIndex(([id]) => id === view.state);
    const box = by("drill");
    if (!(view.unit || view.state || view.rule)) {
      return box.replaceChildren(make("p", { class: "hint" }, "点上面的状态、单位，或下面图中的格，这里列出文件。"));
    }
    const concerned = data.units.filter((u, i) => (unit < 0 ? !view.unit : i === unit) && (state < 0 || u[3][state]) && (!view.rule || (u[8][view.rule] || [0, 0, 0])[2]));
    const wanted = [...new Set(concerned.flatMap((u) => u[9]))].sort((a, b) => a - b);
    const list = [];
    for (const number of wanted) {
      if (list.length > PAGE) break;
      try {
        await load(number);
      } catch {
        if (turn === drawn) box.replaceChildren(make("p", { class: "reasons" }, `找不到 ${data.folder} 文件夹中的文件清单，请把它与本页放在一起。同样的内容在 summary.csv 中。`));
        return;
      }
      list.push(...parts.get(number).filter((d) => (unit < 0 ? !view.unit : d[1] === unit) && (state < 0 || d[2] === state) && (!view.rule || d[11].includes(view.rule))));
    }
    if (turn !== drawn) return;
    const rows = list.slice(0, PAGE).map((d) =>
      make("tr", {}, make("td", {}, link(d[0], d[7])), make("td", {}, data.units[d[1]][0]), make("td", {}, d[4] ?? ""), make("td", {}, d[5]),
        make("td", {}, data.states[d[2]][1]), ...d[6].map((n) => make("td", { class: "n" }, n)),
        make("td", {}, [d[8], d[9] && `与 ${d[9]} 相同`, d[10] && `${d[10]} 的另一版本`].filter(Boolean).join("；"))));
    const head = ["文件", "单位", "年度", "材料", "核查状态", ...data.levels, "说明"];
    const chosen = [view.unit, state >= 0 && data.states[state][1], view.rule].filter(Boolean).join("，");
    const told = list.length > PAGE ? `超过${PAGE}份文件，列出前${PAGE}份，其余见 summary.csv` : `${list.length}份文件`;
    box.replaceChildren(
      make("div", {}, make("p", { class: "hint" }, `${chosen}：${told}，点文件名看逐项结果。 `,
        ...(data.letters[view.unit] ? [link("整改通知", data.letters[view.unit]), " "] : []),
        make("button", { type: "button", on: () => choose({ unit: "", state: "", rule: "" }) }, "取消选择")),
        make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "文件" }, make("table", {}, make("thead", {}, make("tr", {}, ...head.map((t, i) => make("th", { scope: "col", class: i > 4 && i < 8 ? "n" : "" }, t)))), make("tbody", {}, ...rows)))));
  };

  const across = (view) => {
    const unit = data.units.findIndex((u) => u[0] === view.unit);
    const list = data.across.filter((a) => (unit < 0 || a[0] === unit) && (!view.rule || a[1] === view.rule));
    by("s-across").hidden = !data.across.length;
    if (!list.length) return by("across").replaceChildren(make("p", { class: "hint" }, "所选的单位或规则没有跨文件的疑点。"));
    by("across").replaceChildren(...list.slice(0, PAGE).map((a) =>
      make("article", { class: ["error", "warning", "info"][a[2]] },
        make("div", { class: "head" }, make("span", { class: "level" }, data.levels[a[2]]), make("span", {}, a[1]), make("span", {}, data.units[a[0]][0])),
        make("p", { class: "message" }, a[3]), make("p", {}, ...a[4].flatMap(([path, place]) => [link(path, place), " "])))));
  };

  const heat = (list) => {
    const top = list.map(([u]) => u).filter((u) => sum(u[4])).sort((a, b) => sum(b[4]) - sum(a[4]) || a[0].localeCompare(b[0], "zh")).slice(0, WIDE);
    const rules = data.rules.filter((r) => top.some((u) => (u[8][r[0]] || [0, 0])[1]));
    const cell = (u, r) => {
      const [tested, found] = u[8][r[0]] || [0, 0];
      if (!tested && !found) return make("td", { class: "none", title: `${u[0]} ${r[0]} 未核对` });
      const rate = (100 * found) / Math.max(tested, found, 1);
      const level = !found ? "" : rate < 5 ? "h1" : rate < 15 ? "h2" : rate < 40 ? "h3" : "h4";
      const text = found ? Math.round(rate) : "";
      const told = `${u[0]} ${r[0]} ${r[2]}：核对${tested}项，问题${found}项`;
      return make("td", { class: level, title: told }, found ? make("button", { type: "button", "aria-label": told, on: () => { choose({ unit: u[0], rule: r[0] }); by("s-drill").scrollIntoView(); } }, text) : "");
    };
    by("heat").replaceChildren(make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "规则与单位" },
      make("table", { class: "heat" }, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "单位"), ...rules.map((r) => make("th", { scope: "col", title: `${r[1]} ${r[2]}` }, r[0])))),
        make("tbody", {}, ...top.map((u) => make("tr", {}, make("th", { scope: "row" }, u[0]), ...rules.map((r) => cell(u, r))))))));
  };

  const bars = (id, rows, prefix, names, pick) => {
    const most = Math.max(1, ...rows.map((r) => sum(r[1])));
    const cells = rows.flatMap(([name, parts, key, told]) => {
      const track = make("div", { class: "track", role: "img", "aria-label": told });
      parts.forEach((n, i) => { if (n) { const part = make("span", { class: prefix + i, title: told }); part.style.width = `${(100 * n) / most}%`; track.append(part); } });
      return [pick ? make("button", { type: "button", on: () => pick(key), title: told }, name) : make("span", { title: told }, name), track, make("span", {}, sum(parts))];
    });
    by(id).replaceChildren(...(names ? [legend(names, prefix)] : []), make("div", { class: "lines" }, ...cells));
  };

  const svg = (tag, options, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(options)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const title = (text) => { const node = svg("title", {}); node.textContent = text; return node; };

  const pareto = (list) => {
    const all = list.map(([u]) => u).filter((u) => u[4][0]).sort((a, b) => b[4][0] - a[4][0] || a[0].localeCompare(b[0], "zh"));
    const total = sum(all.map((u) => u[4][0])), top = all.slice(0, WIDE);
    if (!top.length) return by("pareto").replaceChildren(make("p", {}, "没有错误。"));
    const w = 640, h = 220, step = w / top.length, most = top[0][4][0];
    let run = 0;
    const points = top.map((u, i) => { run += u[4][0]; return `${(i + 0.5) * step},${h - (h * run) / total}`; });
    const picture = svg("svg", { viewBox: `0 -12 ${w + 44} ${h + 30}`, role: "img", "aria-label": `${all.length}个单位共${total}项错误，前${top.length}个占${Math.round((100 * run) / total)}%` },
      ...top.map((u, i) => {
        const tall = (h * u[4][0]) / most;
        return svg("rect", { x: i * step + 1, y: h - tall, width: Math.max(1, step - 2), height: tall, fill: "#a6192e" }, title(`${u[0]}：${u[4][0]}项错误`));
      }),
      svg("polyline", { points: points.join(" "), fill: "none", stroke: "#1746a2", "stroke-width": 2 }),
      ...[0, 50, 100].map((p) => { const t = svg("text", { x: w + 4, y: h - (h * p) / 100 + 4 }); t.textContent = `${p}%`; return t; }),
      (() => { const t = svg("text", { x: 0, y: h + 15 }); t.textContent = `最多 ${top[0][0]} ${most}项`; return t; })());
    const half = all.findIndex((_, i) => 2 * sum(all.slice(0, i + 1).map((u) => u[4][0])) >= total) + 1;
    by("pareto").replaceChildren(make("p", { class: "hint" }, `${all.length}个单位共${total}项错误，其中一半在${half}个单位。`), picture);
  };

  const types = () => {
    const rows = data.types.map(([form, parts]) =>
      [form, parts, form, `${form}：${data.states.map(([, word], i) => `${word}${parts[i]}`).join("，")}`]);
    bars("types", rows, "f", data.states.map(([, word]) => word), null);
  };

  const missing = () => {
    by("s-missing").hidden = !data.roster;
    const rows = data.missing.map(([name, more]) => make("tr", {}, make("td", {}, name), make("td", {}, more.join(" "))));
    by("missing").replaceChildren(rows.length ? make("table", {}, make("tbody", {}, ...rows)) : make("p", {}, "名单中的单位都已报送。"));
  };

  const draw = () => {
    const view = read();
    tiles(view);
    const list = units(view);
    drill(view);
    across(view);
    heat(list);
    pareto(list);
    bars("rules", data.rules.filter((r) => r[4] + r[5] + r[6]).sort((a, b) => sum(b.slice(4, 7)) - sum(a.slice(4, 7)) || (a[0] < b[0] ? -1 : 1)).map((r) =>
      [`${r[0]} ${r[2]}`, r.slice(4, 7), r[0], `${r[0]} ${r[1]} ${r[2]}：核对${r[3]}项，${data.levels.map((word, i) => `${word}${r[4 + i]}`).join("，")}，${r[7]}个单位`]), "l", data.levels, (code) => choose({ rule: read().rule === code ? "" : code }));
    const box = by("unit-search");
    if (box.value !== (view.q || "")) box.value = view.q || "";
  };

  const download = () => {
    const cell = (value) => { const text = String(value ?? ""); return `"${(/^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? "'" : "") + text.replaceAll('"', '""')}"`; };
    const lines = [COLUMNS.map(([name]) => cell(name)), ...chosenUnits(read()).map(([u]) => COLUMNS.map(([, get]) => cell(get(u))))];
    const file = new Blob(["\ufeff" + lines.map((l) => l.join(",")).join("\r\n") + "\r\n"], { type: "text/csv" });
    const anchor = make("a", { href: URL.createObjectURL(file), download: "各单位.csv" });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
  };

  const search = make("input", { id: "unit-search", type: "search", placeholder: "单位名称", "aria-label": "按单位名称筛选" });
  let wait = 0;
  search.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => choose({ q: search.value, page: "" }), 150); });
  by("units").append(make("div", { class: "bar" }, search, make("button", { type: "button", on: download }, "下载此表")), make("div", { id: "unit-table" }));
  bars("sizes", data.sizes.map(([name, n]) => [name, [n], name, `${name} 万元：${n}项`]), "l", null, null);
  types();
  missing();
  addEventListener("hashchange", draw);
  draw();
})();
