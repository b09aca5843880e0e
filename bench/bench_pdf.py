"""``python -m bench.bench_pdf``: the PDF reader beside pdfplumber's own extraction of the same pages.

The documents are invented and set by ``bench.pdf_sheet``, so every cell is known.  Times are CPU
time, the least of several runs, given as ratios because machines differ; memory is by how much a
process grows over 100, 300 and 500 pages.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.pdf_sheet import Box, Sheet, save
from extract.model import Cell, RawTable
from extract.readers.pdf import read

WORDS = (
    "本单位全年", "基本支出1,286.40万元，", "比上年增加58.20万元，", "增长4.74%，", "其中人员经费", "900.35万元；",
    "项目支出386.05万元，", "主要用于设备更新和日常维护，", "年末结转和结余为零，", "执行率达到99.51%，",
)  # fmt: skip
Spot = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A document and its tables: each the cells (row, column, text) of one whole table."""

    data: bytes
    pages: int
    tables: tuple[frozenset[Spot], ...]


def make(pages: int, seed: int = 1) -> Made:
    """A report: a page of prose, then an account over two pages and a form with merged cells, and so on."""
    chance = random.Random(seed)
    sheets: list[Sheet] = []
    tables: list[frozenset[Spot]] = []
    while len(sheets) < pages:
        sheets.append(_prose(chance))
        rows = 64
        boxes = [
            Box(0, column, text)
            for column, text in enumerate(("科目编码", "科目名称", "年初预算数", "决算数"))
        ]
        for row in range(1, rows):
            boxes += [Box(row, 0, f"{2010000 + row}"), Box(row, 1, f"其他一般公共服务支出{row}")]
            boxes += [Box(row, column, f"{chance.randint(10, 9_999_999) / 100:,.2f}") for column in (2, 3)]
        widths, heights = [70.0, 190.0, 90.0, 90.0], [18.0] * rows
        for part in (range(38), range(38, rows)):
            sheet = Sheet()
            foot = sheet.table(70, 80, widths, heights, boxes, rows=part)
            if part.stop == rows:
                _form(sheet, foot + 40, chance, tables, boxes)
            sheets.append(sheet)
    return Made(save(sheets), len(sheets), tuple(tables))


def _prose(chance: random.Random) -> Sheet:
    sheet = Sheet()
    y = 90.0
    while y < 700:
        y = sheet.paragraph(80, y, 430, "".join(chance.choices(WORDS, k=24)).rstrip("，；") + "。")
    return sheet


def _form(
    sheet: Sheet, y: float, chance: random.Random, tables: list[frozenset[Spot]], account: Sequence[Box]
) -> None:
    sheet.text(80, y - 14, "表后附绩效目标表")
    boxes = [Box(0, 0, "项目支出绩效目标表", 1, 4), Box(1, 0, "产出指标", 4, 1), Box(1, 1, "数量指标", 2, 1)]
    boxes += [Box(3, 1, "质量指标", 2, 1)]
    for row in range(1, 5):
        boxes += [
            Box(row, 2, f"完成检查任务{chance.randint(3, 90)}次以上"),
            Box(row, 3, str(chance.randint(5, 20))),
        ]
    sheet.table(70, y, [80, 80, 200, 80], [24.0] * 5, boxes)
    tables += [frozenset((b.row, b.column, b.text) for b in group) for group in (account, boxes)]


def ours(data: bytes) -> list[frozenset[Spot]]:
    """The tables as the project's reader finds them."""
    return [_spots(block.cells) for block in read(data, "x.pdf").blocks if isinstance(block, RawTable)]


def _spots(cells: Sequence[Cell]) -> frozenset[Spot]:
    return frozenset((cell.row, cell.column, cell.text) for cell in cells)


def pdfplumber_own(data: bytes) -> list[frozenset[Spot]]:
    """The text and tables as pdfplumber gives them; parts on neighbouring pages joined if equally wide."""
    import pdfplumber

    tables: list[list[list[str | None]]] = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        open_table = False
        for page in document.pages:
            page.extract_text()
            found = page.extract_tables()
            for number, rows in enumerate(found):
                if number == 0 and open_table and len(tables[-1][0]) == len(rows[0]):
                    tables[-1] += rows
                else:
                    tables.append(list(rows))
            open_table = bool(found)
            page.close()
    return [
        frozenset(
            (row, column, (text or "").replace("\n", ""))
            for row, texts in enumerate(rows)
            for column, text in enumerate(texts)
            if text is not None
        )
        for rows in tables
    ]


