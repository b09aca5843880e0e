"""Whether a picture in a document may show a table or text that should have been read."""

from __future__ import annotations

from typing import Final

_MIN_WIDTH_CM: Final = 6.0
_MIN_HEIGHT_CM: Final = 1.5
_MAX_PIXELS: Final = 50_000_000
_PAPER: Final = 0.55
"""Least share of near-white among the pixels of a screenshot or scan; photographs have far less."""
_INK: Final = 0.004


def may_hold_figures(data: bytes | None, width: float, height: float) -> bool:
    """Whether a picture shown at this size (in centimetres, 0 unknown) may be a table or a page of text.

    Small marks, stamps and photographs are not; what cannot be looked at is.
    """
    if 0 < width < _MIN_WIDTH_CM or 0 < height < _MIN_HEIGHT_CM:
        return False
    if data is None:
        return False
    import io

    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MAX_PIXELS:
                return True
            if image.width < 200 or image.height < 60:
                return False
            image.draft("L", (400, 400))
            grey = (
                image.convert("RGBA").convert("L") if image.mode in ("P", "PA", "LA") else image.convert("L")
            )
            grey.thumbnail((400, 400))
            counts = grey.histogram()
    except Exception:
        # A metafile or a damaged picture: nothing says that it holds no figures.
        return True
    total = sum(counts)
    return sum(counts[200:]) / total >= _PAPER and sum(counts[:140]) / total >= _INK
