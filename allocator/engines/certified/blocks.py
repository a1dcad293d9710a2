"""Blocks of classes that share rows of their own (a city's money): what each loses at least, whatever the others do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.core import TooManyStates, search
from allocator.engines.certified.form import Ints
from allocator.engines.certified.settle import Table
from allocator.engines.clock import Clock

LOCAL_CELLS = 20_000


@dataclass(frozen=True)
class Blocks:
    """A partition of the open classes.

    Parameters
    ----------
    of_class
        Block of each class; -1 where it is in none.
    losses
        Least loss of each block.
    """

    of_class: Ints
    losses: Ints

    @property
    def order(self) -> Ints:
        """Classes block by block, those in none last."""
        place = np.where(self.of_class < 0, len(self.losses), self.of_class)
        return np.argsort(place, kind="stable")

    def floors(self) -> Ints:
        """For each class in that order, and after the last, what the blocks not begun before it lose at least."""
        blocks = self.of_class[self.order]
        begins = np.zeros(len(blocks) + 1, np.int64)
        for block, loss in enumerate(self.losses.tolist()):
            begins[int(np.argmax(blocks == block))] = loss
        return np.append(np.cumsum(begins[:-1][::-1])[::-1], 0)

    def beyond(self, table: Table) -> NDArray[np.bool_]:
        """Options of the table that no solution within the gap takes, given what the other blocks lose."""
        others = np.full(len(self.of_class), int(self.losses.sum()))
        inside = self.of_class >= 0
        others[inside] -= self.losses[self.of_class[inside]]
        beyond: NDArray[np.bool_] = table.losses + table.constant + np.repeat(others, table.sizes) > table.gap
        return beyond


def find_blocks(table: Table, clock: Clock) -> Blocks | None:
    """Blocks by the rows with the fewest classes, money first; None where some block has no choice within the gap."""
    classes = len(table.starts)
    of_class = np.full(classes, -1, np.int64)
    least, most = table.extremes()
    used = (least != 0) | (most != 0)
    counts, money = used.sum(axis=0), np.abs(table.uses).max(axis=0, initial=0) > 1
    local: list[list[int]] = []
    for r in sorted(range(len(table.low)), key=lambda r: (not money[r], int(counts[r]), r)):
        mine = np.flatnonzero(used[:, r])
        owners = np.unique(of_class[mine])
        if len(owners) == 1 and owners[0] >= 0:
            local[owners[0]].append(r)
        elif len(owners) == 1 and 4 * len(mine) <= max(classes, 16):
            of_class[mine] = len(local)
            local.append([r])
    losses = []
    for block, rows in enumerate(local):
        part = table.ordered(np.flatnonzero(of_class == block)).rows(np.array(sorted(rows), np.int64))
        loss = _least_loss(part, clock)
        if loss is None:
            return None
        losses.append(loss)
    return Blocks(of_class, np.array(losses, np.int64))


def _least_loss(part: Table, clock: Clock) -> int | None:
    none = np.zeros((len(part.options), 0), np.int64)
    try:
        states = search(part, none, np.zeros(len(part.starts) + 1, np.int64), clock, LOCAL_CELLS)
    except TooManyStates:
        return 0
    return None if states is None else int(states.losses[0]) - part.constant
