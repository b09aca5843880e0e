"""Formats that LibreOffice opens for us (doc, wps, rtf, odt, ods …), converted and read as docx or xlsx."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from extract.isolate import INTERRUPTED, beat, inside, kept_waiting
from extract.model import Reason, Source
from extract.readers.sniff import sniff
from extract.readers.unreadable import Unreadable

SECONDS: Final = 60.0
_STALE: Final = 600.0
"""A folder that no conversion has touched for so many seconds is one of a process that was killed."""
_PLACES: Final = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_WRITER: Final = "docx:MS Word 2007 XML"
_CALC: Final = "xlsx:Calc MS Excel 2007 XML"
_SHEETS: Final = frozenset(("ods", "xlsb", "xmlss"))
_ENDINGS: Final = {"xmlss": "xml", "wordml": "xml"}
_MAX_OUTPUT: Final = 100 * 2**20
_PREFIX: Final = "gouji-convert-"
_TRIES: Final = 2
_NOT_DONE: Final = 1
"""The exit code of some converters where nothing came of it; others tell 0. Any other one is of their own troubles."""
_NOT_RUN: Final = 126
_SIGNALLED: Final = 128
"""Exit codes as from a shell: from the first on a program could not be run, from the second on a signal ended it."""
_INTERRUPTED: Final = frozenset((-9, -15, _SIGNALLED + 9, _SIGNALLED + 15, 255))
"""Exit codes of a converter that somebody killed or asked to end: nothing that it converts brings about these."""

_SETTINGS: Final = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""No macros, no linked content, no updates of links; every connection goes to a port where nobody listens."""


def find_converter() -> str | None:
    """The path of LibreOffice, None where it is not installed. GOUJI_SOFFICE overrides the search."""
    chosen = os.environ.get("GOUJI_SOFFICE")
    if chosen is not None:
        return chosen if Path(chosen).is_file() else None
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def read(data: bytes, name: str) -> Source:
    """Read a document that only LibreOffice opens. Raises Unreadable."""
    from extract.readers import docx, xlsx

    form = sniff(data, name)
    if form in _SHEETS:
        return _said(xlsx.read(convert(data, form, _CALC, "xlsx"), name), form)
    return _said(docx.read(convert(data, form, _WRITER, "docx"), name), form)


def _said(source: Source, form: str) -> Source:
    notice = Reason("converted", f"{form} 文件经 LibreOffice 转换后读取，版面可能与原文件略有不同。")
    return replace(source, format=form, notices=(*source.notices, notice))


def convert(data: bytes, form: str, target: str, suffix: str) -> bytes:
    """A document in another format. Raises Unreadable (no-converter, timeout, interrupted, crashed, corrupt).

    The converter has a profile of its own that ends with it, no macros, no network and a time
    limit; its output file is what counts, because it returns 0 also where it converted nothing.  What
    comes to nothing is tried twice: a converter that is disturbed may end like one that cannot read.
    """
    program = find_converter()
    if program is None:
        raise Unreadable(
            "no-converter",
            f"{form} 格式需要 LibreOffice 才能读取，本机未安装。请安装 libreoffice-writer 和 libreoffice-calc，"
            "或用 Word、WPS 另存为 docx、xlsx 后再检查。",
        )
    _sweep()
    for _ in range(_TRIES):
        made = _convert(program, data, form, target, suffix)
        if made:
            return made
    raise Unreadable(
        "corrupt", f"{form} 文件无法转换，可能设有密码或已损坏，请用 Word 或 WPS 另存为 docx 后再检查。"
    )


def _convert(program: str, data: bytes, form: str, target: str, suffix: str) -> bytes:
    """What one run of the converter makes of a document, nothing where it makes nothing. Raises Unreadable."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        base = Path(folder)
        profile = base / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
        source = base / f"source.{_ENDINGS.get(form, form)}"
        source.write_bytes(data)
        command = [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--invisible", "--norestore",
            "--nolockcheck", "--nodefault", "--nologo", "--convert-to", target, "--outdir", str(base / "out"),
            str(source),
        ]  # fmt: skip
        code = _run(command, base)
        if code in _INTERRUPTED:
            raise Unreadable(
                INTERRUPTED,
                f"转换 {form} 文件的 LibreOffice 被系统或他人中止（可能内存不足），未读出，请再检查一次。",
            )
        output = base / "out" / f"source.{suffix}"
        size = output.stat().st_size if 0 <= code < _NOT_RUN and output.is_file() else 0
        if not size and code not in (0, _NOT_DONE):
            raise Unreadable(
                "crashed", f"转换 {form} 文件的 LibreOffice 异常中止，请用 Word 或 WPS 另存为 docx 后再检查。"
            )
        if size > _MAX_OUTPUT:
            raise Unreadable("too-large", "文件转换后过大，未读取，请拆分后再检查。")
        return output.read_bytes() if size else b""


def _sweep() -> None:
    """Remove what conversions left behind that were killed with their process."""
    oldest = time.time() - _STALE
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items {names}>{items}</oor:items>'


def _run(command: list[str], folder: Path) -> int:
    """The exit code of the converter; as from a shell, one that a signal ended may exit with more than 128."""
    kept = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    nowhere = "http://127.0.0.1:9"
    environment |= {
        "HOME": str(folder), "http_proxy": nowhere, "https_proxy": nowhere, "SAL_USE_VCLPLUGIN": "svp",
    }  # fmt: skip
    # In a document's own process the converter stays in its group and ends with it.
    alone = not inside()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=alone,
    )  # fmt: skip
    _lift_memory(process.pid)
    deadline = time.monotonic() + SECONDS
    try:
        while process.poll() is None:
            if time.monotonic() > deadline and time.monotonic() > deadline + kept_waiting(process.pid):
                raise Unreadable(
                    "timeout", f"转换超过{SECONDS:.0f}秒已终止，请用 Word 或 WPS 另存为 docx 后再检查。"
                )
            beat()
            with contextlib.suppress(OSError):
                os.utime(folder)
            time.sleep(0.02)
    finally:
        if alone and hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
    return process.returncode


def _lift_memory(pid: int) -> None:
    """The converter maps more than a reader may; it gets twice as much."""
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if soft > 0:
            resource.prlimit(pid, resource.RLIMIT_AS, (soft * 2, hard))
