"""What prices do not settle goes through a dynamic program over the use of the rows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.prices import Bound
from allocator.engines.clock import Clock

MOST_STATES = 1_000_000
EDGE = 2**61


class TooManyStates(Exception):
    """The dynamic program outgrew its limit."""


class Stopped(Exception):
    """The clock ran out."""


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
    """

    options: Ints
    starts: Ints
    fixed: Ints


def settle(form: Form, bound: Bound, gap: int) -> Settled:
    """Leave out every option whose regret is above the gap."""
    inside = bound.regrets <= gap
    cls = form.class_of
    left = np.bincount(cls[inside], minlength=form.classes)
    single = left[cls] == 1
    options = np.flatnonzero(inside & ~single)
    order, fixed = _ordered(form, options, cls), np.flatnonzero(inside & single)
    options = options[order]
    starts = np.flatnonzero(np.diff(cls[options], prepend=-1)) if len(options) else np.zeros(0, np.int64)
    return Settled(options, starts, fixed)


def _ordered(form: Form, options: Ints, cls: Ints) -> Ints:
    """Classes that share their last rows together, so that rows are finished early."""
    if not len(options):
        return np.zeros(0, np.int64)
    last = np.where(form.ends[options + 1] > form.ends[options], form.rows[form.ends[options + 1] - 1], -1)
    starts = np.flatnonzero(np.diff(cls[options], prepend=-1))
    rank = np.maximum.reduceat(last, starts)
    sizes = np.diff(np.append(starts, len(options)))
    return np.lexsort((options, np.repeat(rank, sizes)))


@dataclass
class States:
    """Partial choices: use of the open rows, loss so far, canonical words."""

    uses: Ints
    losses: Ints
    words: Ints

    def taken(self, keep: NDArray[np.bool_] | Ints) -> States:
        return States(self.uses[keep], self.losses[keep], self.words[keep])


