"""The documents of a scan by unit and year: who handed in what, what came twice, who handed in nothing."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from sys import intern
from typing import Any, Final

import regex

UNKNOWN: Final = "（未识别单位）"
OWN_LEVEL: Final = "本级"
_OWN_LEVEL: Final = regex.compile(r"\((?:本级|机关)\)$")
_ACCOUNTS: Final = regex.compile("决算")
_BUDGET: Final = regex.compile("^(?!.*(?:绩效|自评|执行)).*(?:预算公开|部门预算|单位预算|预算说明)")
_FORM: Final = regex.compile("自评表|评价表|基础数据|申报表|情况表")
_HEADS: Final = ("单位名称", "部门名称", "预算单位", "单位", "部门")


class RosterError(ValueError):
    """A roster that cannot be used; the message is in Chinese."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document as the summary lists it.

    ``role``: 报告, 自评表, 决算 or 预算. ``told_by``: where unit and year are from: the document itself,
    or the others in its folder. ``copy_of``: the path of the first document with the same bytes.
    ``version_of``: that of the first with the same unit, year, title and projects but other content.
    """

    path: str
    state: str
    key: str
    form: str
    digest: str
    title: str
    unit: str
    year: int | None
    role: str
    projects: tuple[str, ...] = ()
    told_by: str = "document"
    copy_of: str = ""
    version_of: str = ""


def group(cards: Iterable[tuple[str, str, dict[str, Any]]]) -> list[Document]:
    """The documents by path, with units and years filled in and repeated ones marked."""
    read = [
        Document(
            path, intern(state), card["key"], intern(card["format"]), card["sha256"], card["title"] or "",
            intern(_unit(card["entity"] or "", card["title"] or "")), card["year"],
            _role(card["title"] or "", path), tuple(card["projects"]),
        )
        for path, state, card in cards
    ]  # fmt: skip
    return list(_marked(_filled(read)))


def tidy(name: str) -> str:
    """A unit's name as it is compared: full-width letters and spaces folded, its own level always as 本级."""
    folded: str = _OWN_LEVEL.sub(OWN_LEVEL, "".join(unicodedata.normalize("NFKC", name).split()))
    return folded


def _unit(entity: str, title: str) -> str:
    """The unit of a document: a department and its own level hand in separately."""
    unit, told = tidy(entity), tidy(title)
    return unit + OWN_LEVEL if unit and regex.search(f"{regex.escape(unit)}\\(?{OWN_LEVEL}", told) else unit


def _role(title: str, path: str) -> str:
    for text in (title, PurePosixPath(path).name):
        if _ACCOUNTS.search(text):
            return "决算"
        if _FORM.search(text):
            return "自评表"
        if _BUDGET.search(text):
            return "预算"
    return "报告"


def _filled(documents: list[Document]) -> Iterator[Document]:
    """A document that does not name its unit or year has those that all others in its folder agree on."""
    units: dict[str, set[str]] = defaultdict(set)
    years: dict[str, set[int]] = defaultdict(set)
    for one in documents:
        folder = _folder(one.path)
        if one.unit:
            units[folder].add(one.unit)
        if one.year:
            years[folder].add(one.year)
    for one in documents:
        folder = _folder(one.path)
        unit = one.unit or (next(iter(units[folder])) if folder and len(units[folder]) == 1 else "")
        year = one.year or (next(iter(years[folder])) if folder and len(years[folder]) == 1 else None)
        told = "document" if one.unit or not unit else "folder"
        same = (unit, year, told) == (one.unit, one.year, one.told_by)
        yield one if same else replace(one, unit=unit, year=year, told_by=told)


def _folder(path: str) -> str:
    """Where a document lies; an archive is a folder, the top of the scan is none."""
    return path.replace("!/", "/").rpartition("/")[0]


def _marked(documents: Iterable[Document]) -> Iterator[Document]:
    first: dict[str, str] = {}
    version: dict[tuple[str, int | None, str, tuple[str, ...]], str] = {}
    for one in documents:
        name = (one.unit, one.year, tidy(one.title), one.projects)
        copied = first.get(one.digest, "") if one.digest else ""
        if one.digest:
            first.setdefault(one.digest, one.path)
        earlier = "" if copied or not (one.unit and one.title) else version.get(name, "")
        if one.unit and one.title and not copied:
            version.setdefault(name, one.path)
        yield replace(one, copy_of=copied, version_of=earlier) if copied or earlier else one


# --- the roster -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit that ought to hand in, with the rest of its row."""

    unit: str
    more: dict[str, str]


def read_roster(path: Path) -> list[Listed]:
    """The units of a csv or xlsx: the column headed 单位名称 or the like, else the first. Raises RosterError."""
    rows = _rows(path)
    head = next((row for row in rows if any(row)), [])
    column = next((head.index(name) for name in _HEADS if name in head), None)
    body = rows[rows.index(head) + 1 :] if column is not None else rows
    titles = head if column is not None else []
    found: dict[str, Listed] = {}
    for row in body:
        unit = tidy(row[column or 0]) if len(row) > (column or 0) else ""
        if unit:
            more = {
                t: v for i, (t, v) in enumerate(zip(titles, row, strict=False)) if t and v and i != column
            }
            found.setdefault(unit, Listed(unit, more))
    if not found:
        raise RosterError(f"名单 {path} 中没有单位，请在第一行写“单位名称”，其下每行一个单位")
    return list(found.values())


def _rows(path: Path) -> list[list[str]]:
    try:
        data = path.read_bytes()
        if data.startswith(b"PK"):
            import openpyxl

            sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
            sheet.reset_dimensions()
            return [
                ["" if v is None else str(v).strip() for v in row]
                for row in sheet.iter_rows(values_only=True)
            ]
        text = _decode(data)
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
    except RosterError:
        raise
    except Exception as error:  # whatever a broken workbook makes the library raise
        raise RosterError(f"无法读取名单 {path}，请另存为 csv（UTF-8）或 xlsx") from error


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterError("名单的编码无法识别，请另存为 UTF-8")


def match(listed: Iterable[Listed], handed_in: Iterable[str]) -> dict[str, str]:
    """Each unit that handed in to the one of the roster it is: the same name, or one that ends in it.

    A full name (某市某局) and a short one (某局) match only where no other unit of the roster, and
    no other that handed in, would match as well.
    """
    names = {one.unit for one in listed}
    given = set(handed_in)
    found = {unit: unit for unit in given & names}
    loose = {
        unit: [name for name in names - set(found) if unit.endswith(name) or name.endswith(unit)]
        for unit in given - set(found)
        if unit
    }
    claims = Counter(name for near in loose.values() for name in near)
    found.update({u: near[0] for u, near in loose.items() if len(near) == 1 and claims[near[0]] == 1})
    return found
