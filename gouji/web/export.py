"""Results as files to take away, rendered from what is stored, in a process of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from checks.disposition import ACCEPTING
from extract.isolate import Limits, run
from extract.readers.unreadable import Unreadable
from gouji import __version__
from gouji.output import ANNOTATED, OutputError, annotate, render
from gouji.report import stored
from gouji.report import xlsx as working_paper
from gouji.report.decision import Decision as Entry
from gouji.report.decision import Merged
from gouji.report.review import Review
from gouji.web.refusal import Refused
from gouji.web.site import Site
from gouji.web.store import Decision, Document, decision
from gouji.web.vault import DOCUMENT, ORIGINAL, RESULT

FORMS: Final = {
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("pdf", "application/pdf"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": ("html", "text/html; charset=utf-8"),
    "letter": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "json": ("json", "application/json"),
    "csv": ("csv", "text/csv; charset=utf-8"),
}
"""Format to the ending of the file and its media type."""

MOST: Final = 500
_LEAN: Final = frozenset({"docx", "pdf", "letter"})
"""What goes back to the unit: without findings that a reviewer found to be none."""

_LIMITS: Final = Limits(seconds=180.0, silence=180.0)
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Source:
    """Where one document's parts are, its name in the output, and what was decided about it."""

    name: str
    folder: Path
    latest: tuple[Entry, ...]
    history: tuple[Entry, ...]


def export(site: Site, documents: Sequence[Document], form: str) -> File:
    """The documents, all of which have a result, in one of ``FORMS``; Refused where it does not suit them."""
    ending, media = FORMS[form]
    if form in ANNOTATED:
        _require_annotatable(documents, form)
    sources = _sources(site, documents)
    outcome = run(_render, form, sources, limits=_LIMITS)
    if outcome.value is None:
        reason = outcome.reason
        raise Refused(422, "no-export", reason.message if reason else "未能生成文件。")
    return File(name_file(documents, form, ending), media, outcome.value)


def name_file(documents: Sequence[Document], form: str, ending: str) -> str:
    """单位_年度_核查_日期, as far as unit and year are known and common to all."""
    units = {one.unit for one in documents}
    years = {str(one.year or "") for one in documents}
    unit = units.pop() if len(units) == 1 else f"{len(units)}个单位"
    year = years.pop() if len(years) == 1 else ""
    what = "核查意见" if form == "letter" else "核查"
    parts = [unit or "未识别单位", f"{year}年度" if year else "", what, date.today().isoformat()]
    return _FORBIDDEN.sub("_", "_".join(part for part in parts if part)) + f".{ending}"


def _require_annotatable(documents: Sequence[Document], form: str) -> None:
    if len(documents) != 1 or documents[0].format not in ANNOTATED[form]:
        what = "带批注的 Word" if form == "docx" else "带标注的 PDF"
        raise Refused(422, "no-export", f"原件不是这种格式，不能导出{what}；可导出核查意见或审核底稿。")


def _sources(site: Site, documents: Sequence[Document]) -> list[_Source]:
    sources = []
    names: dict[str, int] = {}
    with site.store.read() as connection:
        for one in documents:
            names[one.name] = names.get(one.name, 0) + 1
            name = one.name if names[one.name] == 1 else f"{one.name}（{names[one.name]}）"
            latest = decision.latest(connection, one.lineage).values()
            history = decision.history(connection, one.lineage)
            sources.append(
                _Source(
                    name,
                    site.vault.room(one.vault),
                    tuple(_entry(name, entry) for entry in latest),
                    tuple(_entry(name, entry) for entry in history),
                )
            )
    return sources


def _entry(file: str, made: Decision) -> Entry:
    return Entry(file, made.finding, made.verdict, made.note, made.who, made.made[:19].replace("T", " "))


# --- in a process of its own ----------------------------------------------------------------


def _render(form: str, sources: Sequence[_Source]) -> bytes:
    if form == "json" and len(sources) == 1:
        return (sources[0].folder / RESULT).read_bytes()
    reviews = [_load(source, form in _LEAN) for source in sources]
    try:
        if form in ANNOTATED:
            return annotate(form, reviews[0], (sources[0].folder / ORIGINAL).read_bytes())
        if form == "xlsx":
            merged = Merged(
                tuple(entry for source in sources for entry in source.latest),
                tuple(entry for source in sources for entry in source.history),
            )
            return working_paper.render(reviews, __version__, merged)
        content = render(form, reviews)
    except OutputError as error:
        raise Unreadable("no-export", str(error)) from error
    return content.encode("utf-8", "replace") if isinstance(content, str) else content


def _load(source: _Source, lean: bool) -> Review:
    (entry,) = json.loads((source.folder / DOCUMENT).read_bytes())["documents"]
    review = replace(stored.load(entry), path=source.name)
    if not lean:
        return review
    accepted = {one.finding for one in source.latest if one.verdict in ACCEPTING}
    return replace(review, findings=tuple(f for f in review.findings if f.id not in accepted))
