"""OFD files (GB/T 33190), the fixed layout of Chinese offices: pages of placed characters and lines.

Tables and paragraphs are found by the rules that find them in PDF.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

from extract.isolate import beat
from extract.model import Locator, Reason, Source
from extract.readers.ofd_page import MAX_OBJECTS, POINTS, Shown, collect, local, numbers, to_content
from extract.readers.package import Package
from extract.readers.unreadable import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

    from extract.readers.pdf.page import Page

MAX_PAGES: Final = 2_000
_A4: Final = [0.0, 0.0, 210.0, 297.0]


def read(data: bytes, name: str) -> Source:
    """Read an OFD file. Raises Unreadable; pages that could not be read are in ``reasons``."""
    from extract.readers.pdf.document import assemble
    from extract.readers.pdf.page import lay_out

    package = Package(data)
    if any(posixpath.basename(part).lower() == "encryptions.xml" for part in package.names):
        raise Unreadable("encrypted", "OFD 文件已加密，无法读取，请解除加密后再检查。")
    root = package.parse("OFD.xml")
    if root is None:
        raise Unreadable("corrupt", "OFD 文件已损坏（缺少目录），请重新导出后再检查。")
    pages: list[Page] = []
    reasons: list[Reason] = []
    for body in (element for element in root if local(element) == "DocBody"):
        target = next((child.text or "" for child in body if local(child) == "DocRoot"), "")
        for shown, width, height in _pages(package, _join("", target), reasons, len(pages)):
            beat()
            number = len(pages) + 1
            pages.append(lay_out(to_content(shown, width, height), number))
            reasons.extend(_lacks(shown, width * height, number))
    if not pages:
        raise Unreadable("corrupt", "OFD 文件中没有可读的页面，请重新导出后再检查。")
    if not any(page.glyphs for page in pages):
        raise Unreadable(
            "no-text-layer", "OFD 文件没有文字（可能是扫描件），未读取，请提供可复制文字的文件。"
        )
    return Source("ofd", assemble(pages), tuple(reasons), (), "", len(pages))


def _join(folder: str, target: str) -> str:
    target = target.strip()
    joined = target if target.startswith("/") else posixpath.join("/" + folder, target)
    return posixpath.normpath(joined).lstrip("/")


def _pages(
    package: Package, part: str, reasons: list[Reason], before: int
) -> list[tuple[Shown, float, float]]:
    """The pages of one document inside the file: what each shows, its width and height in points."""
    document = package.parse(part)
    if document is None:
        return []
    folder = posixpath.dirname(part)
    usual, templates, places = _A4, {}, []
    for element in document.iter():
        kind = local(element)
        if kind == "PhysicalBox" and len(numbers(element.text)) == 4:
            usual = numbers(element.text)
        elif kind == "TemplatePage":
            templates[element.get("ID") or ""] = _join(folder, element.get("BaseLoc") or "")
        elif kind == "Page" and element.get("BaseLoc"):
            places.append(_join(folder, element.get("BaseLoc") or ""))
    found: list[tuple[Shown, float, float]] = []
    for place in places:
        number = before + len(found) + 1
        if number > MAX_PAGES:
            reasons.append(Reason("page-limit", f"超过{MAX_PAGES}页，其后未读取，请拆分后再检查。"))
            break
        shown = Shown()
        box = usual
        page = _part(package, place)
        if page is None:
            reasons.append(Reason("damaged-part", f"第{number}页已损坏，未读出。", Locator(page=number)))
        else:
            box = next(
                (b for e in page.iter() if local(e) == "PhysicalBox" and len(b := numbers(e.text)) == 4),
                usual,
            )
            for use in (element for element in page if local(element) == "Template"):
                template = _part(package, templates.get(use.get("TemplateID") or "", ""))
                if template is None:
                    message = f"第{number}页的版式模板缺失，可能未读全。"
                    reasons.append(Reason("damaged-part", message, Locator(page=number)))
                else:
                    collect(template, shown)
            collect(page, shown)
        found.append((shown, max(box[2], 1.0) * POINTS, max(box[3], 1.0) * POINTS))
    return found


def _part(package: Package, name: str) -> _Element | None:
    try:
        return package.parse(name) if name else None
    except Unreadable as error:
        if error.code != "corrupt":
            raise
        return None


def _lacks(shown: Shown, area: float, number: int) -> list[Reason]:
    where = Locator(page=number)
    largest = max(((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in shown.pictures), default=0.0) / area
    if shown.objects > MAX_OBJECTS:
        return [Reason("object-limit", f"第{number}页的图形对象过多，未读全。", where)]
    if not shown.glyphs and largest > 0.02:
        return [Reason("no-text-layer", f"第{number}页没有文字（可能是扫描件），未读出。", where)]
    if largest > 0.12:
        return [Reason("picture", f"第{number}页有图片，图中文字未读出。", where)]
    return []
