"""Whether an explanation that was read is one of its allocation: what can be told without searching again."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.sensitivity.alternatives import Alternatives
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.frontier import budget_range
from allocator.sensitivity.rescored import Rescored
from allocator.sensitivity.rule_costs import costed_rules
from allocator.sensitivity.winners import changes


def inconsistency(found: Sensitivity, others: Alternatives) -> str | None:
    """The first thing in which an explanation contradicts its allocation, its inputs or itself; None where nothing.

    Parameters
    ----------
    found, others
        As they were read.
    """
    return next(iter((*_applications(found), *_frontier(found), *_costs(found), *_others(others))), None)


def _applications(found: Sensitivity) -> Iterator[str]:
    allocation, scenario = found.allocation, found.allocation.scenario
    tiers = {t.id: n for n, t in enumerate(scenario.policy.tiers)}
    awards = {a.application: (tiers[a.tier], a.amount) for a in allocation.awards}
    rescored, position = Rescored(scenario), scenario.positions
    concerned: list[int] = []
    others: list[int] = []
    for k in sorted(range(len(position)), key=position.array.__getitem__):
        (concerned if rescored.may_be_open(k) else others).append(k)
    if [e.application for e in found.applications] != concerned or [s.application for s in found.screened] != others:
        yield "sensitivity.json does not hold the applications of the run"
    if any((e.tier, e.amount) != awards.get(e.application, (None, 0)) for e in found.applications):
        yield "sensitivity.json says other outcomes than allocation.json"
    if any(s.failed != scenario.screening.failed[s.application] for s in found.screened):
        yield "sensitivity.json says other failed rules than the screening"
    if any(i.winner not in awards for e in found.applications for i in e.inversions):
        yield "sensitivity.json compares with applications that do not win"


def _frontier(found: Sensitivity) -> Iterator[str]:
    allocation, scenario = found.allocation, found.allocation.scenario
    step = scenario.policy.money.step_base
    first, last = (steps * step for steps in budget_range(scenario))
    if found.range != (first, last):
        yield "sensitivity.json says another range of budgets than the policy"
    budgets = [row.budget for row in found.frontier]
    if budgets != sorted(set(budgets)) or (budgets and (budgets[0] != first or budgets[-1] > last)):
        yield "frontier.csv does not go through the range of budgets"
    begins = {b for e in found.applications for b, _ in e.outcome_by_budget}
    if not begins <= set(budgets):
        yield "sensitivity.json and frontier.csv disagree on the budgets at which something changes"
    before: dict[int, int] = {}
    for row in found.frontier:
        moves = tuple(map(frozenset, (row.entering, row.leaving, row.moved)))
        counts = tuple(sum(t == n for t in row.tiers.values()) for n in range(len(scenario.policy.tiers)))
        if moves != tuple(map(frozenset, changes(before, row.tiers))) or counts != row.counts:
            yield f"sensitivity.json and frontier.csv disagree on the winners from {row.budget} on"
        before = row.tiers
    budget = scenario.budget_steps * step
    here = next((row for row in reversed(found.frontier) if row.budget <= budget), None)
    if here is None or budget > last:
        return
    tiers = {t.id: n for n, t in enumerate(scenario.policy.tiers)}
    if here.tiers != {a.application: tiers[a.tier] for a in allocation.awards}:
        yield "frontier.csv says other winners at the run's budget than allocation.json"
    if here.stages != {s.stage: s.value for s in allocation.objective}:
        yield "frontier.csv says other values at the run's budget than allocation.json"
    if here.budget == budget and here.awarded != allocation.awarded:
        yield "frontier.csv says another sum at the run's budget than allocation.json"


def _costs(found: Sensitivity) -> Iterator[str]:
    if [(c.rule, c.source) for c in found.rule_costs] != list(costed_rules(found.allocation.scenario)):
        yield "rule_costs.csv does not hold the rules of the policy"
    won = {a.application for a in found.allocation.awards}
    if any(won & set(c.gained) or not won >= {*c.lost, *c.moved} for c in found.rule_costs):
        yield "rule_costs.csv says other winners than allocation.json"


def _others(others: Alternatives) -> Iterator[str]:
    won = {a.application for a in others.allocation.awards}
    if any(won & set(a.entering) or not won >= {*a.leaving, *a.moved} for a in others.next):
        yield "alternatives.json says other winners than allocation.json"
