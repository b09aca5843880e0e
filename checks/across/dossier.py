"""What one unit handed in, over several documents and years: the context of the rules across documents.

A figure is one document's: here ``Figure.path`` holds the name of that document, so that equal
figures of two documents stay two.  A fact counts only where its document states it in one way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import regex

from checks.model import Claim, FactKey, Relation, Same
from checks.relation import judge_relation
from checks.wording import printed
from extract.model import Figure

# What a document speaks of: figures of a project are never held against those of its department.
_WHOLE = regex.compile(
    r"部门整体|整体支出|整体绩效|部门决算|单位决算|决算公开|决算说明|决算报表|[三３3]公|基础数据"
)
_PLAN = regex.compile(r"预算公开|部门预算|单位预算|预算说明|预算编制")
_NO_PLAN = regex.compile(r"决算|绩效|自评|执行")
_VAGUE = ("funds.", "score.")


def is_plan(title: str) -> bool:
    """Whether a document of this title is the budget of the year, as made public when the year begins."""
    return bool(_PLAN.search(title)) and not _NO_PLAN.search(title)


@dataclass(frozen=True)
class Paper:
    """One document: its name, title and year, and its facts.

    ``moved``: it tells of carried-over money being shifted; ``merged``: of amounts that were left
    out where units were added up.
    """

    name: str
    title: str
    year: int
    facts: tuple[tuple[FactKey, Figure], ...]
    moved: bool = False
    merged: bool = False

    @property
    def is_plan(self) -> bool:
        """Whether it is the budget of the year, as made public when the year begins."""
        return is_plan(self.title or self.name)

    @property
    def is_whole(self) -> bool:
        """Whether it speaks of the unit as a whole, by its title or its name."""
        return bool(_WHOLE.search(self.title) or _WHOLE.search(self.name))

    @cached_property
    def stated(self) -> dict[FactKey, Figure]:
        """The figure of each fact that the document states in one way, in most digits; itself in ``path``."""
        grouped: dict[FactKey, list[Figure]] = defaultdict(list)
        for key, figure in self.facts:
            if not key.subject.startswith(_VAGUE) and not any(kind == "project" for kind, _ in key.scope):
                grouped[key].append(figure)
        return {
            key: replace(min(figures, key=lambda f: f.step), path=(self.name,))
            for key, figures in grouped.items()
            if len(figures) == 1 or judge_relation(Same(tuple(figures))).state == "held"
        }


@dataclass(frozen=True)
class Dossier:
    """The documents of one unit, those of a year together: ``years`` without the budgets, which are ``plans``.

    ``parts`` are the dossiers of all units that this one is the sum of, its own level among them;
    none where they are not all known.
    """

    unit: str
    papers: tuple[Paper, ...]
    parts: tuple[Dossier, ...] = ()
    years: dict[int, list[Paper]] = field(init=False)
    plans: dict[int, list[Paper]] = field(init=False)

    def __post_init__(self) -> None:
        years: dict[int, list[Paper]] = defaultdict(list)
        plans: dict[int, list[Paper]] = defaultdict(list)
        for paper in self.papers:
            if paper.is_plan:
                plans[paper.year].append(paper)
            elif paper.is_whole:
                years[paper.year].append(paper)
        object.__setattr__(self, "years", dict(years))
        object.__setattr__(self, "plans", dict(plans))

    def stated(self, year: int, key: FactKey) -> Figure | None:
        """What its documents of a year state of a fact, None where none does or they do not agree."""
        found = [paper.stated[key] for paper in self.years.get(year, ()) if key in paper.stated]
        agreed = found and (len(found) == 1 or judge_relation(Same(tuple(found))).state == "held")
        return found[0] if agreed else None

    def pairs(self) -> Iterator[tuple[Paper, Paper]]:
        """Each document of a year with each of the year before."""
        for year, papers in sorted(self.years.items()):
            for now in papers:
                for before in self.years.get(year - 1, ()):
                    yield before, now

    def beside(self) -> Iterator[tuple[Paper, Paper]]:
        """Each two documents of one year."""
        for _, papers in sorted(self.years.items()):
            for number, one in enumerate(papers):
                for other in papers[number + 1 :]:
                    yield one, other


def claim(
    rule: str,
    relation: Relation,
    sentence: str,
    roles: Iterable[tuple[str, FactKey, Figure]],
    group: str = "",
) -> Claim:
    """A claim on figures of several documents."""
    listed = list(roles)
    return Claim(
        rule, relation, tuple(f for _, _, f in listed), tuple(r for r, _, _ in listed),
        tuple(k for _, k, _ in listed), sentence, group=group,
    )  # fmt: skip


def tell(figure: Figure) -> str:
    """A figure with the document that prints it."""
    return f"《{figure.path[0]}》为{printed(figure)}"
