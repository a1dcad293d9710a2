"""What every rule and every recorded decision costs: the optimum without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from allocator.model import compile_model
from allocator.policy.rules import rules_of
from allocator.scenario import Scenario
from allocator.scenario.variants import without_rules
from allocator.sensitivity.best import Solver
from allocator.sensitivity.margins import Solved
from allocator.sensitivity.winners import changes, winners

KINDS = ("eligibility", "min_score", "quota", "one_award_per", "fallback", "group")


@dataclass(frozen=True, slots=True)
class RuleCost:
    """The best allocation without one rule, against the one with it.

    Parameters
    ----------
    rule
        Id of the rule.
    source
        Its article; of a decision, its authority.
    status
        `optimal` or `infeasible`.
    stages
        Stage -> value without the rule; empty where infeasible.
    gained, lost, moved
        Indices of applications that win, or no longer win, or win in another tier, without the rule.
    """

    rule: str
    source: str
    status: str
    stages: dict[str, Fraction]
    gained: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()


def costed_rules(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Id and source of every rule whose cost is asked for: first the policy's, then decisions by application id."""
    for kind in KINDS:
        yield from ((r.id, r.source) for r in rules_of(scenario.policy) if r.kind == kind)
    ids, decisions = scenario.tables.applications.ids, scenario.tables.decisions
    for d in sorted(decisions.entries if decisions else (), key=lambda d: ids[d.application]):
        yield f"decision:{ids[d.application]}", d.authority


def rule_costs_of(solved: Solved, solver: Solver) -> Iterator[RuleCost]:
    """Cost of each rule."""
    before = winners(solved.scenario, solved.best, solved.model.tiers)
    for rule, source in costed_rules(solved.scenario):
        scenario = without_rules(solved.scenario, [rule])
        model = compile_model(scenario)
        best = solver.best(model)
        if best is None:
            yield RuleCost(rule, source, "infeasible", {})
            continue
        after, position = winners(scenario, best, model.tiers), solved.scenario.positions
        stages = {"quota-deviation": Fraction(best.deviation), model.stage: model.exact(best.value)}
        gained, lost, moved = (tuple(sorted(s, key=position.__getitem__)) for s in changes(before, after))
        yield RuleCost(rule, source, "optimal", stages, gained, lost, moved)
