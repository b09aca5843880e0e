"""Pages of a PDF printed and scanned: turned a little, out of focus, with grain, kept as JPEG."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import cv2
import numpy as np
import pypdfium2
from PIL import Image


@dataclass(frozen=True, slots=True)
class Scanner:
    """How pages are scanned: dots per inch, degrees askew either way, blur and grain, quality of the JPEG.

    ``blur`` is the radius of focus in pixels, ``grain`` the standard deviation of the noise in grey levels.
    """

    dpi: int = 200
    angle: float = 1.0
    blur: float = 0.8
    grain: float = 8.0
    quality: int = 60


def scan(data: bytes, scanner: Scanner, seed: str) -> tuple[bytes, list[Any]]:
    """The scan of a PDF as a PDF of pictures, and its pages as grey pictures."""
    chance = Random(seed)
    pages = [_scanned(page, scanner, chance) for page in render(data, scanner.dpi)]
    opened = [Image.open(io.BytesIO(page)) for page in pages]
    out = io.BytesIO()
    opened[0].save(
        out, "PDF", save_all=True, append_images=opened[1:], resolution=scanner.dpi, quality=scanner.quality
    )
    return out.getvalue(), [np.asarray(page) for page in opened]


def render(data: bytes, dpi: int) -> Iterator[Any]:
    """The pages of a PDF as grey pictures."""
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            yield np.asarray(page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L"))
    finally:
        document.close()


def _scanned(page: Any, scanner: Scanner, chance: Random) -> bytes:
    height, width = page.shape
    angle = chance.choice((-1, 1)) * scanner.angle
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    page = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    if scanner.blur:
        page = cv2.GaussianBlur(page, (0, 0), scanner.blur)
    grain = np.random.default_rng(chance.getrandbits(32)).normal(0, scanner.grain, page.shape)
    page = np.clip(page * 0.9 + 15 + grain, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, scanner.quality])
    return bytes(data)
