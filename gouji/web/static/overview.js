// The leader's charts: each has its figures as a table too, and a click leads to the documents behind it.
const data = JSON.parse(document.getElementById("data").textContent);
const by = (id) => document.getElementById(id);
const INK = "#1c2430", SOFT = "#4d5866";
const COLOUR = { error: "#a6192e", warning: "#d98e04", info: "#4a7fc1" };
const VERDICT = ["#a6192e", "#8793a3", "#3d8b5a", "#7b5ea7"];
const STATE = ["#3d8b5a", "#d9a021", "#a6192e", "#8793a3"];
const FONT = getComputedStyle(document.body).fontFamily;

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.map((child) => (child instanceof Node ? child : String(child))));
  return node;
};
const table = (name, head, lines) => {
  const cell = (value, i) => make(i ? "td" : "th", i ? { class: "n" } : { scope: "row" }, value);
  by(`table-${name}`).replaceChildren(make("table", {},
    make("thead", {}, make("tr", {}, ...head.map((word) => make("th", { scope: "col" }, word)))),
    make("tbody", {}, ...lines.map((line) => make("tr", {}, ...line.map(cell))))));
};
const link = (query) => `/?${new URLSearchParams(query)}`;
const short = (name, most = 10) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);

const draw = (name, option, chosen, empty) => {
  const box = by(`chart-${name}`);
  if (empty) {
    box.className = "";
    box.removeAttribute("role");
    box.textContent = "还没有可画的数据。";
    return;
  }
  const chart = window.echarts.init(box);
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: FONT, color: INK },
    aria: { enabled: true, decal: { show: name === "types" } },
    ...option,
    tooltip: { renderMode: "richText", confine: true, ...option.tooltip },
  });
  box.setAttribute("role", "img");
  if (chosen) chart.on("click", (event) => { const to = chosen(event); if (to) location.href = to; });
  addEventListener("resize", () => chart.resize());
};
const axis = (more = {}) => ({ axisLabel: { color: SOFT }, axisLine: { lineStyle: { color: "#8793a3" } }, ...more });
const legend = { top: 0, textStyle: { color: INK } };

const progress = () => {
  const units = data.units.slice(0, 30);
  const series = [...data.verdicts, "待核"].map((word, i) => ({
    name: word, type: "bar", barMaxWidth: 32, stack: "all", itemStyle: { color: VERDICT[i] ?? "#d5dae2" }, data: units.map((unit) => unit.verdicts[i]),
  }));
  draw("progress", {
    legend, grid: { left: 8, right: 16, top: 34, bottom: 4, containLabel: true },
    yAxis: axis({ type: "category", inverse: true, data: units.map((unit) => unit.name), axisLabel: { color: INK, formatter: (name) => short(name, 14) } }),
    xAxis: axis({ type: "value", minInterval: 1 }), tooltip: { trigger: "axis", axisPointer: { type: "shadow" } }, series,
  }, (event) => units[event.dataIndex]?.address, !units.length);
  table("progress", ["单位", ...data.verdicts, "待核"], data.units.map((unit) => [unit.name, ...unit.verdicts]));
};

const heat = () => {
  const units = data.units.slice(0, 40), rules = data.rules;
  const cells = [], blank = [];
  units.forEach((unit, x) => rules.forEach((rule, y) => {
    const [tested, found] = unit.rules[rule.code] ?? [0, 0];
    if (tested + found) cells.push({ value: [x, y, Math.round((1000 * found) / Math.max(tested, found)) / 10], tested, found });
    else blank.push({ value: [x, y, 0] });
  }));
  draw("heat", {
    grid: { left: 8, right: 16, top: 8, bottom: 56, containLabel: true },
    xAxis: axis({ type: "category", data: units.map((unit) => unit.name), axisLabel: { color: INK, rotate: 40, formatter: (name) => short(name) } }),
    yAxis: axis({ type: "category", inverse: true, data: rules.map((rule) => rule.code), axisLabel: { color: INK } }),
    visualMap: { min: 0, max: 20, calculable: false, orient: "horizontal", left: "center", bottom: 0, seriesIndex: 0, text: ["20以上", "0"], inRange: { color: ["#eef6f0", "#fff1cf", "#ffc27a", "#f08a72"] } },
    tooltip: { formatter: (one) => (one.seriesIndex ? `${units[one.value[0]].name}\n${rules[one.value[1]].code}：未核对` : `${units[one.value[0]].name}\n${rules[one.value[1]].code} ${rules[one.value[1]].title}\n已核对${one.data.tested}项，问题${one.data.found}项`) },
    series: [
      { type: "heatmap", data: cells, label: { show: units.length <= 20, formatter: (one) => (one.data.found ? String(one.data.found) : ""), color: INK } },
      { type: "heatmap", data: blank, itemStyle: { color: "#fff", decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color: "#aab3c0" } } },
    ],
  }, (event) => link({ unit: units[event.value[0]].name, rule: rules[event.value[1]].code }), !units.length || !rules.length);
  table("heat", ["单位", ...rules.map((rule) => rule.code)], units.map((unit) => [unit.name, ...rules.map((rule) => {
    const [tested, found] = unit.rules[rule.code] ?? [0, 0];
    return tested + found ? `${found} / ${tested}` : "未核对";
  })]));
};

