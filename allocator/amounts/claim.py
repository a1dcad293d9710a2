"""What the spreading of money needs to know: the winners' claims, and the limits on sets of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from allocator.arrays import WIDEST, Numbers, whole_numbers


@dataclass(frozen=True, slots=True)
class Claim:
    """A winner's claim on money.

    Parameters
    ----------
    weight
        Weighted score, as an integer of the model's scale; 0 or more.
    lo, hi
        Least and largest award in steps.
    full
        Cap of its tier as written, in steps (a fraction); None where the tier has none.
    tier
        Position of its tier in the policy.
    """

    weight: int
    lo: int
    hi: int
    full: Fraction | None
    tier: int


@dataclass(frozen=True, slots=True)
class Limit:
    """Most steps that some winners may get together.

    Parameters
    ----------
    rule
        Id of the rule.
    members
        Positions of the winners.
    most
        Steps.
    """

    rule: str
    members: tuple[int, ...]
    most: int


def within(amounts: Sequence[int], limits: Sequence[Limit]) -> bool:
    """Whether amounts keep every limit."""
    return all(sum(amounts[k] for k in limit.members) <= limit.most for limit in limits)


class Room:
    """Steps that each winner may still get under all limits.

    Parameters
    ----------
    claims, limits
        Winners in published order, and the limits on them.
    """

    def __init__(self, claims: Sequence[Claim], limits: Sequence[Limit]) -> None:
        self.claims, self.limits = claims, limits
        self.amounts = [c.lo for c in claims]
        self.left = [limit.most - sum(self.amounts[k] for k in limit.members) for limit in limits]
        self.limits_of: list[list[int]] = [[] for _ in claims]
        for n, limit in enumerate(limits):
            for k in limit.members:
                self.limits_of[k].append(n)

    def of(self, k: int) -> int:
        """Steps that winner k may still get."""
        return min([self.claims[k].hi - self.amounts[k]] + [self.left[n] for n in self.limits_of[k]])

    def of_all(self) -> Numbers:
        """Steps that each winner may still get."""
        room = whole_numbers([c.hi - a for c, a in zip(self.claims, self.amounts, strict=True)])
        for limit, left in zip(self.limits, self.left, strict=True):
            members = list(limit.members)
            most = left if room.dtype == object else min(left, WIDEST)  # a budget may be wider than every award
            room[members] = np.minimum(room[members], most)
        return room

    def give(self, k: int, steps: int) -> None:
        """Give winner k further steps."""
        self.amounts[k] += steps
        for n in self.limits_of[k]:
            self.left[n] -= steps
