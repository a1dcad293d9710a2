"""What prices do not settle goes through a dynamic program over the use of the rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import Ints
from allocator.engines.certified.settle import Table
from allocator.engines.certified.states import States, best_of
from allocator.engines.clock import Clock

MOST_CELLS = 3_000_000  # states kept at once, times what is kept of each
MOST_WORK = 40_000_000  # cells written in all
TOGETHER, PAIRS = 64, 4_000  # ways that classes decided at once can take, also times states: few cost as much as one


class TooManyStates(Exception):
    """The dynamic program outgrew its limit."""


class OnlyTies(TooManyStates):
    """So did it where all that is left is equal in value, so that splitting would not help."""


class Stopped(Exception):
    """The clock ran out."""


def search(table: Table, words: Ints, clock: Clock, most: int = MOST_WORK, beam: int | None = None) -> States | None:
    """The best choice in every class within the gap, as one state; None where there is none.

    Parameters
    ----------
    table
        Open classes, in the order in which they are to be decided.
    words
        Canonical words of the options.
    clock
        Stops the search.
    most
        Largest number of states, summed over the steps, times what is kept of each.
    beam
        Where given, only so many of the best are kept: what is found is then an allocation, not proven to be the best.

    Raises
    ------
    TooManyStates
        Where there are more.
    Stopped
        Where the clock ran out.
    """
    if not table.possible or table.constant > table.gap:
        return None
    n, moves = len(table.low), States.of(table.uses, table.losses, table.values, words)
    states = nothing_decided(table, words)
    used = [t != 0 for t in table.extremes()]
    later = _suffix((used[0] | used[1]).astype(np.int64))  # how many classes from there on use a row
    least, most_used = (_suffix(t) for t in table.extremes())
    open_rows = np.arange(n)
    k = work = 0
    while k < len(table.starts):
        if clock.expired:
            raise Stopped
        k, together = _together(table, moves, k, _ways(states))
        states = _step(table, states, together, open_rows, (least[k], most_used[k]))
        if not len(states.losses):
            return None
        if beam is not None and len(states.losses) > beam:
            states = states.taken(np.sort(np.argpartition(states.losses, beam)[:beam]))
        cells = len(states.losses) * (len(open_rows) + 2)
        work += cells
        if cells > MOST_CELLS or work > most:
            raise TooManyStates(f"more than {len(states.losses)} states")
        done = later[k, open_rows] == 0
        if done.any():
            states = _finished(table, states, open_rows[done], done)
            open_rows, moves = open_rows[~done], moves.using(moves.uses[:, ~done])
    return states


@dataclass
class Work:
    """Work that may still be done, in states times what is kept of each, summed over the steps."""

    left: int

    def done(self, cells: int) -> None:
        """Take note of work.

        Raises
        ------
        TooManyStates
            Where nothing is left.
        """
        self.left -= cells
        if self.left < 0:
            raise TooManyStates("the work that may be done")


def nothing_decided(table: Table, words: Ints) -> States:
    """The one state before any class is decided."""
    rows = len(table.low)
    cells = np.zeros((1, rows + 2 + words.shape[1]), np.int64)
    cells[0, rows] = table.constant
    return States(cells, rows)


def extended(states: States, table: Table, words: Ints, spare: tuple[Ints, Ints], clock: Clock, work: Work) -> States:
    """States after all classes of a table too: of those that lose no more than the gap the best for each use of rows.

    Parameters
    ----------
    states
        What is decided so far.
    table
        Classes; its rows without prices.
    words
        Canonical words of its options.
    spare
        Least and largest use of each row by whatever is decided later.
    clock
        Stops the search.
    work
        What is left of the work that may be done.

    Raises
    ------
    TooManyStates
        Where nothing is left of it.
    Stopped
        Where the clock ran out.
    """
    every, moves = np.arange(len(table.low)), States.of(table.uses, table.losses, table.values, words)
    least, largest = (_suffix(t) + s for t, s in zip(table.extremes(), spare, strict=True))
    k = 0
    while k < len(table.starts):
        if clock.expired:
            raise Stopped
        k, together = _together(table, moves, k, _ways(states))
        states = _step(table, states, together, every, (least[k], largest[k]))
        work.done(len(states.losses) * (len(every) + 2))
    return states


def _ways(states: States) -> int:
    return max(1, min(TOGETHER, PAIRS // max(1, len(states.cells))))


def _together(table: Table, moves: States, first: int, most: int) -> tuple[int, States]:
    """Ways that a class and some after it can take together, and the first class that is not among them."""
    edges, room, loss = [*table.starts.tolist(), len(table.options)], table.gap - table.constant, moves.rows
    cells = moves.cells[edges[first] : edges[first + 1]]
    for k in range(first + 1, len(edges) - 1):
        a, b = edges[k], edges[k + 1]
        if len(cells) * (b - a) > most:
            return k, States(cells, loss)
        cells = (cells[:, None] + moves.cells[a:b]).reshape(-1, cells.shape[1])
        inside = cells[:, loss] <= room
        if not inside.all():
            cells = cells[inside]
    return len(edges) - 1, States(cells, loss)


def _step(table: Table, states: States, together: States, open_rows: Ints, rest: tuple[Ints, Ints]) -> States:
    """States after some more classes; those that cannot be completed within the gap are left out."""
    rows = states.rows
    i, j = np.nonzero(states.losses[:, None] + together.losses <= table.gap)
    cells = states.cells[i] + together.cells[j]
    uses, slack, prices = cells[:, :rows], cells[:, rows], table.prices[open_rows]
    full, scant = table.high[open_rows] - rest[1][open_rows], table.low[open_rows] - rest[0][open_rows]
    if prices.any():
        slack = slack + np.maximum(0, full - uses) @ np.maximum(0, prices)
        slack += np.maximum(0, uses - scant) @ np.maximum(0, -prices)
    low, high = table.low[open_rows] - rest[1][open_rows], table.high[open_rows] - rest[0][open_rows]
    fits = (slack <= table.gap) & (uses <= high).all(axis=1) & (uses >= low).all(axis=1)
    return best_of(States(cells[fits], rows))


def _finished(table: Table, states: States, rows: Ints, done: NDArray[np.bool_]) -> States:
    """Rows that no later class uses become part of the loss, and are forgotten."""
    prices, uses = table.prices[rows], states.uses[:, done]
    slack = np.where(prices > 0, table.high[rows] - uses, uses - table.low[rows])
    losses = states.losses + np.where(prices == 0, 0, slack) @ np.abs(prices)
    left = States.of(states.uses[:, ~done], losses, states.values, states.words)
    return best_of(left.taken(losses <= table.gap))


def _suffix(table: Ints) -> Ints:
    """Sums from each row to the last; after the last, 0."""
    out = np.zeros((len(table) + 1, table.shape[1]), np.int64)
    out[:-1] = np.cumsum(table[::-1], axis=0)[::-1]
    return out
