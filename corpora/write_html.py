"""A report as a web page: one article, tables with rowspan and colspan."""

from __future__ import annotations

from html import escape

from corpora.model import Draft, Paragraph, Table

TAGS = {"title": "h1", "heading1": "h2", "heading2": "h3", "caption": "p", "note": "p", "body": "p"}
LOOK = """
body { font-family: "Noto Serif CJK SC", serif; font-size: 12pt; line-height: 1.6; }
h1 { text-align: center; font-size: 18pt; } h2 { font-size: 15pt; } h3 { font-size: 13pt; }
p.body { text-indent: 2em; } p.caption { text-align: center; font-weight: bold; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; }
td { border: 1px solid black; padding: 2px 4px; text-align: center; vertical-align: middle; }
td.right { text-align: right; }
"""


def write(draft: Draft) -> str:
    """The page, utf-8."""
    body = "\n".join(_paragraph(b) if isinstance(b, Paragraph) else _table(b) for b in draft.blocks)
    head = f'<meta charset="utf-8">\n<title>{escape(draft.title)}</title>\n<style>{LOOK}</style>'
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'
    )


def _paragraph(block: Paragraph) -> str:
    tag = TAGS[block.style]
    return f'<{tag} class="{block.style}">{escape(block.text)}</{tag}>'


def _table(block: Table) -> str:
    rows: dict[int, list[str]] = {r: [] for r in range(len(block.rows))}
    for r, _, cell in block.placed():
        spans = (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (
            f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        )
        right = ' class="right"' if cell.right else ""
        rows[r].append(f"<td{spans}{right}>{escape(cell.text).replace(chr(10), '<br>')}</td>")
    lines = ["<tr>" + "".join(cells) + "</tr>" for cells in rows.values()]
    return "<table>\n" + "\n".join(lines) + "\n</table>"
