"use strict";
(() => {
  const cards = [...document.querySelectorAll("article[data-operands]")];
  let current = -1;
  const clear = () => document.querySelectorAll(".fig.part, .fig.side").forEach((n) => n.classList.remove("part", "side"));
  const outline = (card) => {
    clear();
    cards.forEach((c) => c.classList.toggle("current", c === card));
    current = cards.indexOf(card);
    for (const [id, side] of JSON.parse(card.dataset.operands)) {
      const node = document.getElementById(id);
      if (node) node.classList.add(side ? "side" : "part");
    }
  };
  const reveal = (node) => node && node.scrollIntoView({ block: "center" });
  cards.forEach((card) => {
    card.addEventListener("click", (event) => {
      outline(card);
      const chip = event.target.closest("a.chip");
      if (!chip) return;
      event.preventDefault();
      const node = document.getElementById(chip.hash.slice(1));
      reveal(node);
      if (node) node.focus({ preventScroll: true });
    });
  });
  const go = (step) => {
    if (!cards.length) return;
    const card = cards[Math.min(Math.max(current + step, 0), cards.length - 1)];
    outline(card);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    const first = JSON.parse(card.dataset.operands).find((pair) => document.getElementById(pair[0]));
    if (first) reveal(document.getElementById(first[0]));
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "j") go(1);
    else if (key === "k") go(-1);
    else if (key === "t") document.querySelector("button[data-ticks]")?.click();
  });
  document.querySelectorAll("button[data-ticks]").forEach((button) => {
    button.addEventListener("click", () => {
      const on = document.body.classList.toggle("ticks");
      document.querySelectorAll("button[data-ticks]").forEach((b) => b.setAttribute("aria-pressed", String(on)));
    });
  });
})();
