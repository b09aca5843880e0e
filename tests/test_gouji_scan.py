"""A scan: one state per file, nothing lost or done twice however it ends, the same bytes each time."""

from __future__ import annotations

import csv
import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from extract.isolate import Limits
from gouji.cli import main
from gouji.scan.run import Lock

ROOT = Path(__file__).resolve().parent.parent
FORKS = hasattr(os, "fork") and sys.platform != "darwin"


def report(unit: str, year: int, now: str = "856.02", before: str = "812.31", change: str = "43.71") -> str:
    return (
        f"{unit}{year}年度部门整体支出绩效自评报告\n"
        f"{year}年基本支出{now}万元，比{year - 1}年的{before}万元增加{change}万元。\n"
    )


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def a_year(folder: Path) -> Path:
    """Sound and unsound reports, a copy, an archive, a broken, an empty and an unknown file."""
    write(
        folder,
        {
            "甲局/报告.txt": report("云州市林业局", 2023),
            "甲局/报告副本.txt": report("云州市林业局", 2023),
            "甲局/附表.txt": "预算执行情况\n基本支出预算856.02万元。\n",
            "乙局/报告.txt": report("云州市水利局", 2023, change="34.71"),
            "丙局/坏.docx": b"PK\x03\x04broken",
            "丙局/空.pdf": b"",
            "丙局/图.bin": bytes(range(256)),
            **{f"丁局/项目{i}.txt": report("云州市民政局", 2010 + i) for i in range(5)},
        },
    )
    with zipfile.ZipFile(folder / "戊局.zip", "w") as archive:
        archive.writestr("戊局/报告.txt", report("云州市教育局", 2023))
        archive.writestr("戊局/说明.txt", "没有数字。")
    return folder


def scan(folder: Path, run: Path, *more: str) -> int:
    return main(["scan", str(folder), "--run", str(run), "--jobs", "2", *more])


def summary(run: Path) -> dict[str, object]:
    made: dict[str, object] = json.loads((run / "summary.json").read_text("utf-8"))
    return made


def states(run: Path) -> dict[str, str]:
    return {d["path"]: d["state"] for d in summary(run)["documents"]}


def content(run: Path) -> dict[str, bytes]:
    """Everything a run leaves but its log."""
    return {
        str(p.relative_to(run)): p.read_bytes()
        for p in run.rglob("*")
        if p.is_file() and ".sqlite" not in p.name
    }


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "gouji", *arguments]


# --- states, codes, what is done again ---------------------------------------------------------


def test_every_file_ends_in_one_state_and_its_result_can_be_opened(tmp_path: Path) -> None:
    folder, run = a_year(tmp_path / "year"), tmp_path / "run"
    assert scan(folder, run) == 1
    found = states(run)
    assert len(found) == 14 and "戊局.zip" not in found and found["戊局.zip!/戊局/报告.txt"] == "complete"
    assert found["甲局/报告.txt"] == found["乙局/报告.txt"] == "complete"
    assert {found[f"丙局/{name}"] for name in ("坏.docx", "空.pdf", "图.bin")} == {"unchecked"}
    for document in summary(run)["documents"]:
        stored = json.loads((run / document["result"]).read_text("utf-8"))
        (entry,) = stored["documents"]
        assert entry["path"] == Path(document["path"]).name and entry["sha256"] == document["sha256"]
        assert (run / document["result"]).with_suffix(".html").is_file()
    (wrong,) = [d for d in summary(run)["documents"] if d["findings"]["error"]]
    assert wrong["path"] == "乙局/报告.txt"


