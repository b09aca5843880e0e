"""The models that find and read lines of text, of the packages rapidocr and onnxruntime.

They are opened from their files inside the package, so nothing is ever fetched, and with one thread:
documents are what is read side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from extract.isolate import beat

_PACKAGES = ("rapidocr", "onnxruntime", "cv2", "numpy")
_BATCH = 6
_LONGEST = 2400
"""Text is looked for in a picture at most so many points long; it is read in the picture as it is."""


class Char(NamedTuple):
    """One character read: where it stands in its picture (0 to 1 of the width) and how sure it is (0 to 1)."""

    text: str
    at: float
    sure: float


@dataclass(frozen=True, slots=True)
class Models:
    """The files of the two models."""

    find: Path
    read: Path


@cache
def models() -> Models | None:
    """The models on this machine, None where the packages or their model files are not there."""
    if any(find_spec(name) is None for name in _PACKAGES):
        return None
    spec = find_spec("rapidocr")
    folders = [Path(place, "models") for place in (spec.submodule_search_locations or ())] if spec else []
    found = [
        max((path for folder in folders for path in folder.glob(f"PP-OCR*_{kind}_*.onnx")), default=None)
        for kind in ("det", "rec")
    ]
    return Models(found[0], found[1]) if found[0] and found[1] else None


class Engine:
    """The models loaded.  Pictures are arrays of height, width and 3 channels of 8 bits."""

    def __init__(self, files: Models) -> None:
        from rapidocr import RapidOCR

        self._models: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.text_score": 0.0,
                "Global.return_word_box": True,
                "Global.max_side_len": _LONGEST,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.model_path": str(files.find),
                "Rec.model_path": str(files.read),
            }
        )

    def find(self, picture: Any) -> list[Any]:
        """The lines of text in a picture: each four corners (x, y) in pixels, from the top left clockwise."""
        boxes = self._models(picture, use_det=True, use_cls=False, use_rec=False).boxes
        return [] if boxes is None else list(boxes)

    def read(self, pictures: Sequence[Any]) -> Iterator[tuple[int, list[Char]]]:
        """The number of each picture of a line, in any order, with its characters from left to right."""
        order = sorted(range(len(pictures)), key=lambda n: pictures[n].shape[1] / pictures[n].shape[0])
        for start in range(0, len(order), _BATCH):
            beat()
            batch = order[start : start + _BATCH]
            told = self._models.recognize_txt([pictures[number] for number in batch])
            for number, text, words in zip(batch, told.txts, told.word_results, strict=True):
                yield number, _chars(text, words)


def _chars(text: str, words: Any) -> list[Char]:
    """Characters with their places; the columns leave out the spaces that the text has."""
    columns = [column for word in words.word_cols or () for column in word]
    found: list[Char] = []
    for char, sure in zip(text, words.confs or (), strict=False):
        if not char.isspace():
            found.append(Char(char, (columns[len(found)] + 0.5) / words.line_txt_len, float(sure)))
    return found
