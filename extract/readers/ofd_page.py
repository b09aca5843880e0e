"""The content of one OFD page (GB/T 33190): characters with places, ruling lines, pictures."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from extract.model import BBox

if TYPE_CHECKING:
    from lxml.etree import _Element

    from extract.readers.pdf.content import Content

POINTS: Final = 72 / 25.4
"""Points in a millimetre, the unit of OFD."""
MAX_OBJECTS: Final = 200_000
_MAX_DEPTH: Final = 20
_THIN: Final = 3.0
_PATH: Final = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENTS: Final = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Shown:
    """What a page and its templates show, in points from the top left."""

    glyphs: list[tuple[str, float, float, float, float, int]] = field(default_factory=list)
    styles: list[tuple[float, bool, int, int, int, int]] = field(default_factory=list)
    segments: list[tuple[float, float, float, float]] = field(default_factory=list)
    pictures: list[BBox] = field(default_factory=list)
    objects: int = 0


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute, those that are none left out."""
    found = []
    for part in (text or "").split():
        try:
            value = float(part)
        except ValueError:
            continue
        if math.isfinite(value):
            found.append(value)
    return found


def local(element: _Element) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def collect(root: _Element, shown: Shown) -> None:
    """Add everything that a page's or template's XML draws."""
    for content in root:
        if local(content) == "Content":
            for layer in content:
                _walk(layer, shown, 0)


def _walk(parent: _Element, shown: Shown, depth: int) -> None:
    for element in parent:
        name = local(element)
        if (element.get("Visible") or "").lower() == "false":
            continue
        shown.objects += 1
        if shown.objects > MAX_OBJECTS:
            return
        if name == "TextObject":
            _text(element, shown)
        elif name == "PathObject":
            _path(element, shown)
        elif name == "ImageObject":
            boundary = numbers(element.get("Boundary"))
            if len(boundary) == 4:
                x, y, w, h = (value * POINTS for value in boundary)
                shown.pictures.append((x, y, x + w, y + h))
        elif name in ("PageBlock", "Layer") and depth < _MAX_DEPTH:
            _walk(element, shown, depth + 1)


def _placing(element: _Element) -> tuple[float, float, Matrix]:
    boundary, matrix = numbers(element.get("Boundary")), numbers(element.get("CTM"))
    x, y = (boundary[0], boundary[1]) if len(boundary) == 4 else (0.0, 0.0)
    if len(matrix) != 6:
        return x, y, _UNIT
    a, b, c, d, e, f = matrix
    return x, y, (a, b, c, d, e, f)


def _text(element: _Element, shown: Shown) -> None:
    left, top, (a, b, c, d, e, f) = _placing(element)
    size = next(iter(numbers(element.get("Size"))), 0.0)
    stretch = next(iter(numbers(element.get("HScale"))), 1.0) or 1.0
    turned = bool(next(iter(numbers(element.get("ReadDirection"))), 0.0)) or abs(b) > 0.02 * (abs(a) or 1e-9)
    height = size * math.hypot(c, d) * POINTS
    red, green, blue, alpha = _colour(element)
    run = len(shown.styles)
    shown.styles.append((height, turned, red, green, blue, alpha))
    for code in element:
        if local(code) != "TextCode":
            continue
        text = "".join(code.itertext()).replace("\r", "").replace("\n", "")
        x = next(iter(numbers(code.get("X"))), 0.0)
        y = next(iter(numbers(code.get("Y"))), 0.0)
        across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
        for index, char in enumerate(text):
            usual = size * stretch * (0.5 if ord(char) < 0x2E80 else 1.0)
            step = across[index] if index < len(across) else (0.0 if index < len(down) else usual)
            wide = min(step, usual * 1.2) if step > 0 else usual
            x0, y0 = (left + a * x + c * y + e) * POINTS, (top + b * x + d * y + f) * POINTS
            x1 = (left + a * (x + wide) + c * y + e) * POINTS
            shown.glyphs.append((char, min(x0, x1), max(x0, x1), y0, height, run))
            x += step
            y += down[index] if index < len(down) else 0.0


