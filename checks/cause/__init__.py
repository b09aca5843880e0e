"""Findings with one cause told as one item: why the figures disagree, and which of them is wrong.

The document is a network of printed figures and the relations between them.  Relations that hold
are evidence that their figures are right; broken ones need a repair.  Every figure of a broken
relation is solved for, the repairs that would break a relation that holds are dropped, and the
likeliest of the rest, where it stands out, is the cause.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from checks.cause.absence import absences
from checks.cause.choose import Choice, Chooser
from checks.cause.displaced import displaced
from checks.cause.effort import Effort
from checks.cause.exchange import exchanges, other_unit
from checks.cause.gather import gather
from checks.cause.kind import copied_rates, recognise
from checks.cause.move import Move, move
from checks.cause.network import Network, Tie
from checks.cause.option import options
from checks.cause.pair import offsets, pairs
from checks.cause.shift import repeated_rows
from checks.cause.surround import Surround
from checks.cause.wording import Speaker, repairs
from checks.model import Cause, Finding, Report
from checks.wording import nested
from extract.model import Reason

STEPS = 1000
"""The most steps that the search may take for one document; each is about a millisecond."""
_WEIGHTS = {"error": 2, "warning": 1, "info": 0}


def explain(report: Report, steps: int = STEPS) -> Report:
    """The report with the causes of its findings; ``steps`` limits the search."""
    return _cut_off(_explained(report, Effort(steps)))


def _explained(report: Report, effort: Effort) -> Report:
    """The report with the causes of its errors and warnings."""
    if not any(f.severity != "info" for f in report.findings):
        return report
    network = Network(report.ledger.entries)
    surround = Surround(report.extraction)
    owners = _owners(report.findings, network)
    weights = {tie: max(_WEIGHTS[f.severity] for f in found) for tie, found in owners.items()}
    weights = {tie: weight for tie, weight in weights.items() if weight}
    moves = list(_moves(network, surround, list(weights), effort))
    chosen = Chooser(network, moves, weights).choose()
    told = _settle(report, network, Speaker(network, surround), chosen, owners)
    return _interrupted(told) if effort.is_spent() else told


def _cut_off(report: Report) -> Report:
    """The report with results whose last digits were cut off told as one cause."""
    states = {id(claim): verdict.state for claim, verdict in report.ledger.entries}
    cut = [
        f.id for f in report.findings if f.cause is None and states.get(id(f.claim)) == "held_by_truncation"
    ]
    if len(cut) < 2:
        return report
    message = f"{len(cut)}处结果系直接舍去尾数，没有四舍五入，疑为计算时统一截尾"
    cause = Cause(_name("truncation", cut), "truncation", "high", message, tuple(cut))
    findings = tuple(replace(f, cause=cause.id) if f.id in cut else f for f in report.findings)
    return replace(report, findings=findings, causes=(*report.causes, cause))


def _interrupted(report: Report) -> Report:
    """The report with a notice that the search did not come to its end."""
    reason = Reason("cause-limit", "问题过多，原因分析没有做完，部分问题没有分析原因")
    extraction = replace(report.extraction, notices=(*report.extraction.notices, reason))
    return replace(report, extraction=extraction)


def _owners(findings: Iterable[Finding], network: Network) -> dict[Tie, list[Finding]]:
    """Each broken tie to the findings that report it."""
    found: dict[Tie, list[Finding]] = {}
    kept = [f for f in findings if f.claim is not None]
    for tie in network.ties:
        if not tie.broken:
            continue
        for finding in kept:
            claim = finding.claim
            assert claim is not None
            folded = claim.group != "" and claim.group == tie.claim.group
            within = claim.rule == tie.claim.rule and {network.node(f) for f in finding.figures} >= set(
                tie.nodes
            )
            if claim is tie.claim or folded or within:
                found.setdefault(tie, []).append(finding)
    return found


def _moves(network: Network, surround: Surround, broken: list[Tie], effort: Effort) -> Iterable[Move]:
    singles: dict[tuple[object, ...], Move] = {}
    for tie in broken:
        for node in tie.nodes:
            if not effort.step():
                break
            for option in options(network, tie, node):
                key = (node, option.figure.value, option.figure.unit)
                known = singles.get(key)
                if known is not None and (known.sharp or not option.sharp):
                    continue
                made = move(network, option)
                if made.fixed:
                    singles[key] = recognise(network, surround, made, node)
    yield from singles.values()
    yield from exchanges(network, surround, singles.values(), broken)
    yield from other_unit(network, surround, singles.values())
    yield from repeated_rows(network, surround, broken)
    yield from displaced(network, surround, broken)
    yield from absences(network, surround, broken)
    yield from copied_rates(network, surround, broken)
    yield from offsets(network, singles.values())
    yield from pairs(network, singles.values(), effort)


def _settle(
    report: Report, network: Network, speaker: Speaker, chosen: list[Choice], owners: dict[Tie, list[Finding]]
) -> Report:
    causes: list[Cause] = []
    told: dict[str, Finding] = {f.id: f for f in report.findings}
    order = {f.id: i for i, f in enumerate(report.findings)}
    for alike in gather(network, chosen):
        findings: list[str] = []
        for choice in alike:
            mine = dict.fromkeys(f.id for tie in choice.ties for f in owners[tie] if told[f.id].cause is None)
            for each in mine:
                told[each] = _blame(told[each], network, choice)
            findings += mine
        if not findings:
            continue
        first = alike[0]
        message = speaker.tell(first)
        if len(alike) > 1:
            message = speaker.join(alike)
        repair = tuple(r for c in alike if c.certain and not c.others for r in repairs(network, c.move))
        findings = sorted(set(findings), key=order.__getitem__)
        cause = Cause(
            _name(first.kind, findings),
            first.kind,
            first.confidence,
            nested(message),
            tuple(findings),
            repair,
        )
        causes.append(cause)
        for each in findings:
            told[each] = replace(told[each], cause=cause.id)
    causes.sort(key=lambda cause: min(order[each] for each in cause.findings))
    return replace(report, findings=tuple(told[f.id] for f in report.findings), causes=tuple(causes))


def _name(kind: str, findings: list[str]) -> str:
    """The id of a cause: that of its kind and findings, so that it survives editing elsewhere."""
    return "c" + sha256("|".join([kind, *sorted(findings)]).encode()).hexdigest()[:8]


def _blame(finding: Finding, network: Network, choice: Choice) -> Finding:
    """The finding with its suspect where the evidence is uneven."""
    if not choice.certain or not choice.move.changes:
        return finding
    wrong = [i for i, f in enumerate(finding.figures) if network.node(f) in choice.move.changes]
    return replace(finding, suspect=wrong[0]) if wrong else finding
