"""What goes on beside the requests: the worker is kept alive, others are told, old papers are removed."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from gouji.web import hook, purge
from gouji.web.auth import clear_sessions
from gouji.web.site import Site

_SOON: Final = 1.0
_HOUR: Final = 3600.0
_QUICK: Final = 5.0  # a worker that ends sooner is not started anew at once


class Keeper:
    """Threads that live as long as the server."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin."""
        duties: list[Callable[[], None]] = [self._tell_others, self._clean]
        if self._site.settings.works:
            duties.append(self._keep_working)
        self._threads = [threading.Thread(target=duty, daemon=True) for duty in duties]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, and the worker with it; what it had begun is taken up again at the next start."""
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=10.0)

    def _keep_working(self) -> None:
        while not self._over.is_set():
            begun = time.monotonic()
            with subprocess.Popen(
                [sys.executable, "-m", "gouji.web.worker"], stdin=subprocess.PIPE
            ) as worker:
                assert worker.stdin is not None
                # It stays open as long as this process lives: that is how the worker knows.
                with contextlib.suppress(OSError):
                    worker.stdin.write(self._site.settings.dump().encode() + b"\n")
                    worker.stdin.flush()
                while worker.poll() is None:
                    if self._over.wait(0.1):
                        worker.terminate()
                        worker.wait()
            if time.monotonic() - begun < _QUICK:
                self._over.wait(_SOON)

    def _tell_others(self) -> None:
        while not self._over.wait(_SOON):
            _try(lambda: hook.call_all(self._site.store))

    def _clean(self) -> None:
        while True:
            _try(self._clean_once)
            if self._over.wait(_HOUR):
                return

    def _clean_once(self) -> None:
        site = self._site
        with site.store.write() as connection:
            clear_sessions(connection)
        if site.settings.keep:
            with site.store.read() as connection:
                old = purge.older_than(connection, site.settings.keep)
            purge.purge(site, old, "")
        purge.sweep(site)


def _try(duty: Callable[[], object]) -> None:
    """A duty that fails (a database that is away) is tried again at its next turn."""
    try:
        duty()
    except Exception as error:
        sys.stderr.write(f"gouji: {type(error).__name__}: {error}\n")
