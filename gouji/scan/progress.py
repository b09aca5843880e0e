"""How far a scan is, on a terminal: a bar, the rate, the states, the time left; nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections import deque
from typing import Final

from gouji.output import write_text
from gouji.report.text import pad
from gouji.scan.ledger import STATES, Ledger

STATE: Final = {"complete": "完成", "partial": "部分完成", "unchecked": "未核查", "quarantined": "隔离"}
_EVERY: Final = 0.5
_WINDOW: Final = 60
_WIDTH: Final = 20


class Progress:
    """Shows the state of the run log on standard error, twice a second."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._watched = sys.stderr.isatty()
        self._next = 0.0
        self._seen: deque[tuple[float, int]] = deque(maxlen=_WINDOW)

    def show(self) -> None:
        """Bring the line up to date if it is time."""
        now = time.monotonic()
        if not self._watched or now < self._next:
            return
        self._next = now + _EVERY
        counts = self._ledger.counts()
        done = sum(counts.get(state, 0) for state in STATES)
        self._seen.append((now, done))
        write_text(sys.stderr, f"\r\x1b[K{self._line(counts, done)}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._watched and self._seen:
            write_text(sys.stderr, "\r\x1b[K")
            sys.stderr.flush()

    def _line(self, counts: dict[str, int], done: int) -> str:
        total = done + counts.get("waiting", 0)
        (first, before), (last, now) = self._seen[0], self._seen[-1]
        rate = (now - before) / (last - first) if last > first else 0.0
        left = f"剩余{tell_time((total - done) / rate)}" if rate else ""
        full = _WIDTH * done // total if total else 0
        states = " ".join(f"{STATE[state]}{counts[state]}" for state in STATES if counts.get(state))
        return f"[{pad('#' * full, _WIDTH)}] {done}/{total} {rate:.1f}份/秒 {left} {states}"


def tell_time(seconds: float) -> str:
    """A length of time in words, to the second under an hour."""
    whole = int(seconds + 0.5)
    if whole < 60:
        return f"{whole}秒"
    if whole < 3600:
        return f"{whole // 60}分{whole % 60:02}秒"
    return f"{whole // 3600}小时{whole % 3600 // 60:02}分"
