"""Whether a finding keeps its id while the file around it is edited, and never takes another's.

Each pair is one planted report before and after an edit: a paragraph inserted, a section moved,
a value changed elsewhere, the file saved again by another program.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from bench.accuracy_checking import Checking
from bench.accuracy_reading import Reading
from corpora.make import planted, save
from corpora.model import Draft, Paragraph
from corpora.plant import plant
from corpora.write_pdf import converted

EDITS = ("段落插入", "章节移动", "他处改值", "另存")
SEEDS = ("digit-changed", "weights-off", "repeat-changed", "rate-not-recomputed", "unit-slip")


def measure(
    check: Any, folder: Path, seed: int, count: int, kinds: list[str]
) -> tuple[dict[str, Counter[str]], list[str]]:
    """Counts for each kind of edit: contradictions in both files, with the same id, ids that moved to another."""
    counts: dict[str, Counter[str]] = {}
    lines: list[str] = []
    for index in range(count):
        edit = EDITS[index % len(EDITS)]
        kind = kinds[(index // len(EDITS)) % len(kinds)]
        rng = Random(f"ids/{seed}/{index}")
        draft = planted(kind, seed, index, list(SEEDS))
        before = contradictions(check, save(draft, folder, ["docx"])[0], folder / f"{draft.name}.truth.json")
        draft.name += "-edited"
        done = edit_draft(draft, edit, rng)
        path = save(draft, folder, ["docx"])[0]
        if edit == "另存":
            path.write_bytes(converted(path, "odt", "docx"))
        after = contradictions(check, path, folder / f"{draft.name}.truth.json")
        if before is None or after is None or not done:
            continue
        count_of = counts.setdefault(edit, Counter())
        count_of["files"] += 1
        _compare(before, after, count_of, lines, f"{draft.name} {edit}")
    return counts, lines


Found = dict[tuple[str, frozenset[str]], str]


def contradictions(check: Any, path: Path, truth: Path) -> Found | None:
    """The id of each finding by its rule and the true ids of its figures, None where the file is not read."""
    report = check(path)
    if report is None:
        return None
    reading = Reading(json.loads(truth.read_text(encoding="utf-8")), report.extraction)
    checking = Checking(reading, report)
    return {
        (f.rule, frozenset(ids)): f.id
        for f, ids in zip(report.findings, checking.figures, strict=True)
        if f.severity in {"error", "warning"}
    }


def _compare(before: Found, after: Found, count: Counter[str], lines: list[str], name: str) -> None:
    for key in before.keys() & after.keys():
        count["pairs"] += 1
        count["same"] += before[key] == after[key]
        if before[key] != after[key]:
            lines.append(f"{name} id changed: {key[0]} {sorted(key[1])}")
    owner = {identity: key for key, identity in before.items()}
    for key, identity in after.items():
        other = owner.get(identity)
        if other is not None and not other[1] & key[1]:
            count["taken"] += 1
            lines.append(f"{name} id taken: {key[0]} {sorted(key[1])} from {sorted(other[1])}")


def edit_draft(draft: Draft, edit: str, rng: Random) -> bool:
    """Edit the report in place; the ids of its figures stay as they are."""
    if edit == "段落插入":
        at = rng.randrange(1, len(draft.blocks))
        draft.blocks.insert(at, Paragraph(["上述情况已经主管部门审核，并按要求公开。"]))
        return True
    if edit == "章节移动":
        heads = [i for i, b in enumerate(draft.blocks) if isinstance(b, Paragraph) and b.style == "heading1"]
        if len(heads) < 4:
            return False
        at = rng.randrange(len(heads) - 2)
        first, second, third = heads[at : at + 3]
        draft.blocks[first:third] = [*draft.blocks[second:third], *draft.blocks[first:second]]
        return True
    if edit == "他处改值":
        had = len(draft.plants)
        plant(draft, rng, ["digit-changed"])
        return len(draft.plants) > had
    return True
