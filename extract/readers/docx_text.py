"""The text of one Word paragraph as shown: changes accepted, hidden text dropped, boxes and pictures noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from extract.readers.docx_style import VAL, StyleSheet, W, is_on, read_int

if TYPE_CHECKING:
    from lxml.etree import _Element

MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V: Final = "{urn:schemas-microsoft-com:vml}"
_EMU_PER_CM: Final = 360_000
_SYMBOLS: Final = {
    0xFC: "✔", 0xFB: "✘", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0x52: "☑", 0x50: "✔", 0x51: "☒",
    0xA3: "☐", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0x2D: "-", 0x25: "%",
}  # fmt: skip
_SHOWN: Final = {
    "tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "",
}  # fmt: skip
_CONTAINERS: Final = frozenset(
    W + tag
    for tag in (
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "customXml",
        "sdtContent",
        "fldSimple",
        "bdo",
        "dir",
    )
)
_GONE: Final = frozenset((W + "del", W + "moveFrom"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or embedded object: its relation's id, its size in centimetres (0 unknown), what it is."""

    relation: str
    width: float
    height: float
    kind: str = "picture"


@dataclass(slots=True)
class Inline:
    """What one paragraph holds."""

    parts: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    breaks_page: bool = False
    marks: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """The text as shown, line breaks as \\n."""
        return "".join(self.parts)


