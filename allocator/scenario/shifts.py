"""How strict or lenient each expert is, taken out of his totals (SEMANTICS 3, `severity: mean-shift`)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from allocator.scenario.sheets import Sheets, Whole


@dataclass(frozen=True, slots=True)
class Shifts:
    """Sums and numbers of totals, over all valid sheets.

    Parameters
    ----------
    sums, counts
        Expert -> sum and number of his totals.
    total, sheets
        Sum and number of all totals.
    """

    sums: dict[int, int] = field(repr=False)
    counts: dict[int, int] = field(repr=False)
    total: int
    sheets: int

    def values(self, totals: list[int], experts: list[int]) -> tuple[list[int], int]:
        """Totals of a panel less what each expert's mean lies above the mean of all: numerators, and a denominator."""
        common = math.lcm(*(self.counts[e] for e in experts))
        rest = common * self.total
        scale = common * self.sheets
        pairs = zip(totals, experts, strict=True)
        return [t * scale - self.sums[e] * (scale // self.counts[e]) + rest for t, e in pairs], scale


def find_shifts(sheets: Sheets, base: int) -> Shifts:
    """What the experts' totals add up to.

    Parameters
    ----------
    base
        How many indicators are base indicators.
    """
    sums: dict[int, int] = {}
    counts: dict[int, int] = {}
    for total, expert in _totals(sheets, base):
        sums[expert] = sums.get(expert, 0) + total
        counts[expert] = counts.get(expert, 0) + 1
    return Shifts(sums, counts, sum(sums.values()), sum(counts.values()))


def _totals(sheets: Sheets, base: int) -> Iterator[tuple[int, int]]:
    for panels in sheets.panels:
        totals: Whole = np.ravel(panels.points[:, :, :base].sum(axis=2))
        yield from zip(totals.tolist(), panels.experts.ravel().tolist(), strict=True)
