"""A printed scoring rule read as a function: bands, steps, deductions and products, or nothing at all.

Every word of a rule must be understood, or the rule is left alone: a rule half understood would
make errors of what its other half allows.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import regex

from checks.formula import plain_fraction
from checks.scoring import word
from checks.scoring.curve import Curve, Piece
from checks.scoring.reach import Reach, reaches

Kind = Literal["reach", "else", "over", "under", "award", "deduct", "linear", "share", "top", "full", "floor"]
_REMARKS: tuple[tuple[Kind, regex.Pattern[str]], ...] = (
    ("floor", word.FLOOR),
    ("top", word.TOP),
    ("full", word.FULL),
)


@dataclass(frozen=True, slots=True)
class Case:
    """So many points off for each thing found."""

    points: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class ScoringRule:
    """A rule understood: its curve, or what each case costs, and what is wrong with it as printed.

    ``top`` is the most it gives by its own words, None where it only says full marks; ``faults``
    are sentences on gaps and overlaps; ``subject`` is the rate that it names, "" where it names none.
    ``spare`` are the points that it gives for reasons other than the rate (没有预算的得满分);
    ``binary``: these are all that it gives (完成得满分，未完成不得分).
    """

    text: str
    curve: Curve | None = None
    case: Case | None = None
    top: Fraction | None = None
    faults: tuple[str, ...] = ()
    subject: str = ""
    spare: tuple[Fraction, ...] = ()
    binary: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Kind
    start: int
    end: int
    reach: Reach | None = None
    points: Fraction | None = None
    deduct: Fraction = Fraction(0)
    each: Fraction = Fraction(0)
    up: bool | None = None
    rate: str = ""
    slope: Fraction = Fraction(0)


def fold(text: str) -> str:
    """Half width, without spaces, one spelling of each sign."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return folded.replace("≧", "≥").replace("≦", "≤").replace("﹤", "<").replace("﹥", ">").replace("〈", "<")


@lru_cache(maxsize=1024)
def parse(text: str, full: Fraction) -> ScoringRule | None:
    """The rule of an item that is worth ``full`` points; None where a word of it is not understood."""
    folded = fold(text)
    if not folded or len(folded) > 300:
        return None
    cases = list(word.CASE.finditer(folded))
    if cases:
        return _case(folded, cases[0]) if len(cases) == 1 and not word.DEDUCT.search(folded) else None
    if (either := word.ALL_OR_NOTHING.match(folded)) is not None:
        whole = Fraction(either["points"] or full) == full
        return ScoringRule(folded, spare=(full, Fraction(0)), binary=True) if whole else None
    stated, spare = _without_spare(word.DEFINITION.sub(";", folded), full)
    tokens = _tokens(stated, full)
    if tokens is None:
        return None
    rule = _assemble(folded, tokens, full)
    return rule if rule is None else replace(rule, spare=spare)


def _without_spare(text: str, full: Fraction) -> tuple[str, tuple[Fraction, ...]]:
    """The text without the clauses that give all or nothing for something that is no rate, and what they give."""
    kept, spare = [], []
    for clause in regex.split("[;。]", text):
        said = word.SPARE.match(clause)
        if said is not None and _tokens(clause, full) is None:
            spare.append(full if said["full"] else Fraction(0))
        else:
            kept.append(clause)
    return ";".join(kept), tuple(dict.fromkeys(spare))


def _case(text: str, match: regex.Match[str]) -> ScoringRule | None:
    if any(True for _ in reaches(text, "ratio")) or _number(match["each"]) != 1:
        return None
    return ScoringRule(text, case=Case(Fraction(match["points"]), match["unit"]))


def _number(text: str | None) -> Fraction:
    return Fraction(1) if text is None else Fraction(word.HAN.get(text, text))


