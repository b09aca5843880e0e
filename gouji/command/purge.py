"""``gouji purge`` and ``gouji audit``: remove papers from the page for good; show and test its audit log."""

from __future__ import annotations

import argparse
import json
import sys

from gouji.command.serve import open_for_command, require_extra
from gouji.outcome import DISCREPANCIES, OK, Refusal, complain
from gouji.output import write_text


def run(options: argparse.Namespace) -> int:
    """Remove the papers named, or those that have been there for so many days."""
    require_extra()
    from gouji.web import purge

    if bool(options.ids) == (options.older_than is not None):
        raise Refusal("请写明要删除的文件编号，或用 --older-than 写明天数")
    site = open_for_command(options)
    lineages: list[str] = []
    with site.store.read() as connection:
        for number in options.ids:
            found = purge.lineages_of(connection, number)
            if not found:
                raise Refusal(f"没有编号为 {number} 的文件")
            lineages += found
        if options.older_than is not None:
            lineages = purge.older_than(connection, options.older_than)
    gone = purge.purge(site, dict.fromkeys(lineages), "")
    purge.sweep(site)
    for number in gone:
        write_text(sys.stdout, f"{number}\n")
    complain(f"已删除{len(gone)}份文件（含各版本），页面上不再有其任何内容；备份请另行处理")
    return OK


def audit(options: argparse.Namespace) -> int:
    """Print the audit log, one JSON object a line; exit code 1 where it was tampered with."""
    require_extra()
    from gouji.web.audit import entries

    site = open_for_command(options)
    with site.store.read() as connection:
        for entry in entries(connection):
            told = {
                "number": entry.number,
                "made": entry.made,
                "who": entry.who,
                "action": entry.action,
                "object": entry.object,
                **entry.detail,
            }
            write_text(sys.stdout, json.dumps(told, ensure_ascii=False) + "\n")
        number, bad = site.audit.verify(connection)
    if bad is None:
        complain(f"共{number}条，前后相连，未见改动")
        return OK
    complain(f"第{bad}条被改动或缺失")
    return DISCREPANCIES
