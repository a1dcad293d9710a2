"""The values of the stages, recomputed from the awards (SEMANTICS 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from allocator.audit.finding import Finding, as_number, shown
from allocator.audit.record import Claim, keys_of_stage
from allocator.audit.scores import Scores
from allocator.policy import Policy


def stage_values(policy: Policy, claim: Claim, scores: Scores) -> dict[str, Fraction]:
    """Value of quota-deviation and of stage 2, by name.

    Parameters
    ----------
    policy
        Gives targets, weights and the objective.
    claim
        Gives the awards.
    scores
        Composite scores of all applications.
    """
    deviation = 0
    for tier, n in zip(policy.tiers, claim.counts(policy), strict=True):
        if tier.quota is not None and tier.quota.target is not None and tier.quota.prefer == "target":
            deviation += abs(n - tier.quota.target)
    by_tier = [0] * len(policy.tiers)  # sums of last places, times base units where money counts
    funded = policy.objective == "funded-score"
    for award in claim.awards:
        places = scores.last_places[award.application] or 0
        by_tier[award.tier] += places * (award.amount or 0) if funded else places
    scale = 10**policy.score_decimals * (policy.money.unit if funded else 1)
    total = sum((t.weight * s for t, s in zip(policy.tiers, by_tier, strict=True)), Fraction(0)) / scale
    return {"quota-deviation": Fraction(deviation), "funded-score" if funded else "weighted-score": total}


def check_objective(policy: Policy, claim: Claim, scores: Scores, found: object) -> Iterator[Finding]:
    """Compare `objective` with the awards, and its bounds with the status."""
    values = stage_values(policy, claim, scores)
    if (
        not isinstance(found, list | tuple)
        or len(found) != len(values)
        or not all(isinstance(s, Mapping) for s in found)
    ):
        yield Finding(
            "objective", None, f"objective: found {shown(found)}, expected the two stages {', '.join(values)}"
        )
        return
    for position, (stage, (name, value)) in enumerate(zip(found, values.items(), strict=True), 1):
        place = f"objective, stage {position}"
        yield from keys_of_stage(stage, place)
        if stage.get("stage") != name:
            yield Finding("objective", None, f"{place}: found the name {shown(stage.get('stage'))}, expected {name}")
        if as_number(stage.get("value")) != value:
            yield Finding(
                "objective", None, f"{place}, value: found {shown(stage.get('value'))}, expected {shown(value)}"
            )
        yield from _bound(claim.status, stage, place, value, minimised=position == 1)


def _bound(status: str, stage: Mapping[str, Any], place: str, value: Fraction, *, minimised: bool) -> Iterator[Finding]:
    bound = as_number(stage.get("bound"))
    text = shown(stage.get("bound"))
    if status == "optimal":
        if bound != value:
            yield Finding(
                "objective", None, f"{place}, bound: found {text}, expected {shown(value)}, as the status is optimal"
            )
    elif bound is None:
        if stage.get("bound") is not None:
            yield Finding("objective", None, f"{place}, bound: found {text}, expected a number or null")
    elif bound > value if minimised else bound < value:
        side = "at most" if minimised else "at least"
        yield Finding("objective", None, f"{place}, bound: found {text}, expected {side} the value {shown(value)}")
