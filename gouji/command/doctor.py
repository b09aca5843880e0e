"""``gouji doctor``: what this machine can read, and which limits hold here, tried out."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from checks.registry import load_rules
from extract import isolate
from extract.extra import install
from extract.isolate import Limits
from extract.readers import MAX_BYTES, MAX_PDF_BYTES, READERS
from extract.readers.archive import MAX_DEPTH
from extract.readers.ocr.engine import models
from extract.readers.office import find_converter
from extract.readers.package import MAX_MEMBERS, MAX_TOTAL
from gouji import __version__
from gouji.outcome import OK
from gouji.output import deliver
from gouji.report.text import pad

_LIBRARIES = {
    "docx": ("lxml", "PIL"),
    "pdf": ("pypdfium2", "pdfplumber"),
    "xlsx": ("lxml",),
    "xls": ("xlrd", "olefile"),
    "html": ("lxml",),
    "ofd": ("lxml",),
    "image": ("PIL", "rapidocr", "onnxruntime", "cv2"),
}
"""What a reader loads only when it reads."""
_CONVERTER = "extract.readers.office"
_TRIAL = Limits(seconds=0.3, memory=64 * 2**20)
_MEGABYTE = 2**20

Row = tuple[str, bool, str]


def run(options: argparse.Namespace) -> int:
    """Print version, formats, helpers and limits of this machine."""
    rows = [
        ("程序", True, f"gouji {__version__}，规则{len(load_rules())}条"),
        ("环境", True, f"Python {platform.python_version()}，{platform.system()} {platform.machine()}"),
        ("输出编码", True, sys.stdout.encoding or "utf-8"),
        *_formats(),
        *_limits(),
    ]
    lines = [f"{pad(name, 16)}{pad('是' if good else '否', 4)}{told}" for name, good, told in rows]
    deliver("\n".join(lines) + "\n", None)
    return OK


def _formats() -> Iterator[Row]:
    office = find_converter()
    for form, module in READERS.items():
        missing = _missing(form, module)
        converted = module == _CONVERTER
        if missing:
            yield f"读取 {form}", False, f"缺少 {missing}"
        elif converted and office is None:
            yield f"读取 {form}", False, "未找到 LibreOffice，请另存为 docx 或 xlsx 后再检查"
        else:
            yield f"读取 {form}", True, "经 LibreOffice 转换" if converted else "可用"
    yield "读取 zip、文件夹", True, f"逐个文件读取，压缩包最多{MAX_DEPTH}层"
    if office is not None:
        yield "转换程序", True, f"{_version(office)}（{office}）"
    yield _pictures()


def _pictures() -> Row:
    files = models()
    if files is None:
        return (
            "识别扫描件",
            False,
            f"未安装识别组件，扫描页和图片逐页列为未读出；{install('ocr')}",
        )
    return "识别扫描件", True, f"用随组件安装的模型 {files.read.stem}，不联网；把握不足的数字列为未读出"


def _missing(form: str, module: str) -> str:
    """The name of what keeps a reader from working, "" where nothing does."""
    try:
        import_module(module)
    except ImportError as error:
        return error.name or str(error)
    return "、".join(name for name in _LIBRARIES.get(form, ()) if find_spec(name) is None)


def _version(office: str) -> str:
    try:
        done = subprocess.run(
            [office, "--version"], capture_output=True, text=True, timeout=15, check=True, errors="replace"
        )
    except (OSError, subprocess.SubprocessError):
        return "无法启动，转换可能失败"
    return " ".join(done.stdout.split()[:2]) or "LibreOffice"


def _limits() -> Iterator[Row]:
    tried = {
        "process": isolate.run(os.abort).reason is not None,
        "clock": isolate.run(_wait, limits=_TRIAL).detail == "timeout",
        "memory": isolate.run(_fill, 4 * _TRIAL.memory, limits=Limits(memory=_TRIAL.memory)).value is None,
    }
    for name, holds, told in isolate.limits():
        works = tried.get(name, holds)
        proof = "（已实测）" if works and name in tried else "（实测无效）" if holds and not works else ""
        yield "保护", holds and works, told + proof
    sizes = f"文件{MAX_BYTES // _MEGABYTE} MB（PDF {MAX_PDF_BYTES // _MEGABYTE} MB）"
    yield "保护", True, f"大小上限：{sizes}，压缩包内{MAX_MEMBERS}个文件、解压后{MAX_TOTAL // _MEGABYTE} MB"


def _wait() -> None:
    time.sleep(20)


def _fill(size: int) -> int:
    return len(bytearray(size))
