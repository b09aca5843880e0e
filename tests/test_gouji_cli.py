import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from checks import registry, run
from checks.registry import Rule
from extract import isolate
from extract.readers import READERS
from gouji import __version__
from gouji.cli import main
from tests.word_sample import make_docx, para

ROOT = Path(__file__).parent.parent
WRONG = "某市林业站2023年度部门整体支出绩效自评报告\n\n2023年培训支出218.70万元，比上年增加86.40万元，增长56.31%。\n"
RIGHT = WRONG.replace("56.31%", "65.31%")
CUT = "某市林业站2023年度自评报告\n\n2023年培训支出2187.00万元，比上年增加864.10万元，增长65.31%。\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("wrong.txt", WRONG), ("right.txt", RIGHT), ("cut.txt", CUT), ("empty.txt", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "picture.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    return tmp_path


def call(capfd, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capfd.readouterr()
    return code, out, err


def spawn(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "gouji", *arguments],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=60,
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["right.txt"], 0),
        (["wrong.txt"], 1),
        (["right.txt", "wrong.txt", "right.txt"], 1),
        (["wrong.txt", "--fail-on", "never"], 0),
        (["wrong.txt", "--fail-on", "warning"], 1),
        (["wrong.txt", "--ignore", "GJ2"], 0),
        (["wrong.txt", "--select", "GJ1,GJ203"], 1),
        (["empty.txt"], 3),
        (["picture.docx"], 3),
        (["right.txt", "empty.txt"], 3),
        (["empty.txt", "wrong.txt"], 1),
        (["empty.txt", "wrong.txt", "--fail-on", "never"], 3),
        ([], 2),
        (["absent.txt"], 2),
        (["right.txt", "absent.txt"], 2),
        (["right.txt", "--unknown"], 2),
        (["right.txt", "--format", "odt"], 2),
        (["right.txt", "--select", "GJ9"], 2),
        (["right.txt", "--select", ""], 2),
        (["right.txt", "--jobs", "0"], 2),
        (["right.txt", "--config", "absent.toml"], 2),
    ],
)
def test_exit_codes(folder, capfd, arguments, code):
    assert call(capfd, "check", *arguments)[0] == code


def test_every_path_gives_one_entry_in_order(folder, capfd):
    paths = ["wrong.txt", "empty.txt", "picture.docx", "right.txt", "wrong.txt"]
    _, out, _ = call(capfd, "check", "--format", "json", *paths)
    documents = json.loads(out)["documents"]
    assert [d["path"] for d in documents] == paths
    assert [d["status"] for d in documents] == ["complete", "unchecked", "unchecked", "complete", "complete"]
    for unread in documents[1:3]:
        (reason,) = unread["reasons"]
        assert reason["code"] and reason["message"].endswith("。") and unread["findings"] == []


def test_the_json_is_what_other_programs_read(folder, capfd):
    _, out, err = call(capfd, "check", "--format", "json", "--select", "GJ203", "wrong.txt")
    assert err == ""
    result = json.loads(out)
    assert (result["schema"], result["version"]) == ("gouji.check/1", __version__)
    (document,) = result["documents"]
    assert document["coverage"] == {
        "figures": 3,
        "verified": 0,
        "contradicted": 3,
        "unchecked": 0,
        "unread": 0,
    }
    assert document["relations"]["tested"] == document["relations"]["broken"] == 1
    assert document["year"] == 2023 and len(document["sha256"]) == 64
    (finding,) = document["findings"]
    assert (finding["rule"], finding["severity"], finding["confidence"]) == ("GJ203", "error", "high")
    assert finding["formula"] == "86.40 ÷ (218.70 − 86.40)"
    assert (finding["stated"], finding["computed"]) == ("56.31%", "65.31%")
    assert finding["interval"] == ["65.297", "65.315"]
    stated = finding["figures"][0]
    assert (stated["text"], stated["value"], stated["unit"], stated["period"]) == (
        "56.31%",
        "56.31",
        "%",
        "2023",
    )
    assert "增长56.31%" in stated["quote"]
    where = stated["where"]
    assert set(where) == {"page", "section", "block", "table", "row", "column", "start", "end", "bbox"}
    text = WRONG.split("\n")[2]
    assert text[where["start"] : where["end"]] == "56.31%"


