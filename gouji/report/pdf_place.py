"""From a place in what was read back to the characters of the PDF page it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from extract.model import Figure, Paragraph, RawTable
from gouji.report.review import Review

if TYPE_CHECKING:
    import pikepdf
    import pypdfium2

    from extract.model import BBox

Box = tuple[float, float, float, float]

_ENOUGH = 6  # characters by which the rest of a paragraph is found on the next page


class Places:
    """The boxes of figures on their pages, in the pages' own coordinates."""

    def __init__(self, document: pikepdf.Pdf, text: pypdfium2.PdfDocument, review: Review) -> None:
        self._document = document
        self._text = text
        self._pages: dict[int, list[tuple[str, Box]]] = {}
        self._read: dict[tuple[int | None, int | None, int | None, int | None], str] = {}
        for block in review.blocks:
            where = block.where
            if isinstance(block, Paragraph):
                self._read[(where.block, None, None, None)] = block.text
            elif isinstance(block, RawTable):
                for cell in block.cells:
                    self._read[(where.block, where.table, cell.row, cell.column)] = cell.text

    def find(self, figure: Figure) -> tuple[int, list[Box]]:
        """The page a figure stands on and a box for each of its lines; no boxes where the page is not known.

        Its whole paragraph or cell where the characters are not certain.
        """
        where = figure.where
        if where.page is None or where.bbox is None or not 0 < where.page <= len(self._document.pages):
            return 0, []
        area = place_on_page(self._document.pages[where.page - 1], where.bbox)
        read = self._read.get((where.block, where.table, where.row, where.column))
        if read is None or where.start is None or where.end is None:
            return where.page, [area]
        whole, printed = _squeeze(read), _squeeze(read[where.start : where.end])
        inside = [(where.page, *found) for found in self._characters(where.page) if _holds(area, found[1])]
        inside += self._continued(where.page + 1, whole, "".join(char for _, char, _ in inside))
        here = "".join(char for _, char, _ in inside)
        if not printed or here.count(printed) != whole.count(printed):
            return where.page, [area]
        at = -1
        for _ in range(_squeeze(read[: where.end]).count(printed)):
            at = here.find(printed, at + 1)
        chosen = inside[at : at + len(printed)]
        page = chosen[0][0]
        return page, list(_by_line(box for number, _, box in chosen if number == page))

    def _continued(self, page: int, whole: str, begun: str) -> list[tuple[int, str, Box]]:
        """The characters on the next page of a paragraph or cell that a page turn tears.

        A page may list characters in another order than it prints them, quotation marks above all.
        """
        rest = whole[len(begun) :]
        if (
            not begun
            or not rest
            or not _alike(begun, whole[: len(begun)])
            or page > len(self._document.pages)
        ):
            return []
        every = self._characters(page)
        at = "".join(char for char, _ in every).find(rest[:_ENOUGH])
        if at < 0 or not _alike("".join(char for char, _ in every[at : at + len(rest)]), rest):
            return []
        return [(page, char, box) for char, box in every[at : at + len(rest)]]

    def _characters(self, page: int) -> list[tuple[str, Box]]:
        if page not in self._pages:
            text: Any = self._text[page - 1].get_textpage()
            every = ((text.get_text_range(i, 1), text.get_charbox(i)) for i in range(text.count_chars()))
            self._pages[page] = [(char, box) for char, box in every if len(char) == 1 and not char.isspace()]
        return self._pages[page]


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _alike(text: str, other: str) -> bool:
    """Whether two texts have the same characters, in whatever order."""
    return sorted(text) == sorted(other)


def _holds(area: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] - 1 <= x <= area[2] + 1 and area[1] - 1 <= y <= area[3] + 1


def _by_line(boxes: Iterator[Box]) -> Iterator[Box]:
    """The boxes joined along each line."""
    line: Box | None = None
    for x0, y0, x1, y1 in boxes:
        if line is not None and min(line[3], y1) > max(line[1], y0) and x0 >= line[0] - 1:
            line = (line[0], min(line[1], y0), max(line[2], x1), max(line[3], y1))
            continue
        if line is not None:
            yield line
        line = (x0, y0, x1, y1)
    if line is not None:
        yield line


def place_on_page(page: pikepdf.Page, bbox: BBox) -> Box:
    """A box from the top left of the page as shown, in the page's own coordinates."""
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    rotation = int(page.obj.get("/Rotate", 0)) % 360
    x0, y0, x1, y1 = bbox
    corners = ((x0, y0), (x1, y1))
    turned = {
        90: [(left + v, bottom + u) for u, v in corners],
        180: [(right - u, bottom + v) for u, v in corners],
        270: [(right - v, top - u) for u, v in corners],
    }.get(rotation) or [(left + u, top - v) for u, v in corners]
    xs, ys = zip(*turned, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
