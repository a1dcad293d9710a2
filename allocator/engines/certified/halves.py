"""A table without each of its classes, all of them with few steps: by halving, and at once where that costs less."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.engines.certified.core import Work, extended
from allocator.engines.certified.form import Ints
from allocator.engines.certified.settle import Table
from allocator.engines.certified.states import States
from allocator.engines.clock import Clock

FEW, SMALL = 16, 500  # classes, and classes times states, up to which numpy's calls cost more than the work in them


@dataclass(frozen=True, eq=False)
class Halves:
    """Makes the tables without each class of the core: what one half lacks is added before the other is halved.

    Parameters
    ----------
    table, words
        All classes of the core, and the canonical words of their options.
    classes
        Number of each class in the form.
    clock
        Stops the work.
    tables
        Takes the states without each class, by its number.
    work
        What is left of the work that may be done.
    """

    table: Table
    words: Ints
    classes: Ints
    clock: Clock
    tables: dict[int, States]
    work: Work

    def split(self, states: States, first: int, end: int) -> None:
        """Tables without each class from `first` to before `end`, of states that hold all others."""
        if end - first == 1:
            self.tables[int(self.classes[first])] = states
        if end - first < 2:
            return
        if end - first <= FEW and (end - first) * len(states.losses) <= SMALL:
            self._at_once(states, first, end)
            return
        middle = (first + end) // 2
        self.split(self._with(states, middle, end, (first, middle)), first, middle)
        self.split(self._with(states, first, middle, (middle, end)), middle, end)

    def _with(self, states: States, first: int, end: int, later: tuple[int, int]) -> States:
        part, words = self._part(first, end)
        least, most = (t[later[0] : later[1]].sum(axis=0) for t in self._spare)
        return extended(states, part, words, (least, most), self.clock, self.work)

    def _at_once(self, states: States, first: int, end: int) -> None:
        """One search over the classes, of which just one is left out; a further row says which."""
        part, words = self._part(first, end)
        classes, rows = end - first, len(part.low)
        out = part.starts + np.arange(classes)  # a further option of each class: to be left out
        size = len(part.options) + classes
        own = np.delete(np.arange(size), out)
        uses = np.zeros((size, rows + 1), np.int64)
        uses[own, :rows], uses[out, rows] = part.uses, classes + np.arange(classes)  # two together are above the bound
        wider = replace(
            part,
            options=_placed(part.options, own, size),
            starts=out,
            losses=_placed(part.losses, own, size),
            values=_placed(part.values, own, size),
            uses=uses,
            low=np.append(part.low, classes),
            high=np.append(part.high, 2 * classes - 1),
            prices=np.append(part.prices, 0),
        )
        nothing_later = np.zeros(rows + 1, np.int64)
        begun = states.using(np.pad(states.uses, ((0, 0), (0, 1))))
        spare = nothing_later, nothing_later
        done = extended(begun, wider, _placed(words, own, size), spare, self.clock, self.work)
        which = done.uses[:, rows] - classes
        for c in range(classes):
            mine = done.taken(which == c)
            self.tables[int(self.classes[first + c])] = mine.using(mine.uses[:, :rows])

    def _part(self, first: int, end: int) -> tuple[Table, Ints]:
        """Some of the classes, and their words."""
        table = self.table
        edges = [*table.starts.tolist(), len(table.options)]
        a, b = edges[first], edges[end]
        part = replace(
            table,
            options=table.options[a:b],
            starts=table.starts[first:end] - a,
            losses=table.losses[a:b],
            values=table.values[a:b],
            uses=table.uses[a:b],
        )
        return part, self.words[a:b]

    @cached_property
    def _spare(self) -> tuple[Ints, Ints]:
        """Least and largest use of each row by each class, where it may be left out too."""
        least, most = self.table.extremes()
        return np.minimum(least, 0), np.maximum(most, 0)


def _placed(numbers: Ints, places: Ints, size: int) -> Ints:
    """Numbers at their places among zeros."""
    out = np.zeros((size, *numbers.shape[1:]), np.int64)
    out[places] = numbers
    return out
