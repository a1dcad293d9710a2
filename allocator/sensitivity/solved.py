"""A scenario with its model and its best allocation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator.allocation import Allocation
from allocator.arrays import Integers, Ints
from allocator.errors import UsageError
from allocator.model import Model, compile_model
from allocator.scenario import Scenario
from allocator.sensitivity.best import Best, tier_list

REMEDIES = {"infeasible": "`allocate explain DIR`, or find_conflict, says which rules conflict and what repairs them"}


@dataclass(frozen=True, eq=False)
class Solved:
    """A scenario with its model and its best allocation.

    Parameters
    ----------
    scenario, model
        What was solved.
    best
        Its best allocation.
    """

    scenario: Scenario
    model: Model
    best: Best

    def place(self, application: int) -> int | None:
        """Place of an application among the eligible ones in published order; None where it is not eligible."""
        place = int(self._places[application])
        return None if place < 0 else place

    @cached_property
    def _places(self) -> Ints:
        """Of every application of the file; -1 where it is not eligible."""
        places = np.full(len(self.scenario.positions), -1, np.int64)
        places[self.scenario.order.array] = np.arange(len(self.scenario.order))
        return places

    def tier(self, application: int) -> int | None:
        """Tier in which an application wins; None where it does not."""
        place = self.place(application)
        tier = self.model.tiers if place is None else int(self.best.tiers[place])
        return None if tier == self.model.tiers else tier


def solved_again(allocation: Allocation) -> Solved:
    """The model of an optimal allocation, with that allocation as its best.

    Raises
    ------
    UsageError
        Where the allocation is not proven optimal.
    """
    if allocation.status != "optimal":
        remedy = REMEDIES.get(allocation.status, "give the search more time")
        raise UsageError(f"only an optimal allocation can be explained; this one is {allocation.status}: {remedy}")
    scenario = allocation.scenario
    model = compile_model(scenario)
    tiers = {t.id: n for n, t in enumerate(scenario.policy.tiers)}
    won = {a.application: (tiers[a.tier], a.amount // scenario.policy.money.step_base) for a in allocation.awards}
    chosen: list[int | None] = []
    amounts: list[int] = []
    for n, k in enumerate(scenario.order):
        tier, steps = won.get(k, (None, 0))
        chosen.append(next((o for o in model.choices[n] if model.options[o].tier == tier), None))
        amounts.append(steps)
    given = tuple(amounts) if model.funded else None
    best = Best(model.deviation(chosen), model.value(chosen, given), tier_list(model, chosen), tuple(chosen), given)
    return Solved(scenario, model, best)


def place_of(scenario: Scenario, application: int) -> int | None:
    """Place of an application among the eligible ones in published order; None where it is not eligible."""
    if not scenario.screening.eligible(application):
        return None
    order: Integers = scenario.order
    return int((scenario.positions.array[order.array] < scenario.positions[application]).sum())