class InlineReader:
    """Reads paragraphs of one document; ``styles`` tells which runs are hidden."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles

    def read(self, paragraph: _Element) -> Inline:
        """Everything a w:p shows."""
        inline = Inline()
        # The state of each open field: True while its instruction, not its result, is being read.
        fields: list[bool] = []
        self._children(paragraph, inline, fields)
        return inline

    def _children(self, parent: _Element, inline: Inline, fields: list[bool]) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self._run(child, inline, fields)
            elif tag in _CONTAINERS:
                if tag in (W + "ins", W + "moveTo"):
                    inline.marks.add("inserted")
                self._children(child, inline, fields)
            elif tag in _GONE:
                if child.find(f".//{W}delText") is not None or child.find(f".//{W}t") is not None:
                    inline.marks.add("deleted")
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None:
                    self._children(content, inline, fields)
            elif tag == MC + "AlternateContent":
                chosen = choose(child)
                if chosen is not None:
                    self._children(chosen, inline, fields)
            elif tag in (_M + "oMath", _M + "oMathPara"):
                inline.parts.append(_read_math(child))

    def _run(self, run: _Element, inline: Inline, fields: list[bool]) -> None:
        properties = run.find(W + "rPr")
        if properties is not None and self._is_hidden(properties):
            if "".join(run.itertext(W + "t")).strip():
                inline.marks.add("hidden")
            return
        self._content(run, inline, fields)

    def _is_hidden(self, properties: _Element) -> bool:
        own = is_on(properties.find(W + "vanish"))
        if own is not None:
            return own
        style = properties.find(W + "rStyle")
        return style is not None and self._styles.find(style.get(VAL)).hidden

    def _content(self, run: _Element, inline: Inline, fields: list[bool]) -> None:
        for child in run:
            tag = child.tag
            if tag == W + "t":
                if not any(fields):
                    inline.parts.append(_read_text(child))
            elif tag == W + "br":
                kind = child.get(W + "type") or "textWrapping"
                inline.breaks_page |= kind == "page"
                if kind == "textWrapping":
                    inline.parts.append("\n")
            elif tag == W + "fldChar":
                _turn_field(child, inline, fields)
            elif tag == W + "sym":
                code = (child.get(W + "char") or "")[-4:]
                try:
                    inline.parts.append(_SYMBOLS.get(int(code, 16) & 0xFF, ""))
                except ValueError:
                    continue
            elif tag in (W + "drawing", W + "pict", W + "object"):
                _read_drawing(child, inline)
            elif tag == MC + "AlternateContent":
                chosen = choose(child)
                if chosen is not None:
                    self._content(chosen, inline, fields)
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                # The raised mark is left out: after an amount it would read as its last digit.
                inline.notes.append((tag[len(W) : -len("Reference")], child.get(W + "id") or ""))
            elif tag == W + "ruby":
                for base in child.iterfind(f"{W}rubyBase/{W}r"):
                    self._run(base, inline, fields)
            elif tag == W + "lastRenderedPageBreak":
                inline.marks.add("page-turn")
            else:
                shown = _SHOWN.get(tag[len(W) :]) if isinstance(tag, str) and tag.startswith(W) else None
                if shown:
                    inline.parts.append(shown)


def choose(alternate: _Element) -> _Element | None:
    """The one branch of a mc:AlternateContent that is shown: the first Choice, else the Fallback."""
    choice = alternate.find(MC + "Choice")
    return choice if choice is not None else alternate.find(MC + "Fallback")


def _read_text(element: _Element) -> str:
    text: str = element.text or ""
    if element.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
        text = text.strip(" \t\r\n")
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")


def _turn_field(element: _Element, inline: Inline, fields: list[bool]) -> None:
    kind = element.get(W + "fldCharType")
    if kind == "begin":
        fields.append(True)
        choices = element.find(f"{W}ffData/{W}ddList")
        if choices is not None:
            entries = [entry.get(VAL) or "" for entry in choices.iterfind(W + "listEntry")]
            result = choices.find(W + "result")
            index = (read_int(result.get(VAL)) or 0) if result is not None else 0
            if 0 <= index < len(entries):
                inline.parts.append(entries[index])
    elif kind == "separate" and fields:
        fields[-1] = False
    elif kind == "end" and fields:
        fields.pop()


def _read_drawing(element: _Element, inline: Inline) -> None:
    """Note the text boxes, pictures, charts and embedded objects of a drawing, each once."""
    boxes = [box for box in _iter_shown(element) if box.tag == W + "txbxContent"]
    inline.boxes.extend(boxes)
    width = height = 0.0
    extent = element.find(f".//{_WP}extent")
    if extent is not None:
        width = (read_int(extent.get("cx")) or 0) / _EMU_PER_CM
        height = (read_int(extent.get("cy")) or 0) / _EMU_PER_CM
    if element.tag == W + "object":
        kinds = {
            node.get("ProgID") or ""
            for node in element.iter("{urn:schemas-microsoft-com:office:office}OLEObject")
        }
        if not any(kind.startswith("Equation") for kind in kinds):
            inline.pictures.append(Picture("", width, height, "object"))
        return
    for node in _iter_shown(element):
        if node.tag == _A + "blip":
            inline.pictures.append(Picture(node.get(_R + "embed") or "", width, height))
        elif node.tag == _V + "imagedata":
            w, h = _css_size(node.getparent().get("style") or "")
            inline.pictures.append(Picture(node.get(_R + "id") or "", w, h))
        elif node.tag == _A + "graphicData" and (node.get("uri") or "").endswith(
            ("/chart", "/chartex", "/diagram")
        ):
            inline.pictures.append(Picture("", width, height, "chart"))


def _iter_shown(element: _Element) -> list[_Element]:
    """Descendants in order: one branch of each alternative, and nothing from inside a text box."""
    found: list[_Element] = []
    stack = [element]
    while stack:
        node = stack.pop()
        if node.tag == MC + "AlternateContent":
            chosen = choose(node)
            if chosen is not None:
                stack.append(chosen)
            continue
        found.append(node)
        if node.tag != W + "txbxContent":
            stack.extend(reversed(node))
    return found


def _css_size(style: str) -> tuple[float, float]:
    sizes = {"width": 0.0, "height": 0.0}
    scale = {"pt": 2.54 / 72, "in": 2.54, "cm": 1.0, "mm": 0.1, "px": 2.54 / 96}
    for item in style.split(";"):
        name, _, value = item.partition(":")
        name, value = name.strip(), value.strip()
        if name in sizes and value[-2:] in scale:
            try:
                sizes[name] = float(value[:-2]) * scale[value[-2:]]
            except ValueError:
                continue
    return sizes["width"], sizes["height"]


def _read_math(element: _Element) -> str:
    """A formula on one line; a fraction becomes a/b."""
    if element.tag == _M + "t":
        return element.text or ""
    if element.tag == _M + "f":
        halves = [
            _read_math(half)
            for half in (element.find(_M + "num"), element.find(_M + "den"))
            if half is not None
        ]
        return "/".join(halves)
    return "".join(_read_math(child) for child in element if isinstance(child.tag, str))
