"""``gouji status``: how far a scan is."""

from __future__ import annotations

import argparse
import sqlite3
from pathlib import Path

from gouji.outcome import OK, Refusal
from gouji.output import deliver
from gouji.report.term import clean
from gouji.scan.ledger import STATES, Ledger, LedgerError
from gouji.scan.progress import STATE
from gouji.scan.run import Lock

_SHOWN = 20


def run(options: argparse.Namespace) -> int:
    """Print the states of a run's documents, and which of them were given up."""
    folder = Path(options.run)
    if not (folder / "ledger.sqlite").is_file():
        raise Refusal(f"{folder} 不是一次 gouji scan 的运行目录")
    try:
        ledger = Ledger(folder)
        try:
            deliver("\n".join(_lines(ledger, folder)) + "\n", None)
        finally:
            ledger.close()
    except (LedgerError, sqlite3.Error) as error:
        raise Refusal(f"无法读取 {folder} 的运行记录（{error}）") from error
    return OK


def _lines(ledger: Ledger, folder: Path) -> list[str]:
    counts = ledger.counts()
    waiting = counts.get("waiting", 0)
    finished = bool(ledger.recall("finished"))
    course = "已完成" if finished else "进行中" if _is_at_work(folder) else "已中断，加 --resume 接着运行"
    lines = [
        f"文件夹：{clean(ledger.recall('folder'))}",
        f"状态：{course}",
        f"共{sum(counts.values())}份："
        + "，".join(f"{STATE[s]}{counts.get(s, 0)}份" for s in STATES)
        + f"；待处理{waiting}份",
    ]
    given_up = [f"  {clean(path)}：{clean(message)}" for path, message in ledger.quarantined()]
    if given_up:
        lines += ["隔离的文件：", *given_up[:_SHOWN]]
        lines += [f"  …… 另有{len(given_up) - _SHOWN}份"] if len(given_up) > _SHOWN else []
    return lines


def _is_at_work(folder: Path) -> bool:
    lock = Lock(folder)
    try:
        return not lock.take()
    except sqlite3.OperationalError:
        return False
    finally:
        lock.give_back()