const rules = () => {
  const judged = data.rules.filter((rule) => rule.confirmed + rule.refused).map((rule) => ({ ...rule, share: Math.round((100 * rule.confirmed) / (rule.confirmed + rule.refused)) }));
  judged.sort((a, b) => a.share - b.share);
  draw("rules", {
    grid: { left: 8, right: 40, top: 8, bottom: 4, containLabel: true },
    yAxis: axis({ type: "category", data: judged.map((rule) => rule.code), axisLabel: { color: INK } }), xAxis: axis({ type: "value", max: 100, axisLabel: { formatter: "{value}%", color: SOFT } }),
    tooltip: { formatter: (one) => `${judged[one.dataIndex].code} ${judged[one.dataIndex].title}\n确认${judged[one.dataIndex].confirmed}，误报${judged[one.dataIndex].refused}` },
    series: [{ type: "bar", barMaxWidth: 32, data: judged.map((rule) => rule.share), itemStyle: { color: "#1746a2" }, label: { show: true, position: "right", formatter: "{c}%", color: INK } }],
  }, (event) => link({ rule: judged[event.dataIndex].code }), !judged.length);
  table("rules", ["规则", "名称", "确认", "误报", "确认率"], judged.map((rule) => [rule.code, rule.title, rule.confirmed, rule.refused, `${rule.share}%`]).reverse());
};

const pareto = () => {
  const units = data.units.filter((unit) => unit.levels[0]).sort((a, b) => b.levels[0] - a.levels[0]);
  const total = units.reduce((sum, unit) => sum + unit.levels[0], 0);
  let sum = 0;
  const line = units.map((unit) => Math.round((100 * (sum += unit.levels[0])) / total));
  draw("pareto", {
    grid: { left: 8, right: 8, top: 24, bottom: 4, containLabel: true },
    xAxis: axis({ type: "category", data: units.slice(0, 40).map((unit) => unit.name), axisLabel: { color: INK, rotate: 40, formatter: (name) => short(name) } }),
    yAxis: [axis({ type: "value", minInterval: 1 }), axis({ type: "value", max: 100, axisLabel: { formatter: "{value}%", color: SOFT }, splitLine: { show: false } })],
    tooltip: { trigger: "axis" },
    series: [{ name: "错误", type: "bar", barMaxWidth: 32, data: units.slice(0, 40).map((unit) => unit.levels[0]), itemStyle: { color: COLOUR.error } }, { name: "累计占比", type: "line", yAxisIndex: 1, data: line.slice(0, 40), itemStyle: { color: SOFT } }],
  }, (event) => units[event.dataIndex]?.address, !units.length);
  table("pareto", ["单位", "错误", "累计占比"], units.map((unit, i) => [unit.name, unit.levels[0], `${line[i]}%`]));
};

const sizes = () => {
  draw("sizes", {
    grid: { left: 8, right: 8, top: 24, bottom: 4, containLabel: true },
    xAxis: axis({ type: "category", data: data.sizes.map(([name]) => name), name: "万元", nameLocation: "middle", nameGap: 28, axisLabel: { color: INK } }), yAxis: axis({ type: "value", minInterval: 1 }),
    series: [{ type: "bar", barMaxWidth: 32, data: data.sizes.map(([, number]) => number), itemStyle: { color: COLOUR.error }, label: { show: true, position: "top", formatter: (one) => one.value || "", color: INK } }],
  }, null, !data.sizes.some(([, number]) => number));
  table("sizes", ["差额（万元）", "错误"], data.sizes);
};

const types = () => {
  draw("types", {
    legend, grid: { left: 8, right: 16, top: 34, bottom: 4, containLabel: true },
    yAxis: axis({ type: "category", inverse: true, data: data.types.map(([name]) => name), axisLabel: { color: INK } }), xAxis: axis({ type: "value", minInterval: 1 }), tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    series: data.states.map(([, word], i) => ({ name: word, type: "bar", barMaxWidth: 32, stack: "all", itemStyle: { color: STATE[i] }, data: data.types.map(([, numbers]) => numbers[i]) })),
  }, (event) => link({ kind: data.types[event.dataIndex][0], state: data.states[event.seriesIndex][0] }), !data.types.length);
  table("types", ["类型", ...data.states.map(([, word]) => word)], data.types.map(([name, numbers]) => [name, ...numbers]));
};

[progress, heat, rules, pareto, sizes, types].forEach((one) => one());

// The table of units: sorted by its heads, narrowed by words; both are in the address.
const body = document.querySelector("#units tbody"), heads = [...document.querySelectorAll("#units thead th")];
const lines = [...body.rows];
const value = (row, i) => { const text = row.cells[i].textContent.trim(); return i ? parseFloat(text) || 0 : text; };
const show = () => {
  const view = new URLSearchParams(location.hash.slice(1));
  const column = Number(view.get("sort") ?? -1), down = view.get("down") !== "0", wanted = view.get("q") ?? "";
  heads.forEach((head, i) => head.setAttribute("aria-sort", i === column ? (down ? "descending" : "ascending") : "none"));
  const sorted = column < 0 ? lines : [...lines].sort((a, b) => {
    const x = value(a, column), y = value(b, column);
    return (down ? -1 : 1) * (typeof x === "number" ? x - y : x.localeCompare(y, "zh"));
  });
  body.replaceChildren(...sorted.filter((row) => row.cells[0].textContent.includes(wanted)));
};
const choose = (change) => {
  const view = new URLSearchParams(location.hash.slice(1));
  for (const [name, text] of Object.entries(change)) if (text === "") view.delete(name); else view.set(name, text);
  history.replaceState(null, "", `${location.pathname}${location.search}#${view}`);
  show();
};
heads.forEach((head, i) => head.querySelector("button").addEventListener("click", () => {
  const view = new URLSearchParams(location.hash.slice(1));
  choose({ sort: String(i), down: Number(view.get("sort")) === i && view.get("down") !== "0" ? "0" : "1" });
}));
by("unit-words").value = new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
by("unit-words").addEventListener("input", () => choose({ q: by("unit-words").value.trim() }));
show();
document.body.dataset.ready = "1";
