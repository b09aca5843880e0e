"""A small typesetter that makes PDF pages with invented content, for tests and measures of the PDF reader.

It shares no code with the reader: text is set with its own line breaking, tables are drawn line by
line, and what was drawn is known exactly.  Places are in points from the top left of the page.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

Color = tuple[float, float, float]
BLACK: Color = (0, 0, 0)
_NO_START = "，。、；：？！）】》”’%％…,.;:?!)"
_NO_END = "（【《“‘("


@dataclass(frozen=True, slots=True)
class Box:
    """A cell to draw: its field on the grid, its spans and its text (paragraphs parted by \\n)."""

    row: int
    column: int
    text: str = ""
    rowspan: int = 1
    colspan: int = 1


@dataclass(slots=True)
class Sheet:
    """One page being drawn."""

    width: float = 595.0
    height: float = 842.0
    rotate: int = 0
    operators: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 12,
        angle: float = 0,
        color: Color = BLACK,
        font: str = "F1",
        mode: int = 0,
    ) -> None:
        """Words with their baseline starting at (x, y); ``angle`` in degrees counterclockwise."""
        turn = math.radians(angle)
        a, b = math.cos(turn), math.sin(turn)
        code = words.encode("utf-16-be").hex()
        self.operators.append(
            f"BT {_rgb(color)} rg {mode} Tr /{font} {size} Tf "
            f"{a:.5f} {b:.5f} {-b:.5f} {a:.5f} {x:.3f} {self.height - y:.3f} Tm <{code}> Tj ET"
        )

    def line(
        self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5, color: Color = BLACK
    ) -> None:
        """A stroke."""
        self.operators.append(
            f"{_rgb(color)} RG {width} w {x0:.3f} {self.height - y0:.3f} m {x1:.3f} {self.height - y1:.3f} l S"
        )

    def area(self, x: float, y: float, width: float, height: float, color: Color) -> None:
        """A filled rectangle with its upper left corner at (x, y)."""
        self.operators.append(
            f"{_rgb(color)} rg {x:.3f} {self.height - y - height:.3f} {width:.3f} {height:.3f} re f"
        )

    def picture(self, x: float, y: float, width: float, height: float) -> None:
        """A grey picture with its upper left corner at (x, y)."""
        name = f"P{len(self.pictures)}"
        self.pictures.append(bytes((128,)) * 4)
        self.operators.append(
            f"q {width:.3f} 0 0 {height:.3f} {x:.3f} {self.height - y - height:.3f} cm /{name} Do Q"
        )

    def paragraph(
        self,
        x: float,
        y: float,
        room: float,
        words: str,
        size: float = 12,
        indent: float = 2,
        pitch: float = 1.5,
    ) -> float:
        """A paragraph in a column of ``room`` points; returns the baseline of the line after it."""
        for number, part in enumerate(wrap(words, size, room, indent * size)):
            self.text(x + (indent * size if number == 0 else 0), y, part, size)
            y += pitch * size
        return y

    def table(
        self,
        x: float,
        y: float,
        widths: Sequence[float],
        heights: Sequence[float],
        boxes: Iterable[Box],
        size: float = 9,
        pad: float = 4,
        ruled: bool = True,
        rows: range | None = None,
        open_ends: bool = False,
    ) -> float:
        """The rows ``rows`` (all unless said) of a table, each cell with its own border; returns its foot.

        With ``open_ends`` a cell that goes on in other rows has no line there, as browsers print it.
        """
        rows = rows if rows is not None else range(len(heights))
        xs = _sums(x, widths)
        tops = dict(zip((*rows, rows.stop), _sums(y, [heights[row] for row in rows]), strict=True))
        for box in boxes:
            first, last = max(box.row, rows.start), min(box.row + box.rowspan, rows.stop)
            if first >= last:
                continue
            x0, x1 = xs[box.column], xs[box.column + box.colspan]
            y0, y1 = tops[first], tops[last]
            if ruled:
                edges = [(x0, y0, x0, y1), (x1, y0, x1, y1)]
                if not open_ends or box.row >= rows.start:
                    edges.append((x0, y0, x1, y0))
                if not open_ends or box.row + box.rowspan <= rows.stop:
                    edges.append((x0, y1, x1, y1))
                for edge in edges:
                    self.line(*edge)
            if box.row >= rows.start:
                at = y0 + 2 + size
                for part in box.text.split("\n"):
                    for piece in wrap(part, size, x1 - x0 - 2 * pad):
                        self.text(x0 + pad, at, piece, size)
                        at += 1.2 * size
        return tops[rows.stop]


def measure(words: str, size: float) -> float:
    """The width of words in points: ASCII half as wide as the rest."""
    return sum(0.5 if char < "\x80" else 1.0 for char in words) * size


def pieces(words: str) -> list[str]:
    """Words cut where a line may be broken."""
    found: list[str] = []
    for char in words:
        glue = bool(found) and (
            char in _NO_START
            or found[-1][-1] in _NO_END
            or (char.isascii() and char.isalnum() and found[-1][-1].isascii() and found[-1][-1] not in " )")
        )
        if glue:
            found[-1] += char
        else:
            found.append(char)
    return found


def wrap(words: str, size: float, room: float, indent: float = 0) -> list[str]:
    """Words broken into lines of at most ``room`` points, the first shorter by ``indent``.

    A piece that is wider than a line is cut where the line is full, as word processors do.
    """
    lines: list[str] = []
    line = ""
    space = room - indent
    for piece in pieces(words):
        while line and measure(line + piece, size) > space:
            lines.append(line)
            line, space = "", room
        while measure(piece, size) > space:
            cut = max(
                1, next(n for n in range(len(piece), 0, -1) if measure(piece[:n], size) <= space or n == 1)
            )
            lines.append(piece[:cut])
            piece, space = piece[cut:], room
        line += piece
    if line or not lines:
        lines.append(line)
    return lines


def save(
    sheets: Sequence[Sheet], user: str | None = None, owner: str | None = None, readable: bool = True
) -> bytes:
    """The file. ``user`` and ``owner`` are passwords; without ``readable`` font F2 maps to no characters."""
    pdf = Pdf.new()
    fonts = Dictionary(F1=pdf.make_indirect(_font(pdf)))
    if not readable:
        fonts.F2 = pdf.make_indirect(_mute_font(pdf))
    for sheet in sheets:
        page = pdf.add_blank_page(page_size=(sheet.width, sheet.height))
        images = Dictionary()
        for number, data in enumerate(sheet.pictures):
            image = pikepdf.Stream(pdf, data)
            image.Type, image.Subtype = Name.XObject, Name.Image
            image.Width, image.Height, image.BitsPerComponent = 2, 2, 8
            image.ColorSpace = Name.DeviceGray
            images[f"/P{number}"] = image
        page.Resources = Dictionary(Font=fonts, XObject=images)
        page.Contents = pikepdf.Stream(pdf, "\n".join(sheet.operators).encode("ascii"))
        if sheet.rotate:
            page.Rotate = sheet.rotate
    out = io.BytesIO()
    locked = user is not None or owner is not None
    encryption = pikepdf.Encryption(user=user or "", owner=owner or "") if locked else False
    pdf.save(out, encryption=encryption, deterministic_id=not locked)
    return out.getvalue()


def _font(pdf: Pdf) -> Dictionary:
    """A Chinese font that is not embedded, as office programs print it with a Unicode encoding."""
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=2),
        DW=1000,
        W=Array([1, 95, 500]),
        FontDescriptor=pdf.make_indirect(_descriptor("/STSong-Light")),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/STSong-Light-UniGB-UCS2-H"),
        Encoding=Name("/UniGB-UCS2-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
    )


def _mute_font(pdf: Pdf) -> Dictionary:
    """A font whose codes say nothing about characters: private ordering and no ToUnicode."""
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/ABCDEF+Mute"),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        DW=1000,
        FontDescriptor=pdf.make_indirect(_descriptor("/ABCDEF+Mute")),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/ABCDEF+Mute"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
    )


def _descriptor(name: str) -> Dictionary:
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(name),
        Flags=6,
        FontBBox=Array([-25, -254, 1000, 880]),
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=880,
        StemV=93,
    )


def _rgb(color: Color) -> str:
    return " ".join(f"{part:.3f}" for part in color)


def _sums(start: float, steps: Iterable[float]) -> list[float]:
    sums = [start]
    for step in steps:
        sums.append(sums[-1] + step)
    return sums
