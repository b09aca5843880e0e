"""``gouji doctor``: what this machine can do."""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
from importlib import import_module
from importlib.util import find_spec

from checks.registry import load_rules
from extract.isolate import limits
from extract.readers import READERS
from gouji import __version__
from gouji.cli import OK
from gouji.output import deliver
from gouji.report.text import pad


def run(options: argparse.Namespace) -> int:
    """Print version, formats, helpers and limits of this machine."""
    rows = [
        ("程序", True, f"gouji {__version__}，规则{len(load_rules())}条"),
        ("环境", True, f"Python {platform.python_version()}，{platform.system()} {platform.machine()}"),
        ("输出编码", True, sys.stdout.encoding or "utf-8"),
    ]
    for form, module in sorted(READERS.items()):
        missing = _missing(module)
        rows.append((f"读取 {form}", not missing, f"缺少 {missing}" if missing else "可用"))
    office = shutil.which("soffice") or shutil.which("libreoffice")
    rows.append(("转换 doc、wps", bool(office), office or "未找到 LibreOffice，请另存为 docx 后再检查"))
    ocr = find_spec("rapidocr") is not None
    rows.append(("识别扫描件", ocr, "可用" if ocr else "未安装 rapidocr，扫描页会列为未读出"))
    rows += [("保护", holds, told) for _, holds, told in limits()]
    lines = [f"{pad(name, 14)}{pad('是' if good else '否', 4)}{told}" for name, good, told in rows]
    deliver("\n".join(lines) + "\n", None)
    return OK


def _missing(module: str) -> str:
    """The name of what keeps a reader from working, "" where nothing does."""
    try:
        import_module(module)
    except ImportError as error:
        return error.name or str(error)
    return ""
