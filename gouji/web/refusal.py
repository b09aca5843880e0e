"""The one exception by which a route says no."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818  (an answer, not a fault)
    """A request that is not carried out: HTTP status, a stable English code, a Chinese sentence."""

    def __init__(self, status: int, code: str, message: str, wait: int = 0) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message
        self.wait = wait


def not_found() -> Refused:
    """For what there is not, and likewise for what somebody may not know of."""
    return Refused(404, "not-found", "没有这份文件，或您无权查看。")
