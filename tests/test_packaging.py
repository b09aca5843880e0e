"""What is installed, locked and imported is what the project says."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


def test_layers_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_address_and_hashes_everything(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"://|file:/|^-|\s@\s", text, re.MULTILINE)
    for block in re.split(r"\n(?=[a-z])", text.strip()):
        if not block.startswith("#"):
            assert re.match(r"[a-z0-9][\w.-]*==\S+ \\\n +--hash=sha256:[0-9a-f]{64}", block), block[:80]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_every_dependency(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = list(project["dependencies"])
    if "dev" in name:
        extras = project["optional-dependencies"]
        (own,) = (item for item in extras["dev"] if item.startswith("gouji["))
        named = ["dev", *own.removeprefix("gouji[").removesuffix("]").split(",")]
        wanted += [item for extra in named for item in extras[extra] if item != own]
    locked = set(re.findall(r"^([a-z0-9][\w.-]*)==", (ROOT / name).read_text("utf-8"), re.MULTILINE))
    names = {re.split(r"[<>=~!\[ ]", item)[0].lower().replace(".", "-").replace("_", "-") for item in wanted}
    assert names <= {item.replace(".", "-").replace("_", "-") for item in locked}


def test_wheel_holds_every_file_of_the_packages() -> None:
    """Also what is no Python: templates, scripts and styles of the pages, words, packs."""
    from hatchling.builders.wheel import WheelBuilder

    packed = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    there = {
        path.relative_to(ROOT).as_posix()
        for package in ("extract", "checks", "gouji")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert there <= packed
    assert {"gouji/web/store/migration/env.py", "gouji/web/static/web.css"} <= packed


def test_import_stays_light() -> None:
    """A cold start must not pay for libraries that only some formats need."""
    code = "import sys, gouji.cli; print(' '.join(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    heavy = {
        "fastapi",
        "sqlalchemy",
        "pandas",
        "numpy",
        "pdfplumber",
        "docx",
        "openpyxl",
        "xlsxwriter",
        "pikepdf",
        "pypdfium2",
    }
    assert not heavy & set(done.stdout.split())
