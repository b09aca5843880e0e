"""An invented year of submissions for the scan: sound and unsound reports of many units, with bad files among them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path
from random import Random

from corpora.budget import COLUMNS, Budget, Line, draw
from corpora.make import KINDS, WRITERS, style
from corpora.model import Draft, Paragraph, Table
from corpora.plant import PLANTERS, plant
from corpora.press import Press
from corpora.wording import Author
from corpora.write_pdf import OFFICE

NAMES = {
    "accounts": "部门决算",
    "department": "部门整体支出绩效自评报告",
    "visit": "三公经费决算",
    "review": "整体绩效自评",
    "project": "项目支出绩效自评",
    "evaluation": "重点项目绩效评价",
}
PAPERS = tuple(NAMES)
YEAR = 2023
FORMATS = {
    "docx": 45,
    "pdf": 22,
    "xlsx": 8,
    "txt": 8,
    "html": 6,
    "doc": 3,
    "wps": 1,
    "xls": 3,
    "rtf": 2,
    "odt": 1,
    "ods": 1,
}
"""How many of a hundred files have which format."""
FORMATS_FROM = {
    "pdf": "docx",
    "doc": "docx",
    "wps": "docx",
    "rtf": "docx",
    "odt": "docx",
    "xls": "xlsx",
    "ods": "xlsx",
}
"""What LibreOffice makes, and of what."""
CALLED = {"wps": "doc"}
"""Names that WPS gives to files of another kind."""
_BATCH = 40
_PACKED = 20


def make_budget(seed: str) -> tuple[Budget, Random]:
    """A unit's money in one year."""
    rng = Random(seed)
    return draw(rng, grain=10_000), rng


def next_year(before: Budget, seed: str, slip: Callable[[Budget], object] | None = None) -> Budget:
    """The same unit a year later: last year's column is what it was. ``slip`` spoils it before the totals are made."""
    b = deepcopy(before)
    b.year += 1
    for tree in (b.spending, b.visits, b.procurement):
        for line in leaves(tree):
            _move_on(line, Random(f"{seed}/{line.code or line.name}"))
    rng = Random(f"{seed}/rest")
    if any(b.carry_out.values()):
        b.carry_in = {"prior": before.carry_in["final"], "final": before.carry_out["final"]}
        last = round(before.carry_out["final"] * rng.uniform(0.5, 1.6) / 10_000) * 10_000
        b.carry_out = {"prior": before.carry_out["final"], "final": last}
    for name in ("事业收入", "其他收入"):
        _move_on(b.income.find(name), Random(f"{seed}/{name}"))
    serving = {kind: max(1, number + rng.randint(-1, 1)) for kind, number in b.staff.serving.items()}
    b.staff = replace(b.staff, serving=serving, serving_before=sum(before.staff.serving.values()))
    b.assets = _assets(before, rng)
    if slip is not None:
        slip(b)
    settle_income(b)
    return b


def leaves(line: Line) -> Iterator[Line]:
    """The lines without parts."""
    if not line.parts:
        yield line
    for part in line.parts:
        yield from leaves(part)


def _move_on(line: Line, rng: Random) -> None:
    old = line.own
    final = round(old["final"] * rng.uniform(0.8, 1.25) / 10_000) * 10_000
    plan = max(final, round(final * rng.choice((1.0, 1.05)) / 10_000) * 10_000)
    line.own = {"prior": old["final"], "initial": plan, "plan": plan, "final": final}


def _assets(before: Budget, rng: Random) -> dict[str, tuple[int, int]]:
    unit = 10**10
    owned = round(before.assets["资产总额"][1] / unit * rng.uniform(1.02, 1.1)) * unit
    owed = round(before.assets["负债总额"][1] / unit * rng.uniform(1.0, 1.05)) * unit
    ends = {"资产总额": owned, "负债总额": owed, "净资产": owned - owed}
    return {name: (before.assets[name][1], end) for name, end in ends.items()}


