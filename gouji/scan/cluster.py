"""The documents of a scan as tasks of a Dask cluster, an existing one or one on this machine.

Dask only hands the tasks out: beside each of its workers a ``gouji.scan.server`` starts a process
for each document, and this process alone writes the run log.  A task that is lost with its worker
is done again elsewhere; what it had written is the same.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Any, Final

from extract.extra import install
from gouji.scan.ledger import Job, Ledger
from gouji.scan.progress import Progress
from gouji.scan.supervisor import HaltError, settle, task
from gouji.scan.worker import Desk, Lost, Result, Task

_AHEAD: Final = 3
"""How many tasks are handed out for each thread of the cluster: one at work, the others ready."""

_PATIENCE: Final = 0.5
_WAIT: Final = 60


def work_through(
    ledger: Ledger, desk: Desk, session: str, address: str, jobs: int, known: bool, progress: Progress
) -> None:
    """Every document that is waiting, on the cluster at ``address``; "" is one of ``jobs`` workers here.

    Raises HaltError where Dask is not installed, the cluster does not answer or goes away, or a
    result cannot be written; nothing is lost then.
    """
    client = _connect(address, jobs)
    at_work: dict[Any, tuple[Job, float]] = {}
    ended: SimpleQueue[Any] = SimpleQueue()
    try:
        while True:
            width = _AHEAD * max(1, sum(client.nthreads().values()))
            while len(at_work) < width and (job := ledger.claim(session)) is not None:
                name = f"gouji-{session}-{job.id}-{job.tries}-{job.losses}"
                future = client.submit(work, task(ledger, job, desk, known), key=name, pure=False)
                future.add_done_callback(ended.put)
                at_work[future] = (job, time.monotonic())
            if not at_work:
                return
            try:
                future = ended.get(timeout=_PATIENCE)
            except Empty:
                if client.status != "running":
                    raise HaltError(_GONE) from None
            else:
                job, begun = at_work.pop(future)
                settle(ledger, job, _result_of(future), time.monotonic() - begun)
            progress.show()
    except OSError as error:
        raise HaltError(_GONE) from error
    finally:
        progress.clear()
        _close(client, [*at_work])


_GONE: Final = "与集群的连接中断；已完成的结果都已保存，集群恢复后加 --resume 接着运行"


def _connect(address: str, jobs: int) -> Any:
    try:
        dask = import_module("distributed")
    except ImportError as error:
        raise HaltError(f"--cluster 需要 Dask，{install('cluster')}") from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        if not address:
            cluster = dask.LocalCluster(
                n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0,
                silence_logs=logging.CRITICAL,
            )  # fmt: skip
            return dask.Client(cluster, set_as_default=False)
        client = dask.Client(address, set_as_default=False, timeout=_WAIT)
        client.wait_for_workers(1, timeout=_WAIT)
        return client
    except (OSError, TimeoutError, ValueError) as error:
        raise HaltError(f"无法使用集群 {address}（{error}），请核对地址，并看是否已有工作节点") from error


def _close(client: Any, futures: list[Any]) -> None:
    """Take back what is still waiting; a cluster of our own ends."""
    cluster = client.cluster
    if client.status == "running" and futures:
        client.cancel(futures, force=True)
    client.close()
    if cluster is not None:
        cluster.close()


def _result_of(future: Any) -> Result:
    """What a task gave; a task whose workers were ended again and again counts as lost once."""
    if future.status == "finished":
        result: Result = future.result()
        return result
    if future.status == "error":
        error = future.exception()
        if isinstance(error, import_module("distributed").KilledWorker):
            return Lost()
        raise HaltError(f"集群的节点无法运行任务（{error}），请看各节点是否装有同一版本的 gouji")
    raise HaltError(_GONE)


# --- on a worker ----------------------------------------------------------------------------


@dataclass(slots=True)
class _Server:
    """A ``gouji.scan.server`` of this worker, for one task at a time."""

    process: subprocess.Popen[bytes]

    def ask(self, task: Task) -> Result:
        """What came of a task; OSError or EOFError where the server came to its end."""
        assert self.process.stdin is not None and self.process.stdout is not None
        pickle.dump(task, self.process.stdin)
        self.process.stdin.flush()
        result: Result = pickle.load(self.process.stdout)
        return result


_idle: list[_Server] = []


def work(task: Task) -> Result:
    """Have a server of this worker work on the document."""
    server = _idle.pop() if _idle else _Server(_launch())
    try:
        result = server.ask(task)
    except (OSError, EOFError, pickle.UnpicklingError):
        server.process.kill()
        server.process.wait()
        return Lost()
    _idle.append(server)
    return result


def _launch() -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(
        [sys.executable, "-m", "gouji.scan.server"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
    )  # fmt: skip
