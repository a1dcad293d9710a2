"""Which rules an allocation uses to the limit."""

from __future__ import annotations

from dataclasses import dataclass

from allocator.allocation import Allocation
from allocator.model import Row, compile_model


@dataclass(frozen=True, slots=True)
class Binding:
    """A rule used to its limit.

    Parameters
    ----------
    rule
        Id of the rule.
    about
        The group's value or the enterprise, where the rule has many rows.
    kind
        `awards` or `money`.
    used, bound
        Winners, or base units of money.
    at_least
        Whether the limit is a lower one.
    """

    rule: str
    about: str
    kind: str
    used: int
    bound: int
    at_least: bool


def binding(allocation: Allocation) -> tuple[Binding, ...]:
    """Hard rules that hold with nothing to spare, in the model's order; a budget counts where not a step is left."""
    scenario = allocation.scenario
    model, step = compile_model(scenario), scenario.policy.money.step_base
    place = {k: n for n, k in enumerate(scenario.order)}
    tiers = {t.id: n for n, t in enumerate(scenario.policy.tiers)}
    steps = {(place[a.application], tiers[a.tier]): a.amount // step for a in allocation.awards}
    taken = {
        o: steps[key] for o, option in enumerate(model.options) if (key := (option.application, option.tier)) in steps
    }
    found = []
    for row in model.rows:
        if row.rule:
            found += _of(row, taken, step)
    return tuple(found)


def _of(row: Row, taken: dict[int, int], step: int) -> list[Binding]:
    unit = 1 if row.kind == "awards" else step
    used = sum((1 if row.kind == "awards" else taken[o]) for o in row.options if o in taken)
    limits = [(row.lower, True), (row.upper, False)]
    return [
        Binding(row.rule, row.about, row.kind, used * unit, bound * unit, low)
        for bound, low in limits
        if bound is not None and bound == used
    ]
