"""Colour pictures made grey, red seals left out so that what they are stamped over can be read.

Only what is as large and as round or square as a seal goes: red words in a line are words.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

_LEAST, _MOST = 57.0, 170.0
"""Points: 2 to 6 cm."""
_RED = 50
"""By how many levels red exceeds the other colours in a faded seal at least."""
_TINGE, _BRIGHT = 15, 110
_NEAR = 6.0
_OBLONG = 1.7


def grey(picture: Any, dpi: float) -> Any:
    """A picture (height, width, blue green red) made grey."""
    plain = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    blue, green, red = cv2.split(picture)
    over = red.astype(np.int16) - np.maximum(blue, green)
    ink = (over > _RED).astype(np.uint8)
    if not ink.any():
        return plain
    reach = max(round(_NEAR * dpi / 72), 1)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, np.ones((reach, reach), np.uint8)))
    for x, y, width, height, _ in boxes[1:]:
        small, large = sorted((width * 72 / dpi, height * 72 / dpi))
        if small >= _LEAST and large <= _MOST and large <= _OBLONG * small:
            part = (slice(y, y + height), slice(x, x + width))
            # red ink is bright to a red eye; black ink under it is dark to any
            faded = (over[part] > _TINGE) & (red[part] > _BRIGHT)
            plain[part][faded] = np.percentile(plain[part], 80)
    return plain
