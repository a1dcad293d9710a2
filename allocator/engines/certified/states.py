"""Partial choices of the dynamic program, and the best of those that use the rows alike."""

from __future__ import annotations

from collections.abc import Callable
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
        A column a state: use of the open rows, loss and value so far, canonical words; one array, as numpy's calls
        cost more than the work in them.
    rows
        Number of open rows.
    """

    cells: Ints
    rows: int

    @classmethod
    def of(cls, uses: Ints, losses: Ints, values: Ints, words: Ints) -> States:
        """From uses and words (a line a state), losses and values."""
        return cls(np.concatenate([uses.T, losses[None], values[None], words.T]), uses.shape[1])

    def __len__(self) -> int:
        return int(self.cells.shape[1])

    @property
    def uses(self) -> Ints:
        """Use of the open rows (second index)."""
        return self.cells[: self.rows].T

    @property
    def losses(self) -> Ints:
        """Loss so far."""
        losses: Ints = self.cells[self.rows]
        return losses

    @property
    def values(self) -> Ints:
        """Value so far."""
        values: Ints = self.cells[self.rows + 1]
        return values

    @property
    def words(self) -> Ints:
        """Canonical words so far (second index)."""
        return self.cells[self.rows + 2 :].T

    def taken(self, keep: NDArray[np.bool_] | Ints) -> States:
        """Some of them."""
        return States(self.cells[:, keep], self.rows)

    def using(self, uses: Ints) -> States:
        """The same with other uses."""
        return States(np.concatenate([uses.T, self.cells[self.rows :]]), uses.shape[1])

    def pairs(self, others: States, mine: Ints, theirs: Ints) -> States:
        """The best, as `best_of` has it, of those made of one of these and one of some others."""
        last = self.rows + 2
        head = self.cells[:last, mine] + others.cells[:last, theirs]
        keep = _best_places(head, lambda some: self.cells[last:, mine[some]] + others.cells[last:, theirs[some]])
        if keep is None:
            return States(np.concatenate([head, self.cells[last:, mine] + others.cells[last:, theirs]]), self.rows)
        tail = self.cells[last:, mine[keep]] + others.cells[last:, theirs[keep]]
        return States(np.concatenate([head[:, keep], tail]), self.rows)


def best_of(states: States) -> States:
    """For each use of the rows the largest value, and among equal values the earliest list.

    Not the least loss: with cuts, their slack is missing in it. What is worth more loses less in the end, as both can
    be completed in the same ways.
    """
    last = states.rows + 2
    keep = _best_places(states.cells[:last], lambda some: states.cells[last:, some])
    return states if keep is None else states.taken(keep)


def _best_places(head: Ints, words_of: Callable[[Ints], Ints]) -> Ints | None:
    """Which of some states are kept; None for all.

    Parameters
    ----------
    head
        A column a state: uses, loss and value.
    words_of
        Gives the words of some of them, a column a state.
    """
    count = head.shape[1]
    if count < 2:
        return None
    key, reach = _keyed(head[:-2], count)
    if reach == 1:
        best = np.flatnonzero(head[-1] == head[-1].max())
        return best if len(best) == 1 else best[_first(head[-2, best], words_of(best))[:1]]
    values = head[-1]
    behind = int(values.max()) - values
    spread = int(behind.max()) + 1
    if reach * spread >= EDGE:
        key, reach = np.unique(key, return_inverse=True)[1].astype(np.int64), count
    if reach * spread >= EDGE:
        found, behind = np.unique(behind, return_inverse=True)
        spread, behind = len(found), behind.astype(np.int64)
    whole = key * spread + behind
    order = np.argsort(whole)
    key, whole = key[order], whole[order]
    first = np.ones(count, bool)
    np.not_equal(key[1:], key[:-1], out=first[1:])
    heads = np.flatnonzero(first)
    if len(heads) == count:
        return None
    equal = whole[1:] == whole[:-1]
    if equal[heads[:-1]].any() or (heads[-1] < count - 1 and equal[heads[-1]]):
        begins = np.append(True, ~equal)
        best = first[np.flatnonzero(begins)[np.cumsum(begins) - 1]]  # equal to the first of those with the same uses
        among = np.flatnonzero(best & (np.append(equal, False) | ~begins))
        ties = order[among]
        order[among] = ties[_first(head[-2, ties], words_of(ties), key[among])]
    return order[heads]


def _first(losses: Ints, words: Ints, *groups: Ints) -> Ints:
    """The order of states by their words, in groups."""
    return np.lexsort((losses, *words[::-1], *groups))


def keys_of(uses: Ints) -> Ints:
    """One number for each row of a table, equal where the rows are."""
    return _keyed(np.ascontiguousarray(uses.T), len(uses))[0]


def _keyed(columns: Ints, count: int) -> tuple[Ints, int]:
    """One number for each line of some columns (first index), equal where the lines are, and a number above them."""
    lows, highs = columns.min(axis=1), columns.max(axis=1)
    vary = np.flatnonzero(lows < highs)
    key, reach = np.zeros(count, np.int64), 1
    for k, low, high in zip(vary.tolist(), lows[vary].tolist(), highs[vary].tolist(), strict=True):
        column, span = columns[k], high - low + 1
        if reach * span >= EDGE:
            key, reach = np.unique(key, return_inverse=True)[1].astype(np.int64), count
        if reach * span >= EDGE:
            column, low, span = np.unique(column, return_inverse=True)[1].astype(np.int64), 0, count
        key = key * span + (column - low) if reach > 1 else column - low
        reach *= span
    return key, reach
