"""Text as the grammar reads it: simplified, without pinyin glosses and spaces inside words.

The printed text is never changed; `Plain.origin` leads every character back to its place in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from re import compile as compile_set
from typing import Final

import regex

from extract.lexicon import load

ILLEGIBLE: Final = "\ufffd"
"""What readers put in the place of a character that they could not read."""

BESIDE_ILLEGIBLE: Final = "近旁有字未读出"
"""The doubt of a figure beside such a character: what it is of may be what was not read."""

_LONGEST_GAP = 1000
"""How many characters before a figure are looked at, so that no text can make reading slow."""

_GLOSS = (
    r"(?<=\p{Han})[(（](?:[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]*"
    r"|de|le|yi|zi|men|ge)[)）]"
)
_GAP = (
    r"(?<=[\p{Han}，。；：、）)])[ \t\u3000\u00a0]+(?=[\p{Han}\d，。；：、（(])"
    r"|(?<=[\d%％‰])[ \t\u3000\u00a0]+(?=[\p{Han}%％‰，。；：、）)])|[\u200b\ufeff]"
)
_DROPPED = regex.compile(rf"{_GLOSS}|{_GAP}")
_GAPS = regex.compile(_GAP)


@dataclass(frozen=True, slots=True)
class Plain:
    """``text`` for the grammar; ``origin[i]`` is where its i-th character stands in print (None: the same)."""

    text: str
    origin: tuple[int, ...] | None = None

    def back(self, index: int) -> int:
        """The printed place of the character at ``index`` (of the end, one behind the last)."""
        if self.origin is None:
            return index
        if index < len(self.origin):
            return self.origin[index]
        return self.origin[-1] + 1 if self.origin else 0

    def back_end(self, end: int) -> int:
        """The printed end of a run that ends before ``end``."""
        return self.back(end - 1) + 1 if end > 0 else 0


@cache
def _fold() -> dict[int, str]:
    pairs = str(load("traditional.toml")["pairs"]).split()
    return {ord(pair[0]): pair[1] for pair in pairs}


@cache
def _has_traditional() -> Callable[[str], object]:
    """Looks for a traditional character (the standard module does so faster than translating takes)."""
    return compile_set(f"[{''.join(map(chr, _fold()))}]").search


def simplify(text: str) -> str:
    """Traditional characters as simplified ones, each in its place."""
    return text.translate(_fold()) if _has_traditional()(text) else text


def closed(words: str) -> str:
    """``words`` from between two figures without the blanks that part them from these and among themselves."""
    return str(_GAPS.sub("", words)).strip()


def plain(text: str) -> Plain:
    """``text`` made ready for the grammar."""
    kept: list[int] = []
    position = 0
    for match in _DROPPED.finditer(text):
        kept += range(position, match.start())
        position = match.end()
    simplified = simplify(text)
    if position == 0:
        return Plain(text) if simplified == text else Plain(simplified, tuple(range(len(text))))
    kept += range(position, len(text))
    return Plain("".join(simplified[i] for i in kept), tuple(kept))


def last(text: str) -> str:
    """The end of a text between figures, as much of it as is looked at."""
    return text[-_LONGEST_GAP:]


def near(text: str) -> str:
    """A text between figures as far as it is looked at: its beginning and its end, where it is very long."""
    return text if len(text) <= 2 * _LONGEST_GAP else f"{text[:_LONGEST_GAP]}\n{text[-_LONGEST_GAP:]}"
