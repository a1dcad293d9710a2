"""A model as classes of options of which each class takes exactly one, and rows over all options."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Origin = tuple[int, int | None, int | None]
LARGEST = 2**62


class TooLarge(Exception):
    """Numbers that 64-bit integers do not hold."""


class NoChoice(Exception):
    """A rule that cannot hold, whatever is chosen."""


@dataclass(frozen=True)
class Cut:
    """A mixed-integer rounding of a row: it follows from that row and the choice of one option in each class.

    Parameters
    ----------
    row
        The row, by its number in the model (targets after rows).
    upper
        Whether its upper bound is rounded, else its lower.
    divisor
        By which uses and bound are divided.
    shifts
        What is taken from the uses of a whole class first, for every open class that uses the row: by application, or
        -1 less the number of the target whose distance it is.
    """

    row: int
    upper: bool
    divisor: int
    shifts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Form:
    """Choose one option in every class; maximise the sum of values within the rows.

    Options of a class stand together. The choice of nothing is an option too, without value and use.

    Parameters
    ----------
    values
        Value of each option.
    starts
        First option of each class, and at the end the number of options.
    places
        For each option its place in the model's options; -1 for nothing.
    steps
        For each option the money it takes, in steps.
    rows, uses, ends
        Uses of rows by option: those of option k are `ends[k]` to `ends[k + 1]` of `rows` and `uses`.
    lower, upper
        Bounds of each row; None where there is none.
    merged
        Rows of the model that made several applications one class, as (number, class).
    origins
        For each row the rows that it is made of, as (number, lower, upper): first the model's, then those of targets.
    cuts
        What the last rows are, which the others imply.
    """

    values: Ints
    starts: Ints
    places: Ints
    steps: Ints
    rows: Ints
    uses: Ints
    ends: Ints
    lower: tuple[int | None, ...]
    upper: tuple[int | None, ...]
    merged: tuple[tuple[int, int], ...]
    origins: tuple[tuple[Origin, ...], ...]
    cuts: tuple[Cut, ...] = ()

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.starts) - 1

    @property
    def own(self) -> int:
        """Number of rows that are not cuts."""
        return len(self.lower) - len(self.cuts)

    @cached_property
    def class_of(self) -> Ints:
        """Class of each option."""
        return np.repeat(np.arange(self.classes, dtype=np.int64), self.starts[1:] - self.starts[:-1])

    @property
    def lowest(self) -> int:
        """Value of the choice that is worth least, rows aside."""
        return int(np.minimum.reduceat(self.values, self.starts[:-1]).sum()) if self.classes else 0

    def origin(self, row: int, upper: bool) -> int:
        """Number of the row in the model whose bound is that of a row here."""
        if upper:
            return min((high, n) for n, _, high in self.origins[row] if high is not None)[1]
        return -max((low, -n) for n, low, _ in self.origins[row] if low is not None)[1]

    def weighed(self, prices: Ints) -> Ints:
        """Sum of price times use, for each option."""
        total: Ints = np.concatenate([np.zeros(1, np.int64), np.cumsum(prices[self.rows] * self.uses)])
        return total[self.ends[1:]] - total[self.ends[:-1]]

    def dense(self, options: Ints, rows: Ints) -> Ints:
        """Uses of some options (first index) of some rows (second index)."""
        place = np.full(len(self.lower), -1, np.int64)
        place[rows] = np.arange(len(rows))
        counts = self.ends[options + 1] - self.ends[options]
        out = np.zeros((len(options), len(rows)), np.int64)
        entry = expanded(self.ends[options], counts)
        who = np.repeat(np.arange(len(options)), counts)
        column = place[self.rows[entry]]
        inside = column >= 0
        out[who[inside], column[inside]] = self.uses[entry[inside]]
        return out

    def used(self, options: Ints) -> Ints:
        """Use of every row by some options together."""
        counts = self.ends[options + 1] - self.ends[options]
        entry = expanded(self.ends[options], counts)
        total = np.zeros(len(self.lower), np.int64)
        np.add.at(total, self.rows[entry], self.uses[entry])
        return total

    def keeps(self, options: Ints) -> bool:
        """Whether some options together keep every row."""
        return all(
            (low is None or use >= low) and (high is None or use <= high)
            for use, low, high in zip(self.used(options).tolist(), self.lower, self.upper, strict=True)
        )


def begins_run(numbers: Ints) -> NDArray[np.bool_]:
    """Whether each number begins a run of equal ones: it is not the same as the one before it."""
    begins = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=begins[1:])
    return begins


def expanded(begins: Ints, counts: Ints) -> Ints:
    """Runs of whole numbers one after another, each from its begin, of the given lengths."""
    firsts = np.cumsum(counts) - counts
    return np.repeat(begins - firsts, counts) + np.arange(int(counts.sum()), dtype=np.int64)
