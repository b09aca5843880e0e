"""Making reports: one seed and one name give one report, whatever else is made beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import corpora.plant_digit
import corpora.plant_table  # noqa: F401  (registers its kinds of error)
from corpora import (
    accounts,
    department,
    evaluation,
    framework,
    project,
    review,
    visit,
    write_docx,
    write_html,
    write_pdf,
    write_text,
    write_xlsx,
)
from corpora.budget import Budget, draw
from corpora.model import Draft, Paragraph, Style, Table
from corpora.name import Sector
from corpora.plant import PLANTERS, plant
from corpora.press import Press
from corpora.truth import dump, truth
from corpora.wording import Author

WRITERS: dict[str, Callable[[Draft], bytes]] = {
    "docx": write_docx.write,
    "txt": lambda draft: write_text.tabbed(draft).encode(),
    "pipe.txt": lambda draft: write_text.piped(draft).encode(),
    "html": lambda draft: write_html.write(draft).encode(),
    "xlsx": write_xlsx.write,
    "pdf": write_pdf.by_office,
    "web.pdf": write_pdf.by_browser,
    "scan.pdf": write_pdf.scanned,
}
ERRORS = tuple(PLANTERS)
KINDS: dict[str, Callable[[Author, Budget], None]] = {
    "department": department.write,
    "project": project.write,
    "evaluation": evaluation.write,
    "framework": framework.write,
    "accounts": accounts.write,
    "review": review.write,
    "visit": visit.write,
}


def style(rng: Random) -> Style:
    """How a report prints its numbers."""
    unit = rng.choices(("万元", "元"), (85, 15), k=1)[0]
    return Style(
        unit=unit,
        places=2,
        thousands="," if rng.random() < (0.6 if unit == "元" else 0.12) else "",
        drop_zeros=unit == "万元" and rng.random() < 0.35,
        full_width=rng.random() < 0.04,
        gap=" " if rng.random() < 0.12 else "",
        rate_places=rng.choice((2, 2, 2, 1, 0)),
        truncate=rng.random() < 0.08,
        half_width=rng.random() < 0.12,
        year_gap=rng.random() < 0.12,
    )


def report(kind: str, seed: int, index: int, *, sector: Sector | None = None) -> Draft:
    """A consistent report."""
    rng = Random(f"{kind}/{seed}/{index}")
    look = style(rng)
    grain = 10_000 if look.unit == "万元" and rng.random() < 0.6 else 100 if look.unit == "万元" else 1
    budget = draw(rng, grain=grain, sector=sector)
    draft = Draft(f"{kind}-{seed}-{index:03d}", kind, "", budget.entity, budget.year, look)
    KINDS[kind](Author(draft, Press(look), rng), budget)
    draft.title = next((b.text for b in draft.blocks if isinstance(b, Paragraph) and b.style == "title"), "")
    draft.finish()
    return draft


def planted(
    kind: str, seed: int, index: int, kinds: Sequence[str], *, sector: Sector | None = None, most: int = 1000
) -> Draft:
    """The same report with errors of ``kinds``, in their order, ``most`` at most."""
    draft = report(kind, seed, index, sector=sector)
    draft.name += "-planted"
    plant(draft, Random(f"plant/{kind}/{seed}/{index}"), kinds, most=most)
    return draft


def save(draft: Draft, folder: Path, formats: list[str]) -> list[Path]:
    """Write the files of one report (no workbook where it has no table) and its truth; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    tables = any(isinstance(block, Table) for block in draft.blocks)
    for extension in formats:
        if extension == "xlsx" and not tables:
            continue
        path = folder / f"{draft.name}.{extension}"
        path.write_bytes(WRITERS[extension](draft))
        made.append(path)
    (folder / f"{draft.name}.truth.json").write_text(dump(truth(draft)), encoding="utf-8")
    return made
