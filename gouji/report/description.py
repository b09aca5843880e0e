"""Values of the model as JSON describes them, wherever they are written."""

from __future__ import annotations

import json
import re
from typing import Any

from extract.model import Figure, Locator, Reason

Json = dict[str, Any]

# What a terminal would obey; inside a JSON string it can always be written as an escape.
_CONTROL = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def dump(value: object) -> str:
    """JSON as we print it: readable, Chinese as it is, always UTF-8."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    text = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def describe_place(where: Locator | None) -> Json | None:
    """A place with every part that the schema names, and the number of its page where that differs in print."""
    if where is None:
        return None
    label = {} if where.page_label is None else {"page_label": where.page_label}
    return {
        "page": where.page,
        **label,
        "section": where.section,
        "block": where.block,
        "table": where.table,
        "row": where.row,
        "column": where.column,
        "start": where.start,
        "end": where.end,
        "bbox": None if where.bbox is None else [round(number, 2) for number in where.bbox],
    }


def describe_figure(figure: Figure) -> Json:
    """A figure without its part in a finding."""
    return {
        "text": figure.text,
        "value": f"{figure.value:f}",
        "unit": figure.unit,
        "label": figure.label,
        "period": figure.period,
        "quote": figure.quote,
        "where": describe_place(figure.where),
    }


def describe_reason(reason: Reason) -> Json:
    """Why something was not read, or what to know of how it was read."""
    return {"code": reason.code, "message": reason.message, "where": describe_place(reason.where)}
