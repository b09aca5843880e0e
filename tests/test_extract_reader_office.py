"""Older formats through LibreOffice: the same blocks, bounded in time, a clear word where it is absent."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extract import isolate
from extract.isolate import Limits
from extract.model import Source
from extract.readers import Unreadable, office, read_bytes
from extract.readers.office import convert
from tests.word_sample import cell, make_docx, para, row, table


def wide(text: str, columns: int = 1) -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return cell(text, f'<w:tcW w:w="{2000 * columns}" w:type="dxa"/>{span}')


BODY = (
    para("一、支出情况")
    + para("全年支出218.70万元。")
    + table(
        row(wide("项目", 2), wide("金额")),
        row(wide("甲"), wide("乙"), wide("12.50")),
        widths=(2000, 2000, 2000),
    )
    + para("说明")
)


def seen(source: Source) -> list[str]:
    return [
        text
        for block in source.blocks
        for text in ([block.text] if hasattr(block, "text") else [c.text for c in block.cells])
    ]


@pytest.mark.parametrize(
    ("form", "target"), [("doc", "doc:MS Word 97"), ("rtf", "rtf:Rich Text Format"), ("odt", "odt:writer8")]
)
def test_older_text_formats_read_the_same(
    require_program: Callable[[str], str], form: str, target: str
) -> None:
    require_program("soffice")
    source = read_bytes(convert(make_docx(BODY), "docx", target, form), f"x.{form}")
    assert source.format == form
    assert seen(source) == seen(read_bytes(make_docx(BODY), "x.docx"))
    assert [notice.code for notice in source.notices] == ["converted"]


def fake(tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("GOUJI_SOFFICE", str(program))


RTF = b"{\\rtf1 x}"


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_converter_without_output_is_a_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, f"echo x >> {tmp_path}/log; exit 0", monkeypatch)
    with pytest.raises(Unreadable) as caught:
        read_bytes(RTF, "x.rtf")
    assert caught.value.code == "corrupt" and len((tmp_path / "log").read_text().split()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_conversion_that_comes_to_nothing_once_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made.docx").write_bytes(make_docx(BODY))
    second = f"mkdir out; cp {tmp_path}/made.docx out/source.docx"
    fake(tmp_path, f"if [ -e {tmp_path}/log ]; then {second}; else touch {tmp_path}/log; fi", monkeypatch)
    assert seen(read_bytes(RTF, "x.rtf")) == seen(read_bytes(make_docx(BODY), "x.docx"))


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("kill -9 $$", "interrupted"),
        ("kill -15 $$", "interrupted"),
        ("exit 137", "interrupted"),
        ("exit 143", "interrupted"),
        ("kill -11 $$", "crashed"),
        ("exit 134", "crashed"),
        ("exit 127", "crashed"),
        ("rm -r out; exit 77", "crashed"),
    ],
)
def test_a_converter_that_somebody_ended_is_no_fault_of_the_file(
    end: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, f"mkdir -p out; echo half > out/source.docx; {end}", monkeypatch)
    outcome = isolate.run(read_bytes, RTF, "x.rtf")
    assert outcome.reason is not None and outcome.reason.code == code
    assert outcome.interrupted is (code == "interrupted")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_what_a_killed_conversion_left_is_removed_by_a_later_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.tempfile, "gettempdir", lambda: str(tmp_path))
    left, at_work, other = (tmp_path / name for name in ("gouji-convert-old", "gouji-convert-new", "other"))
    for folder in (left, at_work, other):
        folder.mkdir()
        (folder / "source.rtf").write_bytes(RTF)
    for folder in (left, other):
        os.utime(folder, (1, 1))
    fake(tmp_path, "exit 0", monkeypatch)
    with pytest.raises(Unreadable):
        read_bytes(RTF, "x.rtf")
    assert not left.exists() and at_work.exists() and other.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_the_folder_of_a_conversion_at_work_never_looks_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made.docx").write_bytes(make_docx(BODY))
    done = f"mkdir out; cp {tmp_path}/made.docx out/source.docx"
    fake(
        tmp_path,
        f"touch -t 200101010000 .; until [ . -nt {tmp_path} ]; do sleep 0.05; done; {done}",
        monkeypatch,
    )
    assert read_bytes(RTF, "x.rtf").blocks


def test_no_converter_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_SOFFICE", "/nowhere")
    with pytest.raises(Unreadable) as caught:
        read_bytes(RTF, "x.rtf")
    assert caught.value.code == "no-converter"
    assert "libreoffice-writer" in caught.value.message


def gone(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z"


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs /proc to look for what is left")
@pytest.mark.parametrize("isolated", [False, True])
def test_a_converter_that_hangs_is_ended_with_all_it_started(
    isolated: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "pid"
    fake(tmp_path, f"sleep 60 & echo $! > {note}; trap '' TERM; wait; sleep 60", monkeypatch)
    monkeypatch.setattr(office, "SECONDS", 0.5)
    start = time.monotonic()
    if isolated:
        reason = isolate.run(read_bytes, RTF, "x.rtf", limits=Limits(seconds=10)).reason
        assert reason is not None and reason.code == "timeout"
    else:
        with pytest.raises(Unreadable) as caught:
            read_bytes(RTF, "x.rtf")
        assert caught.value.code == "timeout"
    assert time.monotonic() - start < 5
    for _ in range(100):
        if gone(int(note.read_text())):
            return
        time.sleep(0.02)
    pytest.fail("the converter left a process behind")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_nothing_of_the_users_reaches_the_converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "env"
    fake(
        tmp_path,
        f'env > {note}; echo "$@" >> {note}; cat profile/user/registrymodifications.xcu >> {note}',
        monkeypatch,
    )
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    with pytest.raises(Unreadable):
        read_bytes(RTF, "../../etc/名字.rtf")
    text = note.read_text()
    assert "s3cret" not in text
    assert "名字" not in text
    assert "http_proxy=http://127.0.0.1:9" in text
    assert "DisableMacrosExecution" in text
