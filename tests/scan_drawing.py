"""Pages drawn as pictures, as a scanner sees them; places are in points from the top left."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

DPI = 200
_FONTS = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "SimSun.ttc", "simsun.ttc")
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")


def font_file() -> Path:
    """A Chinese font of this machine."""
    for folder in _FOLDERS:
        for name in _FONTS:
            found = next(Path(folder).rglob(name), None)
            if found:
                return found
    message = "a Chinese font (package fonts-noto-cjk) is not installed"
    if os.environ.get("GOUJI_CI") == "1":
        pytest.fail(f"{message}, and in CI nothing is skipped for that")
    pytest.skip(message)


class Paper:
    """A sheet of A4."""

    def __init__(self, width: float = 595, height: float = 842) -> None:
        self.image = Image.new("RGB", (_px(width), _px(height)), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.font = str(font_file())

    def text(self, x: float, y: float, words: str, size: float = 11, color: str = "black") -> float:
        """Words with their upper left corner at (x, y); returns where they end."""
        font = ImageFont.truetype(self.font, _px(size), index=2 if "Noto" in self.font else 0)
        self.draw.text((_px(x), _px(y)), words, color, font=font)
        return x + self.draw.textlength(words, font=font) * 72 / DPI

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A ruling line."""
        self.draw.line((_px(x0), _px(y0), _px(x1), _px(y1)), "black", 2)

    def table(self, x: float, y: float, widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """A ruled table; a cell of None goes on with the cell at its left."""
        right = x + sum(widths)
        for number in range(len(rows) + 1):
            self.line(x, y + 22 * number, right, y + 22 * number)
        for number, row in enumerate(rows):
            left, top = x, y + 22 * number
            for column, words in enumerate(row):
                if words is not None:
                    self.line(left, top, left, top + 22)
                    self.text(left + 4, top + 4, words, 10.5)
                left += widths[column]
            self.line(right, top, right, top + 22)

    def seal(self, x: float, y: float, size: float = 110) -> None:
        """A red seal with its upper left corner at (x, y)."""
        ink = Image.new("RGB", self.image.size, "white")
        draw = ImageDraw.Draw(ink)
        draw.ellipse((_px(x), _px(y), _px(x + size), _px(y + size)), outline=(215, 40, 40), width=8)
        font = ImageFont.truetype(self.font, _px(size / 3))
        draw.text((_px(x + size / 3), _px(y + size / 3)), "★", (215, 40, 40), font=font)
        self.image.paste(ImageChops.multiply(self.image, ink))

    def smear(self, x: float, y: float, width: float, height: float) -> None:
        """White over a part of what is printed, as where toner is missing."""
        self.draw.rectangle((_px(x), _px(y), _px(x + width), _px(y + height)), "white")

    def scanned(self, angle: float = 1.0, grain: float = 6.0) -> Image.Image:
        """As it comes from a scanner: askew and with grain."""
        page: Any = self.image.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")
        noise = np.random.default_rng(7).normal(0, grain, (page.height, page.width, 1))
        return Image.fromarray(np.clip(np.asarray(page) * 0.9 + 15 + noise, 0, 255).astype(np.uint8))


def pdf(*pages: Image.Image) -> bytes:
    """A PDF of pictures."""
    return save("PDF", *pages)


def save(form: str, *pages: Image.Image) -> bytes:
    """A file of one or several pictures."""
    out = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    size = {"resolution": DPI} if form == "PDF" else {"dpi": (DPI, DPI)}
    pages[0].save(out, form, **size, **more)
    return out.getvalue()


def _px(points: float) -> int:
    return round(points * DPI / 72)
