"""``python -m bench.reading_peers``: our reader and its peers on the same invented PDFs.

The reports are those of ``corpora``, set by LibreOffice, by a web layout engine and by a browser, so every
table cell is known.  markitdown, img2table and LibreOffice take part where they are installed: markitdown as a
program, img2table where the Python beside that program has it.  Times are CPU time.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from bench import bench_pdf
from bench.accuracy import insert
from bench.bench_pdf import Spot, exact, least, make, pdfplumber_own, second_opinion
from bench.pdf_opinion import try_gaps
from corpora import write_html
from corpora.make import KINDS, WRITERS, report
from corpora.model import Draft, Table
from corpora.truth import truth
from extract.model import Paragraph, RawTable
from extract.readers import read_bytes
from extract.readers.pdf import read

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reading.md"
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader gave of one document: its tables, and all its text."""

    tables: Sequence[frozenset[Spot]]
    text: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One PDF with what its tables hold."""

    data: bytes
    pages: int
    tables: tuple[frozenset[Spot], ...]


@dataclass(slots=True)
class Score:
    """One reader's sums over all documents."""

    right: float = 0.0
    cells: int = 0
    figures: int = 0
    found: int = 0
    seconds: float = 0.0
    pages: int = 0

    def add(self, sample: Sample, given: Read, seconds: float) -> None:
        """Count one document."""
        true = [squeezed(table) for table in sample.tables]
        tables = [squeezed(table) for table in given.tables]
        size = sum(map(len, true))
        self.right += exact(tables, true) * size
        self.cells += size
        wanted = Counter(text for table in true for _, _, text in table if _FIGURE.search(text))
        have = Counter(given.text.replace("|", " ").split())
        self.figures += sum(wanted.values())
        self.found += sum((wanted & have).values())
        self.seconds += seconds
        self.pages += sample.pages


def squeezed(table: frozenset[Spot]) -> frozenset[Spot]:
    """The cells that hold anything, without white space."""
    return frozenset((r, c, plain) for r, c, text in table if (plain := "".join(text.split())))


def by_chromium(draft: Draft) -> bytes:
    """The page of a report as a browser prints it, its header and footer on every sheet."""
    with tempfile.TemporaryDirectory() as folder:
        page, made = Path(folder, "x.html"), Path(folder, "x.pdf")
        page.write_text(write_html.write(draft), encoding="utf-8")
        command = [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder}/profile",
        ]
        command += [f"--print-to-pdf={made}", page.as_uri()]
        subprocess.run(command, capture_output=True, check=True, timeout=300)
        return made.read_bytes()


PRODUCERS: dict[str, Callable[[Draft], bytes]] = {
    "LibreOffice": WRITERS["pdf"],
    "WeasyPrint": WRITERS["web.pdf"],
    "Chromium": by_chromium,
}


def producers() -> dict[str, Callable[[Draft], bytes]]:
    """The producers that this machine has."""
    return {
        name: make for name, make in PRODUCERS.items() if make is not by_chromium or shutil.which("chromium")
    }


def samples(seed: int, producer: Callable[[Draft], bytes]) -> Iterator[Sample]:
    """One report of each kind."""
    import pypdfium2

    for kind in KINDS:
        draft = report(kind, seed, 0)
        if not any(isinstance(block, Table) for block in draft.blocks):
            continue
        data = producer(draft)
        document = pypdfium2.PdfDocument(data)
        tables = tuple(
            frozenset((r, c, text) for r, c, _, _, text in table["cells"]) for table in truth(draft)["tables"]
        )
        yield Sample(data, len(document), tables)
        document.close()


# --- the readers -----------------------------------------------------------------------------


def by_gouji(data: bytes) -> Read:
    """The project's reader."""
    blocks = read(data, "x.pdf").blocks
    tables = [b for b in blocks if isinstance(b, RawTable)]
    texts = [b.text for b in blocks if isinstance(b, Paragraph)]
    texts += ["".join(cell.text.split()) for table in tables for cell in table.cells]
    return Read(
        [frozenset((c.row, c.column, c.text) for c in table.cells) for table in tables], "\n".join(texts)
    )


def by_pdfplumber(data: bytes) -> Read:
    """pdfplumber's extract_tables, parts of a table on neighbouring pages joined for it."""
    tables = pdfplumber_own(data)
    return Read(tables, "\n".join("".join(text.split()) for table in tables for _, _, text in table))