def _deltas(text: str | None, most: int) -> list[float]:
    """A list of steps, in which "g 5 3.2" stands for five times 3.2."""
    parts = (text or "").split()
    found: list[float] = []
    at = 0
    while at < len(parts) and len(found) < most:
        if parts[at] == "g" and at + 2 < len(parts):
            value = numbers(parts[at + 2])
            count = int(parts[at + 1]) if parts[at + 1].isdigit() and len(parts[at + 1]) < 8 else 0
            found.extend(value * min(count, most - len(found)))
            at += 3
        else:
            found.extend(numbers(parts[at]))
            at += 1
    return found


def _colour(element: _Element) -> tuple[int, int, int, int]:
    opaque = next(iter(numbers(element.get("Alpha"))), 255.0)
    for child in element:
        if local(child) == "FillColor":
            value = [round(number) for number in numbers(child.get("Value"))]
            own = next(iter(numbers(child.get("Alpha"))), opaque)
            if len(value) == 1:
                value *= 3
            if len(value) == 3:
                return value[0], value[1], value[2], round(min(own, opaque))
    return 0, 0, 0, round(opaque)


def _path(element: _Element, shown: Shown) -> None:
    """The straight strokes of a path; a filled box that is thin enough is a stroke, too."""
    left, top, (a, b, c, d, e, f) = _placing(element)
    data = next((child.text or "" for child in element if local(child) == "AbbreviatedData"), "")
    tokens = _PATH.findall(data[:1_000_000])
    filled = (element.get("Fill") or "").lower() == "true"
    stroked = (element.get("Stroke") or "true").lower() != "false"
    runs: list[list[tuple[float, float]]] = []
    at = 0
    while at < len(tokens) and len(shown.segments) < MAX_OBJECTS:
        command = tokens[at].upper()
        count = _ARGUMENTS.get(command)
        if count is None:
            at += 1
            continue
        values = numbers(" ".join(tokens[at + 1 : at + 1 + count]))
        at += 1 + count
        if len(values) < count:
            break
        if command == "C":
            if runs and runs[-1]:
                runs[-1].append(runs[-1][0])
            continue
        x, y = values[-2:]
        point = ((left + a * x + c * y + e) * POINTS, (top + b * x + d * y + f) * POINTS)
        if command in "SM" or not runs:
            runs.append([point])
        elif command == "L":
            runs[-1].append(point)
        else:
            runs.append([point])  # a curve is no ruling line
    for run in runs:
        xs, ys = [x for x, _ in run], [y for _, y in run]
        if filled and not stroked:
            wide, high = max(xs) - min(xs), max(ys) - min(ys)
            if min(wide, high) <= _THIN and max(wide, high) > _THIN:
                x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
                ends = (min(xs), y, max(xs), y) if wide > high else (x, min(ys), x, max(ys))
                shown.segments.append(ends)
        elif stroked:
            shown.segments.extend((xa, ya, xb, yb) for (xa, ya), (xb, yb) in pairwise(run))


def to_content(shown: Shown, width: float, height: float) -> Content:
    """The page in the form from which tables and paragraphs are found in any fixed layout."""
    from extract.readers.pdf.content import Content
    from extract.readers.pdf.drawing import Edge
    from extract.readers.pdf.frame import Frame
    from extract.readers.pdf.glyph import ODD, Glyph, Style
    from extract.readers.pdf.radical import fold

    styles = tuple(
        Style(size, ODD if odd else 0, r, g, b, alpha, True) for size, odd, r, g, b, alpha in shown.styles
    )
    glyphs = [
        Glyph(fold(char), x0, x1, base, size, run, True) for char, x0, x1, base, size, run in shown.glyphs
    ]
    straight = [
        (xa, ya, xb, yb) for xa, ya, xb, yb in shown.segments if abs(xa - xb) <= 0.5 or abs(ya - yb) <= 0.5
    ]
    return Content(
        frame=Frame(0.0, 0.0, width, height),
        glyphs=tuple(g for g in glyphs if styles[g.run].turn == 0),
        styles=styles,
        horizontal=tuple(
            Edge((ya + yb) / 2, min(xa, xb), max(xa, xb))
            for xa, ya, xb, yb in straight
            if abs(ya - yb) <= abs(xa - xb)
        ),
        vertical=tuple(
            Edge((xa + xb) / 2, min(ya, yb), max(ya, yb))
            for xa, ya, xb, yb in straight
            if abs(xa - xb) < abs(ya - yb)
        ),
        pictures=tuple(shown.pictures),
        odd=tuple(g for g in glyphs if styles[g.run].turn != 0),
        objects=shown.objects,
    )
