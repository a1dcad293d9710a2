"""Options and rows, one by one and as arrays of very many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar, overload

import numpy as np

from allocator.arrays import Ints, Mask, Numbers, whole_numbers

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option:
    """An application in one tier that is open to it.

    Parameters
    ----------
    application
        Place of the application in published order, counted among the eligible from 0.
    tier
        Position of the tier in the policy.
    value
        Weighted score, as an integer over `Model.scale`.
    lo, hi
        Least and largest award in steps, 1 <= lo <= hi.
    """

    application: int
    tier: int
    value: int
    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class Row:
    """`lower <= sum over options <= upper`, of winners (`awards`) or of steps of money (`money`).

    Parameters
    ----------
    rule
        Id of the rule; `""` for the row that an application wins in one tier at most.
    kind
        What the row sums: 1 a winner, or its steps (`lo` under winners-first, its award under funded-score).
    options
        Positions in `Model.options`, ascending; of a large row held as an array (`Integers`).
    lower, upper
        Bounds; None where there is none.
    about
        What the row is for, where a rule has many: the enterprise's number or the group's value.
    """

    rule: str
    kind: Literal["awards", "money"]
    options: Sequence[int]
    lower: int | None = None
    upper: int | None = None
    about: str = ""


class _Views(Sequence[T]):
    """Things that are made when they are looked at."""

    def _at(self, index: int) -> T:
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return tuple(self._at(k) for k in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._at(index % len(self))


@dataclass(frozen=True, eq=False)
class Options(_Views[Option]):
    """Options as arrays; see `Option`."""

    application: Ints
    tier: Ints
    value: Numbers
    lo: Numbers
    hi: Numbers

    @classmethod
    def of(cls, options: Sequence[Option]) -> Options:
        """The arrays of options in any sequence."""
        if isinstance(options, Options):
            return options
        columns = [(o.application, o.tier, o.value, o.lo, o.hi) for o in options]
        return cls(*(whole_numbers([c[k] for c in columns]) for k in range(5)))

    def __len__(self) -> int:
        return len(self.application)

    def _at(self, index: int) -> Option:
        return Option(*(int(a[index]) for a in (self.application, self.tier, self.value, self.lo, self.hi)))

    def __iter__(self) -> Iterator[Option]:
        columns = (a.tolist() for a in (self.application, self.tier, self.value, self.lo, self.hi))
        return map(Option, *columns)


class Choices(_Views[range]):
    """For each application the positions of its options, which stand together.

    Parameters
    ----------
    starts
        The first option of each application, and at the end their number.
    """

    def __init__(self, starts: Ints) -> None:
        self.starts = starts

    def __len__(self) -> int:
        return len(self.starts) - 1

    def _at(self, index: int) -> range:
        return range(int(self.starts[index]), int(self.starts[index + 1]))


@dataclass(frozen=True, eq=False)
class Family(_Views[Row]):
    """Rows of one rule, each of which lets one of its options win.

    Parameters
    ----------
    rule
        Id of the rule.
    members
        Options of all rows, row by row, those of a row ascending.
    starts
        Where in `members` each row begins, and at the end their number.
    about
        What each row is for.
    """

    rule: str
    members: Ints
    starts: Ints
    about: Sequence[str]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def _at(self, index: int) -> Row:
        mine = tuple(self.members[int(self.starts[index]) : int(self.starts[index + 1])].tolist())
        return Row(self.rule, "awards", mine, None, 1, self.about[index])

    def sums(self, taken: Mask) -> Ints:
        """How many options of each row are taken."""
        ends: Ints = np.concatenate([[0], np.cumsum(taken[self.members])])[self.starts]
        return ends[1:] - ends[:-1]


class Rows(_Views[Row]):
    """Rows, of which some are held as families.

    Parameters
    ----------
    parts
        Rows and families in order.
    """

    def __init__(self, parts: Sequence[Row | Family]) -> None:
        self.parts = tuple(parts)

    @cached_property
    def _starts(self) -> Any:
        return np.cumsum([0, *(len(p) if isinstance(p, Family) else 1 for p in self.parts)])

    def __len__(self) -> int:
        return int(self._starts[-1])

    def _at(self, index: int) -> Row:
        n = int(np.searchsorted(self._starts, index, side="right")) - 1
        part = self.parts[n]
        return part[index - int(self._starts[n])] if isinstance(part, Family) else part

    def __iter__(self) -> Iterator[Row]:
        for part in self.parts:
            if isinstance(part, Family):
                yield from part
            else:
                yield part
