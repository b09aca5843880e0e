"""The pages are those of the rules, and what the documents point at is there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from checks.context import Context
from checks.fact import FactTable
from checks.registry import Rule, load_rules
from checks.run import apply
from extract import read_text

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_generated_pages_are_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("docs_render", ROOT / "docs" / "render.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for path, content in module.pages().items():
        assert path.read_text("utf-8") == content, f"{path.name}: run make docs"


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


def test_the_check_of_the_guide_runs_as_it_stands(tmp_path: Path) -> None:
    """The file in docs/writing-a-check.md is a rule whose own examples hold."""
    text = (ROOT / "docs" / "writing-a-check.md").read_text("utf-8")
    code = text.split("```python\n", 1)[1].rsplit("\n```\n\nThree things", 1)[0]
    path = tmp_path / "guide.py"
    path.write_text(code, "utf-8")
    spec = importlib.util.spec_from_file_location("guide", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rule = Rule(
        module.CODE, module.NAME, module.SEVERITY, module.SINCE, module.__doc__.strip(), module.claims
    )
    assert rule.code not in {known.code for known in load_rules()}
    for heading, wanted in (("错误示例", 1), ("正确示例", 0), ("不判示例", 0)):
        for example in rule.examples(heading):
            extraction = read_text(example)
            assert len(apply([rule], Context(extraction, FactTable(extraction))).findings) == wanted, heading
