"""Random draws that stay the same on every Python version and platform."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """A seeded stream of draws, made from `random.Random.random` and sums alone.

    Python promises that `random()` keeps its sequence for a seed; it does not promise so for its other methods.

    Parameters
    ----------
    seed
        Text that names the stream; one stream per table keeps the tables independent of each other.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def chance(self, share: float) -> bool:
        """True in `share` of the draws, 0 <= share <= 1."""
        return self._random.random() < share

    def integer(self, low: int, high: int) -> int:
        """A whole number, low <= n <= high."""
        return low + int(self._random.random() * (high - low + 1))

    def normal(self, mean: float, deviation: float) -> float:
        """Nearly normal: the sum of twelve uniform draws, so that no platform's logarithm can move a last digit."""
        return mean + deviation * (sum(self._random.random() for _ in range(12)) - 6)

    def choice(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.integer(0, len(items) - 1)]

    def weighted(self, weights: dict[T, int]) -> T:
        """One of the keys, in proportion to its weight."""
        mark = self.integer(1, sum(weights.values()))
        for item, weight in weights.items():
            mark -= weight
            if mark <= 0:
                return item
        raise ValueError("the weights must be positive")

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different items, in random order."""
        rest = list(items)
        return [rest.pop(self.integer(0, len(rest) - 1)) for _ in range(count)]
