"""frontier.csv, against the range of budgets, the outcomes of each application, the rules and the allocation."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from allocator.numbers import plain
from allocator.runs.consistent.known import Known
from allocator.sensitivity.best import Best, tier_list, with_budget
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.frontier import FrontierRow, amounts_of, budget_range
from allocator.sensitivity.winners import changes


def frontier_faults(known: Known, found: Sensitivity) -> Iterator[str]:
    """What is wrong, a sentence each.

    Parameters
    ----------
    known
        The allocation.
    found
        What is said of it.
    """
    first, last = (steps * known.step for steps in budget_range(known.scenario))
    if found.range != (first, last):
        yield f"sensitivity.json, range: found {found.range[0]} to {found.range[1]}, expected {first} to {last}"
    budgets = [row.budget for row in found.frontier]
    if budgets != sorted(set(budgets)) or any(b % known.step or not first <= b <= last for b in budgets):
        yield f"frontier.csv, budget: expected whole steps from {first} to {last}, ascending"
        return
    if (budgets[:1] == [first]) != (first <= last):
        yield "frontier.csv, budget: its first row is not the first budget of the range"
        return
    begins = [[b for b, _ in e.outcome_by_budget] for e in found.applications]
    if not {b for own in begins for b in own} <= set(budgets) or any(own[:1] != budgets[:1] for own in begins):
        yield "sensitivity.json and frontier.csv disagree on the budgets at which something changes"
    before: FrontierRow | None = None
    for row in found.frontier:
        yield from (f"frontier.csv, budget {row.budget}: {fault}" for fault in _row_faults(known, before, row))
        before = row
    yield from _here(known, found)


def _row_faults(known: Known, before: FrontierRow | None, row: FrontierRow) -> Iterator[str]:
    position, was = known.scenario.positions, {} if before is None else before.tiers
    moves = tuple(tuple(sorted(s, key=position.__getitem__)) for s in changes(was, row.tiers))
    counts = tuple(sum(t == n for t in row.tiers.values()) for n in range(len(known.policy.tiers)))
    if moves != (row.entering, row.leaving, row.moved) or counts != row.counts:
        yield "counts, entering, leaving, moved: found others than the outcomes in sensitivity.json"
        return
    options = known.options_of(row.tiers)
    if row.status != "optimal" or options is None:
        if row.status == "optimal" or row.tiers or row.stages or row.awarded:
            yield f"status: found {row.status} with these winners, values and awards"
        elif before is not None:
            yield "status: found infeasible, but less money is enough"
        return
    if with_budget(known.model, row.budget // known.step).violations(options):
        yield "entering, leaving, moved: its winners break a rule"
        return
    yield from _values(known, row, options)
    if before is not None and before.status == "optimal":
        yield from _against(known, before, row)


def _values(known: Known, row: FrontierRow, options: list[int]) -> Iterator[str]:
    deviation, stage = known.model.deviation(options), known.model.stage
    if set(row.stages) != set(known.stages):
        yield "expected a value of every stage"
        return
    if row.stages["quota-deviation"] != deviation:
        yield f"quota-deviation: found {plain(row.stages['quota-deviation'])}, expected {deviation} of its winners"
    if known.model.funded:
        yield from _funded(known, row, options)
        return
    value = known.model.exact(known.model.value(options))
    if row.stages[stage] != value:
        yield f"{stage}: found {plain(row.stages[stage])}, expected {plain(value)} of its winners"
    best = Best(deviation, known.model.value(options), tier_list(known.model, options), tuple(options))
    awarded = sum(amounts_of(known.scenario, known.model, best, row.budget // known.step).values()) * known.step
    if row.awarded != awarded:
        yield f"awarded: found {row.awarded}, expected {awarded} of its winners"


def _funded(known: Known, row: FrontierRow, options: list[int]) -> Iterator[str]:
    """Winners and amounts are found together: bounds alone are known of their sums."""
    columns, stage = known.model.columns, known.model.stage
    low, high = (sum(int(side[o]) for o in options) * known.step for side in (columns.lo, columns.hi))
    if row.awarded % known.step or not low <= row.awarded <= min(high, row.budget):
        yield f"awarded: found {row.awarded}, expected whole steps from {low} to {min(high, row.budget)}"
    least, most = (sum(int(columns.value[o]) * int(side[o]) for o in options) for side in (columns.lo, columns.hi))
    if not known.model.exact(least) <= row.stages[stage] <= known.model.exact(most):
        yield f"{stage}: found {plain(row.stages[stage])}, which its winners cannot have"


def _against(known: Known, before: FrontierRow, row: FrontierRow) -> Iterator[str]:
    rank, earlier = _rank(known, row), _rank(known, before)
    if rank > earlier:
        yield "its values are worse than with less money"
    if rank == earlier and row.tiers == before.tiers:
        yield "nothing changes against the row before"


def _rank(known: Known, row: FrontierRow) -> tuple[Fraction, Fraction]:
    return row.stages.get("quota-deviation", Fraction(0)), -row.stages.get(known.model.stage, Fraction(0))


def _here(known: Known, found: Sensitivity) -> Iterator[str]:
    budget = known.scenario.budget_steps * known.step
    here = next((row for row in reversed(found.frontier) if row.budget <= budget), None)
    if here is None or budget > found.range[1]:
        return
    if here.tiers != known.won:
        yield "frontier.csv says other winners at the run's budget than allocation.json"
    if here.stages != known.stages:
        yield "frontier.csv says other values at the run's budget than allocation.json"
    if here.budget == budget and here.awarded != known.allocation.awarded:
        yield "frontier.csv says another sum at the run's budget than allocation.json"
