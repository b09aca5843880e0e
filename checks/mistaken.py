"""Two numbers told in the same words that are one number, mistaken once: a slip of the pen apart, or very near."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import regex

from checks.cause.slip import slip
from checks.precision import base_value, significant_digits
from checks.whose import Whose
from extract.lexicon import is_bare, normalise
from extract.model import Figure
from extract.unit import kind

TELLING = 3
"""From this many digits on the same number elsewhere is hardly chance."""
_NEAR = 200
_PEN = ("transposition", "digit-changed", "digit-doubled", "digit-dropped", "digit-inserted")
_MOST = 8
_LEAD = regex.compile(
    r"^(?:\d{4}年度?|[（(]?[一二三四五六七八九十\d]{1,3}[)）.、．]|其中|截至[^，]*|[，：:\s])+"
)
_CLAUSE = regex.compile(r"[，,；;。：:（(）)、]")


def is_one_mistaken(figures: Sequence[Figure]) -> bool:
    """Whether two sentences tell what the lexicon does not know in numbers so alike that one is mistaken."""
    values = list({base_value(f): f for f in figures}.values())
    if len(values) != 2 or any(f.where.table is not None for f in figures):
        return False
    one, other = values
    told_apart = one.quote == other.quote or _begin_otherwise(one, other)
    return not told_apart and _is_alike(one, other)


def _is_alike(one: Figure, other: Figure) -> bool:
    if one.unit != other.unit or min(significant_digits(one), significant_digits(other)) <= TELLING:
        return False
    step = min(one.step, other.step)
    near = abs(one.value - other.value) * _NEAR <= abs(one.value)
    return near or any(slip(a.value, b.value, step) in _PEN for a, b in ((one, other), (other, one)))


def _begin_otherwise(one: Figure, other: Figure) -> bool:
    """Whether two sentences begin with a name each: 乡村电影，每场补贴…, 村级书屋，每场补贴…."""
    first, second = (_CLAUSE.split(_LEAD.sub("", said))[0] for said in (one.quote, other.quote))
    names = [name for name in (first, second) if not normalise(one.label).startswith(name[:2])]
    return len(names) == 2 and first[:2] != second[:2]


def unnamed(figures: Iterable[Figure], whose: Whose) -> Iterator[tuple[str, Figure, Figure]]:
    """An amount told of nothing but a stage (全年预算数) that is not the one told elsewhere in the same words.

    Gives the words, the number told more often, and the other.  Only a number told at least twice is held
    against another, for one told once may be of something else.
    """
    grouped: dict[tuple[str, object], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.where.table is None and figure.measure == "level" and kind(figure.unit) == "money":
            said = normalise(_CLAUSE.split(figure.before)[-1])
            if figure.stage and is_bare(said) and not figure.qualifier and figure.value:
                grouped[
                    said,
                    (figure.period, figure.unit, figure.scope, whose.chapter(figure), whose.owner(figure)),
                ].append(figure)
    for (said, _), told in grouped.items():
        (value, times), *others = Counter(f.value for f in told).most_common()
        if times < 2 or not others or len(told) > _MOST:
            continue
        sound = next(f for f in told if f.value == value)
        yield from ((said, sound, f) for f in told if f.value != value and _is_alike(sound, f))
