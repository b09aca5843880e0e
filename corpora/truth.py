"""What is true of a finished report, as JSON: figures with their place, relations, plants."""

from __future__ import annotations

import json
from typing import Any

from corpora.interval import state
from corpora.model import Draft, Paragraph, Slot, Table, Word, join, parse


def truth(draft: Draft) -> dict[str, Any]:
    """The truth of ``draft`` as printed; ``finish`` must have run."""
    places: dict[Slot | Word, dict[str, Any]] = {}
    table = -1
    for index, block in enumerate(draft.blocks):
        if isinstance(block, Paragraph):
            for part, start in _offsets(block):
                places[part] = {"block": index, "start": start, "end": start + len(part.text)}
            continue
        table += 1
        for r, c, cell in block.placed():
            position = 0
            for fragment in cell.fragments:
                text = fragment if isinstance(fragment, str) else fragment.text
                if not isinstance(fragment, str):
                    places[fragment] = {
                        "block": index,
                        "table": table,
                        "row": r,
                        "column": c,
                        "start": position,
                        "end": position + len(text),
                    }
                position += len(text)
    return {
        "schema": "corpora.truth/1",
        "name": draft.name,
        "kind": draft.kind,
        "title": draft.title,
        "entity": draft.entity,
        "year": draft.year,
        "figures": [_figure(s, places[s]) for s in draft.slots()],
        "relations": [
            {
                "kind": r.kind,
                "roles": {k: [s.id for s in v if not s.blank] for k, v in r.roles.items()},
                "sign": r.sign,
                "word": r.word.id if r.word else None,
                "state": state(r),
                "strict": state(r, fine=True),
            }
            for r in draft.relations
        ],
        "blocks": [b.text if isinstance(b, Paragraph) else None for b in draft.blocks],
        "indicators": [
            {k: (v.id if isinstance(v, Slot) else v) for k, v in row.items()} for row in draft.indicators
        ],
        "tables": [_grid(b) for b in draft.blocks if isinstance(b, Table)],
        "planted": [
            {
                "kind": p.kind,
                "changed": [x.id for x in p.changed],
                "involved": [s.id for s in p.involved if not s.blank],
                "places": [places[x] for x in p.changed if x in places],
                "touched": sorted({s.id for s in p.touched if not s.blank}),
                "severity": p.severity,
                "cause": p.cause,
                "was": p.was,
                "now": p.now,
                "note": p.note,
            }
            for p in draft.plants
        ],
    }


def dump(value: dict[str, Any]) -> str:
    """The truth as JSON, one element of a list on a line."""

    def line(item: Any) -> str:
        return json.dumps(item, ensure_ascii=False, separators=(",", ":"))

    parts = []
    for key, item in value.items():
        body = (
            "[\n" + ",\n".join(line(x) for x in item) + "\n]"
            if isinstance(item, list) and item
            else line(item)
        )
        parts.append(f"{line(key)}:{body}")
    return "{" + ",\n".join(parts) + "}\n"


def _offsets(block: Paragraph) -> list[tuple[Slot | Word, int]]:
    position, found = len(block.numbering), []
    for fragment in block.fragments:
        if isinstance(fragment, str):
            position += len(fragment)
        else:
            found.append((fragment, position))
            position += len(fragment.text)
    return found


def _figure(slot: Slot, where: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": slot.id,
        "text": slot.text,
        "value": f"{parse(slot.number):f}",
        "unit": slot.unit,
        "fact": slot.fact,
        "concept": slot.concept,
        "label": slot.label or slot.concept,
        "period": slot.period,
        "stage": slot.stage,
        "measure": slot.measure,
        "where": where,
    }


def _grid(table: Table) -> dict[str, Any]:
    return {
        "width": table.width,
        "height": len(table.rows),
        "cells": [[r, c, cell.rowspan, cell.colspan, join(cell.fragments)] for r, c, cell in table.placed()],
    }
