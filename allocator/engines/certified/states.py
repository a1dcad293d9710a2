"""Partial choices of the dynamic program, and the best of those that use the rows alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import Ints

EDGE = 2**61


@dataclass(frozen=True)
class States:
    """Partial choices.

    Parameters
    ----------
    cells
        A line a state: use of the open rows, loss and value so far, canonical words; one array, as numpy's calls
        cost more than the work in them.
    rows
        Number of open rows.
    """

    cells: Ints
    rows: int

    @classmethod
    def of(cls, uses: Ints, losses: Ints, values: Ints, words: Ints) -> States:
        """From the columns apart."""
        return cls(np.concatenate([uses, losses[:, None], values[:, None], words], axis=1), uses.shape[1])

    @property
    def uses(self) -> Ints:
        """Use of the open rows."""
        return self.cells[:, : self.rows]

    @property
    def losses(self) -> Ints:
        """Loss so far."""
        return self.cells[:, self.rows]

    @property
    def values(self) -> Ints:
        """Value so far."""
        return self.cells[:, self.rows + 1]

    @property
    def words(self) -> Ints:
        """Canonical words so far."""
        return self.cells[:, self.rows + 2 :]

    def taken(self, keep: NDArray[np.bool_] | Ints) -> States:
        """Some of them."""
        return States(self.cells[keep], self.rows)

    def using(self, uses: Ints) -> States:
        """The same with other uses."""
        return States(np.concatenate([uses, self.cells[:, self.rows :]], axis=1), uses.shape[1])


def best_of(states: States) -> States:
    """For each use of the rows the largest value, and among equal values the earliest list.

    Not the least loss: with cuts, their slack is missing in it. What is worth more loses less in the end, as both can
    be completed in the same ways.
    """
    if len(states.cells) < 2:
        return states
    key = keys_of(states.uses)
    order = np.argsort(key, kind="stable")
    key = key[order]
    same = key[1:] == key[:-1]
    if not same.any():
        return states
    states = states.taken(order)
    several = np.append(same, False) | np.append(False, same)
    order = np.flatnonzero(several)
    key, words = key[order], states.words[order]
    columns = [words[:, w] for w in range(words.shape[1] - 1, -1, -1)]
    within = np.lexsort((*columns, -states.values[order], key))
    first = np.ones(len(order), bool)
    first[1:] = key[within][1:] != key[within][:-1]
    return states.taken(np.append(np.flatnonzero(~several), order[within[first]]))


def keys_of(uses: Ints) -> Ints:
    """One number for each row of a table, equal where the rows are."""
    key, reach = np.zeros(len(uses), np.int64), 1
    lows, highs = uses.min(axis=0).tolist(), uses.max(axis=0).tolist()
    for column, low, high in zip(uses.T, lows, highs, strict=True):
        span = high - low + 1
        if span == 1:
            continue
        if reach * span >= EDGE:
            key, reach = np.unique(key, return_inverse=True)[1].astype(np.int64), len(uses)
        if reach * span >= EDGE:
            column, low, span = np.unique(column, return_inverse=True)[1].astype(np.int64), 0, len(uses)
        key = key * span + (column - low)
        reach *= span
    return key
