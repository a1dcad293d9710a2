"""One row and many states: the best choice for every use of the row, class by class, in plain arrays (a knapsack)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.core import Stopped
from allocator.engines.certified.form import Ints
from allocator.engines.certified.settle import Table
from allocator.engines.clock import Clock

MOST_OPTIONS = 255  # of a class, as a byte tells them apart
NEVER, LARGEST = -(2**62), 2**60


@dataclass(frozen=True)
class Knapsack:
    """A table of one row, whose bounds are met and whose sums are small enough.

    Parameters
    ----------
    table
        Classes in the order in which equals are compared.
    unit
        In which uses of the row are counted, from the least of each class on.
    first, last
        Least and largest use before each class, and after all.
    low
        Least use of all.
    """

    table: Table
    unit: int
    first: Ints
    last: Ints
    low: int

    @property
    def cells(self) -> int:
        """How many uses are looked at, over all classes: a byte and a few comparisons each."""
        return int((self.last - self.first + 1).sum())

    def best(self, ranks: Ints, clock: Clock) -> Ints | None:
        """The best choice of one option in every class; of equals the first, compared class by class.

        Parameters
        ----------
        ranks
            Of each option of the table: that of the smallest rank in its class is preferred.
        clock
            Stops the search.

        Returns
        -------
        Ints or None
            Places of the options in the table, in each class one; None where no choice keeps the row.

        Raises
        ------
        Stopped
            Where the clock ran out.
        """
        table, first, last = self.table, self.first, self.last
        uses = table.uses[:, 0]
        uses = (uses - np.repeat(np.minimum.reduceat(uses, table.starts), table.sizes)) // self.unit
        order = np.lexsort((ranks, np.repeat(np.arange(len(table.starts)), table.sizes)))
        uses, values, edges = uses[order], table.values[order], [*table.starts.tolist(), len(order)]
        worth = np.where(np.arange(first[-1], last[-1] + 1) >= self.low, 0, NEVER)
        taken: list[NDArray[np.uint8]] = []
        for k in range(len(table.starts) - 1, -1, -1):
            if clock.expired:
                raise Stopped
            mine = slice(edges[k], edges[k + 1])
            size = int(last[k] - first[k] + 1)
            after = np.full(size + int(uses[mine].max()), NEVER)
            after[first[k + 1] - first[k] :][: len(worth)] = worth
            worth, which = _step(after, size, uses[mine], values[mine])
            taken.append(which)
        if worth[0] < NEVER // 2:
            return None
        chosen, used = list[int](), 0
        for k, which in enumerate(reversed(taken)):
            chosen.append(edges[k] + int(which[used - int(first[k])]))
            used += int(uses[chosen[-1]])
        return order[chosen]


def knapsack_of(table: Table) -> Knapsack | None:
    """The knapsack of a table; None where it has none, or numbers too large."""
    if len(table.low) != 1 or not len(table.starts) or int(table.sizes.max()) > MOST_OPTIONS:
        return None
    least, most = (t[:, 0] for t in table.extremes())
    unit = int(np.gcd.reduce(table.uses[:, 0] - np.repeat(least, table.sizes))) or 1
    start, spans = int(least.sum()), (most - least) // unit
    whole = int(spans.sum())
    low, high = max(0, -((start - int(table.low[0])) // unit)), min(whole, (int(table.high[0]) - start) // unit)
    if low > high or whole > LARGEST or int(np.abs(table.values).sum()) > LARGEST:
        return None
    before = np.concatenate([[0], np.cumsum(spans)])
    return Knapsack(table, unit, np.maximum(0, low - (whole - before)), np.minimum(high, before), low)


def _step(after: Ints, size: int, uses: Ints, values: Ints) -> tuple[Ints, NDArray[np.uint8]]:
    """Worth of a class and all after it for each use before it, and which option is taken: the first of the best."""
    best, which = after[uses[0] :][:size] + values[0], np.zeros(size, np.uint8)
    for n in range(1, len(uses)):
        other = after[uses[n] :][:size] + values[n]
        better = other > best
        np.copyto(best, other, where=better)
        which[better] = n
    return best, which
