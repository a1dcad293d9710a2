"""Which rules an allocation uses to the limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from allocator.allocation import Allocation
from allocator.arrays import Numbers
from allocator.model import Family, Row, compile_model
from allocator.policy import rules_of


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
        `awards` or `money`; `target` where winners are as many as a tier aims at.
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
    """Rules that hold with nothing to spare, in the policy's order; a budget counts where not a step is left.

    Targets that are met are among them: another target would give another number of winners.
    """
    scenario = allocation.scenario
    model, step = compile_model(scenario), scenario.policy.money.step_base
    options, order = model.columns, scenario.order.array
    tiers = {t.id: n for n, t in enumerate(scenario.policy.tiers)}
    amounts = np.zeros((len(tiers), len(scenario.positions)), object)  # by tier and application
    for a in allocation.awards:
        amounts[tiers[a.tier], a.application] = a.amount // step
    steps = amounts[options.tier, order[options.application]]
    taken = np.asarray(steps != 0, bool)
    found = list(_targets(allocation))
    for _, part in model.parts():
        if isinstance(part, Family):
            full = np.flatnonzero(part.sums(taken) == 1).tolist() if part.rule else []
            found += [Binding(part.rule, part.about[n], "awards", 1, 1, False) for n in full]
        elif part.rule:
            found += _of(part, steps[np.asarray(part.options, np.int64)], step)
    places = {r.id: n for n, r in enumerate(rules_of(scenario.policy))}
    return tuple(sorted(found, key=lambda b: places.get(b.rule, len(places))))


def _targets(allocation: Allocation) -> Iterator[Binding]:
    for tier in allocation.scenario.policy.tiers:
        aim = tier.quota.target if tier.quota is not None and tier.quota.prefer == "target" else None
        if aim is not None and allocation.counts[tier.id] == aim:
            yield Binding(f"quota:{tier.id}", "", "target", aim, aim, False)


def _of(row: Row, steps: Numbers, step: int) -> list[Binding]:
    unit = 1 if row.kind == "awards" else step
    used = int(np.count_nonzero(steps)) if row.kind == "awards" else sum(steps.tolist())
    limits = [(row.lower, True), (row.upper, False)]
    return [
        Binding(row.rule, row.about, row.kind, used * unit, bound * unit, low)
        for bound, low in limits
        if bound is not None and bound == used
    ]
