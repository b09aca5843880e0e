"""The id of a finding: what it is about, never where it stands or how big it is.

The id hashes the rule and, for each role, the key of the fact; repeated figures with the same
role and key count once, so one more repetition of a sentence does not change it.  Where two
findings of one document collide, the nearest label above each figure is added, then the values.
"""

from __future__ import annotations

import unicodedata
from hashlib import sha256

from checks.model import Claim, FactKey, Present
from extract.lexicon import normalise
from extract.model import Figure

LENGTH = 12
SUBJECT, PARENT, VALUES = range(3)


def identify(claim: Claim, detail: int = SUBJECT) -> str:
    """The id of the finding of ``claim``: 12 hexadecimal digits.

    ``detail``: SUBJECT (the facts only), PARENT (and the label above each), VALUES (and the
    printed values): the least that tells it from the other findings of its document.
    """
    lines = {
        _line(role, *_key_fields(key, figure), *_detail(figure, detail))
        for role, key, figure in zip(claim.roles, claim.keys, claim.figures, strict=True)
    }
    return _digest(claim, lines)


def identify_printed(claim: Claim) -> str:
    """The same over the labels as printed, so that findings can be matched when the lexicon has grown."""
    lines = {
        _line(
            role, _plain(figure.label), figure.period or "", figure.stage, figure.measure, _plain(figure.base)
        )
        for role, figure in zip(claim.roles, claim.figures, strict=True)
    }
    return _digest(claim, lines)


def _digest(claim: Claim, lines: set[str]) -> str:
    what = claim.relation.what if isinstance(claim.relation, Present) else ""
    text = "\n".join([claim.rule, what, *sorted(lines)])
    return sha256(text.encode()).hexdigest()[:LENGTH]


def _key_fields(key: FactKey, figure: Figure) -> tuple[str, ...]:
    """The key, with the label of the figure where the label alone is too vague to make a fact."""
    scope = ";".join(f"{kind}={name}" for kind, name in key.scope)
    return (key.subject or normalise(figure.label), key.period, key.stage, key.measure, key.base, scope)


def _detail(figure: Figure, detail: int) -> tuple[str, ...]:
    parent = _plain(figure.path[-1]) if figure.path else ""
    return ("", parent, f"{parent}\x1f{figure.value}{figure.unit}")[detail : detail + 1]


def _line(*fields: str) -> str:
    return "\x1f".join(fields)


def _plain(label: str) -> str:
    return "".join(unicodedata.normalize("NFKC", label).split())
