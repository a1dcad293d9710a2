"""From a scenario to its model."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from fractions import Fraction

import numpy as np

from allocator.arrays import Integers, times, whole_numbers
from allocator.model.model import Choices, Model, Options, Rows, Target
from allocator.model.rows import rows_of
from allocator.scenario import Scenario


def compile_model(scenario: Scenario, without: Collection[str] = ()) -> Model:
    """Integer program of a scenario.

    Parameters
    ----------
    scenario
        Screened and ordered.
    without
        Ids of rules to leave out; screening is given, so those of screening change nothing here. A quota that is
        left out loses its range and its target.
    """
    policy = scenario.policy
    weights = [t.weight for t in policy.tiers]
    scale = math.lcm(*(w.denominator for w in weights))
    options = _options(scenario, [int(w * scale) for w in weights])
    starts = np.searchsorted(options.application, np.arange(len(scenario.order) + 1))
    funded = policy.objective == "funded-score"
    return Model(
        options=options,
        choices=Choices(starts),
        rows=Rows(tuple(rows_of(scenario, options, starts, without))),
        targets=tuple(_targets(scenario, options, without)),
        tiers=len(policy.tiers),
        funded=funded,
        scale=scale * 10**policy.score_decimals,
        unit=policy.money.step if funded else Fraction(1),
    )


def _options(scenario: Scenario, weights: list[int]) -> Options:
    """Every eligible application in every tier that is open to it; `weights` are whole."""
    order, screening, tiers = scenario.order.array, scenario.screening, len(weights)
    mine = [np.flatnonzero(screening.open_to(t)[order]) for t in range(tiers)]
    application = np.concatenate(mine)
    tier = np.repeat(np.arange(tiers), [len(m) for m in mine])
    sorted_ = np.argsort(application * tiers + tier)
    lo, hi = (
        np.concatenate([bound[order[m]] for bound, m in zip(bounds, mine, strict=True)])[sorted_]
        for bounds in (screening.lo, screening.hi)
    )
    application, tier = application[sorted_], tier[sorted_]
    scores = whole_numbers([v or 0 for v in scenario.scores.values])[order]  # without a score every tier is closed
    value = times(whole_numbers(weights)[tier], scores[application])
    return Options(application, tier, value, lo, hi)


def _targets(scenario: Scenario, options: Options, without: Collection[str]) -> Iterator[Target]:
    for t, tier in enumerate(scenario.policy.tiers):
        quota = tier.quota
        if quota is None or quota.target is None or quota.prefer == "any" or f"quota:{tier.id}" in without:
            continue
        yield Target(t, quota.target, Integers(np.flatnonzero(options.tier == t)))