def by_markitdown(data: bytes) -> Read:
    """The program markitdown: PDF to Markdown, its pipe tables read back."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        done = subprocess.run(
            ["markitdown", file.name], capture_output=True, text=True, check=True, timeout=300
        )
    tables: list[list[list[str]]] = [[]]
    for line in done.stdout.splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                tables[-1].append(cells)
        elif tables[-1]:
            tables.append([])
    return Read(
        [
            frozenset((r, c, text) for r, cells in enumerate(rows) for c, text in enumerate(cells))
            for rows in tables
            if rows
        ],
        done.stdout,
    )


_LAYOUT = """
import json, sys
from img2table.document import PDF
tables = []
found = PDF(sys.argv[1]).extract_tables(borderless_tables=False)
for number in sorted(found):
    for table in found[number]:
        seen, rows = set(), []
        for row in table.content.values():
            places = [(c.bbox.x1, c.bbox.y1, c.bbox.x2, c.bbox.y2) for c in row]
            rows.append(["" if place in seen else c.value or "" for place, c in zip(places, row)])
            rows[-1] = ["" if places.index(p) < n else text for n, (p, text) in enumerate(zip(places, rows[-1]))]
            seen.update(places)
        tables.append(rows)
print(json.dumps(tables))
"""
"""What img2table is asked: the tables of every page in order, a merged cell once at its upper left."""


def by_layout(data: bytes) -> Read:
    """img2table: tables found in a picture of each page, words from its text; parts on neighbouring pages joined."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        command = [_beside_markitdown(), "-c", _LAYOUT, file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    tables: list[list[list[str]]] = []
    for rows in json.loads(done.stdout):
        if tables and tables[-1] and rows and len(tables[-1][0]) == len(rows[0]):
            tables[-1] += rows
        else:
            tables.append(rows)
    spots = [
        frozenset((r, c, "".join(text.split())) for r, row in enumerate(rows) for c, text in enumerate(row))
        for rows in tables
    ]
    return Read(spots, "\n".join(text for table in spots for _, _, text in table))


def _beside_markitdown() -> str:
    """The Python of the environment that markitdown is installed in."""
    program = shutil.which("markitdown")
    return str(Path(program).resolve().with_name("python")) if program else ""


def by_office(data: bytes) -> Read:
    """LibreOffice's import of the PDF, as text."""
    from lxml import etree

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "x.pdf")
        source.write_bytes(data)
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{_profile()}"]
        command += ["--infilter=writer_pdf_import", "--convert-to", "fodt", "--outdir", folder, str(source)]
        subprocess.run(command, capture_output=True, check=True, timeout=300)
        root = etree.fromstring(Path(folder, "x.fodt").read_bytes(), etree.XMLParser(huge_tree=True))
    name = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
    return Read([], "\n".join("".join(item.itertext()) for item in root.iter(name)))


def _profile() -> str:
    folder = Path(tempfile.gettempdir(), "gouji-bench-office")
    folder.mkdir(exist_ok=True)
    return str(folder)


READERS: dict[str, tuple[Callable[[bytes], Read], str]] = {
    "gouji": (by_gouji, ""),
    "pdfplumber extract_tables": (by_pdfplumber, ""),
    "markitdown": (by_markitdown, "markitdown"),
    "img2table": (by_layout, "markitdown"),
    "LibreOffice 文字": (by_office, "soffice"),
}