def test_the_text_can_be_pasted_into_a_letter(folder, capfd):
    _, out, _ = call(capfd, "check", "--select", "GJ203", "wrong.txt")
    assert "错误 GJ203 " in out and "\x1b" not in out
    assert (
        "重新计算：86.40 ÷ (218.70 − 86.40) = 65.31%；允许区间 65.297 至 65.315；文中 56.31%；相差 9.00个百分点"
        in out
    )
    assert "原文：2023年培训支出218.70万元，比上年增加86.40万元，增长56.31%" in out
    last = out.rstrip("\n").split("\n")[-1]
    assert last == (
        "共1份文件：完成1份，部分完成0份，未核查0份。问题：错误1项，疑点0项，提示0项。"
        "数据3个：已核对一致0个，有矛盾3个，未核对0个；已核对关系1项，不符1项。"
    )


def test_clean_and_unread_documents_say_so(folder, capfd):
    _, out, _ = call(capfd, "check", "right.txt", "empty.txt")
    assert "没有发现相互矛盾的数据" in out
    assert "核查状态：未核查" in out and "未能核查：" in out
    assert "完成1份，部分完成0份，未核查1份" in out


def test_concise_is_a_line_for_each_finding_and_reason(folder, capfd):
    _, out, _ = call(capfd, "check", "--format", "concise", "wrong.txt", "right.txt", "empty.txt")
    lines = out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("wrong.txt:第2段: 错误 GJ203 ") or "错误 GJ203 " in lines[0]
    assert lines[1].startswith("empty.txt: 未核查 ")


def test_what_is_below_the_wanted_level_is_counted_but_not_listed(folder, capfd):
    code, full, _ = call(capfd, "check", "cut.txt")
    assert code == 0 and "提示 GJ203" in full and "四舍五入应为65.32%" in full
    _, less, _ = call(capfd, "check", "cut.txt", "--min-severity", "warning")
    assert "提示 GJ203" not in less and "另有1项低于所选级别，未列出" in less


def test_output_goes_to_a_file_in_utf8(folder, capfd):
    code, out, _ = call(capfd, "check", "wrong.txt", "--output", "list.txt")
    assert (code, out) == (1, "")
    assert "GJ203" in (folder / "list.txt").read_text(encoding="utf-8")
    code, _, err = call(capfd, "check", "wrong.txt", "--output", "absent/list.txt")
    assert code == 2 and "无法写入" in err


def test_a_stored_result_renders_like_a_fresh_one(folder, capfd):
    call(capfd, "check", "wrong.txt", "--format", "json", "--with-document", "--output", "r.json")
    _, fresh, _ = call(capfd, "check", "wrong.txt")
    code, again, _ = call(capfd, "report", "r.json")
    assert (code, again) == (0, fresh)
    (folder / "bad.json").write_text("[1]", encoding="utf-8")
    assert call(capfd, "report", "bad.json")[0] == 2


def test_settings_come_from_the_nearest_file_and_the_call_wins(folder, capfd):
    (folder / "gouji.toml").write_text('fail-on = "never"\nformat = "concise"\n', encoding="utf-8")
    code, out, _ = call(capfd, "check", "wrong.txt")
    assert code == 0 and len(out.splitlines()) == 1
    assert call(capfd, "check", "wrong.txt", "--fail-on", "error")[0] == 1
    (folder / "gouji.toml").unlink()
    (folder / "pyproject.toml").write_text('[tool.gouji]\nignore = ["GJ203"]\n', encoding="utf-8")
    assert call(capfd, "check", "wrong.txt")[0] == 0


@pytest.mark.parametrize(
    "text",
    [
        'fail-on = "sometimes"',
        "unknown = 1",
        "jobs = true",
        'select = "GJ1"',
        "select = [",
        'ignore = ["ZZ"]',
    ],
)
def test_a_bad_setting_is_refused_with_one_clear_line(folder, capfd, text):
    (folder / "gouji.toml").write_text(text, encoding="utf-8")
    code, out, err = call(capfd, "check", "right.txt")
    assert (code, out) == (2, "")
    assert err.startswith("gouji: ") and err.count("\n") == 1


