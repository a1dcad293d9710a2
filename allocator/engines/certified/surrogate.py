"""A row that follows from all others at prices, and tells at every place of a list what cannot be taken any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from allocator.engines.certified.places import Places, Sort


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices at which too little is left: scale, and price by the model's row."""

    scale: int
    rows: dict[int, int]


@dataclass(frozen=True, slots=True)
class Surrogate:
    """What is taken and the best that is to come are worth 0 together at least, or nothing keeps the rows.

    Parameters
    ----------
    prices
        What proves it.
    start
        Worth before anything is taken.
    worth
        For each sort of places, of each of its ways.
    best
        The best of all places from each on; after the last, 0.
    """

    prices: Prices
    start: int
    worth: tuple[tuple[int, ...], ...]
    best: tuple[int, ...]


def surrogate(
    places: Places, sorts: Sequence[Sort], sort_of: Sequence[int], scale: int, prices: Sequence[int]
) -> Surrogate | None:
    """The row that whole prices make; None where a price has no bound to stand for.

    Parameters
    ----------
    places
        What may be taken, and the rows.
    sorts, sort_of
        Different places, and which each place is.
    scale
        Of the value.
    prices
        One a row, positive where its upper bound is priced, negative where its lower is; then those of owners' rows.
    """
    rows, start, many = dict[int, int](), -scale * places.value, len(places.numbers)
    owned = {o: p for o, p in enumerate(prices[many:]) if p}
    if min(owned.values(), default=0) < 0:
        return None
    for o, p in owned.items():
        rows[places.owners[o]] = p
        start += p
    priced = [(n, p) for n, p in enumerate(prices[:many]) if p]
    for n, p in priced:
        (below, above), low, high = places.numbers[n], places.low[n + 1], places.high[n + 1]
        end, number = (high, above) if p > 0 else (low, below)
        if end is None:
            return None
        rows[number] = rows.get(number, 0) + p
        start += p * end
    worth = tuple(
        tuple(scale * g[0] - sum(p * g[n + 1] for n, p in priced) - owned.get(owner, 0) * g[-1] for g in gains)
        for gains, owner in sorts
    )
    most = list(map(max, worth))
    best = accumulate((most[sort] for sort in reversed(sort_of)), initial=0)
    return Surrogate(Prices(scale, rows), start, worth, tuple(best)[::-1])
