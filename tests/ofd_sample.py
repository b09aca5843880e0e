"""OFD files built from raw XML for the reader's tests; every unit and figure is invented."""

from __future__ import annotations

import io
import zipfile

NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(x: float, y: float, content: str, size: float = 4.0, extra: str = "", delta: str = "") -> str:
    """Characters whose baseline begins at (x, y), in millimetres; digits are half as wide."""
    steps = delta or " ".join(str(size / 2 if ord(char) < 0x2E80 else size) for char in content[:-1])
    across = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - size} 150 {size}" Font="1" Size="{size}" {extra}>'
        f'<ofd:TextCode X="0" Y="{size}"{across}>{content}</ofd:TextCode></ofd:TextObject>'
    )


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """A ruling line in millimetres."""
    return (
        f'<ofd:PathObject ID="2" Boundary="{x0} {y0} {max(x1 - x0, 0.1)} {max(y1 - y0, 0.1)}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def grid(x: float, y: float, rows: list[list[str]], width: float = 40.0, height: float = 10.0) -> str:
    """A ruled table of equal cells."""
    wide, high = len(rows[0]) * width, len(rows) * height
    drawn = "".join(line(x, y + i * height, x + wide, y + i * height) for i in range(len(rows) + 1))
    drawn += "".join(line(x + i * width, y, x + i * width, y + high) for i in range(len(rows[0]) + 1))
    return drawn + "".join(
        text(x + 2 + c * width, y + 7 + r * height, content)
        for r, row in enumerate(rows)
        for c, content in enumerate(row)
        if content
    )


def make_ofd(*pages: str, template: str = "", extra: dict[str, str] | None = None) -> bytes:
    """An OFD file of A4 pages, each showing the given objects over the template's."""
    use = '<ofd:Template TemplateID="T"/>' if template else ""
    files = {
        "OFD.xml": f"<ofd:OFD {NAMES}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": (
            f"<ofd:Document {NAMES}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            '</ofd:PageArea><ofd:TemplatePage ID="T" BaseLoc="T.xml"/></ofd:CommonData><ofd:Pages>'
            + "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/{i}.xml"/>' for i in range(len(pages)))
            + "</ofd:Pages></ofd:Document>"
        ),
        **(extra or {}),
    }
    for i, objects in enumerate(pages):
        files[f"Doc_0/Pages/{i}.xml"] = (
            f'<ofd:Page {NAMES}>{use}<ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    if template:
        files["Doc_0/T.xml"] = (
            f"<ofd:Page {NAMES}><ofd:Content><ofd:Layer>{template}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
