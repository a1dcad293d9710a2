"""One share of the cap for every winner, as large as the money rules allow (SEMANTICS 4)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from allocator.amounts.claim import Claim, Limit, within
from allocator.arrays import Column, whole_numbers


def uniform(claims: Sequence[Claim], limits: Sequence[Limit]) -> tuple[int, ...]:
    """Steps per winner at the largest common share.

    `a(f) = max(lo, min(hi, floor(f cap / step)))`, with f the largest of 0, 1 and the points `k step / cap` at which
    every money rule holds.

    Parameters
    ----------
    claims
        Winners in published order; each has a cap.
    limits
        Money rules, any sets.
    """

    fulls = Column.of(c.full for c in claims)
    lo, hi = whole_numbers([c.lo for c in claims]), whole_numbers([c.hi for c in claims])

    def amounts(share: Fraction) -> list[int]:
        tops = fulls.map(lambda full: (share * (full or 0)).__floor__()).array()
        found: list[int] = np.maximum(lo, np.minimum(hi, tops)).tolist()
        return found

    if within(full := amounts(Fraction(1)), limits):
        return tuple(full)
    best = Fraction(0)
    for cap in {c.full for c in claims if c.full}:
        low, high = 0, cap.__floor__() + 1  # low holds, high does not
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if middle <= cap and within(amounts(middle / cap), limits) else (low, middle)
        best = max(best, low / cap)
    return tuple(amounts(best))
