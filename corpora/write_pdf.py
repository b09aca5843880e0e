"""A report as PDF by two different producers, and as a scan without a text layer."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from random import Random

from corpora import write_docx, write_html
from corpora.model import Draft

OFFICE = "soffice"


def by_office(draft: Draft) -> bytes:
    """The PDF that LibreOffice makes of the Word file."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.docx"
        source.write_bytes(write_docx.write(draft))
        return converted(source, "pdf")


def converted(path: Path, *formats: str) -> bytes:
    """A file converted by LibreOffice to each of ``formats`` in turn: its last bytes."""
    with tempfile.TemporaryDirectory() as folder:
        for step, extension in enumerate(formats):
            out = Path(folder) / str(step)
            call = [
                OFFICE,
                f"-env:UserInstallation=file://{_profile().name}",
                "--headless",
                "--convert-to",
                extension,
                "--outdir",
                str(out),
                str(path),
            ]
            subprocess.run(call, check=True, capture_output=True, timeout=180)
            path = out / f"{path.stem}.{extension}"
        return path.read_bytes()


@cache
def _profile() -> tempfile.TemporaryDirectory[str]:
    """One office profile for this process: a fresh one for each file takes seconds, a shared one is locked."""
    return tempfile.TemporaryDirectory(prefix="corpora-office-")


def by_browser(draft: Draft) -> bytes:
    """The PDF that a web layout engine (WeasyPrint) makes of the page."""
    from weasyprint import HTML

    data: bytes = HTML(string=write_html.write(draft)).write_pdf()
    return data


def scanned(draft: Draft) -> bytes:
    """Pages as pictures, slightly turned and with grain: a scan without a text layer."""
    from PIL import Image

    if shutil.which("pdftoppm") is None:
        raise RuntimeError("pdftoppm is needed to make scans (poppler-utils)")
    rng = Random(draft.name)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.pdf"
        source.write_bytes(by_office(draft))
        subprocess.run(
            ["pdftoppm", "-r", "130", "-gray", str(source), str(Path(folder) / "page")],
            check=True,
            timeout=180,
        )
        pages = []
        for path in sorted(Path(folder).glob("page*.pgm")):
            with Image.open(path) as opened:
                page = opened.convert("L")
            page = page.rotate(rng.uniform(-0.8, 0.8), resample=Image.Resampling.BICUBIC, fillcolor=255)
            grain = Image.frombytes("L", page.size, rng.randbytes(page.width * page.height))
            pages.append(Image.blend(page, grain, 0.08))
        buffer = io.BytesIO()
        pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=130)
        return buffer.getvalue()
