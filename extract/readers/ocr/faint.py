"""Ruling lines followed in the grey picture where their ink was lost.

Beside text the picture is dark all around, so that a thin line is no longer darker than its surroundings and
falls apart there.  It still is a ridge: darker than what is just above and just below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from extract.readers.pdf.drawing import Edge

_BESIDE = (1.0, 2.0)
"""How far from the middle of a line, in points, its surroundings are looked at."""
_STRIDE = 4.0
"""Points by which a line is followed at a time."""
_FAINT = 0.4
"""A place as dark as this share of what is usual for the line still belongs to it."""
_MOST = 0.6
"""The share of places in a stride that must."""
_LEAST = 12.0
"""Levels of grey: nothing fainter is told from grain."""
_SAME = 1.2
"""Points by which two parts of a line may lie apart."""


@dataclass(slots=True)
class _Run:
    """A part of a line in pixels: its row, from where to where, and the number of its patch."""

    row: float
    start: int
    end: int
    number: int


def follow(
    found: Sequence[tuple[Edge, int]], labels: Any, grey: Any, scale: float
) -> tuple[list[tuple[Edge, int]], Any]:
    """Level lines prolonged as far as they can be seen, parts of one put together, and their patches likewise.

    ``labels`` holds the number of the patch that each pixel is part of.
    """
    ridge = _ridge(grey, scale)
    labels = labels.copy()
    stride = max(round(_STRIDE / scale), 4)
    runs: list[_Run] = []
    for edge, number in found:
        run = _Run(edge.at / scale, round(edge.start / scale), round(edge.end / scale), number)
        usual = float(np.median(_along(ridge, run.row, run.start, run.end)))
        if usual >= _LEAST:
            for forward in (False, True):
                _prolong(run, ridge, forward, stride, max(_FAINT * usual, _LEAST), labels)
        runs.append(run)
    names = np.arange(int(labels.max()) + 1, dtype=labels.dtype)
    joined: list[_Run] = []
    for run in sorted(runs, key=lambda run: run.start):
        same = next(
            (r for r in joined if run.start <= r.end + 1 and abs(r.row - run.row) * scale <= _SAME), None
        )
        if same is None:
            joined.append(run)
            continue
        names[run.number] = same.number
        same.end = max(same.end, run.end)
    edges = [(Edge(run.row * scale, run.start * scale, run.end * scale), run.number) for run in joined]
    return edges, names[labels]


def _ridge(grey: Any, scale: float) -> Any:
    """By how much each pixel is darker than what lies above and below it."""
    picture = grey.astype(np.int16)
    inner, outer = (max(round(points / scale), 2) for points in _BESIDE)
    padded = np.pad(picture, ((outer, outer), (0, 0)), mode="edge")
    height = picture.shape[0]

    def beside(direction: int) -> Any:
        parts = [
            padded[outer + direction * step : outer + direction * step + height]
            for step in range(inner, outer + 1)
        ]
        return np.maximum.reduce(parts)

    return np.minimum(beside(-1), beside(1)) - picture


def _along(ridge: Any, row: float, start: int, end: int) -> Any:
    """The strength of the ridge in each column, one row up or down allowed."""
    middle = min(max(round(row), 1), ridge.shape[0] - 2)
    return ridge[middle - 1 : middle + 2, max(start, 0) : end].max(axis=0)


def _prolong(run: _Run, ridge: Any, forward: bool, stride: int, least: float, labels: Any) -> None:
    """Follow a line to one side, as long as enough of it is seen."""
    width = ridge.shape[1]
    while True:
        start, end = (
            (run.end, min(run.end + stride, width)) if forward else (max(run.start - stride, 0), run.start)
        )
        if end - start < stride:
            return
        seen = _along(ridge, run.row, start, end) >= least
        if seen.mean() < _MOST:
            return
        if not seen.all():  # it ends with the last place where it is seen
            places = np.flatnonzero(seen)
            ended = not seen[-stride // 4 :].any() if forward else not seen[: stride // 4].any()
            if ended:
                start, end = (
                    (start, start + int(places[-1]) + 1) if forward else (start + int(places[0]), end)
                )
        middle = min(max(round(run.row), 1), ridge.shape[0] - 2)
        labels[middle - 1 : middle + 2, start:end] = run.number
        if forward:
            done, run.end = end - run.end < stride, end
        else:
            done, run.start = run.start - start < stride, start
        if done:
            return