def test_a_rule_that_breaks_off_is_a_fault_of_the_program_and_not_a_pass(folder, capfd, monkeypatch):
    def fails(context):
        raise RuntimeError("坏了")

    (good,) = (rule for rule in registry.load_rules() if rule.code == "GJ203")
    bad = Rule("GJ299", "bad", "error", "0.1.0", "", fails)
    monkeypatch.setattr(run, "select_rules", lambda select, ignore: (bad, good))
    code, out, _ = call(capfd, "check", "--format", "json", "wrong.txt")
    (document,) = json.loads(out)["documents"]
    assert code == 2 and document["status"] == "partial"
    assert document["reasons"][0]["code"] == "rule-failed" and "GJ299" in document["reasons"][0]["message"]
    assert [finding["rule"] for finding in document["findings"]] == ["GJ203"]


def test_extract_prints_what_was_read(folder, capfd):
    code, out, _ = call(capfd, "extract", "--format", "json", "wrong.txt")
    (document,) = json.loads(out)["documents"]
    assert code == 0 and json.loads(out)["schema"] == "gouji.extract/1"
    assert {"path", "format", "sha256", "status", "reasons", "entity", "year", "blocks", "tables"} <= set(
        document
    )
    first = document["figures"][0]
    assert (first["text"], first["step"], first["amount_yuan"], first["measure"]) == (
        "218.70万元",
        "0.01",
        "2187000",
        "level",
    )
    assert "amount_yuan" not in document["figures"][2]
    code, out, _ = call(capfd, "extract", "wrong.txt", "empty.txt")
    assert code == 3 and "218.70万元" in out and "未能读取" in out


def test_extract_prints_tables_by_header_and_rows(folder, capfd):
    table = (
        "表1 支出情况\n单位：万元\n\n| 项目 | 2023年 |\n|---|---|\n| 办公费 | 12.30 |\n| 印刷费 | 4.50 |\n"
    )
    (folder / "table.txt").write_text(table, encoding="utf-8")
    _, out, _ = call(capfd, "extract", "--format", "json", "table.txt")
    (read,) = json.loads(out)["documents"][0]["tables"]
    assert read["header"] == [["项目", "2023年"]]
    assert read["rows"] == [["办公费", "12.30"], ["印刷费", "4.50"]]
    assert read["unit"] == "万元"


def test_rules_and_pages(folder, capfd):
    code, out, _ = call(capfd, "rules")
    assert code == 0 and any(line.startswith("GJ203  growth-rate") for line in out.splitlines())
    listed = json.loads(call(capfd, "rules", "--format", "json")[1])["rules"]
    assert [rule["code"] for rule in listed] == sorted(rule["code"] for rule in listed)
    code, page, _ = call(capfd, "explain", "gj203")
    assert code == 0 and "## 错误示例" in page
    assert call(capfd, "explain", "GJ999")[0] == 2


def test_doctor_tells_what_works_here(capfd, monkeypatch, tmp_path):
    code, out, err = call(capfd, "doctor")
    assert (code, err) == (0, "")
    assert all(re.search(rf"^读取 {form} +(是|否) ", out, re.MULTILINE) for form in READERS)
    assert re.search(r"^识别扫描件 +(是|否) +.*未读出", out, re.MULTILINE) and "读取 zip、文件夹" in out
    assert out.count("（已实测）") == (3 if sys.platform.startswith("linux") else 2) and "实测无效" not in out
    monkeypatch.setenv("GOUJI_SOFFICE", str(tmp_path / "absent"))
    _, out, _ = call(capfd, "doctor")
    assert re.search(r"^读取 doc +否 +.*另存为 docx", out, re.MULTILINE) and "转换程序" not in out
    monkeypatch.setattr("gouji.command.doctor.models", lambda: None)
    assert re.search(r"^识别扫描件 +否 +.*gouji\[ocr\]", call(capfd, "doctor")[1], re.MULTILINE)


def test_doctor_does_not_believe_in_a_limit_that_fails(capfd, monkeypatch):
    monkeypatch.setattr(isolate, "_restrict", lambda limits: None)
    _, out, _ = call(capfd, "doctor")
    assert re.search(r"^保护 +否 +单份文件内存上限.*实测无效", out, re.MULTILINE)