@pytest.mark.parametrize(
    ("files", "more", "code"),
    [
        ({"a.txt": report("云州市林业局", 2023)}, [], 0),
        ({"a.txt": report("云州市林业局", 2023), "b.pdf": b""}, [], 3),
        ({"a.txt": report("云州市林业局", 2023, change="9.99"), "b.pdf": b""}, [], 1),
        ({"a.txt": report("云州市林业局", 2023, change="9.99"), "b.pdf": b""}, ["--fail-on", "never"], 3),
    ],
)
def test_the_exit_code_tells_the_worst(
    files: dict[str, str | bytes], more: list[str], code: int, tmp_path: Path
) -> None:
    assert scan(write(tmp_path / "year", files), tmp_path / "run", *more) == code


def test_a_second_run_does_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, run, log = a_year(tmp_path / "year"), tmp_path / "run", tmp_path / "log"
    scan(folder, run)
    before = content(run)
    real = sys.modules["gouji.examine"].read_bytes

    def noted(data: bytes, name: str) -> object:
        with log.open("a") as file:
            file.write(f"{name}\n")
        return real(data, name)

    monkeypatch.setattr("gouji.examine.read_bytes", noted)
    scan(folder, run)
    assert not log.exists() and content(run) == before
    (folder / "甲局/报告.txt").rename(folder / "乙局/别处.txt")
    (folder / "乙局/报告.txt").rename(folder / "报告.txt")  # known by its content
    stamp = (folder / "丁局/项目1.txt").stat()
    write(
        folder,
        {"丁局/项目1.txt": report("云州市民政局", 2011, "856.12"), "新.txt": report("云州市财政局", 2023)},
    )
    os.utime(folder / "丁局/项目1.txt", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    scan(folder, run)
    if FORKS:
        assert sorted(log.read_text().split()) == ["别处.txt", "新.txt", "项目1.txt"]
    fresh = tmp_path / "fresh"
    scan(folder, fresh)
    assert content(run) == content(fresh)


def test_other_rules_check_all_again_and_resume_keeps_them(tmp_path: Path) -> None:
    folder, run = a_year(tmp_path / "year"), tmp_path / "run"
    assert scan(folder, run, "--ignore", "GJ2", "--fail-on", "error") == 3
    assert scan(folder, run, "--resume") == 3
    assert scan(folder, run) == 1


# --- the same bytes ------------------------------------------------------------------------------


def test_jobs_order_and_place_do_not_matter(tmp_path: Path) -> None:
    one, other = a_year(tmp_path / "year"), tmp_path / "elsewhere" / "copy"
    shutil.copytree(one, other)
    scan(one, tmp_path / "a")
    environment = os.environ | {
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Apia",
        "LC_ALL": "C",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        command("scan", str(other), "--run", str(tmp_path / "b"), "--jobs", "5"),
        env=environment, cwd=tmp_path, capture_output=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert content(tmp_path / "a") == content(tmp_path / "b")


@pytest.mark.skipif(not FORKS, reason="children are found in /proc")
def test_killed_at_any_time_and_resumed_nothing_is_lost_or_done_twice(tmp_path: Path) -> None:
    folder, run, rng = a_year(tmp_path / "year"), tmp_path / "run", random.Random(11)
    scan(folder, tmp_path / "calm")
    call = command("scan", str(folder), "--run", str(run), "--jobs", "2", "--resume")
    killed = 0
    for _ in range(8):
        process = subprocess.Popen(call, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while process.poll() is None and not children.read_text():
            time.sleep(0.01)
        until = time.monotonic() + rng.uniform(0.05, 0.8)
        while time.monotonic() < until and process.poll() is None:
            for child in children.read_text().split():
                if not killed or rng.random() < 0.3:
                    try:
                        os.kill(int(child), signal.SIGKILL)
                        killed += 1
                    except ProcessLookupError:
                        pass
            time.sleep(0.05)
        process.kill()
        process.wait()
    assert scan(folder, run, "--resume") == 1
    assert killed and content(run) == content(tmp_path / "calm")


def test_a_full_disk_is_told_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, run = a_year(tmp_path / "year"), tmp_path / "run"
    scan(folder, tmp_path / "calm")
    real = os.fsync

    def full(number: int) -> None:
        if len(list((run / "results").glob("*/*.json"))) >= 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(number)

    with monkeypatch.context() as patch:
        patch.setattr("gouji.scan.store.os.fsync", full)
        assert scan(folder, run) == 2
    told = capsys.readouterr().err
    assert str(run) in told and "磁盘空间不足" in told and "--resume" in told and "Traceback" not in told
    assert not [p for p in content(run) if p.endswith(".part")] and not (run / "summary.json").exists()
    assert scan(folder, run, "--resume") == 1
    assert content(run) == content(tmp_path / "calm")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "year", {"a.txt": "x", "run": "a file"})
    assert scan(folder, folder / "run") == 2
    assert "无法写入" in capsys.readouterr().err


def test_a_run_belongs_to_one_folder_and_one_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, run = a_year(tmp_path / "year"), tmp_path / "run"
    scan(folder, run)
    assert scan(write(tmp_path / "other", {"a.txt": "x"}), run) == 2
    lock = Lock(run)
    assert lock.take()
    assert scan(folder, run) == 2
    lock.give_back()
    told = capsys.readouterr().err
    assert str(folder) in told and "另一个进程" in told


# --- faults ------------------------------------------------------------------------------------


@pytest.mark.skipif(not FORKS, reason="the fault is planted in this process")
@pytest.mark.parametrize(
    ("fault", "state", "tries"),
    [
        (lambda n: os.abort(), "quarantined", 2),
        (lambda n: os._exit(0), "quarantined", 2),
        (lambda n: time.sleep(60), "quarantined", 2),
        (lambda n: [].pop(), "quarantined", 2),
        (lambda n: n == 0 and os.abort(), "complete", 2),
        (lambda n: n < 3 and os.kill(os.getpid(), signal.SIGKILL), "complete", 4),
    ],
    ids=["abort", "exit", "hang", "fault", "abort once", "killed thrice by others"],
)
def test_what_its_process_does_not_survive_is_tried_twice_and_harms_no_other(
    fault: Callable[[int], object], state: str, tries: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, run, log = a_year(tmp_path / "year"), tmp_path / "run", tmp_path / "log"
    write(folder, {"丁局/bad.txt": report("云州市民政局", 2023)})
    real = sys.modules["gouji.examine"].read_bytes

    def planted(data: bytes, name: str) -> object:
        if name == "bad.txt":
            before = log.stat().st_size if log.exists() else 0
            with log.open("a") as file:
                file.write("x")
            fault(before)
        return real(data, name)

    monkeypatch.setattr("gouji.examine.read_bytes", planted)
    monkeypatch.setattr("gouji.examine._LIMITS", Limits(seconds=2.0, silence=0.5))
    scan(folder, run)
    found = states(run)
    assert found.pop("丁局/bad.txt") == state and log.stat().st_size == tries
    monkeypatch.undo()
    scan(a_year(tmp_path / "calm year"), tmp_path / "calm")
    assert found == states(tmp_path / "calm")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("ends", "state"), [(["kill -9 $$"] * 4, "complete"), (["kill -11 $$"] * 2, "quarantined")]
)
def test_a_conversion_that_somebody_cut_off_is_tried_again_and_not_held_against_the_file(
    ends: list[str], state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, program, log = tmp_path / "made.docx", tmp_path / "soffice", tmp_path / "log"
    paper = docx.Document()
    paper.add_paragraph(report("云州市林业局", 2023))
    paper.save(str(made))
    cases = "".join(f"{number}) {end};; " for number, end in enumerate(ends, 1))
    program.write_text(
        f"#!/bin/sh\necho x >> {log}\ncase $(wc -l < {log} | tr -d ' ') in {cases}esac\n"
        f"mkdir out; cp {made} out/source.docx\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("GOUJI_SOFFICE", str(program))
    folder = write(tmp_path / "year", {"a.rtf": b"{\\rtf1 x}", "b.txt": report("云州市水利局", 2023)})
    scan(folder, tmp_path / "run")
    assert states(tmp_path / "run") == {"a.rtf": state, "b.txt": "complete"}


# --- units, roster, shards, across -------------------------------------------------------------


def test_units_are_gathered_copies_and_versions_told_apart(tmp_path: Path) -> None:
    folder, run = a_year(tmp_path / "year"), tmp_path / "run"
    write(folder, {"甲局/改后.txt": report("云州市林业局", 2023, "857.02", change="44.71")})
    scan(folder, run)
    found = {d["path"]: d for d in summary(run)["documents"]}
    assert found["甲局/报告副本.txt"]["copy_of"] == "甲局/报告.txt"
    versions = {found[f"甲局/{name}.txt"]["version_of"] for name in ("改后", "报告")}
    assert versions == {None, "甲局/报告.txt"} or versions == {None, "甲局/改后.txt"}
    assert (
        found["甲局/附表.txt"]["unit"] == "云州市林业局" and found["甲局/附表.txt"]["unit_from"] == "folder"
    )
    units = {u["unit"]: u for u in summary(run)["units"]}
    assert units["云州市民政局"]["years"] == [2010, 2011, 2012, 2013, 2014]


def test_forms_of_two_projects_are_no_versions_of_each_other(tmp_path: Path) -> None:
    def form(project: str, done: str) -> str:
        rows = (
            f"项目名称|{project}|||||",
            "---|---|---|---|---|---|---",
            "项目资金（万元）|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
            f"年度资金总额|30.00|30.00|{done}|10||9",
            "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
            "产出指标|数量指标|完成数量|≥10个|12个|20|20",
        )
        return "云州市林业局2023年度项目支出绩效自评表\n\n" + "".join(f"|{row}|\n" for row in rows)

    forms = {"1.txt": form("护林员补助", "28.81"), "2.txt": form("苗木补助", "29.10")}
    folder = write(tmp_path / "year", {**forms, "3.txt": form("苗木补助", "29.11")})
    scan(folder, tmp_path / "run")
    told = [d["version_of"] for d in summary(tmp_path / "run")["documents"]]
    assert told == [None, None, "2.txt"]


def test_a_roster_tells_who_is_missing(tmp_path: Path) -> None:
    folder, run, roster = a_year(tmp_path / "year"), tmp_path / "run", tmp_path / "名单.csv"
    roster.write_bytes(
        "序号,单位名称,科室\n1,林业局,农业科\n2,云州市 水利局,农业科\n3,云州市税务局,综合科\n".encode(
            "gb18030"
        )
    )
    scan(folder, run, "--roster", str(roster))
    told = {u["unit"]: u["roster"] for u in summary(run)["units"] if u["unit"]}
    assert (
        told["云州市林业局"] == told["云州市水利局"] == "on_roster"
        and told["云州市教育局"] == "not_on_roster"
    )
    assert summary(run)["missing"] == ["云州市税务局"]
    assert "云州市税务局" in (run / "units.csv").read_text("utf-8")


def test_shards_merged_are_the_whole(tmp_path: Path) -> None:
    folder = a_year(tmp_path / "year")
    scan(folder, tmp_path / "whole")
    parts = [tmp_path / f"part{k}" for k in (1, 2, 3)]
    for k, part in enumerate(parts, 1):
        scan(folder, part, "--shard", f"{k}/3")
    listed = [set(states(part)) for part in parts]
    assert sum(map(len, listed)) == len(set().union(*listed)) == 14
    merged = tmp_path / "merged"
    assert scan(folder, merged, *(word for part in parts for word in ("--merge", str(part)))) == 1
    assert content(merged) == content(tmp_path / "whole")


def test_years_and_papers_of_a_unit_are_held_against_each_other(tmp_path: Path) -> None:
    accounts = "云州市林业局2023年度部门决算公开说明\n2023年基本支出865.02万元。\n"
    folder = write(
        tmp_path / "year",
        {
            "2022.txt": report("云州市林业局", 2022, "812.31", "800.00", "12.31"),
            "2023.txt": report("云州市林业局", 2023, before="821.31", change="34.71"),
            "决算.txt": accounts,
            "其他.txt": report("云州市水利局", 2022, "999.99", "900.00", "99.99"),
        },
    )
    assert scan(folder, tmp_path / "run") == 0
    assert scan(folder, tmp_path / "run", "--fail-on", "warning") == 1
    found = {f["rule"]: f for f in summary(tmp_path / "run")["findings"]}
    assert set(found) == {"GJ501", "GJ503"}
    assert (
        found["GJ501"]["documents"] == ["2022.txt", "2023.txt"] and found["GJ501"]["difference"] == "9.00万元"
    )
    assert [f["path"] for f in found["GJ503"]["figures"]] == ["2023.txt", "决算.txt"]
    assert scan(folder, tmp_path / "run", "--fail-on", "warning", "--ignore", "GJ5") == 0


def test_one_slip_in_several_totals_is_told_once(tmp_path: Path) -> None:
    head, said = (
        "云州市林业局2023年度",
        "2023年支出合计{}万元。2023年基本支出{}万元。2023年项目支出{}万元。\n",
    )
    folder = write(
        tmp_path / "year",
        {
            "报告.txt": f"{head}部门整体支出绩效自评报告\n{said.format('1000.00', '856.02', '143.98')}",
            "决算.txt": f"{head}部门决算公开说明\n{said.format('1009.00', '865.02', '143.98')}",
        },
    )
    scan(folder, tmp_path / "run")
    (found,) = summary(tmp_path / "run")["findings"]
    assert [figure["value"] for figure in found["figures"]] == ["865.02", "856.02"]
    assert found["message"].endswith("相差9.00万元；支出合计也相差同样的数")


def test_copied_numbers_are_told_of_two_units_only(tmp_path: Path) -> None:
    lines = "".join(f"{i}.专项经费{i}支出{1234.5 + i * 17.31:.2f}万元。\n" for i in range(20))
    write(
        tmp_path / "year",
        {
            "a.txt": report("云州市林业局", 2023) + lines,
            "b.txt": report("云州市水利局", 2023, "955.55", "900.00", "55.55") + lines,
            "c.txt": report("云州市林业局", 2022, "812.31", "800.00", "12.31") + lines,
            "d.txt": report("云州市水利局下属中心", 2023) + lines[:40],
        },
    )
    scan(tmp_path / "year", tmp_path / "run")
    copied = [f["documents"] for f in summary(tmp_path / "run")["findings"] if f["rule"] == "GJ504"]
    assert ["a.txt", "b.txt"] in copied and ["a.txt", "c.txt"] not in copied
    assert all("d.txt" not in pair for pair in copied)


# --- what is shown -------------------------------------------------------------------------------


def test_the_page_asks_nobody_and_runs_nothing_from_a_document(tmp_path: Path) -> None:
    bad = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    folder = write(
        tmp_path / "year", {"a.txt": report("云州市林业局", 2023), f"{bad.replace('/', '')}.txt": "=1+1"}
    )
    scan(folder, tmp_path / "run")
    page = (tmp_path / "run" / "summary.html").read_text("utf-8")
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/json" id="data">', "<script>"]
    assert "default-src 'none'" in page and "'unsafe" not in page and "<img" not in page
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page)


def test_a_long_list_stands_beside_the_page_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, run = a_year(tmp_path / "year"), tmp_path / "run"
    scan(folder, run)
    assert not [*run.glob("summary/*")]
    (whole,) = _page_data(run)["parts"]
    monkeypatch.setattr("gouji.scan.page.PART", 6)
    scan(folder, run)
    files = sorted((run / "summary").glob("*.js"))
    listed = []
    for number, file in enumerate(files):
        found = re.fullmatch(r"gouji\((\d+),(.*)\);\n", file.read_text("utf-8"))
        assert found and int(found[1]) == number and file.stem == f"{number:04d}"
        listed += json.loads(found[2])
    assert len(files) == 3 and listed == whole and _page_data(run)["parts"] == []
    for index, unit in enumerate(_page_data(run)["units"]):
        assert unit[9] == sorted({i // 6 for i, row in enumerate(whole) if row[1] == index})
    (folder / "戊局.zip").unlink()
    scan(folder, run)
    assert [file.stem for file in sorted((run / "summary").glob("*.js"))] == ["0000", "0001"]


def _page_data(run: Path) -> dict[str, Any]:
    page = (run / "summary.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def plain(cell: object) -> str:
    """A cell as both kinds of table show it."""
    text = str(cell or "").lstrip("'").removesuffix(".0")
    return "" if text == "0" else text


def test_the_workbook_holds_what_the_tables_do_and_no_formula(tmp_path: Path) -> None:
    folder, run = a_year(tmp_path / "year"), tmp_path / "run"
    write(folder, {"=1+1.txt": report("云州市财政局", 2023, change="9.99")})
    scan(folder, run)
    book = openpyxl.load_workbook(run / "summary.xlsx")
    assert book.sheetnames == ["说明", "单位", "文件", "跨文件", "规则"]
    for name, file in (("文件", "summary.csv"), ("单位", "units.csv")):
        told = [[plain(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
        table = csv.reader((run / file).read_text("utf-8-sig").splitlines())
        assert [[plain(cell) for cell in row] for row in table] == told
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_each_unit_with_problems_gets_a_letter_and_no_other(tmp_path: Path) -> None:
    folder, run = a_year(tmp_path / "year"), tmp_path / "run"
    write(
        folder, {"甲局/上年.txt": report("云州市林业局", 2022, now="821.31", before="800.00", change="21.31")}
    )
    scan(folder, run, "--letters")
    told = {file.stem: docx.Document(str(file)) for file in (run / "letters").iterdir()}
    assert set(told) == {"云州市林业局", "云州市水利局", "云州市民政局"}
    text = {name: "\n".join(p.text for p in document.paragraphs) for name, document in told.items()}
    assert "发现1处需要核实" in text["云州市水利局"] and "各份材料之间" not in text["云州市水利局"]
    assert "各份材料之间" in text["云州市林业局"] and "《报告.txt》为812.31万元" in text["云州市林业局"]
    assert _page_data(run)["letters"]["云州市水利局"] == "letters/云州市水利局.docx"
    before = content(run)
    scan(folder, run, "--letters")
    assert content(run) == before
    scan(folder, run)
    assert not [*(run / "letters").iterdir()] and _page_data(run)["letters"] == {}


def test_a_letter_tells_nothing_of_another_unit(tmp_path: Path) -> None:
    lines = "".join(f"{i}.专项经费{i}支出{1234.5 + i * 17.31:.2f}万元。\n" for i in range(20))
    texts = {f"{unit}.txt": report(f"云州市{unit}局", 2023) + lines for unit in ("林业", "水利")}
    scan(write(tmp_path / "year", texts), tmp_path / "run", "--letters")
    assert [f["rule"] for f in summary(tmp_path / "run")["findings"]] == ["GJ504"]
    assert not [*(tmp_path / "run" / "letters").glob("*")]


def test_status_tells_states_and_what_was_given_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, run = a_year(tmp_path / "year"), tmp_path / "run"
    assert main(["status", str(run)]) == 2
    scan(folder, run)
    capsys.readouterr()
    assert main(["status", str(run)]) == 0
    told = capsys.readouterr().out
    assert "已完成" in told and "共14份" in told and "未核查4份" in told