def settle_income(b: Budget) -> None:
    """Appropriations are what the rest leaves open."""
    projects = b.spending.find("项目支出")
    fund, general = b.income.find("政府性基金预算财政拨款收入"), b.income.find("一般公共预算财政拨款收入")
    fund.own = {c: sum(projects.find(name).get(c) for name in b.funds) for c in COLUMNS}
    for column in COLUMNS:
        flow = b.carry_out.get(column, 0) - b.carry_in.get(column, 0)
        rest = (
            fund.get(column) + b.income.find("事业收入").get(column) + b.income.find("其他收入").get(column)
        )
        general.own[column] = b.spending.get(column) + flow - rest


def merge(units: list[Budget], name: str) -> Budget:
    """The department that units are added up to, under the name of an office."""
    whole = deepcopy(units[0])
    whole.sector = replace(whole.sector, office=name)
    for other in units[1:]:
        for mine, theirs in (
            (whole.spending, other.spending),
            (whole.income, other.income),
            (whole.visits, other.visits),
            (whole.procurement, other.procurement),
        ):
            _add(mine, theirs)
        for flow, more in ((whole.carry_in, other.carry_in), (whole.carry_out, other.carry_out)):
            for column, amount in more.items():
                flow[column] = flow.get(column, 0) + amount
        whole.funds |= other.funds
    settle_income(whole)
    return whole


def _add(mine: Line, theirs: Line) -> None:
    """Another unit's line with all below it, by name; a line that is not there yet is put there."""
    for column, amount in theirs.own.items() if not theirs.parts else ():
        mine.own[column] = mine.own.get(column, 0) + amount
    for part in theirs.parts:
        known = next((one for one in mine.parts if one.name == part.name), None)
        if known is None:
            mine.parts.append(deepcopy(part))
        else:
            _add(known, part)


def write_paper(kind: str, budget: Budget, seed: str, wrong: int = 0) -> Draft:
    """A report of a kind on a given budget, with so many planted errors."""
    rng = Random(f"{kind}/{seed}")
    look = replace(style(rng), unit="万元", places=2, truncate=False)
    draft = Draft(f"{kind}-{seed}", kind, "", budget.entity, budget.year, look)
    KINDS[kind](Author(draft, Press(look), rng), budget)
    draft.title = next((b.text for b in draft.blocks if isinstance(b, Paragraph) and b.style == "title"), "")
    draft.finish()
    if wrong:
        kinds = list(PLANTERS)
        rng.shuffle(kinds)
        plant(draft, rng, kinds, most=wrong)
    return draft


