"""``make serve-demo``: a review page filled with invented reports, some of them mended and handed in again."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from corpora.make import ERRORS, WRITERS, planted, report
from corpora.model import Draft
from gouji.cli import main
from gouji.web.settings import PageSettings
from gouji.web.site import LOCAL, Site, open_site
from gouji.web.store import Document, document

FOLDER = Path("out/demo")
SEED = 11
COUNT = 4  # reports of each kind
KINDS = ("department", "project", "evaluation")


def fill(site: Site, count: int = COUNT) -> None:
    """Hand in so many reports of each kind, with errors, and of every second its sound twin as the next version."""
    for kind in KINDS:
        for index in range(count):
            first = _hand_in(site, planted(kind, SEED, index, list(ERRORS), most=6), None)
            if index % 2:
                _hand_in(site, report(kind, SEED, index), first)


def _hand_in(site: Site, draft: Draft, earlier: Document | None) -> Document:
    received = site.vault.receive(io.BytesIO(WRITERS["docx"](draft)), f"{draft.name}.docx")
    with site.store.write() as connection:
        return document.add(connection, received, LOCAL, earlier=earlier)


def serve() -> int:
    """Fill the page where it is empty, and serve it; further arguments are those of ``gouji serve``."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    site = open_site(PageSettings(FOLDER.resolve()))
    with site.store.read() as connection:
        empty = not document.listing(connection, LOCAL, document.Wanted(limit=1))
    if empty:
        fill(site)
    site.store.close()
    return main(["serve", "--folder", str(FOLDER), *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(serve())
