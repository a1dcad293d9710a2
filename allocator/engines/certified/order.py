"""The order in which open classes are decided: those that share rows of their own (a city's) one after another."""

from __future__ import annotations

import numpy as np

from allocator.engines.certified.form import Ints
from allocator.engines.certified.settle import Table


def order_of(table: Table) -> Ints:
    """Classes in blocks by the rows with the fewest classes, money first; those in none last.

    A row that no later class uses need not be told apart any more, so that fewer partial choices are kept.
    """
    classes = len(table.starts)
    of_class = np.full(classes, -1, np.int64)
    least, most = table.extremes()
    used = (least != 0) | (most != 0)
    counts, money = used.sum(axis=0), np.abs(table.uses).max(axis=0, initial=0) > 1
    blocks = 0
    for r in sorted(range(len(table.low)), key=lambda r: (not money[r], int(counts[r]), r)):
        mine = np.flatnonzero(used[:, r])
        if (of_class[mine] < 0).all() and 4 * len(mine) <= max(classes, 16):
            of_class[mine] = blocks
            blocks += 1
    return np.argsort(np.where(of_class < 0, blocks, of_class), kind="stable")
