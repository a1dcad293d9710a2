"""The bounds of awards of all applications in a tier, as arrays (SEMANTICS 2.4, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from allocator.arrays import Column, Mask, Numbers, whole_numbers
from allocator.policy import Policy
from allocator.scenario.awards import BOUND_CODES, Bounds, NothingBounds, award_bounds, graded_steps
from allocator.scenario.scoring import Scores
from allocator.tables.applications import Applications


@dataclass(frozen=True, slots=True)
class Ranges:
    """What each application could get in one tier.

    Parameters
    ----------
    lo, hi
        Least and largest award in steps.
    closed
        Code out of `BOUND_CODES` -> whether it closes the tier.
    unbounded
        Whether nothing bounds the award.
    """

    lo: Numbers
    hi: Numbers
    closed: Mapping[str, Mask]
    unbounded: Mask


def ranges_of(policy: Policy, tier: int, applications: Applications, scores: Scores) -> Ranges:
    """Bounds of awards in a tier; each pair of request and investment that occurs is looked at once.

    Parameters
    ----------
    policy
        Gives cap, floor, rate, step and grades.
    tier
        Position of the tier.
    applications, scores
        What is asked for, and how it scores.
    """
    rules, requested, investment = policy.tiers[tier], applications.requested, applications.investment
    pairs = requested.codes.astype(np.int64)
    if rules.rate is not None:
        pairs = pairs * len(investment.values) + investment.codes
    _, first, back = np.unique(pairs, return_index=True, return_inverse=True)
    found: list[Bounds | None] = []
    for k in first.tolist():
        try:
            found.append(award_bounds(policy, rules, requested[k], investment[k], None))
        except NothingBounds:
            found.append(None)
    lo, hi = (
        whole_numbers(ends)[back] for ends in ([b.lo if b else 0 for b in found], [b.hi if b else 0 for b in found])
    )
    closed = {code: np.array([b is not None and code in b.closed for b in found])[back] for code in BOUND_CODES}
    if policy.amounts_rule == "graded":
        places = Column.of(scores.values)
        scored = places.mask(lambda v: v is not None)
        earned = places.map(lambda v: 0 if v is None else graded_steps(policy, rules, v)).array()
        hi = np.where(scored, np.minimum(hi, earned), hi)
        lo = np.where(scored, hi, lo)
        closed["below-bands"] = scored & np.asarray(earned == 0, bool)
    return Ranges(lo, hi, closed, np.array([b is None for b in found])[back])
