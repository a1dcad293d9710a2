"""A table without each of its classes, all of them with few steps: by halving."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.engines.certified.core import States, Work, extended
from allocator.engines.certified.form import Ints
from allocator.engines.certified.settle import Table
from allocator.engines.clock import Clock


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
        middle = (first + end) // 2
        self.split(self._with(states, middle, end, (first, middle)), first, middle)
        self.split(self._with(states, first, middle, (middle, end)), middle, end)

    def _with(self, states: States, first: int, end: int, later: tuple[int, int]) -> States:
        table, a, b = self.table, *self._ends(first, end)
        part = replace(
            table,
            options=table.options[a:b],
            starts=table.starts[first:end] - a,
            losses=table.losses[a:b],
            values=table.values[a:b],
            uses=table.uses[a:b],
        )
        least, most = (t[later[0] : later[1]].sum(axis=0) for t in self._spare)
        return extended(states, part, self.words[a:b], (least, most), self.clock, self.work)

    @cached_property
    def _spare(self) -> tuple[Ints, Ints]:
        """Least and largest use of each row by each class, where it may be left out too."""
        least, most = self.table.extremes()
        return np.minimum(least, 0), np.maximum(most, 0)

    def _ends(self, first: int, end: int) -> tuple[int, int]:
        edges = [*self.table.starts.tolist(), len(self.table.options)]
        return edges[first], edges[end]
