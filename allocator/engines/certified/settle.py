"""What a gap leaves open, and the table of it: losses, uses and bounds of the rows that can still be broken."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import Form, Ints, begins_run
from allocator.engines.certified.prices import Bound

WIDE = 2**58


@dataclass(frozen=True)
class Settled:
    """The options that a solution within a gap may take.

    Parameters
    ----------
    options
        Those of the classes that are still open, classes together.
    starts
        Where in `options` each open class begins.
    fixed
        The one option left in each other class.
    empty
        Whether some class has no option left.
    """

    options: Ints
    starts: Ints
    fixed: Ints
    empty: bool


def settle(form: Form, inside: NDArray[np.bool_]) -> Settled:
    """Sort the options that are left into open classes and settled ones.

    Parameters
    ----------
    inside
        Whether each option of the form is left.
    """
    cls = form.class_of
    left = np.bincount(cls[inside], minlength=form.classes)
    single = left[cls] == 1
    options, fixed = np.flatnonzero(inside & ~single), np.flatnonzero(inside & single)
    starts = np.flatnonzero(begins_run(cls[options]))
    return Settled(options, starts, fixed, bool((left == 0).any()))


@dataclass(frozen=True)
class Table:
    """What a search over the open classes needs; every solution within the gap loses `constant` and what it chooses.

    Parameters
    ----------
    options, starts
        Open options, and where each class begins.
    losses
        Loss of each open option.
    values
        Value of each open option.
    uses
        Use of each row (second index) by each open option.
    low, high
        Bounds of the rows, less what is settled.
    prices
        What a unit of slack costs: of `high` where positive, of `low` where negative.
    constant
        Loss of what is settled.
    gap
        Largest loss that is sought.
    possible
        False where some row cannot hold.
    """

    options: Ints
    starts: Ints
    losses: Ints
    values: Ints
    uses: Ints
    low: Ints
    high: Ints
    prices: Ints
    constant: int
    gap: int
    possible: bool

    @property
    def sizes(self) -> Ints:
        """Number of options of each class."""
        return np.append(self.starts[1:], len(self.options)) - self.starts if len(self.starts) else self.starts

    def extremes(self) -> tuple[Ints, Ints]:
        """Least and largest use of each row (second index) by each class."""
        if not len(self.starts):
            none = np.zeros((0, self.uses.shape[1]), np.int64)
            return none, none
        return np.minimum.reduceat(self.uses, self.starts, axis=0), np.maximum.reduceat(self.uses, self.starts, axis=0)

    def ordered(self, classes: Ints) -> Table:
        """The same with some classes alone, in the order given."""
        sizes = self.sizes[classes]
        firsts = np.cumsum(sizes) - sizes
        take = np.repeat(self.starts[classes] - firsts, sizes) + np.arange(int(sizes.sum()))
        options, losses, values = self.options[take], self.losses[take], self.values[take]
        return replace(self, options=options, starts=firsts, losses=losses, values=values, uses=self.uses[take])

    def rows(self, rows: Ints) -> Table:
        """The same with some rows alone."""
        return replace(
            self, uses=self.uses[:, rows], low=self.low[rows], high=self.high[rows], prices=self.prices[rows]
        )


def table_of(form: Form, bound: Bound, gap: int, settled: Settled) -> Table:
    """The table of what is open; a row that can no longer be broken becomes a loss of the options that use it.

    What is lost by the slack of cuts is left out: they need no row, as the others imply them.
    """
    options, starts = settled.options, settled.starts
    base = form.used(settled.fixed)
    uses = form.dense(options, np.arange(form.own, dtype=np.int64))
    whole = Table(options, starts, bound.regrets[options], form.values[options], uses, base, base, base, 0, gap, True)
    least, most = whole.extremes()
    losses, constant, possible = whole.losses.copy(), int(bound.regrets[settled.fixed].sum()), True
    tracked = []
    used = ((base[: form.own] + ends.sum(axis=0)).tolist() for ends in (least, most))
    for r, (price, fewest, largest) in enumerate(zip(bound.prices[: form.own].tolist(), *used, strict=True)):
        low, high = form.lower[r], form.upper[r]
        possible &= (high is None or fewest <= high) and (low is None or largest >= low)
        if (high is not None and largest > high) or (low is not None and fewest < low):
            tracked.append(r)
        elif price > 0 and high is not None:
            losses += price * (np.repeat(most[:, r], whole.sizes) - whole.uses[:, r])
            constant += price * (high - largest)
        elif price < 0 and low is not None:
            losses -= price * (whole.uses[:, r] - np.repeat(least[:, r], whole.sizes))
            constant -= price * (fewest - low)
    rows = np.array(tracked, np.int64)
    return Table(
        options,
        starts,
        losses,
        whole.values,
        whole.uses[:, rows],
        ends_of(form.lower, rows, -WIDE) - base[rows],
        ends_of(form.upper, rows, WIDE) - base[rows],
        bound.prices[rows],
        constant,
        gap,
        possible,
    )


def ends_of(values: tuple[int | None, ...], rows: Ints, missing: int) -> Ints:
    """Bounds of some rows as an array, far away where there is none."""
    found = [values[r] for r in rows.tolist()]
    return np.array([missing if b is None else max(-WIDE, min(WIDE, b)) for b in found], np.int64)