def second_opinion(data: bytes) -> tuple[int, int]:
    """In how many of the tables (parts on each page) pdfplumber's finder, given our lines, sees the same cells."""
    import pypdfium2

    from bench.pdf_opinion import agree
    from extract.readers.pdf.content import read_page
    from extract.readers.pdf.grid import find_grids

    same = count = 0
    document = pypdfium2.PdfDocument(data)
    for index in range(len(document)):
        content = read_page(document.raw, index)
        for grid in find_grids(content.horizontal, content.vertical):
            count += 1
            same += agree(grid, content.horizontal, content.vertical)
    document.close()
    return same, count


def exact(found: Sequence[frozenset[Spot]], true: Sequence[frozenset[Spot]]) -> float:
    """The share (F1) of cells with the right row, column and text; every table is matched to its best."""
    right = sum(max((len(table & other) for other in found), default=0) for table in true)
    return 2 * right / max(sum(map(len, true)) + sum(map(len, found)), 1)


def least(run: Callable[[bytes], object], data: bytes, times: int) -> float:
    """The least CPU time in seconds of several runs."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        run(data)
        best = min(best, time.process_time() - start)
    return best


def memory(pages: int) -> tuple[float, float]:
    """By how many MiB a fresh process grows that reads so many pages: with all they hold, and page by page only.

    The first is the most it holds at once, the result included; the second what is left of pages that were
    taken up and put down again.  The file is made by another process, whose memory must not count.
    """
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(make(pages).data)
        file.flush()
        grown = []
        for way in ("whole", "singly"):
            code = f"from bench.bench_pdf import weigh; weigh({file.name!r}, {way!r})"
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            grown.append(float(json.loads(done.stdout)))
    return grown[0], grown[1]


def weigh(path: str, way: str) -> None:
    """Read a document and print the growth of this process in MiB: at most (``whole``) or in the end."""
    import pypdfium2

    from extract.readers.pdf.content import read_page
    from extract.readers.pdf.page import lay_out

    data = Path(path).read_bytes()
    document = pypdfium2.PdfDocument(data)
    for index in range(min(len(document), 10)):  # what is loaded once
        lay_out(read_page(document.raw, index), index + 1)
    before = _resident()
    if way == "whole":
        # The peak that rusage tells is at first that of the process which started this one.
        Path("/proc/self/clear_refs").write_text("5")
        read(data, "x.pdf")
        status = Path("/proc/self/status").read_text()
        print(int(status.split("VmHWM:")[1].split()[0]) / 1024 - before)
        return
    for index in range(len(document)):
        lay_out(read_page(document.raw, index), index + 1)
    print(_resident() - before)


def _resident() -> float:
    """What this process holds, in MiB (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def main() -> None:
    """Print the table of measures."""
    parser = argparse.ArgumentParser(prog="bench_pdf", description=__doc__)
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("files", nargs="*", type=Path, help="PDFs to time as well")
    call = parser.parse_args()
    made = make(call.pages)
    mine, other = least(ours, made.data, call.runs), least(pdfplumber_own, made.data, 2)
    print(f"{made.pages} pages, {sum(map(len, made.tables))} cells in {len(made.tables)} tables")
    print(f"{'reader':<18}{'ms/page':>9}{'ratio':>8}{'cell-exact F1':>15}")
    for name, seconds, run in (("gouji", mine, ours), ("pdfplumber", other, pdfplumber_own)):
        score = exact(run(made.data), made.tables)
        print(f"{name:<18}{1000 * seconds / made.pages:>9.1f}{other / seconds:>8.1f}{score:>15.4f}")
    print(
        "pdfplumber's finder on our lines: the same cells in {} of {} tables".format(
            *second_opinion(made.data)
        )
    )
    for path in call.files:
        data = path.read_bytes()
        ratio = least(pdfplumber_own, data, 2) / least(ours, data, call.runs)
        same, count = second_opinion(data)
        print(f"{path.name}: {ratio:.1f} times as fast as pdfplumber, same cells in {same} of {count} tables")
    for pages in (100, 300, 500):
        whole, singly = memory(pages)
        print(f"{pages} pages: memory grown by {whole:.0f} MiB with the result, by {singly:.1f} page by page")


if __name__ == "__main__":
    main()
