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
from allocator.sensitivity.best import stopping
from allocator.sensitivity.progress import RULES, Progress, silent
from allocator.sensitivity.solved import solved_again
from allocator.sensitivity.winners import changes, winners
from allocator.sensitivity.workers import Desk, Workers, workers_for

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
    allocation: Allocation, *, time_limit: float | None = None, progress: Progress = silent, jobs: int = 1
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
    jobs
        How many processes share the work.

    Raises
    ------
    UsageError
        Where the time ran out, or the allocation is not proven optimal.
    """
    clock = Clock(time_limit)
    desk = Desk(solved_again(allocation), clock, progress)
    with stopping(clock, time_limit), workers_for(allocation, desk, jobs) as workers:
        return tuple(rule_costs_of(desk, workers))


def rule_costs_of(desk: Desk, workers: Workers) -> Iterator[RuleCost]:
    """Cost of each rule.

    Parameters
    ----------
    desk
        Gives the rules; its progress is told of those that are done.
    workers
        Who finds what each costs.
    """
    rules = list(costed_rules(desk.solved.scenario))
    desk.progress(RULES, 0, len(rules))
    for n, cost in enumerate(workers.each(cost_of, rules), 1):
        yield cost
        desk.progress(RULES, n, len(rules))


def cost_of(desk: Desk, rule_and_source: tuple[str, str]) -> RuleCost:
    """Cost of one rule."""
    rule, source = rule_and_source
    solved = desk.solved
    scenario = without_rules(solved.scenario, [rule])
    model = compile_model(scenario)
    best = desk.solver.best(model)
    if best is None:
        return RuleCost(rule, source, "infeasible", {})
    before = winners(solved.scenario, solved.best, solved.model.tiers)
    after, position = winners(scenario, best, model.tiers), solved.scenario.positions
    stages = {"quota-deviation": Fraction(best.deviation), model.stage: model.exact(best.value)}
    gained, lost, moved = (tuple(sorted(s, key=position.__getitem__)) for s in changes(before, after))
    return RuleCost(rule, source, "optimal", stages, gained, lost, moved)
