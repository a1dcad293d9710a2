"""What an application wins at which budget, and the nearest budgets that change it."""

from __future__ import annotations

from collections.abc import Sequence

from allocator.scenario import Scenario
from allocator.sensitivity.explanation import Nearest
from allocator.sensitivity.frontier import Point, budget_range
from allocator.sensitivity.solved import Solved

Outcome = tuple[int, int | None]
"""A budget in steps, and the tier that an application wins in from there on; None: none."""


def outcomes_of(solved: Solved, points: Sequence[Point], application: int) -> tuple[Outcome, ...]:
    """The budgets from which on an outcome holds.

    Parameters
    ----------
    solved, points
        A scenario and its frontier.
    application
        Its index.
    """
    place, tiers = solved.place(application), solved.model.tiers
    found: list[Outcome] = []
    for point in points:
        tier = tiers if place is None or point.best is None else int(point.best.tiers[place])
        outcome = None if tier == tiers else tier
        if not found or found[-1][1] != outcome:
            found.append((point.steps, outcome))
    return tuple(found)


def flips_of(scenario: Scenario, outcomes: Sequence[Outcome], wins: bool) -> Nearest:
    """The nearest budgets of the range, in base units, at which it wins, if it does not, or the other way round."""
    budget, step = scenario.budget_steps, scenario.policy.money.step_base
    ends = [b - 1 for b, _ in outcomes[1:]] + [budget_range(scenario)[1]]
    below = above = None
    for (begin, outcome), end in zip(outcomes, ends, strict=False):  # no budget may lie in the range
        if (outcome is not None) != wins:
            if end < budget:
                below = end
            elif begin > budget and above is None:
                above = begin
    return Nearest(*(None if b is None else b * step for b in (above, below)))
