"""Pictures of pages as files: jpg, png, tif (each of its pages), bmp and what else Pillow opens."""

from __future__ import annotations

import io
from typing import Any, Final

from extract.extra import install
from extract.model import Reason, Source
from extract.readers import ocr
from extract.readers.pdf.content import Content
from extract.readers.pdf.document import assemble
from extract.readers.pdf.page import Page, lay_out
from extract.readers.pdf.shortfall import notices, shortfalls, torn_cells
from extract.readers.unreadable import Unreadable

_PAPER: Final = 11.7
"""Inches that the longer side of a picture is taken for where it does not say its size: A4."""
_SAID: Final = (100, 1200)
"""What resolution is believed; screens write theirs, cameras and telephones 72."""
_FINEST: Final = 300


def read(data: bytes, name: str) -> Source:
    """The blocks of a picture. Raises Unreadable with the code image or empty; ``name`` is not used."""
    if not ocr.available():
        raise Unreadable(
            "image",
            "这是图片，没有文字层，未读取。请提供可复制文字的 Word、PDF 或 Excel 文件，或安装识别扫描件的组件："
            f"{install('ocr')}。",
        )
    from PIL import Image, ImageSequence

    pages: list[Page] = []
    lost: list[Reason] = []
    number = 0
    try:
        with Image.open(io.BytesIO(data)) as opened:
            for number, frame in enumerate(ImageSequence.Iterator(opened), 1):
                seen = _look(frame, number)
                if isinstance(seen, Reason):
                    lost.append(seen)
                else:
                    pages.append(lay_out(seen, number))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable("image", "这是图片，但无法打开，可能已损坏，未读取，请重新提交。") from error
    if not lost and not any(page.glyphs for page in pages):
        raise Unreadable("empty", "图片中没有识别出文字，未读取，请核对文件。")
    blocks = assemble(pages)
    reasons = [*lost, *shortfalls(pages, lost)]
    reasons += torn_cells(blocks, reasons)
    return Source("image", blocks, tuple(reasons), notices(pages), pages=number)


def _look(frame: Any, number: int) -> Content | Reason:
    """What stands on one picture, or why it was not read."""
    dpi = _resolution(frame)
    factor = min(_FINEST / dpi, 1.0)
    return ocr.read_picture(
        lambda: _grey(frame, factor, dpi * factor), dpi * factor, number, number, frame.width * frame.height
    )


def _resolution(frame: Any) -> float:
    said = frame.info.get("dpi")
    dpi = float(said[0]) if isinstance(said, tuple) and said and said[0] else 0.0
    return dpi if _SAID[0] <= dpi <= _SAID[1] else max(max(frame.size) / _PAPER, 36.0)


def _grey(frame: Any, factor: float, dpi: float) -> Any:
    import numpy as np
    from PIL import ImageOps

    from extract.readers.ocr.seal import grey

    upright = ImageOps.exif_transpose(frame).convert("RGB")
    if factor < 1:
        upright = upright.resize((round(upright.width * factor), round(upright.height * factor)))
    return grey(np.ascontiguousarray(np.asarray(upright)[:, :, ::-1]), dpi)
