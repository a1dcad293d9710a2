"""Amounts at some budgets of the frontier: its winners stand there, stage 4 is carried out anew."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from allocator.engines import Clock
from allocator.sensitivity.best import Best, Solver, tier_list, with_budget
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.frontier import FrontierRow, amounts_of
from allocator.sensitivity.solved import Solved, solved_again

MOST_BUDGETS, MOST_ROUND = 50, 32


@dataclass(frozen=True, slots=True)
class KnownAmounts:
    """What every winner gets at one budget.

    Parameters
    ----------
    budget
        In base units.
    amounts
        Index of each winner -> base units; tiers in the policy's order, then published order.
    """

    budget: int
    amounts: dict[int, int]


def known_amounts(found: Sensitivity) -> Iterator[KnownAmounts]:
    """Amounts at some fifty budgets of the searched range, ascending; those that satisfy no rules are left out."""
    step, rows = found.allocation.scenario.policy.money.step_base, found.frontier
    if not rows:
        return
    solved, solver = solved_again(found.allocation), Solver(Clock(None))
    begins = [row.budget // step for row in rows]
    own = found.allocation.scenario.budget_steps
    for steps in shown_budgets(found.range[0] // step, found.range[1] // step, own, begins):
        row = rows[bisect_right(begins, steps) - 1]
        if row.status == "optimal":
            yield KnownAmounts(steps * step, _amounts(solved, solver, row, steps))


def shown_budgets(first: int, last: int, own: int, breaks: Sequence[int]) -> list[int]:
    """Budgets, in steps, at which amounts are worked out.

    Parameters
    ----------
    first, last
        Ends of the range; both are taken.
    own
        The run's; taken where it lies in the range.
    breaks
        Where winners or stages change; those nearest to the run's budget are taken as far as there is room.

    Returns
    -------
    list of int
        Ascending; round ones over the whole range among them.
    """
    apart = _round_distance(last - first)
    taken = {first, last, *range(-(-first // apart) * apart, last + 1, apart)}
    if first <= own <= last:
        taken.add(own)
    for steps in sorted(breaks, key=lambda b: (abs(b - own), b)):
        if len(taken) >= MOST_BUDGETS:
            break
        taken.add(steps)
    return sorted(taken)


def _round_distance(width: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, ... by which a range falls into few enough parts."""
    distances: Iterator[int] = (d * 10**k for k in count() for d in (1, 2, 5))
    return next(d for d in distances if width <= d * MOST_ROUND)


def _amounts(solved: Solved, solver: Solver, row: FrontierRow, steps: int) -> dict[int, int]:
    scenario, model = solved.scenario, solved.model
    best = _best_of(solved, row) if not model.funded else solver.best(with_budget(model, steps))
    assert best is not None
    options, step = model.columns, scenario.policy.money.step_base
    found = {
        scenario.order[int(options.application[o])]: amount * step
        for o, amount in amounts_of(scenario, model, best, steps).items()
    }
    return {k: found[k] for k in sorted(found, key=lambda k: (row.tiers[k], scenario.positions[k]))}


def _best_of(solved: Solved, row: FrontierRow) -> Best:
    """The allocation of a row, of which amounts need the winners alone."""
    model = solved.model
    chosen = tuple(
        next((o for o in model.choices[n] if model.options[o].tier == row.tiers.get(k)), None)
        for n, k in enumerate(solved.scenario.order)
    )
    return Best(model.deviation(chosen), model.value(chosen, None), tier_list(model, chosen), chosen)
