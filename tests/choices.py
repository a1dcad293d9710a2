"""Where the choices of made scenarios come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from hypothesis import strategies as st


class Choices(Protocol):
    """Where the choices of a made scenario come from."""

    def one(self, values: Sequence[Any]) -> Any: ...
    def whole(self, low: int, high: int) -> int: ...
    def flag(self) -> bool: ...
    def some(self, count: int, most: int) -> list[int]: ...


@dataclass(frozen=True)
class Drawn:
    """Choices that Hypothesis makes, and shrinks."""

    draw: st.DrawFn

    def one(self, values: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(values))

    def whole(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def flag(self) -> bool:
        return self.draw(st.booleans())

    def some(self, count: int, most: int) -> list[int]:
        return self.draw(st.lists(st.sampled_from(range(count)), min_size=1, max_size=most, unique=True))


@dataclass(frozen=True)
class Seeded:
    """Choices of a seed, evenly spread: for campaigns whose cases are known by number."""

    random: Random

    def one(self, values: Sequence[Any]) -> Any:
        return self.random.choice(values)

    def whole(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def flag(self) -> bool:
        return self.random.random() < 0.5

    def some(self, count: int, most: int) -> list[int]:
        return self.random.sample(range(count), self.random.randint(1, min(count, most)))
