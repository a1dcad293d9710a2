"""A model as classes of options of which each class takes exactly one, and rows over all options."""

from __future__ import annotations

from dataclasses import dataclass

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

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.starts) - 1

    @property
    def class_of(self) -> Ints:
        """Class of each option."""
        return np.repeat(np.arange(self.classes, dtype=np.int64), np.diff(self.starts))

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
        entry = np.repeat(self.ends[options], counts) + _within(counts)
        who = np.repeat(np.arange(len(options)), counts)
        column = place[self.rows[entry]]
        inside = column >= 0
        out[who[inside], column[inside]] = self.uses[entry[inside]]
        return out

    def used(self, options: Ints) -> Ints:
        """Use of every row by some options together."""
        counts = self.ends[options + 1] - self.ends[options]
        entry = np.repeat(self.ends[options], counts) + _within(counts)
        total = np.zeros(len(self.lower), np.int64)
        np.add.at(total, self.rows[entry], self.uses[entry])
        return total


def _within(counts: Ints) -> Ints:
    """0, 1, .. in each run of the given lengths."""
    total = int(counts.sum())
    firsts = np.cumsum(counts) - counts
    return np.arange(total, dtype=np.int64) - np.repeat(firsts, counts)
