"""The pages are those of the rules, and what the documents point at is there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_rule_pages_are_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("docs_render", ROOT / "docs" / "render.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == module.render(), "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_both_readmes_have_the_same_parts() -> None:
    def shape(name: str) -> list[tuple[int, int, int]]:
        text = (ROOT / name).read_text("utf-8")
        sections = re.split(r"^## ", text, flags=re.MULTILINE)
        return [
            (s.count("```"), len(re.findall(r"^[-|] ?", s, re.MULTILINE)), s.count("](")) for s in sections
        ]

    assert shape("README.md") == shape("README.zh-CN.md")
