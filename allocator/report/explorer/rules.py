"""The policy's rules with their sources, what each of them costs, and everything that is assumed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allocator.allocation import Allocation
from allocator.numbers import plain
from allocator.policy import assumptions_of, rules_of, screening_codes
from allocator.policy.rules import ASSUMPTION
from allocator.report.articles import article
from allocator.report.explained_run import ExplainedRun
from allocator.sensitivity.alternatives import Alternatives
from allocator.sensitivity.reasons.words import Words
from allocator.sensitivity.rule_costs import RuleCost
from allocator.visible import visible

Record = dict[str, Any]


def rule_records(run: ExplainedRun) -> list[Record]:
    """Every rule that has an id, then every recorded decision: its kind, name, source, and its cost where known."""
    scenario = run.allocation.scenario
    words, found = Words(scenario), run.sensitivity
    costs = {c.rule: _cost(run.allocation, c) for c in (found.rule_costs if found else ())}
    records = [_named(r.id, r.kind, (r.zh, r.en), r.source) for r in rules_of(scenario.policy)]
    decisions = scenario.tables.decisions
    for d in sorted(decisions.entries if decisions else (), key=lambda d: words.ids[d.application]):
        rule = f"decision:{words.ids[d.application]}"
        records.append(_named(rule, "decision", words.rule(rule), d.authority))
    return [r | ({"cost": costs[r["id"]]} if r["id"] in costs else {}) for r in records]


def rule_names(allocation: Allocation) -> dict[str, list[str]]:
    """Id -> name with its source in both languages, of every rule, decision and code of screening."""
    words = Words(allocation.scenario)
    rules = [r.id for r in rules_of(allocation.scenario.policy)]
    rules += [f"decision:{words.ids[k]}" for k in sorted(allocation.scenario.decisions)]
    names = {code: list(both) for code, both in screening_codes().items()}
    return names | {rule: list(map(visible, words.rule(rule))) for rule in rules}


def assumption_records(allocation: Allocation) -> list[Record]:
    """Everything that no article says."""
    return [_named(r.id, r.kind, (r.zh, r.en), r.source) for r in assumptions_of(allocation.scenario.policy)]


def alternatives_record(found: Alternatives) -> Record:
    """How many winner sets are optimal, and the best others."""
    positions = found.allocation.scenario.positions

    def places(who: Sequence[int]) -> list[int]:
        return [positions[k] for k in who]

    return {
        "ties": found.ties,
        "counted": found.counted,
        "next": [
            {
                "stage": a.stage,
                "loss": plain(a.loss),
                "entering": places(a.entering),
                "leaving": places(a.leaving),
                "moved": places(a.moved),
            }
            for a in found.next
        ],
    }


def _named(rule: str, kind: str, name: tuple[str, str], source: str) -> Record:
    zh, en = map(visible, name)
    return {
        "id": visible(rule),
        "kind": kind,
        "name": [zh, en],
        "source": list(article(visible(source))),
        "assumed": source == ASSUMPTION,
    }


def _cost(allocation: Allocation, cost: RuleCost) -> Record:
    if cost.status != "optimal":
        return {"feasible": False}
    positions = allocation.scenario.positions
    before = {s.stage: s.value for s in allocation.objective}
    deviation, value = (cost.stages[s] - before[s] for s in before)
    moves = {"gained": cost.gained, "lost": cost.lost, "moved": cost.moved}
    record = {"feasible": True, "deviation": plain(deviation), "value": plain(value)}
    return record | {name: [positions[k] for k in who] for name, who in moves.items()}