def test_names_of_files_cannot_steer_the_terminal(folder, capfd):
    (folder / "a\x1b[31m\n假.txt").write_text(WRONG, encoding="utf-8")
    for form in ("text", "concise"):
        _, out, _ = call(capfd, "check", "--format", form, "a\x1b[31m\n假.txt")
        assert "\x1b" not in out and "\n假" not in out


def test_the_version_is_printed(capfd):
    assert call(capfd, "--version")[:2] == (0, f"gouji {__version__}\n")


def test_the_same_input_gives_the_same_bytes(folder):
    first = spawn("check", "--format", "json", "wrong.txt", "cut.txt", PYTHONHASHSEED="1", LC_ALL="C")
    second = spawn("check", "--format", "json", "wrong.txt", "cut.txt", PYTHONHASHSEED="2", TZ="Asia/Tokyo")
    assert first.returncode == second.returncode == 1
    assert first.stdout == second.stdout and first.stdout.decode("utf-8")


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp1252"])
def test_a_console_that_lacks_characters_is_no_accident(folder, encoding):
    done = spawn("check", "wrong.txt", PYTHONIOENCODING=encoding)
    assert done.returncode == 1 and done.stderr == b""
    shown = done.stdout.decode(encoding)
    assert "86.40" in shown and "(218.70 - 86.40)" in shown
    if encoding == "gbk":
        assert "错误 GJ203" in shown and "÷" in shown
    assert spawn("--help", PYTHONIOENCODING=encoding).returncode == 0


def test_a_reader_that_goes_away_is_no_accident(folder):
    process = subprocess.Popen(
        [sys.executable, "-m", "gouji", "check", *["wrong.txt"] * 3],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait(60) == 1 and err == b""


def test_nothing_heavy_is_loaded_before_it_is_needed(folder):
    heavy = "pandas openpyxl pdfplumber docx lxml pikepdf pypdfium2 xlsxwriter numpy regex"
    code = (
        "import sys; from gouji.cli import main; main(['--version']); "
        f"loaded = set('{heavy}'.split()) & set(sys.modules); sys.exit(', '.join(loaded) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr


def test_what_to_know_of_the_reading_is_told(folder, capfd):
    change = '<w:ins w:id="1" w:author="甲"><w:r><w:t>，增长65.31%。</w:t></w:r></w:ins>'
    body = para("2023年培训支出218.70万元，比上年增加86.40万元").replace("</w:p>", f"{change}</w:p>")
    (folder / "changed.docx").write_bytes(make_docx(body))
    code, out, _ = call(capfd, "check", "changed.docx")
    assert code == 0 and out.count("  说明：文档含未接受的修订") == 1
    assert "  说明：文档含未接受的修订" in call(capfd, "extract", "changed.docx")[1]
    for command in (("check", "--with-document"), ("extract",)):
        (document,) = json.loads(call(capfd, *command, "changed.docx", "--format", "json")[1])["documents"]
        assert [notice["code"] for notice in document["notices"]] == ["tracked-changes"]
        assert document["status"] == "complete"
    call(capfd, "check", "changed.docx", "--format", "json", "--output", "r.json")
    assert "  说明：文档含未接受的修订" in call(capfd, "report", "r.json")[1]


@pytest.mark.skipif(os.name == "nt", reason="closes the streams with a shell of Unix")
@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&- >&- 2>&-"])
def test_a_closed_stream_does_not_change_how_a_check_ends(folder, closed):
    def end(name: str) -> int:
        line = f'exec "{sys.executable}" -m gouji check {name} {closed}'
        known = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            ["sh", "-c", line], cwd=folder, env=known, timeout=60, stdout=subprocess.DEVNULL
        ).returncode

    assert (end("right.txt"), end("wrong.txt"), end("empty.txt")) == (0, 1, 3)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
def test_results_that_cannot_be_written_are_a_plain_sentence_and_no_fault(folder):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gouji", "check", "right.txt"],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=full, stderr=subprocess.PIPE, timeout=60,
        )  # fmt: skip
    told = done.stderr.decode("utf-8")
    assert done.returncode == 2 and told.startswith("gouji: 无法写出结果（") and told.count("\n") == 1
