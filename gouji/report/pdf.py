"""A copy of a PDF report with a highlight and a note at each figure in question."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from extract.model import BBox
from gouji.report.note import AUTHOR, AnnotationError, notes
from gouji.report.review import Review

if TYPE_CHECKING:
    import pikepdf

_COLOUR = {"error": (1.0, 0.62, 0.62), "warning": (1.0, 0.86, 0.45), "info": (0.72, 0.85, 1.0)}
Box = tuple[float, float, float, float]


def render(review: Review, original: bytes) -> bytes:
    """The annotated copy. Raises AnnotationError: not a PDF, encrypted, or signed."""
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(original))
    except pikepdf.PasswordError as error:
        raise AnnotationError("文件已加密，不能写批注，请解除密码后再试。") from error
    except pikepdf.PdfError as error:
        raise AnnotationError("原文件不是可写批注的 PDF 文件。") from error
    with document:
        if is_signed(document):
            raise AnnotationError(
                "文件带有电子签名，写入批注会使签名失效，未作改动。请改用 html 或 xlsx 格式。"
            )
        for finding in review.findings:
            for figure, text in notes(review, finding):
                page = figure.where.page
                if page is None or figure.where.bbox is None or not 0 < page <= len(document.pages):
                    continue
                _highlight(
                    document, document.pages[page - 1], figure.where.bbox, text, _COLOUR[finding.severity]
                )
        buffer = io.BytesIO()
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def is_signed(document: pikepdf.Pdf) -> bool:
    """Whether any field of the document holds a signature."""
    form: Any = document.Root.get("/AcroForm")
    if form is None:
        return False
    if int(form.get("/SigFlags", 0)) & 1:
        return True
    fields = list(form.get("/Fields", []))
    seen = 0
    while fields and seen < 10_000:
        field = fields.pop()
        seen += 1
        if field.get("/FT") == "/Sig" and "/V" in field:
            return True
        fields.extend(field.get("/Kids", []))
    return False


def place_on_page(page: pikepdf.Page, bbox: BBox) -> Box:
    """A box from the top left of the page as shown, in the page's own coordinates."""
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    rotation = int(page.obj.get("/Rotate", 0)) % 360
    x0, y0, x1, y1 = bbox
    corners = ((x0, y0), (x1, y1))
    turned = {
        0: [(left + u, top - v) for u, v in corners],
        90: [(left + v, bottom + u) for u, v in corners],
        180: [(right - u, bottom + v) for u, v in corners],
        270: [(right - v, top - u) for u, v in corners],
    }[rotation if rotation in {0, 90, 180, 270} else 0]
    xs, ys = zip(*turned, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _highlight(
    document: pikepdf.Pdf, page: pikepdf.Page, bbox: BBox, text: str, colour: tuple[float, float, float]
) -> None:
    import pikepdf

    x0, y0, x1, y1 = (round(edge, 2) for edge in place_on_page(page, bbox))
    if x1 <= x0 or y1 <= y0:
        return
    paint = f"/G gs {colour[0]} {colour[1]} {colour[2]} rg {x0} {y0} {x1 - x0:.2f} {y1 - y0:.2f} re f"
    look = document.make_stream(
        paint.encode(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[x0, y0, x1, y1],
        Resources=pikepdf.Dictionary(
            ExtGState=pikepdf.Dictionary(G=pikepdf.Dictionary(BM=pikepdf.Name.Multiply))
        ),
    )
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Highlight,
        Rect=[x0, y0, x1, y1],
        QuadPoints=[x0, y1, x1, y1, x0, y0, x1, y0],
        Contents=pikepdf.String(text),
        T=pikepdf.String(AUTHOR),
        C=list(colour),
        F=4,
        AP=pikepdf.Dictionary(N=look),
    )
    if "/Annots" not in page.obj:
        page.obj.Annots = pikepdf.Array()
    page.obj.Annots.append(document.make_indirect(note))
