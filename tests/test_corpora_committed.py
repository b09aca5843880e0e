"""The committed set: the files are those of the generator, and the checker reaches what it reached before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.accuracy_committed import reached, thresholds
from corpora.committed import CHOSEN
from corpora.make import WRITERS, planted, report
from corpora.truth import dump, truth

FOLDER = Path(__file__).resolve().parents[1] / "corpora" / "committed"


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    return reached()


@pytest.mark.parametrize("name", sorted(thresholds()))
def test_threshold(name: str, measured: dict[str, float]) -> None:
    most = name.endswith("_most")
    assert measured[name] <= thresholds()[name] if most else measured[name] >= thresholds()[name]


@pytest.mark.parametrize("chosen", CHOSEN, ids=lambda c: f"{c[0]}-{c[2]}")
def test_the_files_are_what_the_generator_makes(chosen: tuple) -> None:  # type: ignore[type-arg]
    kind, seed, index, sector, errors = chosen
    for draft in (
        report(kind, seed, index, sector=sector),
        planted(kind, seed, index, errors, sector=sector),
    ):
        assert (FOLDER / f"{draft.name}.txt").read_bytes() == WRITERS["txt"](draft)
        assert (FOLDER / f"{draft.name}.truth.json").read_text(encoding="utf-8") == dump(truth(draft))


def test_every_clean_report_has_a_planted_twin_and_the_set_stays_small() -> None:
    names = {json.loads(p.read_text(encoding="utf-8"))["name"] for p in FOLDER.glob("*.truth.json")}
    assert names == {n for k, s, i, _, _ in CHOSEN for n in (f"{k}-{s}-{i:03d}", f"{k}-{s}-{i:03d}-planted")}
    assert sum(p.stat().st_size for p in FOLDER.iterdir()) < 3_000_000
