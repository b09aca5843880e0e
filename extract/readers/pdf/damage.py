"""Damage that PDFium reads past in silence: it shows what it can and says nothing of the rest."""

from __future__ import annotations

import re
import zlib

MAX_CHECKED = 256 * 2**20
"""Bytes of decompressed data looked at; a bomb is not followed further."""

_EMPTY = (b"endstream", b"\nendstream", b"\r\nendstream")
_STREAM = re.compile(rb"obj\s*(<<(?:(?!endobj|\bstream\b).){0,2000}>>)\s*stream\r?\n", re.DOTALL)
_NO_TEXT = re.compile(
    rb"/Subtype\s*/Image|/Length[123]\b|/Subtype\s*/(?:CIDFontType0C|Type1C|OpenType)|/Metadata"
)
_ONLY_FLATE = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?(?!\s*/)|/Filter\s*/FlateDecode")


def is_cut_off(data: bytes) -> bool:
    """Whether the end of the file is missing."""
    return b"%%EOF" not in data[-2048:] and b"startxref" not in data[-2048:]


def count_damaged(data: bytes) -> int:
    """How many compressed streams of text or structure cannot be unpacked as they were packed.

    Pictures and fonts are not looked at; an encrypted file cannot be checked and counts 0.
    """
    if b"/Encrypt" in data:
        return 0
    bad = 0
    left = MAX_CHECKED
    for match in _STREAM.finditer(data):
        head = match.group(1)
        if _NO_TEXT.search(head) or not _ONLY_FLATE.search(head) or data.startswith(_EMPTY, match.end()):
            continue
        used = _unpack(data, match.end(), left)
        if used is None:
            bad += 1
        else:
            left -= used
        if left <= 0:
            break
    return bad


def _unpack(data: bytes, start: int, most: int) -> int | None:
    """The size of the stream at ``start`` unpacked (at most ``most``), None where it is damaged."""
    unpacker = zlib.decompressobj()
    size = 0
    rest = memoryview(data)[start : start + 65536]
    at = start
    try:
        while not unpacker.eof and size < most:
            piece = unpacker.decompress(unpacker.unconsumed_tail or rest, 2**20)
            size += len(piece)
            if not unpacker.unconsumed_tail and not unpacker.eof:
                at += len(rest)
                rest = memoryview(data)[at : at + 65536]
                if not rest:
                    return None
    except zlib.error:
        return None
    return size
