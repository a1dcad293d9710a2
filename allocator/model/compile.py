"""From a scenario to its model."""

from __future__ import annotations

import math
from collections.abc import Collection
from fractions import Fraction

from allocator.model.model import Model, Option, Target
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
    whole = [int(w * scale) for w in weights]
    options: list[Option] = []
    choices: list[tuple[int, ...]] = []
    for position, k in enumerate(scenario.order):
        score = scenario.scores.values[k]
        assert score is not None  # without a score every tier is closed
        start = len(options)
        options += [
            Option(position, t, whole[t] * score, lo, hi) for t, (lo, hi) in scenario.screening.open_tiers[k].items()
        ]
        choices.append(tuple(range(start, len(options))))
    funded = policy.objective == "funded-score"
    return Model(
        options=tuple(options),
        choices=tuple(choices),
        rows=tuple(rows_of(scenario, options, without)),
        targets=tuple(_targets(scenario, options, without)),
        tiers=len(policy.tiers),
        funded=funded,
        scale=scale * 10**policy.score_decimals,
        unit=policy.money.step if funded else Fraction(1),
    )


def _targets(scenario: Scenario, options: list[Option], without: Collection[str]) -> list[Target]:
    targets = []
    for t, tier in enumerate(scenario.policy.tiers):
        quota = tier.quota
        if quota is None or quota.target is None or quota.prefer == "any" or f"quota:{tier.id}" in without:
            continue
        targets.append(Target(t, quota.target, tuple(k for k, o in enumerate(options) if o.tier == t)))
    return targets
