"""The process beside a cluster's worker that starts a process for each document: it has one thread, so it can fork.

It reads pickled tasks from standard input and writes what came of each to standard output, until
its input ends.
"""

from __future__ import annotations

import os
import pickle
import sys

from gouji.batch import run
from gouji.scan.engine import engine
from gouji.scan.supervisor import load_ahead
from gouji.scan.worker import Halt, Result, Task


def main() -> None:
    """Serve until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    load_ahead()
    while True:
        try:
            task: Task = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(work(task), answers)
        answers.flush()


def work(task: Task) -> Result:
    """What came of a document, Halt where this machine is not fit for the run."""
    if engine() != task.desk.engine:
        return Halt("集群的节点上装的 gouji 与这里的不同，请在各节点装同一版本")
    if not (task.desk.run / "ledger.sqlite").is_file() or not task.member.file.parent.is_dir():
        return Halt(
            f"集群的节点看不到 {task.desk.run} 或 {task.member.file.parent}，请在各节点以同一路径挂载"
        )
    results: list[Result] = run([task.steps()], 1)
    return results[0]


if __name__ == "__main__":
    main()
