"""The one exception that reading a document may raise."""

from __future__ import annotations


class Unreadable(Exception):  # noqa: N818  (it is a verdict on a document, not a fault of the program)
    """Nothing of a document could be read.

    ``code`` is stable and in English (empty, unknown, image, encrypted, corrupt, too-large,
    no-converter, crashed, timeout, missing, unsafe); ``message`` is a Chinese sentence that says
    what to do.  It survives pickling, because documents are read in processes of their own.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message
