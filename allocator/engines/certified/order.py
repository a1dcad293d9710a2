"""The order in which open classes are decided: those that share rows of their own (a city's) one after another."""

from __future__ import annotations

import numpy as np

from allocator.engines.certified.form import LARGEST, Ints
from allocator.engines.certified.settle import Table

FEW = 20  # classes that are decided in so few steps that no order helps


def order_of(table: Table) -> Ints:
    """Classes in blocks by the rows with the fewest classes, money first; those in none last.

    A row that no later class uses need not be told apart any more, so that fewer partial choices are kept. Within a
    block those go first whose change loses most: few of them change together, and what comes last is soon complete.
    But where many lose alike, the published order has these one after another.
    """
    classes = len(table.starts)
    if classes <= FEW:
        return np.arange(classes)
    of_class = np.full(classes, -1, np.int64)
    if len(table.low):
        least, most = table.extremes()
        used = (least != 0) | (most != 0)
        counts, money = used.sum(axis=0).tolist(), (np.maximum(-least, most).max(axis=0) > 1).tolist()
        blocks = 0
        for r in sorted(range(len(counts)), key=lambda r: (not money[r], counts[r], r)):
            if 4 * counts[r] > max(classes, 16):
                continue
            mine = np.flatnonzero(used[:, r])
            if (of_class[mine] < 0).all():
                of_class[mine] = blocks
                blocks += 1
        of_class[of_class < 0] = blocks
    change = _change(table)
    if 2 * len(np.unique(change)) < classes:
        change = np.zeros(classes, np.int64)
    return np.lexsort((-change, of_class))


def _change(table: Table) -> Ints:
    """What each class loses at least where it does not take what loses least."""
    least = np.minimum.reduceat(table.losses, table.starts)
    over = table.losses - np.repeat(least, table.sizes)
    best = over == 0
    several = np.add.reduceat(best.astype(np.int64), table.starts) > 1
    change: Ints = np.where(several, 0, np.minimum.reduceat(np.where(best, LARGEST, over), table.starts))
    return change
