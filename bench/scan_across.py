"""Planted errors across documents, and sound twins: what each of the rules GJ501 to GJ509 finds of them.

Every measure hands in whole folders to ``gouji scan``.  A planted unit counts as found where the
rule names it; a finding of any of these rules on anything else is told as well.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from bench.scan_year import leaves, make_budget, merge, next_year, settle_income, write_paper
from corpora.budget import Budget
from corpora.function import settle
from corpora.make import WRITERS

ROOT = Path(__file__).resolve().parents[1]
_OFFICES = ("本级", "信息中心", "执法支队")


@dataclass(frozen=True)
class Planted:
    """What was handed in: the units in which the rule ought to find something, and the roster if any."""

    units: frozenset[str]
    roster: str = ""


def measure(folder: Path, count: int, seed: int, only: str = "") -> None:
    """Print what was found of what was planted, by rule."""
    for rule, name, plant in MEASURES:
        if only and only != (rule or "clean"):
            continue
        home = folder / f"{rule or 'clean'}-{name}"
        shutil.rmtree(home, ignore_errors=True)
        (home / "year").mkdir(parents=True)
        planted = plant(home / "year", count, seed)
        roster = home / "roster.csv"
        roster.write_text(planted.roster, "utf-8")
        call = [sys.executable, "-m", "gouji", "scan", str(home / "year"), "--run", str(home / "run")]
        call += ["--roster", str(roster)] if planted.roster else []
        subprocess.run(call, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        told = json.loads((home / "run" / "summary.json").read_text("utf-8"))
        named = {(f["rule"], unit) for f in told["findings"] for unit in _units(f, told)}
        found = planted.units & {unit for code, unit in named if code == rule}
        besides = Counter(code for code, unit in named if code != rule or unit not in planted.units)
        states = {state: number for state, number in told["states"].items() if number}
        score = f"{len(found)} of {len(planted.units)} found" if rule else "nothing planted"
        print(f"across, {rule or 'clean'} {name}: {states}, {score}; besides {dict(sorted(besides.items()))}")
        for unit in sorted(planted.units - found):
            print(f"    not found: {unit}")


def _units(finding: dict[str, Any], told: dict[str, list[dict[str, str]]]) -> set[str]:
    """The units that a finding accuses: both where one has copied from the other."""
    if finding["rule"] not in ("GJ504", "GJ507"):
        return {finding["unit"]}
    unit_of = {document["path"]: document["unit"] for document in told["documents"]}
    return {unit_of[path] for path in finding["documents"]}


# --- one unit, two years --------------------------------------------------------------------------


def _pairs(slip: str) -> Callable[[Path, int, int], Planted]:
    def plant(folder: Path, count: int, seed: int) -> Planted:
        planted = set()
        for before in _budgets(count, f"pair/{seed}"):
            if not _is_steady(next_year(before, f"pair/{seed}/{before.entity}"), "prior"):
                continue
            (home := folder / before.entity).mkdir()
            possible = bool(slip) and (slip != "carry" or before.carry_out["final"] > 0)
            now = next_year(before, f"pair/{seed}/{before.entity}", SLIPS.get(slip))
            for budget in (before, now):
                for kind in ("accounts", "department", "visit"):
                    last = budget is now and kind == "department" and slip == "paper"
                    stated = scale(deepcopy(budget), "final") if last else budget
                    _save(home, kind, stated, f"{seed}/{budget.entity}/{budget.year}")
            plan = scale(deepcopy(now), "initial") if slip == "plan" else now
            (home / f"{now.year}预算.txt").write_text(_public_budget(plan), "utf-8")
            rng = Random(f"{seed}/{now.entity}")
            (home / f"{now.year}小结.txt").write_text(_short_report(now, rng), "utf-8")
            if possible:
                planted.add(before.entity)
        return Planted(frozenset(planted))

    return plant


def _is_steady(budget: Budget, column: str) -> bool:
    """Whether the accounts leave the income of a column as it was."""
    tried = deepcopy(budget)
    settle(tried)
    return all(
        mine.get(column) == theirs.get(column)
        for mine, theirs in zip(budget.income.parts, tried.income.parts, strict=True)
    )


def scale(budget: Budget, column: str) -> Budget:
    """One column of every line taken from somewhere else."""
    for tree in (budget.spending, budget.visits):
        for line in leaves(tree):
            line.own[column] = round(line.own[column] * 1.07 / 10_000) * 10_000
    settle_income(budget)
    return budget


def _wrong_carry(budget: Budget) -> None:
    if budget.carry_in["final"]:
        budget.carry_in["final"] += 370_000
        budget.carry_out["prior"] += 370_000


SLIPS: dict[str, Callable[[Budget], object]] = {"prior": lambda b: scale(b, "prior"), "carry": _wrong_carry}


def _public_budget(budget: Budget) -> str:
    """The budget as a unit makes it public when the year begins."""

    basic, projects = (_wan(budget.amount(name, "initial")) for name in ("基本支出", "项目支出"))
    lines = [f"{line.name}{_wan(line.get('initial'))}" for line in leaves(budget.visits)]
    return (
        f"{budget.entity}{budget.year}年部门预算公开说明\n"
        f"{budget.year}年支出预算{_wan(budget.spending.get('initial'))}。\n"
        f"{budget.year}年基本支出预算{basic}，项目支出预算{projects}。\n"
        f"{budget.year}年“三公”经费预算{_wan(budget.visits.get('initial'))}，其中{'，'.join(lines)}。\n"
    )


def _short_report(budget: Budget, rng: Random) -> str:
    """A report that tells the initial budget, in one of several ways."""
    basic, projects = (_wan(budget.amount(name, "initial")) for name in ("基本支出", "项目支出"))
    told = rng.choice(
        (
            f"年初预算安排基本支出{basic}，项目支出{projects}。",
            f"{budget.year}年基本支出年初预算数为{basic}，项目支出年初预算数为{projects}。",
            f"本年度基本支出年初预算{basic}；项目支出年初预算{projects}。",
        )
    )
    return f"{budget.entity}{budget.year}年度部门整体支出绩效自评报告（简版）\n{told}\n"


def _wan(amount: int) -> str:
    return f"{amount / 1_000_000:.2f}万元"


# --- a department and its units -------------------------------------------------------------------


def _departments(wrong: bool) -> Callable[[Path, int, int], Planted]:
    def plant(folder: Path, count: int, seed: int) -> Planted:
        names, rows = set(), ["单位名称,主管部门"]
        for first in _budgets(count, f"department/{seed}"):
            base, office = first.entity, first.sector.office
            units = []
            for number, end in enumerate(_OFFICES):
                unit = first if not number else make_budget(f"{seed}/{base}/{end}")[0]
                unit = replace(deepcopy(unit), city=first.city, year=first.year)
                unit.sector = replace(first.sector, office=office + end)
                unit.funds = {}  # one unit's general project may bear the name of another's fund
                settle_income(unit)
                settle(unit)
                units.append(unit)
            whole = merge(units, office)
            if not _is_steady(whole, "final"):
                continue
            rows += [f"{base}{end},{base}" for end in _OFFICES]
            if wrong:
                line = Random(f"{seed}/{base}").choice(list(leaves(whole.spending.find("公用经费"))))
                line.own["final"] += 450_000
                settle_income(whole)
                names.add(base)
            for budget in (whole, *units):
                home = folder / budget.entity
                home.mkdir()
                _save(home, "accounts", budget, f"{seed}/{budget.entity}")
        return Planted(frozenset(names), "\n".join(rows) + "\n")

    return plant


# --- all units ------------------------------------------------------------------------------------


def _copies(what: str) -> Callable[[Path, int, int], Planted]:
    """Papers of many units; a few are those of another unit under another name."""

    def plant(folder: Path, count: int, seed: int) -> Planted:
        planted: set[str] = set()
        budgets = _budgets(3 * count, f"copy/{seed}")
        for number, budget in enumerate(budgets):
            budget.year = 2023
            copied = what != "nothing" and number % 10 == 1
            home = folder / budget.entity
            home.mkdir()
            for kind in ("department", "evaluation"):
                source = budgets[number - 1] if copied and kind == "department" else budget
                draft = write_paper(kind, source, f"{seed}/{source.entity}")
                text = WRITERS["txt"](draft).decode()
                if source is not budget:
                    text = text.replace(source.entity, budget.entity)
                    if what == "text":
                        rng = Random(f"{seed}/{number}")
                        text = "".join(
                            f"{rng.uniform(1, 900):.2f}" if i % 2 else part
                            for i, part in enumerate(re.split(r"(\d+\.\d\d)", text))
                        )
                    planted |= {budget.entity, source.entity}
                (home / f"{kind}.txt").write_text(text, "utf-8")
        return Planted(frozenset(planted))

    return plant


def _marks(share: float) -> Callable[[Path, int, int], Planted]:
    """A table of marks for each unit; ``share`` of them all full."""

    def plant(folder: Path, count: int, seed: int) -> Planted:
        rng, planted = Random(f"marks/{seed}"), set()
        for number, budget in enumerate(_budgets(3 * count, f"marks/{seed}")):
            full = number < share * 3 * count
            rows = ["|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|"]
            for i in range(12):
                lost = 0 if full else rng.choice((0, 0, 0.5, 1))
                done = 100 if full else rng.choice((100, 92, 97))
                rows.append(f"|产出指标|数量指标|第{i + 1}类任务完成率|100%|{done}%|5|{5 - lost:g}|")
            text = f"{budget.entity}2023年度部门整体支出绩效自评表\n\n{rows[0]}\n|{'---|' * 7}\n" + "\n".join(
                rows[1:]
            )
            (folder / f"{budget.entity}.txt").write_text(text + "\n", "utf-8")
            if full and share <= 0.1:
                planted.add(budget.entity)
        return Planted(frozenset(planted))

    return plant


def _forms(share: float) -> Callable[[Path, int, int], Planted]:
    """A form with relations that no word tells; in ``share`` of the units one does not hold."""

    def plant(folder: Path, count: int, seed: int) -> Planted:
        rng, planted = Random(f"forms/{seed}"), set()
        budgets = _budgets(4 * count, f"forms/{seed}")
        broken = set(rng.sample(range(len(budgets)), int(share * len(budgets))))
        for number, budget in enumerate(budgets):
            cells = {
                name: rng.randint(10_000, 900_000) for name in ("器材", "网络", "讲师", "场地", "其他杂项")
            }
            cells["已验收资产"] = cells["器材"] + cells["网络"]
            cells["结算单金额"] = cells["讲师"]
            if number in broken:
                cells[rng.choice(("已验收资产", "结算单金额"))] += rng.choice((-1, 1)) * rng.randint(
                    100, 5000
                )
                if share <= 0.05:
                    planted.add(budget.entity)
            rows = "".join(f"|{name}|{cents / 100:.2f}|\n" for name, cents in cells.items())
            text = f"{budget.entity}2023年度专项经费使用情况自评表\n\n单位：万元\n\n|内容|金额|\n|---|---|\n{rows}"
            (folder / f"{budget.entity}.txt").write_text(text, "utf-8")
        return Planted(frozenset(planted))

    return plant


def _budgets(count: int, seed: str) -> list[Budget]:
    """So many units, each under a name of its own."""
    made: dict[str, Budget] = {}
    number = 0
    while len(made) < count:
        budget, _ = make_budget(f"{seed}/{number}")
        made.setdefault(budget.entity, budget)
        number += 1
    return list(made.values())


def _save(home: Path, kind: str, budget: Budget, seed: str) -> None:
    draft = write_paper(kind, budget, seed)
    (home / f"{budget.year}{draft.title or kind}.docx").write_bytes(WRITERS["docx"](draft))


MEASURES: tuple[tuple[str, str, Callable[[Path, int, int], Planted]], ...] = (
    ("", "pairs of years", _pairs("")),
    ("", "departments", _departments(False)),
    ("", "units", _copies("nothing")),
    ("", "marks", _marks(0.6)),
    ("", "forms", _forms(0.3)),
    ("GJ501", "last year's column of another year", _pairs("prior")),
    ("GJ502", "opening balance", _pairs("carry")),
    ("GJ503", "one paper told otherwise", _pairs("paper")),
    ("GJ504", "numbers of another unit", _copies("numbers")),
    ("GJ505", "another public budget", _pairs("plan")),
    ("GJ506", "department's total", _departments(True)),
    ("GJ507", "text of another unit", _copies("text")),
    ("GJ508", "all marks full", _marks(0.05)),
    ("GJ509", "a form filled in otherwise", _forms(0.05)),
)
