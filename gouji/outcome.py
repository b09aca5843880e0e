"""How a command ends: its exit code, its refusal of a wrong call, and one line on standard error.

Exit codes: 0 every document completely checked and nothing at or above ``--fail-on``; 1
discrepancies; 2 a wrong call, a wrong configuration or a fault of the program itself (which
outweighs all others); 3 no discrepancies, but a document was not completely checked.
"""

from __future__ import annotations

import sys

OK, DISCREPANCIES, WRONG, INCOMPLETE = range(4)
INTERRUPTED = 130


class Refusal(Exception):  # noqa: N818  (a wrong call, not a fault)
    """A call that cannot be carried out; the message is in Chinese."""


def complain(message: str) -> None:
    """One line on standard error."""
    from gouji.output import write_text

    write_text(sys.stderr, f"gouji: {message}\n")
