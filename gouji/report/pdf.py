"""A copy of a PDF report with a highlight and a note at each figure in question."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gouji.report.note import AUTHOR, AnnotationError, notes
from gouji.report.pdf_place import Box, Places
from gouji.report.review import Review

if TYPE_CHECKING:
    import pikepdf

_COLOUR = {"error": (1.0, 0.62, 0.62), "warning": (1.0, 0.86, 0.45), "info": (0.72, 0.85, 1.0)}
Colour = tuple[float, float, float]


def render(review: Review, original: bytes) -> bytes:
    """The annotated copy. Raises AnnotationError: not a PDF, encrypted, or signed."""
    import pikepdf
    import pypdfium2

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
        places = Places(document, pypdfium2.PdfDocument(original), review)
        for finding in review.findings:
            for figure, text in notes(review, finding):
                page, boxes = places.find(figure)
                if boxes:
                    _highlight(document, document.pages[page - 1], boxes, text, _COLOUR[finding.severity])
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


def _highlight(
    document: pikepdf.Pdf, page: pikepdf.Page, boxes: Sequence[Box], text: str, colour: Colour
) -> None:
    import pikepdf

    lines = [tuple(round(edge, 2) for edge in box) for box in boxes if box[2] > box[0] and box[3] > box[1]]
    if not lines:
        return
    around = [
        min(b[0] for b in lines),
        min(b[1] for b in lines),
        max(b[2] for b in lines),
        max(b[3] for b in lines),
    ]
    fills = "".join(f"{x0} {y0} {x1 - x0:.2f} {y1 - y0:.2f} re " for x0, y0, x1, y1 in lines)
    look = document.make_stream(
        f"/G gs {colour[0]} {colour[1]} {colour[2]} rg {fills}f".encode(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=around,
        Resources=pikepdf.Dictionary(
            ExtGState=pikepdf.Dictionary(G=pikepdf.Dictionary(BM=pikepdf.Name.Multiply))
        ),
    )
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Highlight,
        Rect=around,
        QuadPoints=[edge for x0, y0, x1, y1 in lines for edge in (x0, y1, x1, y1, x0, y0, x1, y0)],
        Contents=pikepdf.String(text),
        T=pikepdf.String(AUTHOR),
        C=list(colour),
        F=4,
        AP=pikepdf.Dictionary(N=look),
    )
    if "/Annots" not in page.obj:
        page.obj.Annots = pikepdf.Array()
    page.obj.Annots.append(document.make_indirect(note))
