"""The least and the most that an application can get in a tier, in steps (SEMANTICS 2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from allocator.numbers import ceil_div, floor_div
from allocator.policy import Policy
from allocator.tables.load import Tables


@dataclass(frozen=True, slots=True)
class Range:
    """Steps from `lo` to `hi`; `failed` names what closes the tier (`hi` is then 0)."""

    lo: int
    hi: int
    failed: tuple[str, ...] = ()


def range_of(policy: Policy, tables: Tables, application: int, tier: int, score: Fraction | None) -> Range:
    """What an application may get in a tier.

    Parameters
    ----------
    policy
        Gives cap, floor, rate, step and grades.
    tables
        Gives requested amounts and investments.
    application, tier
        Positions among the applications and the policy's tiers.
    score
        Composite score; None where there is none.
    """
    rules, step = policy.tiers[tier], policy.money.step
    requested, investment = tables.applications.requested[application], tables.applications.investment[application]
    bounds = [bound for bound in (rules.cap, requested) if bound is not None]
    failed: list[str] = []
    if rules.rate is not None and investment is None:
        failed.append("investment-missing")
    if rules.rate is not None and investment is not None:
        bounds.append(rules.rate * investment)
    hi = floor_div(min(bounds), step) if bounds else 0
    if hi == 0 and (bounds or not failed):
        failed.append("no-amount")
    if policy.amounts_rule == "graded" and score is not None:
        grade = graded_steps(policy, tier, score)
        hi = min(hi, grade)
        if grade == 0:
            failed.append("below-bands")
    if failed:
        return Range(0, 0, tuple(failed))
    if policy.amounts_rule in ("graded", "in-full"):
        return Range(hi, hi)
    return Range(min(max(1, ceil_div(rules.floor, step)), hi), hi)


def graded_steps(policy: Policy, tier: int, score: Fraction) -> int:
    """Steps that the grade of a score gives in a tier; 0 below the lowest band."""
    bands = () if policy.amounts is None else policy.amounts.bands
    reached = [band for band in bands if band.from_ <= score]
    cap = policy.tiers[tier].cap
    if not reached or cap is None:
        return 0
    return floor_div(max(reached, key=lambda band: band.from_).share * cap, policy.money.step)
