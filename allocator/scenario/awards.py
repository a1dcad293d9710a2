"""How much an application may get in a tier: bounds in whole steps (SEMANTICS 2.4, 4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from allocator.numbers import ceil_div, floor_div
from allocator.policy import Policy
from allocator.policy.schema import Tier

BOUND_CODES = ("investment-missing", "no-amount", "below-bands")
"""What may close a tier for want of money to give, in the order in which it is recorded."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Least and largest award in steps (`lo >= 1`), or the code that closes the tier."""

    lo: int
    hi: int
    closed: tuple[str, ...] = ()


class NothingBounds(ValueError):
    """Neither cap nor request nor rate bounds an award."""


def award_bounds(
    policy: Policy, tier: Tier, requested: Fraction | None, investment: Fraction | None, score: int | None
) -> Bounds:
    """Bounds of an award in steps.

    `hi = floor(min(cap, requested, rate * investment) / step)` over those that are given, `lo = min(max(1,
    ceil(floor / step)), hi)`; under `in-full` both are `hi`, under `graded` both are what the score's band earns.

    Parameters
    ----------
    tier
        The tier.
    requested, investment
        Policy units; None where empty.
    score
        Composite score in last places; None where there is none.

    Raises
    ------
    NothingBounds
        Where nothing bounds the award.
    """
    step = policy.money.step
    earned = graded_steps(policy, tier, score) if policy.amounts_rule == "graded" and score is not None else None
    missing = ("investment-missing",) if tier.rate is not None and investment is None else ()
    low = ("below-bands",) if earned == 0 else ()
    limits = [v for v in (tier.cap, requested) if v is not None]
    if tier.rate is not None and investment is not None:
        limits.append(tier.rate * investment)
    if not limits and missing:
        return Bounds(0, 0, missing + low)
    if not limits:
        raise NothingBounds(tier.id)
    hi = floor_div(min(limits), step)
    lo = min(max(1, ceil_div(tier.floor, step)), hi)
    closed = (*missing, *(("no-amount",) if hi == 0 else ()), *low)
    if policy.amounts_rule == "in-full":
        lo = hi
    elif earned is not None:
        lo = hi = min(hi, earned)
    return Bounds(lo, hi, closed)


def graded_steps(policy: Policy, tier: Tier, score: int) -> int:
    """Steps that a score earns in a tier under `graded`: its band's share of the cap; 0 below the lowest band."""
    if tier.cap is None:
        return 0
    return floor_div(graded_share(policy, Fraction(score, 10**policy.score_decimals)) * tier.cap, policy.money.step)


def graded_share(policy: Policy, score: Fraction) -> Fraction:
    """Share of the cap that a score earns under `graded`; 0 below the lowest band. It may fall as scores rise."""
    shares = [(b.from_, b.share) for b in policy.amounts.bands if b.from_ <= score] if policy.amounts else []
    return max(shares)[1] if shares else Fraction(0)