def _tokens(text: str, full: Fraction) -> list[_Token] | None:
    found: list[_Token] = []
    rest = text

    def take(token: _Token) -> None:
        nonlocal rest
        found.append(token)
        rest = rest[: token.start] + "\0" * (token.end - token.start) + rest[token.end :]

    for match in word.DEDUCT.finditer(rest):
        way = match["way"]
        if way in ("偏离", "变动"):
            return None
        share = match["share"] or match["share2"]
        points = full * Fraction(share) / 100 if share else Fraction(match["points"])
        up = None if way is None else regex.fullmatch(word.UP, way) is not None
        each = _number(match["each"]) / 100
        if not each:
            return None
        take(_Token("deduct", match.start(), match.end(), deduct=points, each=each, up=up))
    for kind, pattern in _REMARKS:
        for match in pattern.finditer(rest):
            said = match.groupdict().get("points")
            take(_Token(kind, match.start(), match.end(), points=Fraction(said) if said else None))
    for match in word.LINEAR.finditer(rest):
        take(_linear_token(match, full))
    for match in word.SHARE.finditer(rest):
        take(_Token("share", match.start(), match.end()))
    for match in word.AWARD.finditer(rest):
        take(_Token("award", match.start(), match.end(), points=_points(match, full)))
    for one in reaches(rest, "ratio"):
        take(_Token("reach", one.start, one.end, reach=one.reach))
    for match in word.ELSE.finditer(text):
        if "\0" in rest[match.start() : match.end()]:
            continue
        take(
            _Token(
                "over" if match["over"] else "under" if match["under"] else "else", match.start(), match.end()
            )
        )
    rest = rest.replace("\0", ";")
    for name in word.RATE.findall(text):
        stem = word.STEM.sub("", name)
        rest = rest.replace(stem, "") if len(stem) > 1 else rest
    if word.FILLER.sub("", rest):
        return None
    return sorted(found, key=lambda t: t.start)


def _linear_token(match: regex.Match[str], full: Fraction) -> _Token:
    """The rate times a number of points; ``points`` is None where the words say the weight itself."""
    number = regex.match(
        r"\d+(?:\.\d+)?", match["term1"] or match["term2"] or match["term3"] or match["term4"]
    )
    rest = match["less1"] or match["less2"]
    worth = Fraction(number[0]) if number else None
    slope = (full if worth is None else worth) * 100 / Fraction(match["over"] or 100)
    return _Token(
        "linear", match.start(), match.end(), points=worth, rate=match["rate1"] or match["rate2"] or rest,
        slope=-slope if rest else slope,
    )  # fmt: skip


def _points(match: regex.Match[str], full: Fraction) -> Fraction:
    if match["full"]:
        return full
    if match["points"]:
        return Fraction(match["points"])
    if match["half"]:
        return full / 2
    share = match["share"] or match["share2"]
    return full * Fraction(share) / 100 if share else Fraction(0)


def _assemble(text: str, tokens: list[_Token], full: Fraction) -> ScoringRule | None:
    body = [t for t in tokens if t.kind not in ("floor", "top", "full")]
    told = next((t.points for t in tokens if t.kind in ("top", "full") and t.points is not None), None)
    if len(body) == 1 and body[0].kind == "linear":
        return _linear(text, body[0], told, full)
    if not any(t.kind == "reach" for t in body):
        return None
    paired = _pair(body)
    if paired is None:
        return None
    pieces: list[Piece] = []
    for place, award in paired:
        piece = _piece(place, award, pieces)
        if piece is None:
            return None
        pieces.append(piece)
    pieces = _settled(_stepped(pieces))
    most = max(p.points for p in pieces)
    top = told if told is not None or any(p.rate for p in pieces) else most
    return ScoringRule(
        text,
        Curve(tuple(pieces), max(full, most)),
        top=top,
        faults=tuple(_faults(pieces)),
        subject=_subject(text),
    )


def _linear(text: str, token: _Token, told: Fraction | None, full: Fraction) -> ScoringRule:
    piece = _sloped(Reach(None, None), token)
    top = told if told is not None else token.points
    return ScoringRule(text, Curve((piece,), full), top=top, subject=token.rate)


