"""How much the value sought may lie under the bound: gaps that grow until one covers the best choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from allocator.engines.certified.form import Form
from allocator.engines.certified.prices import Bound
from allocator.engines.certified.sifting import second_regrets

FIRST = 16  # classes open at the first gap
MORE = 6  # classes that the next gap opens at least
GROWTH, SLOWER, MANY = 2, 1.5, 45  # so many times the last; where it has opened many classes, the slower one


def growing_gaps(form: Form, bound: Bound, unit: int, known: Callable[[], int | None]) -> Iterator[int]:
    """Growing gaps, the last of which covers every value, or that of a choice in hand.

    The work grows fast with the gap, so that it is better to try one in vain than to take one too wide.

    Parameters
    ----------
    form, bound
        The problem and its prices.
    unit
        Scaled values are multiples of it.
    known
        Gives the value of a choice in hand, which may be found between two gaps; None where there is none.
    """
    divisor, lowest = unit // bound.scale, form.lowest
    value = bound.bound // unit * divisor
    if value < lowest:
        return
    second = np.sort(second_regrets(form, bound))
    wanted = int(second[min(FIRST, len(second) - 1)]) if len(second) else 0
    first = min(wanted, bound.bound - bound.scale * lowest)
    gap = bound.bound - bound.scale * value
    while True:
        in_hand = known()
        lowest = lowest if in_hand is None else max(lowest, in_hand)
        value = max(lowest, (bound.bound - max(gap, first)) // unit * divisor)
        gap = bound.bound - bound.scale * value
        yield gap
        if value == lowest:
            return
        opened = int(np.searchsorted(second, gap, side="right"))  # a gap that opens nothing new finds nothing new
        more = int(second[min(opened + MORE, len(second) - 1)]) if len(second) else 0
        growth = GROWTH if opened < MANY else SLOWER
        gap = max(gap + unit, int(gap * growth), min(more, bound.bound - bound.scale * lowest))