def make(
    folder: Path, count: int, seed: int = 1, bad: float = 0.04, wrong: float = 0.3, jobs: int = 2
) -> dict[str, int]:
    """About ``count`` files in one folder or archive per unit; returns how many of each sort there are.

    ``bad`` and ``wrong`` are the shares of files that cannot be read and of reports with planted
    errors.  What only an office program writes is converted by LibreOffice, ``jobs`` at once; the
    bytes of a PDF differ from one making to the next.
    """
    made: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as spare, Pool(jobs) as pool:
        drafts = [(folder, Path(spare), seed, unit, bad, wrong) for unit in _units(seed, count)]
        asked: dict[str, list[tuple[Path, Path]]] = defaultdict(list)
        for sorts, waiting in pool.imap(_hand_in, drafts):
            made.update(sorts)
            for source, target in waiting:
                asked[target.suffix].append((source, target))
        batches = [some[i : i + _BATCH] for some in asked.values() for i in range(0, len(some), _BATCH)]
        pool.map(_convert, batches, chunksize=1)
    for home in sorted(folder.iterdir())[::_PACKED]:
        with zipfile.ZipFile(folder / f"{home.name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(home.iterdir()):
                archive.write(file, file.name)
        shutil.rmtree(home)
    return dict(made)


def _units(seed: int, count: int) -> list[tuple[int, Budget]]:
    """As many units as it takes, each under a name of its own."""
    units: dict[str, tuple[int, Budget]] = {}
    number = 0
    while len(units) * len(PAPERS) < count:
        budget, _ = make_budget(f"unit/{seed}/{number}")
        budget.year = YEAR
        units.setdefault(budget.entity, (number, budget))
        number += 1
    return list(units.values())


def _hand_in(
    call: tuple[Path, Path, int, tuple[int, Budget], float, float],
) -> tuple[Counter[str], list[tuple[Path, Path]]]:
    """Write what one unit hands in; what is still to be converted comes back as source and target."""
    folder, spare, seed, (number, budget), bad, wrong = call
    rng = Random(f"{seed}/{number}")
    home = folder / f"{number:05d}{budget.entity}"
    home.mkdir(parents=True)
    sorts: Counter[str] = Counter()
    waiting: list[tuple[Path, Path]] = []
    for kind in PAPERS:
        draft = write_paper(kind, budget, f"{seed}/{number}", wrong=3 if rng.random() < wrong else 0)
        ending = rng.choices(list(FORMATS), list(FORMATS.values()), k=1)[0]
        if FORMATS_FROM.get(ending, ending) == "xlsx" and not any(isinstance(b, Table) for b in draft.blocks):
            ending = "docx"
        target = home / f"{budget.year}年{NAMES[kind]}.{ending}"
        origin = FORMATS_FROM.get(ending, ending)
        data = WRITERS[origin](draft)
        if origin == ending:
            target.write_bytes(data)
        else:
            source = spare / ending / f"{number:05d}{kind}.{origin}"
            source.parent.mkdir(exist_ok=True)
            source.write_bytes(data)
            waiting.append((source, target))
        sorts[ending] += 1
        if rng.random() < bad:
            sort = rng.choice(list(BAD))
            name, broken = BAD[sort](data)
            (home / f"{kind}-{name}").write_bytes(broken)
            sorts[sort] += 1
    return sorts, waiting


def _convert(files: list[tuple[Path, Path]]) -> None:
    """Files of one folder by one call of LibreOffice, which takes longer to start than to convert."""
    ending = files[0][1].suffix.lstrip(".")
    kind = CALLED.get(ending, ending)
    with tempfile.TemporaryDirectory() as place:
        call = [
            OFFICE, f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to", kind,
            "--outdir", f"{place}/out", *(str(source) for source, _ in files),
        ]  # fmt: skip
        subprocess.run(call, check=True, capture_output=True, timeout=600)
        for source, target in files:
            shutil.move(f"{place}/out/{source.stem}.{kind}", target)


def _bomb(_: bytes) -> tuple[str, bytes]:
    import io

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (80 * 2**20))
    return "炸弹.docx", buffer.getvalue()


def _pdf_bomb(_: bytes) -> tuple[str, bytes]:
    stream = zlib.compress(b"q " * (20 * 2**20), 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
    body = (
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(stream) + stream + b"\nendstream endobj\n"
    )
    return "炸弹.pdf", head + page + body + b"trailer<</Root 1 0 R>>\n%%EOF"


def _scan(_: bytes) -> tuple[str, bytes]:
    """A page that is only a picture."""
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", (600, 800), 235).save(buffer, "PDF")
    return "扫描.pdf", buffer.getvalue()


def _encrypted(_: bytes) -> tuple[str, bytes]:
    import io

    import pikepdf

    buffer = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(buffer, encryption=pikepdf.Encryption(user="x", owner="y"))
    return "加密.pdf", buffer.getvalue()


BAD: dict[str, Callable[[bytes], tuple[str, bytes]]] = {
    "broken": lambda data: ("截断.docx", b"PK\x03\x04" + data[4 : len(data) // 2]),
    "empty": lambda data: ("空.docx", b""),
    "zip bomb": _bomb,
    "pdf bomb": _pdf_bomb,
    "scan": _scan,
    "encrypted": _encrypted,
    "unknown": lambda data: ("说明.dat", bytes(range(256)) * 8),
}
