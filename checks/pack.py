"""Rule packs: what a place demands, as data with its authority.

A pack holds conventions (the weight of the funds row, grade bands …) and claims of its own.  It
is *named* (``--pack`` or ``gouji.toml``), or told by the *document* (its title, unit or a caption
names a place of the pack), or guessed from the *shape* of its forms, or the national *default*.
What is only guessed or the default never makes an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, cast

from checks.context import Context
from checks.form import forms
from checks.model import Severity
from checks.pack_file import KINDS, PackError, parse
from extract.lexicon import normalise
from extract.model import Extraction

Chosen = Literal["named", "document", "shape", "default"]
NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Convention:
    """One choice of a place: ``value`` as in the pack, ``on`` False where it is known but not tested."""

    value: Any
    basis: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class PackClaim:
    """One relation that a pack demands; ``terms`` by role, each a dict with term, stage, period, unit.

    ``inherited``: it stands in the pack that this one extends.
    """

    id: str
    title: str
    kind: str
    severity: Severity
    basis: str
    message: str
    terms: dict[str, tuple[dict[str, str], ...]]
    limits: dict[str, str] = field(default_factory=dict)
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack with what it takes over from the one it extends."""

    id: str
    name: str
    authority: str
    chosen: Chosen
    conventions: dict[str, Convention]
    claims: tuple[PackClaim, ...]

    @property
    def certain(self) -> bool:
        """Whether the document or the user names it."""
        return self.chosen in ("named", "document")

    def convention(self, name: str) -> Convention | None:
        """A convention in force, None where the place has none or it is switched off."""
        found = self.conventions.get(name)
        return found if found is not None and found.on else None

    def item_rule(self, name: str) -> str:
        """The scoring rule that the place has for an item of this name, "" where it is not certain or has none."""
        told = self.convention("item-rules")
        if told is None or not self.certain:
            return ""
        return next(
            (str(text) for item, text in told.value.items() if normalise(item) == normalise(name)), ""
        )


def in_force(context: Context) -> Pack:
    """The pack for a document: the one the user named, else the one the document tells."""
    if context.pack is not None:
        return _build(context.pack, "named")
    identity, chosen = _choose(context.extraction)
    return _build(_shipped()[identity], chosen)


def load(name: str) -> dict[str, Any]:
    """A pack by its id, or by the path of a TOML file; PackError where it cannot be used."""
    for data in _shipped().values():
        if name in (data["id"], data["name"], data.get("file")):
            return data
    path = Path(name)
    if not path.is_file():
        known = "、".join(data["id"] for data in _shipped().values())
        raise PackError(f"没有“{name}”这个规则包，也没有这个文件；自带的有：{known}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"无法读取规则包 {path}，请核对路径和编码（应为 UTF-8）") from error
    return parse(text, str(path), tuple(_shipped()))


def shipped() -> tuple[Pack, ...]:
    """The packs that come with the program."""
    return tuple(_build(data, "named") for data in _shipped().values())


def describe(data: Mapping[str, Any]) -> Pack:
    """A loaded pack as it would be in force."""
    return _build(data, "named")


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    found = {}
    for item in sorted(
        files("checks").joinpath("packs").iterdir(), key=lambda i: (i.name != "national.toml", i.name)
    ):
        if item.name.endswith(".toml"):
            data = parse(item.read_text(encoding="utf-8"), item.name, None)
            found[data["id"]] = {**data, "file": item.name.removesuffix(".toml")}
    return found


def _choose(extraction: Extraction) -> tuple[str, Chosen]:
    said = " ".join((extraction.title, extraction.entity, *(p.entity for p in extraction.parts)))
    captions = " ".join(t.caption for t in extraction.tables)
    for text in (said, captions):
        fits = {
            data["id"]: len(place)
            for data in _shipped().values()
            for place in data.get("places", ())
            if place in text and _in_years(data, extraction.year)
        }
        if len(fits) == 1:
            return next(iter(fits)), "document"
    weights = {f.funds.weight.value for f in forms(extraction) if f.funds and f.funds.weight}
    if weights == {20}:
        return "湖北", "shape"
    return NATIONAL, "default"


def _in_years(data: Mapping[str, Any], year: int | None) -> bool:
    first, last = data.get("years", (0, 9999))
    return year is None or first <= year <= last


def _build(data: Mapping[str, Any], chosen: Chosen) -> Pack:
    base = _shipped().get(data.get("extends", NATIONAL if data["id"] != NATIONAL else ""))
    below = _build(base, chosen) if base is not None else None
    conventions = dict(below.conventions) if below else {}
    for name, told in data.get("convention", {}).items():
        conventions[name] = Convention(told["value"], told.get("basis", ""), told.get("on", True))
    own = tuple(_claim(told) for told in data.get("claim", ()))
    above = {o.id for o in own}
    inherited = tuple(
        replace(c, inherited=True) for c in (below.claims if below else ()) if c.id not in above
    )
    return Pack(
        data["id"],
        data.get("name", data["id"]),
        data.get("authority", ""),
        chosen,
        conventions,
        (*inherited, *own),
    )


def _claim(told: Mapping[str, Any]) -> PackClaim:
    terms = {}
    for role in KINDS[told["kind"]]:
        given = told[role] if isinstance(told[role], list) else [told[role]]
        terms[role] = tuple({"term": one} if isinstance(one, str) else dict(one) for one in given)
    limits = {name: told[name] for name in ("at_least", "at_most") if name in told}
    return PackClaim(
        told["id"], told["title"], told["kind"], cast(Severity, told.get("severity", "warning")),
        told["basis"], told.get("message", ""), terms, limits,
    )  # fmt: skip