def spent() -> float:
    """CPU seconds of this process and of the programs it has called."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


@dataclass(slots=True)
class Peers:
    """The scores by producer and reader."""

    scores: dict[str, dict[str, Score]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def compare(seed: int) -> Peers:
    """Every reader that is installed on every sample."""
    peers = Peers(
        skipped=[name for name, (_, program) in READERS.items() if program and not shutil.which(program)]
    )
    for producer, make_pdf in producers().items():
        scores = peers.scores.setdefault(
            producer, {name: Score() for name in READERS if name not in peers.skipped}
        )
        for sample in samples(seed, make_pdf):
            for name, score in scores.items():
                run = READERS[name][0]
                if not READERS[name][1]:
                    run(sample.data)  # imports are no part of the time
                start = spent()
                given = run(sample.data)
                score.add(sample, given, spent() - start)
    return peers


def long_docx(draft: Draft, times: int) -> bytes:
    """The Word file of a report, its body several times over."""
    import docx

    document = docx.Document(io.BytesIO(WRITERS["docx"](draft)))
    body = document.element.body
    items = [deepcopy(item) for item in body if not item.tag.endswith("sectPr")]
    for _ in range(times - 1):
        for item in items:
            body.insert(len(body) - 1, deepcopy(item))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def time_docx(seed: int, runs: int) -> tuple[float, float]:
    """Pages as LibreOffice sets them, and the least CPU seconds to read a Word file of at least 20 pages."""
    import pypdfium2

    from corpora.write_pdf import converted

    draft = report("department", seed, 0)
    with tempfile.TemporaryDirectory() as folder:
        for times in (3, 4, 5, 6):
            data = long_docx(draft, times)
            path = Path(folder, "x.docx")
            path.write_bytes(data)
            document = pypdfium2.PdfDocument(converted(path, "pdf"))
            pages = len(document)
            document.close()
            if pages >= 20:
                break
    read_bytes(data, "x.docx")
    return pages, least(lambda data: read_bytes(data, "x.docx"), data, runs)


def lines(seed: int, runs: int) -> Iterator[str]:
    """The measured part of the page."""
    peers = compare(seed)
    yield "| 排版程序 | 读取程序 | 单元格逐格 F1 | 表中数据原样读出 | CPU 秒/页 | 与 gouji 之比 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for producer, scores in peers.scores.items():
        own = scores["gouji"]
        for name, score in scores.items():
            each = score.seconds / score.pages
            yield (
                f"| {producer} | {name} | {score.right / score.cells:.4f} | {score.found / score.figures:.4f} "
                f"| {each:.4f} | {each / (own.seconds / own.pages):.1f} |"
            )
    some = next(iter(peers.scores.values()))["gouji"]
    yield ""
    yield f"每种排版 {some.pages} 页左右、表中非空单元格 {some.cells} 个、含数字的 {some.figures} 个；种子 {seed}。"
    if peers.skipped:
        yield f"未安装因而未比：{'、'.join(peers.skipped)}。"
    made = make(24)
    ours, other = least(bench_pdf.ours, made.data, runs), least(pdfplumber_own, made.data, 2)
    same, count = second_opinion(made.data)
    yield ""
    yield "| 速度与内存 | |"
    yield "| --- | --- |"
    yield f"| {made.pages} 页有表的 PDF，比 pdfplumber 自己读取同样各页快 | {other / ours:.1f} 倍 |"
    yield f"| 其中 gouji 每页 | {1000 * ours / made.pages:.1f} 毫秒 |"
    pages, seconds = time_docx(seed, runs)
    yield f"| {pages:.0f} 页的 docx，读取 | {seconds:.3f} 秒 |"
    grown = {pages: bench_pdf.memory(pages) for pages in (100, 300, 500)}
    for told, which in (("逐页读取而不留结果", 1), ("连同全部结果", 0)):
        listed = "，".join(f"{pages} 页 {both[which]:.1f}" for pages, both in grown.items())
        yield f"| 内存增长（MiB），{told} | {listed} |"
    drawn = [
        sample.data for name in ("LibreOffice", "WeasyPrint") for sample in samples(seed, PRODUCERS[name])
    ]
    gaps = try_gaps(drawn, 12)
    yield ""
    yield (
        f"| 在一条表格线上剪去 4 至 40 点后的表（{gaps['alone: tried']} 张） | 读错 | 读错而未标存疑 | 读对而标存疑 |"
    )
    yield "| --- | --- | --- | --- |"
    for name, told in (("alone", "只用自己的网格"), ("with", "线条不闭合处再问 pdfplumber")):
        kinds = ("misread", "misread without a doubt", "right but doubted")
        yield f"| {told} | " + " | ".join(f"{gaps[f'{name}: {kind}']}" for kind in kinds) + " |"
    yield ""
    yield (
        f"未剪的 {gaps['tables']} 张表（每页各计）中，因线条不闭合而存疑的 {gaps['doubtful as they are']} 张；"
        f"24 页样本的 {count} 张表中，pdfplumber 看到同样单元格的 {same} 张。"
    )


def main() -> None:
    """Measure, print, and keep where asked."""
    parser = argparse.ArgumentParser(prog="reading_peers", description=__doc__)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="write the numbers into docs/reading.md")
    call = parser.parse_args()
    text = "\n".join(lines(call.seed, call.runs))
    print(text)
    if call.keep:
        insert(PAGE, text)


if __name__ == "__main__":
    main()
