"""A row that follows from all others at prices, and tells at every place of a list what cannot be taken any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allocator.engines.certified.places import Places, Vector


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
        Of each gain.
    best
        The best of all places from each on; after the last, 0.
    """

    prices: Prices
    start: int
    worth: dict[Vector, int]
    best: tuple[int, ...]


def surrogate(places: Places, scale: int, prices: Sequence[int]) -> Surrogate | None:
    """The row that whole prices make; None where a price has no bound to stand for.

    Parameters
    ----------
    places
        What may be taken, and the rows.
    scale
        Of the value.
    prices
        One a row, positive where its upper bound is priced, negative where its lower is.
    """
    rows, start = dict[int, int](), -scale * places.value
    for p, (below, above), low, high in zip(prices, places.numbers, places.low[1:], places.high[1:], strict=True):
        end, number = (high, above) if p > 0 else (low, below)
        if p and end is None:
            return None
        if p and end is not None:
            rows[number] = rows.get(number, 0) + p
            start += p * end
    worth: dict[Vector, int] = {}
    most: dict[tuple[Vector, ...], int] = {}
    best = [0]
    for ways in reversed(places.ways):
        gains = tuple(w.gain for w in ways)
        if gains not in most:
            for gain in gains:
                worth[gain] = scale * gain[0] - sum(p * u for p, u in zip(prices, gain[1:], strict=True) if p)
            most[gains] = max(worth[gain] for gain in gains)
        best.append(best[-1] + most[gains])
    return Surrogate(Prices(scale, rows), start, worth, tuple(reversed(best)))
