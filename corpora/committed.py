"""The small set that is kept in the repository: reports chosen by seed, each with its clean twin."""

from __future__ import annotations

from pathlib import Path

from corpora.make import planted, report, save
from corpora.name import SECTORS, Sector

FOLDER = Path(__file__).parent / "committed"
STATE_ASSETS = SECTORS[-1]

Choice = tuple[str, int, int, Sector | None, list[str]]
CHOSEN: tuple[Choice, ...] = (
    (
        "department",
        7,
        7,
        None,
        [
            "repeated-rate",
            "posts-conflict",
            "rows-shifted",
            "rate-as-score",
            "parent-blank",
            "below-rounding",
        ],
    ),
    (
        "department",
        7,
        3,
        STATE_ASSETS,
        ["debt-ratio", "control-rate", "items-diverge", "total-without-funds", "rows-swapped", "two-scopes"],
    ),
    (
        "department",
        7,
        14,
        None,
        [
            "repeated-rate",
            "control-rate",
            "rows-shifted",
            "items-diverge",
            "item-missing",
            "rate-as-score",
            "direction-reversed",
        ],
    ),
    ("project", 7, 0, None, ["score-above-weight", "weights-off", "digit-dropped", "digit-changed"]),
    ("project", 7, 6, None, ["score-off-rule", "unit-slip", "total-off-by-part", "columns-swapped"]),
    (
        "evaluation",
        7,
        1,
        None,
        [
            "control-rate",
            "score-above-weight",
            "digits-transposed",
            "rate-not-recomputed",
            "offsetting",
            "headcount",
        ],
    ),
    (
        "accounts",
        7,
        2,
        None,
        [
            "digit-doubled",
            "row-missing",
            "version-mixed",
            "wrong-denominator",
            "digit-changed",
            "decimal-shifted",
        ],
    ),
    ("review", 7, 2, None, ["repeat-changed", "wrong-denominator", "part-above-whole", "score-off-rule"]),
    ("visit", 7, 1, None, ["rate-not-recomputed", "unit-of-table", "direction-reversed"]),
)


def write() -> None:
    """Make the set again; the bytes are the same as long as the generator is."""
    for old in FOLDER.glob("*-*-*"):
        old.unlink()
    for kind, seed, index, sector, errors in CHOSEN:
        for draft in (
            report(kind, seed, index, sector=sector),
            planted(kind, seed, index, errors, sector=sector),
        ):
            if draft.plants:
                assert {p.kind for p in draft.plants} == set(errors), (
                    draft.name,
                    [p.kind for p in draft.plants],
                )
            save(draft, FOLDER, ["docx", "txt"])
