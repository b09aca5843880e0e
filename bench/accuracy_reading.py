"""How well a document is read: figures, their units, labels and periods, cells, indicator rows."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from bench.accuracy_align import align, digits, read_marks, squeeze, true_marks
from extract.model import Extraction, Figure, Paragraph, Table

MEASURES = {"score": "得分", "weight": "分值", "ratio": "率"}
"""In running text 得分, 分值 and …率 are the printed subject of such a figure."""
UNITS = {"个百分点": "百分点", "％": "%", "万": "万元", "": ""}


class Reading:
    """One document read, aligned with its truth."""

    def __init__(self, truth: dict[str, Any], extraction: Extraction) -> None:
        if extraction.format == "xlsx":
            truth = {**truth, "figures": [f for f in truth["figures"] if "table" in f["where"]]}
        self.truth, self.extraction = truth, extraction
        self.figures, marks = read_marks(extraction)
        self.pairs = align(true_marks(truth), marks)
        self.id_of: dict[int, str] = {id(self.figures[b]): truth["figures"][a]["id"] for a, b in self.pairs}
        self.place_of = {_place(self.figures[b]): truth["figures"][a]["id"] for a, b in self.pairs}

    def identify(self, figure: Figure) -> str | None:
        """The id of the true figure that this one is."""
        return self.id_of.get(id(figure)) or self.place_of.get(_place(figure))

    def counts(self) -> Counter[str]:
        """Figures, matched, spurious, and of the matched how many are right in each respect."""
        out: Counter[str] = Counter()
        out["figures"] = len(self.truth["figures"])
        out["matched"] = len(self.pairs)
        out["spurious"] = len(self.figures) - len(self.pairs)
        for a, b in self.pairs:
            true, read = self.truth["figures"][a], self.figures[b]
            out["value"] += read.value == Decimal(true["value"])
            out["unit"] += _unit(read.unit) == _unit(true["unit"])
            if true["label"]:
                out["labelled"] += 1
                out["label"] += same_label(read, true)
            if true["period"] and self._prints(true["period"]):
                out["dated"] += 1
                out["period"] += (read.period or "").startswith(true["period"])
        out += self._cells()
        out += self._indicators()
        return out

    def _prints(self, year: str) -> bool:
        """Whether the document prints the year at all, which sheets of tables may not."""
        return year in self.text or str(int(year) + 1) in self.text

    @cached_property
    def text(self) -> str:
        """All that the document prints."""
        return "\n".join(
            b.text if isinstance(b, Paragraph) else "\n".join(c.text for c in b.cells)
            for b in self.extraction.blocks
        )

    def wrong(self) -> list[str]:
        """One line for each figure that is not read right, for a person who looks into it."""
        found = dict(self.pairs)
        lines = []
        for a, true in enumerate(self.truth["figures"]):
            if a not in found:
                lines.append(f"missed {true['text']} ({true['label']}) {true['where']}")
                continue
            read = self.figures[found[a]]
            if read.value != Decimal(true["value"]) or _unit(read.unit) != _unit(true["unit"]):
                lines.append(
                    f"read {read.text}={read.value}{read.unit} for {true['text']}={true['value']}{true['unit']}"
                )
            elif true["label"] and not same_label(read, true):
                lines.append(f"label {read.label or '-'} for {true['label']} ({true['text']})")
            elif true["period"] and not (read.period or "").startswith(true["period"]):
                lines.append(f"period {read.period} for {true['period']} ({true['text']} {true['label']})")
        taken = {b for _, b in self.pairs}
        lines += [
            f"spurious {f.text} in {f.quote[:40]}" for i, f in enumerate(self.figures) if i not in taken
        ]
        return lines

    def _cells(self) -> Counter[str]:
        out: Counter[str] = Counter()
        tables = list(self.extraction.tables)
        for grid in self.truth["tables"]:
            wanted = [(r, c, squeeze(text)) for r, c, _, _, text in grid["cells"] if squeeze(text)]
            out["cells"] += len(wanted)
            best = max(tables, key=lambda t: _overlap(t, wanted), default=None)
            if best is not None:
                out["cells_exact"] += _exact(best, wanted)
        return out

    def _indicators(self) -> Counter[str]:
        out: Counter[str] = Counter()
        numbers = {f["id"]: f["text"] for f in self.truth["figures"]}
        wanted = Counter(
            (
                squeeze(row["level3"]),
                digits(numbers.get(row["weight"], "")),
                digits(numbers.get(row["score"], "")),
            )
            for row in self.truth["indicators"]
        )
        read = Counter(
            (
                squeeze(i.level3),
                digits(i.weight.text) if i.weight else "",
                digits(i.score.text) if i.score else "",
            )
            for i in self.extraction.indicators
        )
        out["indicators"] = sum(wanted.values())
        out["indicators_right"] = sum((wanted & read).values())
        return out


def _place(figure: Figure) -> tuple[int | None, int | None, int | None, int | None, int | None]:
    w = figure.where
    return (w.block, w.table, w.row, w.column, w.start)


def _unit(unit: str) -> str:
    return UNITS.get(squeeze(unit), squeeze(unit))


def same_label(read: Figure, true: dict[str, Any]) -> bool:
    """Whether the label that was read names the true subject: contained either way, or half of it in common."""
    label = squeeze(read.label)
    if "table" not in true["where"] and label.endswith(MEASURES.get(true["measure"], "?")):
        return True
    names = [label, squeeze("".join((*read.path, read.label)))]
    for wanted in (squeeze(true["label"]), squeeze(true["concept"])):
        for name in names:
            if not name or not wanted:
                continue
            if name in wanted or wanted in name:
                return True
            common = SequenceMatcher(None, name, wanted, autojunk=False).find_longest_match().size
            if common * 2 >= min(len(name), len(wanted)) and common >= 2:
                return True
    return False


def _exact(table: Table, wanted: list[tuple[int, int, str]]) -> int:
    """Cells that stand where they should, below as many title rows as the format may add."""
    return max(
        sum(1 for r, c, text in wanted if squeeze(table.text(r + above, c)) == text) for above in range(3)
    )


def _overlap(table: Table, wanted: list[tuple[int, int, str]]) -> int:
    have = Counter(squeeze(c.text) for c in table.cells)
    return sum((have & Counter(text for _, _, text in wanted)).values())