def _sloped(reach: Reach, token: _Token) -> Piece:
    return Piece(reach, max(Fraction(0), -token.slope), rate=token.slope)


def _pair(body: list[_Token]) -> list[tuple[_Token | None, _Token]] | None:
    """Each range with what it earns; a deduction may stand without a range of its own."""
    places = ("reach", "else", "over", "under")
    if body[0].kind == "award" and body[-1].kind in places:
        if any(t.kind in ("deduct", "share") for t in body) or len(body) % 2:
            return None
        pairs = list(zip(body[1::2], body[::2], strict=True))
        fits = all(p.kind in places and a.kind == "award" for p, a in pairs)
        return [(p, a) for p, a in pairs] if fits else None
    paired: list[tuple[_Token | None, _Token]] = []
    waiting: _Token | None = None
    for token in body:
        if token.kind in places:
            if waiting is not None:
                return None
            waiting = token
        elif waiting is None and token.kind in ("award", "linear", "share"):
            return None
        else:
            paired.append((waiting, token))
            waiting = None
    return paired if waiting is None else None


def _piece(place: _Token | None, award: _Token, before: list[Piece]) -> Piece | None:
    main = before[0] if before else None
    if award.kind == "deduct":
        return _deduction(place, award, main)
    if place is None:
        return None
    if award.kind == "share":
        return _shared(place, main) if len(before) == 1 else None
    reach = _place(place, before)
    if reach is None:
        return None
    if award.kind == "linear":
        return _sloped(reach, award)
    assert award.points is not None
    return Piece(reach, award.points)


def _place(place: _Token, before: list[Piece]) -> Reach | None:
    """The range that the words of a place mean, beside the pieces before it."""
    if place.kind == "reach":
        return place.reach
    if place.kind == "else":
        return Reach(None, None)
    main = before[0] if before else None
    if main is None or len(before) != 1:
        return None
    up = place.kind == "over"
    edge = main.reach.high if up else main.reach.low
    if edge is None or (not up and main.reach.high is not None and not main.reach.is_point):
        return None
    return Reach(edge, None, False) if up else Reach(None, edge, None, False)


def _shared(place: _Token, main: Piece | None) -> Piece | None:
    """按比例 beside the range that earns full marks: of the end that the two have in common."""
    if main is None or not main.flat or not main.points:
        return None
    if place.kind == "reach":
        reach = place.reach
        assert reach is not None
        edge = next(
            (e for e in (reach.high, reach.low) if e is not None and e in (main.reach.low, main.reach.high)),
            None,
        )
    else:
        up = place.kind == "over" or (place.kind == "else" and main.reach.low is None)
        edge = main.reach.high if up else main.reach.low
        if edge is None or (main.reach.high is not None and not up and not main.reach.is_point):
            return None
        reach = Reach(edge, None, False) if up else Reach(None, edge, None, False)
    if edge is None or (edge == reach.high and edge != main.reach.low):
        return None
    return Piece(reach, main.points, edge=edge, shared=True)


def _deduction(place: _Token | None, award: _Token, main: Piece | None) -> Piece | None:
    """Points off for each point of the rate beyond the end of the range that earns full marks."""
    if main is None:
        return None
    if place is not None and place.kind == "reach":
        reach = place.reach
        assert reach is not None
        edge = reach.low if reach.high is None else reach.high if reach.low is None else None
        if edge is None or (award.up is not None and award.up != (reach.high is None)):
            return None
        if edge not in (main.reach.low, main.reach.high):
            return None
        return Piece(reach, main.points, award.deduct, award.each, edge)
    up = award.up
    if place is not None and place.kind in ("over", "under"):
        up = place.kind == "over" if up is None or up == (place.kind == "over") else None
    if up is None:
        return None
    edge = main.reach.high if up else main.reach.low
    if edge is None:
        return None
    closed = main.reach.high_closed if up else main.reach.low_closed
    reach = Reach(edge, None, _not(closed)) if up else Reach(None, edge, None, _not(closed))
    return Piece(reach, main.points, award.deduct, award.each, edge)