class Search:
    """One pass over the open classes within a gap.

    Parameters
    ----------
    form, bound
        The problem, and its regrets at some prices.
    gap
        Largest loss of a solution that is sought.
    settled
        What is open at this gap.
    words
        Canonical words of the open options.
    """

    def __init__(self, form: Form, bound: Bound, gap: int, settled: Settled, words: Ints) -> None:
        self.gap, self.settled, self.words = gap, settled, words
        options, starts = settled.options, settled.starts
        base = form.used(settled.fixed)
        every = np.arange(len(form.lower), dtype=np.int64)
        uses = form.dense(options, every)
        sizes = np.diff(np.append(starts, len(options)))
        least, most = _extremes(uses, starts)
        self.losses = bound.regrets[options].copy()
        self.constant = int(bound.regrets[settled.fixed].sum())
        self.possible = True
        tracked = []
        for r, (low, high) in enumerate(zip(form.lower, form.upper, strict=True)):
            price, start = int(bound.prices[r]), int(base[r])
            fewest, largest = start + int(least[:, r].sum()), start + int(most[:, r].sum())
            self.possible &= (high is None or fewest <= high) and (low is None or largest >= low)
            if (high is None or largest <= high) and (low is None or fewest >= low):
                # it cannot be broken: what its slack costs is the options' own loss
                if price > 0 and high is not None:
                    self.losses += price * (np.repeat(most[:, r], sizes) - uses[:, r])
                    self.constant += price * (high - largest)
                elif price < 0 and low is not None:
                    self.losses += -price * (uses[:, r] - np.repeat(least[:, r], sizes))
                    self.constant += -price * (fewest - low)
            else:
                tracked.append(r)
        self.rows = np.array(tracked, np.int64)
        self.uses = uses[:, self.rows]
        wide = EDGE // 4
        self.low = _bounds(form.lower, self.rows, -wide) - base[self.rows]
        self.high = _bounds(form.upper, self.rows, wide) - base[self.rows]
        self.price = bound.prices[self.rows]
        self.least, self.most = _suffix(least[:, self.rows]), _suffix(most[:, self.rows])

    def run(self, clock: Clock) -> States | None:
        """The best choice within the gap, one state; None where there is none."""
        if not self.possible or self.constant > self.gap:
            return None
        width = self.words.shape[1]
        states = States(
            np.zeros((1, len(self.rows)), np.int64), np.array([self.constant], np.int64), np.zeros((1, width), np.int64)
        )
        open_rows = np.arange(len(self.rows))
        for k, (a, b) in enumerate(self._classes()):
            if clock.expired:
                raise Stopped
            states = self._step(states, a, b, open_rows, k + 1)
            if not len(states.losses):
                return None
            open_rows = self._finish(states, open_rows, k + 1)
        return states

    def _classes(self) -> Iterator[tuple[int, int]]:
        edges = [*self.settled.starts.tolist(), len(self.settled.options)]
        return itertools.pairwise(edges) if len(self.settled.starts) else iter(())

    def _step(self, states: States, a: int, b: int, open_rows: Ints, k: int) -> States:
        parts = []
        low, high, price = self.low[open_rows], self.high[open_rows], self.price[open_rows]
        least, most = self.least[k, open_rows], self.most[k, open_rows]
        for o in range(a, b):
            uses = states.uses + self.uses[o, open_rows]
            losses = states.losses + self.losses[o]
            fits = ((uses + least <= high) & (uses + most >= low)).all(axis=1)
            slack = np.where(price > 0, np.maximum(0, high - uses - most), np.maximum(0, uses + least - low))
            fits &= losses + (slack * np.abs(price)).sum(axis=1) <= self.gap
            if fits.any():
                parts.append(States(uses[fits], losses[fits], states.words[fits] + self.words[o]))
        if not parts:
            return states.taken(np.zeros(0, np.int64))
        together = States(*(np.concatenate([getattr(p, f) for p in parts]) for f in ("uses", "losses", "words")))
        if len(together.losses) > MOST_STATES:
            raise TooManyStates
        return _best(together) if len(parts) > 1 else together

    def _finish(self, states: States, open_rows: Ints, k: int) -> Ints:
        """Fold rows that no later class uses into the loss, and forget them."""
        done = (self.least[k, open_rows] == 0) & (self.most[k, open_rows] == 0)
        if not done.any():
            return open_rows
        rows = open_rows[done]
        price, uses = self.price[rows], states.uses[:, done]
        slack = np.where(price > 0, self.high[rows] - uses, uses - self.low[rows])
        states.losses = states.losses + (np.where(price == 0, 0, slack) * np.abs(price)).sum(axis=1)
        states.uses = states.uses[:, ~done]
        merged = _best(states)
        states.uses, states.losses, states.words = merged.uses, merged.losses, merged.words
        return open_rows[~done]


def _best(states: States) -> States:
    """For each use of the rows the least loss, and among equal losses the earliest list."""
    key = _keys(states.uses)
    columns = [states.words[:, w] for w in range(states.words.shape[1] - 1, -1, -1)]
    order = np.lexsort((*columns, states.losses, key))
    first = np.ones(len(order), bool)
    first[1:] = key[order][1:] != key[order][:-1]
    return states.taken(order[first])


def _keys(uses: Ints) -> Ints:
    """One number for each row of a table, equal where the rows are."""
    key = np.zeros(len(uses), np.int64)
    reach = 1
    for column in uses.T:
        low = int(column.min())
        span = int(column.max()) - low + 1
        if span == 1:
            continue
        if reach * span >= EDGE:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            reach = len(uses)
        if reach * span >= EDGE:
            column, low = np.unique(column, return_inverse=True)[1].astype(np.int64), 0
            span = len(uses)
        key = key * span + (column - low)
        reach *= span
    return key


def _extremes(uses: Ints, starts: Ints) -> tuple[Ints, Ints]:
    if not len(starts):
        none = np.zeros((0, uses.shape[1]), np.int64)
        return none, none
    return np.minimum.reduceat(uses, starts, axis=0), np.maximum.reduceat(uses, starts, axis=0)


def _suffix(table: Ints) -> Ints:
    """Sums from each row to the last; after the last, 0."""
    out = np.zeros((len(table) + 1, table.shape[1]), np.int64)
    out[:-1] = np.cumsum(table[::-1], axis=0)[::-1]
    return out


def _bounds(values: tuple[int | None, ...], rows: Ints, missing: int) -> Ints:
    wide = EDGE // 4
    return np.array([missing if values[r] is None else max(-wide, min(wide, values[r])) for r in rows.tolist()], np.int64)  # type: ignore[type-var]
