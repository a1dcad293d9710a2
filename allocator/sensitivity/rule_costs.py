"""What every rule and every recorded decision costs: the optimum without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from allocator.allocation import Allocation
from allocator.engines import Clock
from allocator.model import compile_model
from allocator.policy.rules import rules_of
from allocator.scenario import Scenario
from allocator.scenario.variants import without_rules
from allocator.sensitivity.best import Solver, stopping
from allocator.sensitivity.progress import RULES, Progress, silent
from allocator.sensitivity.solved import Solved, solved_again
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


def rule_costs(
    allocation: Allocation, *, time_limit: float | None = None, progress: Progress = silent
) -> tuple[RuleCost, ...]:
    """What every rule and every recorded decision of an optimal allocation costs.

    Parameters
    ----------
    allocation
        Proven optimal.
    time_limit
        Seconds of search.
    progress
        Told of the rules that are done.

    Raises
    ------
    UsageError
        Where the time ran out, or the allocation is not proven optimal.
    """
    clock = Clock(time_limit)
    solved = solved_again(allocation)
    with stopping(clock, time_limit):
        return tuple(rule_costs_of(solved, Solver(clock), progress))


def rule_costs_of(solved: Solved, solver: Solver, progress: Progress = silent) -> Iterator[RuleCost]:
    """Cost of each rule."""
    before = winners(solved.scenario, solved.best, solved.model.tiers)
    rules = list(costed_rules(solved.scenario))
    for n, (rule, source) in enumerate(rules):
        progress(RULES, n, len(rules))
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
