"""Word styles: what a paragraph or run inherits (outline level, numbering, hidden text)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL: Final = W + "val"
_HEADING: Final = re.compile(r"(?:heading|标题)\s*([1-9])$")
_CONTENTS: Final = re.compile(r"(?:toc|目录)\s*[1-9]$")
_MAX_CHAIN: Final = 20
_TWIPS: Final = {"": 1.0, "pt": 20.0, "pc": 240.0, "in": 1440.0, "cm": 1440 / 2.54, "mm": 144 / 2.54}
_MEASURE: Final = re.compile(r"(\d{1,7}(?:\.\d{1,6})?)(|pt|pc|in|cm|mm)", re.ASCII)


def is_on(element: _Element | None) -> bool | None:
    """A toggle property: None where absent, else whether it is on."""
    if element is None:
        return None
    return (element.get(VAL) or "true").lower() not in ("0", "false", "off", "none")


def read_int(text: str | None) -> int | None:
    """An integer attribute, None where absent or not an integer; absurdly long ones too."""
    if text is None or len(text) > 9:
        return None
    try:
        return int(text)
    except ValueError:
        return None


def read_twips(text: str | None) -> int:
    """A width in twentieths of a point, as a bare number or, in strict documents, with its unit; 0 where it is neither."""
    found = _MEASURE.fullmatch(text or "")
    return round(float(found[1]) * _TWIPS[found[2]]) if found else 0


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph or character style, its parents' properties already inherited.

    ``number`` and ``depth`` are its place on a list, ``lister`` the id of the style that put it there.
    """

    name: str = ""
    level: int | None = None
    number: int | None = None
    depth: int | None = None
    lister: str = ""
    hidden: bool = False

    @property
    def is_caption(self) -> bool:
        """Whether paragraphs in this style are captions."""
        return self.name in ("caption", "题注")

    @property
    def is_contents(self) -> bool:
        """Whether paragraphs in this style are lines of a table of contents."""
        return bool(_CONTENTS.match(self.name))

    @property
    def is_title(self) -> bool:
        """Whether paragraphs in this style are the title of the document."""
        return self.name in ("title", "文档标题")


class StyleSheet:
    """The styles of a document by id; an unknown id is the default style."""

    def __init__(self, root: _Element | None) -> None:
        self._elements: dict[str, _Element] = {}
        self._styles: dict[str, Style] = {}
        self._default = ""
        for element in root.iterfind(W + "style") if root is not None else ():
            key = element.get(W + "styleId") or ""
            self._elements[key] = element
            is_default = (element.get(W + "default") or "").lower() in ("1", "true", "on")
            if is_default and element.get(W + "type") == "paragraph":
                self._default = key

    def find(self, key: str | None) -> Style:
        """The style of that id; None asks for the default paragraph style."""
        return self._resolve(self._default if key is None else key, 0)

    def _resolve(self, key: str, length: int) -> Style:
        known = self._styles.get(key)
        if known is not None:
            return known
        element = self._elements.get(key)
        if element is None or length > _MAX_CHAIN:
            return Style()
        based = element.find(W + "basedOn")
        parent = self._resolve(based.get(VAL) or "", length + 1) if based is not None else Style()
        style = _read_style(element, parent)
        self._styles[key] = style
        return style


def _read_style(element: _Element, parent: Style) -> Style:
    name_element = element.find(W + "name")
    name = ((name_element.get(VAL) or "") if name_element is not None else "").lower()
    properties = element.find(W + "pPr")
    level, number, depth, lister = parent.level, parent.number, parent.depth, parent.lister
    if properties is not None:
        outline = properties.find(W + "outlineLvl")
        if outline is not None:
            level = outline_level(outline)
        numbering = properties.find(W + "numPr")
        if numbering is not None:
            found, at = read_numbering(numbering)
            if found is not None:
                number, lister = found, element.get(W + "styleId") or ""
            depth = at
    heading = _HEADING.match(name)
    if heading and level is None:
        level = int(heading.group(1))
    hidden = is_on(element.find(f"{W}rPr/{W}vanish"))
    return Style(name, level, number, depth, lister, parent.hidden if hidden is None else hidden)


def outline_level(element: _Element) -> int | None:
    """The heading level (from 1) of an outlineLvl element; body text is None."""
    value = read_int(element.get(VAL))
    return value + 1 if value is not None and 0 <= value <= 8 else None


def read_numbering(element: _Element) -> tuple[int | None, int | None]:
    """The list and the depth in it that a numPr element names."""
    number, depth = element.find(W + "numId"), element.find(W + "ilvl")
    return (
        read_int(number.get(VAL)) if number is not None else None,
        read_int(depth.get(VAL)) if depth is not None else None,
    )
