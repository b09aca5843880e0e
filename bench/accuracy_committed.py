"""What the committed set must reach: thresholds that only rise."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bench.accuracy import Tally, committed, measure

THRESHOLDS = Path(__file__).resolve().parents[1] / "corpora" / "committed" / "thresholds.toml"


def reached() -> dict[str, float]:
    """The measures of the committed set, by name; those that end in ``_most`` are upper bounds."""
    tally = Tally()
    measure(committed(), tally)
    reading = {
        k: sum(c[k] for c in tally.reading.values())
        for k in ("figures", "matched", "spurious", "value", "unit")
    }
    if tally.failed:
        raise SystemExit(f"{tally.failed} documents were not completely checked: a rule broke off")
    planted = [c for k, c in tally.planted.items() if k != "below-rounding"]
    clean = list(tally.clean.values())
    documents = sum(c["documents"] for c in clean)
    same = sum(c["same"] for c in tally.formats.values())
    return {
        "figures_recall": reading["matched"] / reading["figures"],
        "figures_spurious_most": float(reading["spurious"]),
        "figures_value": reading["value"] / reading["matched"],
        "figures_unit": reading["unit"] / reading["matched"],
        "planted_found": sum(c["found"] for c in planted) / sum(c["planted"] for c in planted),
        "planted_error": sum(c["error"] for c in planted) / sum(c["planted"] for c in planted),
        "planted_below_rounding_most": float(tally.planted["below-rounding"]["raised"]),
        "clean_errors_most": sum(c["error"] for c in clean) / documents,
        "clean_warnings_most": sum(c["warning"] for c in clean) / documents,
        "formats_same": same / max(1, sum(c["findings"] for c in tally.formats.values())),
    }


def thresholds() -> dict[str, float]:
    """The numbers that are kept."""
    return {k: float(v) for k, v in tomllib.loads(THRESHOLDS.read_text(encoding="utf-8")).items()}


def raise_thresholds() -> None:
    """Write down what is reached now where it is better than before."""
    old = thresholds() if THRESHOLDS.is_file() else {}
    lines = [
        "# What the committed set must reach: python -m bench.accuracy_committed; the numbers only rise."
    ]
    for name, value in reached().items():
        before = old.get(name)
        best = value if before is None else (min if name.endswith("_most") else max)(before, value)
        lines.append(f"{name} = {_cut(best, up=name.endswith('_most'))}")
    THRESHOLDS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(THRESHOLDS.read_text(encoding="utf-8"))


def _cut(value: float, *, up: bool) -> float:
    """Four decimals, on the side that the value reaches."""
    import math

    return (math.ceil if up else math.floor)(value * 10_000 + (-1e-6 if up else 1e-6)) / 10_000


if __name__ == "__main__":
    raise_thresholds()
