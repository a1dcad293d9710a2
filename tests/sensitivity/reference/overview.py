"""Frontier, cost of rules and alternatives, by solving anew."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.sensitivity.reference.facts import Facts
from tests.sensitivity.reference.margins import at_budget, searched
from tests.sensitivity.reference.rules import without
from tests.sensitivity.reference.solution import Solution, ranked, solve

Record = dict[str, Any]


def frontier(facts: Facts) -> list[Record]:
    """A row for the first budget of the range, and wherever the state changes against the row before."""
    low, high = searched(facts)
    rows: list[Record] = []
    before: Solution | None = None
    for budget in range(low, high + 1):
        here = at_budget(facts, budget)
        if before is None or here.state != before.state:
            rows.append({"budget": budget * facts.step_base, **_result(here), **_changes(facts, before, here)})
            before = here
    return rows


def rule_costs(facts: Facts, rules: list[str]) -> list[Record]:
    """A row for each rule: the result without it."""
    base = solve(facts)
    rows = []
    for rule in rules:
        here = solve(without(facts, rule))
        changes = _changes(facts, base, here) if here.feasible else {"entering": [], "leaving": [], "moved": []}
        found = {k: v for k, v in _result(here).items() if k in ("status", "deviation", "value")}
        rows.append(
            {
                "rule": rule,
                **found,
                "gained": changes["entering"],
                "lost": changes["leaving"],
                "moved": changes["moved"],
            }
        )
    return rows


def costed_rules(facts: Facts, quotas: set[str]) -> list[str]:
    """Ids of the rules that have a cost; `quotas`: tiers whose policy has one (it may bound nothing)."""
    tiers = [t.id for t in facts.tiers]
    rules = [rule for rule, _ in facts.conditions]
    rules += ["min_score"] * (facts.min_score is not None)
    rules += [f"min_score:{t.id}" for t in facts.tiers if t.min_score is not None]
    rules += [f"quota:{t}" for t in tiers if t in quotas]
    rules += ["one_award_per"] * facts.one_award
    rules += [f"fallback:{tiers[a]}:{tiers[b]}" for a, b in sorted(facts.hops)]
    rules += [g.id for g in facts.groups]
    return rules + sorted(f"decision:{facts.applicants[k].id}" for k, _ in facts.decisions)


def alternatives(facts: Facts, count: int) -> Record:
    """How many winner sets are optimal, and the next best ones, ties among them, in the order of the stages."""
    rows = ranked(facts)
    deviation, value, _ = rows[0]
    following = []
    for d, v, winners in rows[1 : count + 1]:
        if d != deviation:
            stage, loss = "quota-deviation", Fraction(d - deviation)
        else:
            stage, loss = ("tie", Fraction(0)) if v == value else (facts.stage, value - v)
        named = [(facts.applicants[k].id, facts.tiers[t].id) for k, t in winners]
        following.append({"stage": stage, "loss": loss, "winners": sorted(named)})
    return {"ties": sum((d, v) == (deviation, value) for d, v, _ in rows), "next": following}


def _result(found: Solution) -> Record:
    facts = found.world.facts
    awarded = sum(a for _, a in found.amounts) * facts.step_base
    if not found.feasible:
        return {"status": "infeasible"}
    counts = {t.id: sum(tier == n for _, tier in found.winners) for n, t in enumerate(facts.tiers)}
    return {
        "status": "optimal",
        "deviation": found.deviation,
        "value": found.value,
        "counts": counts,
        "awarded": awarded,
    }


def _changes(facts: Facts, before: Solution | None, here: Solution) -> Record:
    old, new = dict(before.winners if before else ()), dict(here.winners)
    ids = [a.id for a in facts.applicants]
    return {
        "entering": sorted(ids[k] for k in new if k not in old),
        "leaving": sorted(ids[k] for k in old if k not in new),
        "moved": sorted(ids[k] for k in new if k in old and old[k] != new[k]),
    }
