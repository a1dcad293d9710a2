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
TOGETHER, PAIRS = 128, 24_000  # ways that classes decided at once can take, also times states: few cost as much as one


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
        first, (k, together) = k, _together(table, moves, k, _ways(table, states))
        before, rest = (least[first], most_used[first]), (least[k], most_used[k])
        states = _step(table, states, together, open_rows, rest, before)
        if not len(states):
            return None
        if beam is not None and len(states) > beam:
            states = states.taken(np.sort(np.argpartition(states.losses, beam)[:beam]))
        cells = len(states) * (len(open_rows) + 2)
        work += cells
        if cells > MOST_CELLS or work > most:
            raise TooManyStates(f"more than {len(states)} states")
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
    cells = np.zeros((rows + 2 + words.shape[1], 1), np.int64)
    cells[rows] = table.constant
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
        first, (k, together) = k, _together(table, moves, k, _ways(table, states))
        states = _step(table, states, together, every, (least[k], largest[k]), (least[first], largest[first]))
        work.done(len(states) * (len(every) + 2))
    return states


def _ways(table: Table, states: States) -> int:
    """How many ways to decide classes at once: fewer where many pairs with a state will be within the gap."""
    early = int(np.count_nonzero(states.losses <= table.gap // 2))
    return max(1, min(TOGETHER, PAIRS // (1 + len(states) + 3 * early)))


def _together(table: Table, moves: States, first: int, most: int) -> tuple[int, States]:
    """Ways that a class and some after it can take together, and the first class that is not among them."""
    edges, room, loss = [*table.starts.tolist(), len(table.options)], table.gap - table.constant, moves.rows
    cells = moves.cells[:, edges[first] : edges[first + 1]]
    for k in range(first + 1, len(edges) - 1):
        more = moves.cells[:, edges[k] : edges[k + 1]]
        if len(cells[0]) * len(more[0]) <= most:
            cells = (cells[:, :, None] + more[:, None]).reshape(len(cells), -1)
            inside = cells[loss] <= room
            if not inside.all():
                cells = cells[:, inside]
            continue
        i, j = np.nonzero(cells[loss][:, None] + more[loss] <= room)
        if len(i) > most:
            return k, States(cells, loss)
        cells = cells[:, i] + more[:, j]
    return len(edges) - 1, States(cells, loss)


def _step(
    table: Table, states: States, together: States, open_rows: Ints, rest: tuple[Ints, Ints], before: tuple[Ints, Ints]
) -> States:
    """States after some more classes; those that cannot be completed within the gap are left out.

    Parameters
    ----------
    rest, before
        Least and largest use of each row by the classes that come after these, and by these too.
    """
    least, most = rest[0][open_rows], rest[1][open_rows]
    low, high, prices = table.low[open_rows], table.high[open_rows], table.prices[open_rows]
    touched = (before[0][open_rows] != least) | (before[1][open_rows] != most)
    sign = np.where(prices < 0, -1, 1)  # the slack of a row is what the use times its sign has left to this
    spare = np.where(prices < 0, least - low, high - most)
    losses, same = states.losses, np.flatnonzero(~touched & (prices != 0))
    if len(same):  # what the slack of these rows loses at least has not changed
        losses = losses + np.abs(prices[same]) @ np.maximum(
            0, spare[same, None] - sign[same, None] * states.cells[same]
        )
    i, j = np.nonzero(losses[:, None] + together.losses <= table.gap)
    rows = np.flatnonzero(touched)
    uses = states.cells[rows[:, None], i] + together.cells[rows[:, None], j]
    fits = ((uses >= (low - most)[rows, None]) & (uses <= (high - least)[rows, None])).all(axis=0)
    priced = prices[rows] != 0
    if priced.any():
        rows = rows[priced]
        slack = np.maximum(0, spare[rows, None] - sign[rows, None] * uses[priced])
        fits &= losses[i] + together.losses[j] + np.abs(prices[rows]) @ slack <= table.gap
    if not fits.all():
        i, j = i[fits], j[fits]
    return states.pairs(together, i, j)


def _finished(table: Table, states: States, rows: Ints, done: NDArray[np.bool_]) -> States:
    """Rows that no later class uses become part of the loss, and are forgotten."""
    prices, losses = table.prices[rows], states.losses
    if prices.any():
        uses, above = states.cells[: states.rows][done], (prices > 0)[:, None]
        slack = np.where(above, table.high[rows, None] - uses, uses - table.low[rows, None])
        losses = losses + np.abs(prices) @ slack
    cells = np.concatenate([states.cells[: states.rows][~done], losses[None], states.cells[states.rows + 1 :]])
    left = States(cells, states.rows - len(rows))
    return best_of(left.taken(losses <= table.gap) if prices.any() else left)


def _suffix(table: Ints) -> Ints:
    """Sums from each row to the last; after the last, 0."""
    out = np.zeros((len(table) + 1, table.shape[1]), np.int64)
    out[:-1] = np.cumsum(table[::-1], axis=0)[::-1]
    return out