def _stepped(pieces: list[Piece]) -> list[Piece]:
    """Bands told by one end only (≥95% …, ≥90% …) each stop where the next better one begins."""
    made = []
    for piece in pieces:
        reach = piece.reach
        others = [p.reach for p in pieces if p is not piece and p.flat]
        if piece.flat and reach.low is not None and reach.high is None:
            above = [r for r in others if r.high is None and r.low is not None and r.low > reach.low]
            if above:
                near = min(above, key=lambda r: r.low or 0)
                reach = Reach(reach.low, near.low, reach.low_closed, _not(near.low_closed))
        elif piece.flat and reach.high is not None and reach.low is None:
            below = [r for r in others if r.low is None and r.high is not None and r.high < reach.high]
            if below:
                near = max(below, key=lambda r: r.high or 0)
                reach = Reach(near.high, reach.high, _not(near.high_closed), reach.high_closed)
        made.append(replace(piece, reach=reach))
    return made


def _not(told: bool | None) -> bool | None:
    return None if told is None else not told


def _settled(pieces: list[Piece]) -> list[Piece]:
    """Ends that the words leave open take what the neighbour with the same end leaves them."""
    made = []
    for piece in pieces:
        reach = piece.reach
        low, high = reach.low_closed, reach.high_closed
        for other in (p.reach for p in pieces if p is not piece):
            if (
                low is None
                and reach.low is not None
                and other.high == reach.low
                and other.high_closed is not None
            ):
                low = not other.high_closed
            if (
                high is None
                and reach.high is not None
                and other.low == reach.high
                and other.low_closed is not None
            ):
                high = not other.low_closed
        made.append(replace(piece, reach=Reach(reach.low, reach.high, low, high)))
    return made


def _faults(pieces: list[Piece]) -> list[str]:
    """Gaps and overlaps between neighbouring ranges, in words."""
    told: list[str] = []
    bounded = [p for p in pieces if p.reach.low is not None or p.reach.high is not None]
    open_ended = len(bounded) < len(pieces)
    ordered = sorted(
        bounded,
        key=lambda p: (
            p.reach.low is not None, p.reach.low or 0, p.reach.high is None, p.reach.high or 0,
        ),
    )  # fmt: skip
    for one, two in pairwise(ordered):
        high, low = one.reach.high, two.reach.low
        if high is None or low is None:
            if one.points != two.points and one.flat and two.flat:
                told.append(f"{_show(low if low is not None else high)}附近的档次重叠")
            continue
        if high < low and not open_ended and not _next(high, low):
            told.append(f"{_show(high)}至{_show(low)}之间没有规定如何计分")
        elif high > low and one.points != two.points and one.flat and two.flat:
            told.append(f"{_show(low)}至{_show(high)}之间有两种计分")
        elif high == low and one.reach.high_closed is two.reach.low_closed is False and not open_ended:
            told.append(f"恰为{_show(high)}时没有规定如何计分")
        elif (
            high == low and one.reach.high_closed is two.reach.low_closed is True and _differ(one, two, high)
        ):
            told.append(f"恰为{_show(high)}时有两种计分")
    return told


def _next(high: Fraction, low: Fraction) -> bool:
    """Whether two ends are whole percentages side by side (80%-89%, 90%-100%), as rules for whole numbers print them."""
    return low - high == Fraction(1, 100) and (low * 100).denominator == 1


def _differ(one: Piece, two: Piece, at: Fraction) -> bool:
    return one.score(at, "exact") != two.score(at, "exact")


def _show(value: Fraction | None) -> str:
    return f"{plain_fraction((value or Fraction(0)) * 100)}%"


def _subject(text: str) -> str:
    match = regex.match(word.RATE, text)
    return match[0] if match else ""
