"""What prices do not settle goes through a dynamic program over the use of the rows."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import Ints
from allocator.engines.certified.settle import Table
from allocator.engines.clock import Clock

MOST_CELLS = 3_000_000
EDGE = 2**61


class TooManyStates(Exception):
    """The dynamic program outgrew its limit."""


class Stopped(Exception):
    """The clock ran out."""


@dataclass(frozen=True)
class States:
    """Partial choices: use of the open rows, loss so far, canonical words."""

    uses: Ints
    losses: Ints
    words: Ints

    def taken(self, keep: NDArray[np.bool_] | Ints) -> States:
        """Some of them."""
        return States(self.uses[keep], self.losses[keep], self.words[keep])


def search(
    table: Table, words: Ints, floors: Ints, clock: Clock, most: int = MOST_CELLS, beam: int | None = None
) -> States | None:
    """The best choice in every class within the gap, as one state; None where there is none.

    Parameters
    ----------
    table
        Open classes, in the order in which they are to be decided.
    words
        Canonical words of the options.
    floors
        For each class, and after the last, what those from there on lose at least.
    clock
        Stops the search.
    most
        Largest number of states times what is kept of each.
    beam
        Where given, only so many of the best are kept: what is found is then an allocation, not proven to be the best.

    Raises
    ------
    TooManyStates
        Where there are more.
    Stopped
        Where the clock ran out.
    """
    if not table.possible or table.constant + int(floors[0]) > table.gap:
        return None
    n = len(table.low)
    states = States(
        np.zeros((1, n), np.int64), np.array([table.constant], np.int64), np.zeros((1, words.shape[1]), np.int64)
    )
    used = [t != 0 for t in table.extremes()]
    later = _suffix((used[0] | used[1]).astype(np.int64))  # how many classes from there on use a row
    least, most_used = (_suffix(t) for t in table.extremes())
    open_rows = np.arange(n)
    edges = [*table.starts.tolist(), len(table.options)]
    for k, (a, b) in enumerate(itertools.pairwise(edges)):
        if clock.expired:
            raise Stopped
        room = table.gap - int(floors[k + 1])
        states = _step(table, words, states, (a, b), open_rows, (least[k + 1], most_used[k + 1]), room)
        if not len(states.losses):
            return None
        if beam is not None and len(states.losses) > beam:
            states = states.taken(np.sort(np.argpartition(states.losses, beam)[:beam]))
        if len(states.losses) * (len(open_rows) + 2) > most:
            raise TooManyStates(f"more than {len(states.losses)} states")
        done = later[k + 1, open_rows] == 0
        if done.any():
            states = _finished(table, states, open_rows[done], done)
            open_rows = open_rows[~done]
    return states


def _step(
    table: Table,
    words: Ints,
    states: States,
    options: tuple[int, int],
    open_rows: Ints,
    rest: tuple[Ints, Ints],
    room: int,
) -> States:
    """States after one more class; those that cannot be completed within the gap are left out."""
    low, high = table.low[open_rows] - rest[1][open_rows], table.high[open_rows] - rest[0][open_rows]
    full, scant = table.high[open_rows] - rest[1][open_rows], table.low[open_rows] - rest[0][open_rows]
    dear, cheap = np.flatnonzero(table.prices[open_rows] > 0), np.flatnonzero(table.prices[open_rows] < 0)
    dear_price, cheap_price = table.prices[open_rows[dear]], -table.prices[open_rows[cheap]]
    parts = []
    for o in range(*options):
        losses = states.losses + table.losses[o]
        near = np.flatnonzero(losses <= room)
        if not len(near):
            continue
        uses, losses = states.uses[near] + table.uses[o, open_rows], losses[near]
        slack = losses
        if len(dear):
            slack = slack + np.maximum(0, full[dear] - uses[:, dear]) @ dear_price
        if len(cheap):
            slack = slack + np.maximum(0, uses[:, cheap] - scant[cheap]) @ cheap_price
        fits = (slack <= room) & (uses <= high).all(axis=1) & (uses >= low).all(axis=1)
        if fits.any():
            parts.append(States(uses[fits], losses[fits], states.words[near[fits]] + words[o]))
    if not parts:
        return states.taken(np.zeros(0, np.int64))
    if len(parts) == 1:
        return parts[0]
    return _best(States(*(np.concatenate([getattr(p, f) for p in parts]) for f in ("uses", "losses", "words"))))


def _finished(table: Table, states: States, rows: Ints, done: NDArray[np.bool_]) -> States:
    """Rows that no later class uses become part of the loss, and are forgotten."""
    prices, uses = table.prices[rows], states.uses[:, done]
    slack = np.where(prices > 0, table.high[rows] - uses, uses - table.low[rows])
    losses = states.losses + np.where(prices == 0, 0, slack) @ np.abs(prices)
    inside = losses <= table.gap
    return (
        _best(States(states.uses[:, ~done], losses, states.words).taken(inside))
        if inside.any()
        else states.taken(inside)
    )


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


def _suffix(table: Ints) -> Ints:
    """Sums from each row to the last; after the last, 0."""
    out = np.zeros((len(table) + 1, table.shape[1]), np.int64)
    out[:-1] = np.cumsum(table[::-1], axis=0)[::-1]
    return out
