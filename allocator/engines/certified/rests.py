"""One table that tells the best allocation for every other choice of nearly every class, without solving again.

What a class takes shifts the rows for the rest. The rest is the core and what prices settle: the states of the core,
kept with their use of the rows, hold the best rest of every shift, as long as that rest loses no more than the gap of
the table. What loses more is not covered. For each class of the core there is a table of the core without it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator.arrays import Numbers
from allocator.engines.certified.canonical import Lists
from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.prices import Bound
from allocator.engines.certified.settle import WIDE, Settled, ends_of
from allocator.engines.certified.states import States, keys_of
from allocator.model import Model

SAMPLE = 60  # questions by which it is judged whether a gap is wide enough
FIRST = 512  # states looked at first: the best ones mostly fit
MOST_CELLS = 1_000_000  # comparisons at once


@dataclass(frozen=True, eq=False)
class Rest:
    """The best allocation with a class's choice given.

    Parameters
    ----------
    value
        Of the whole allocation, in the model's integers.
    tiers
        For each application in published order the position of its tier, or the number of tiers for no award.
    """

    value: int
    tiers: Numbers


class Rests:
    """Answers for one model and quota-deviation 0.

    Parameters
    ----------
    model, form, bound
        The problem and its prices.
    gap
        The largest loss of a rest that is covered.
    settled
        What the gap leaves open.
    core
        The states of the whole core, best first.
    lists
        How their words are read.
    rows
        Rows that a rest could break.
    """

    def __init__(
        self, model: Model, form: Form, bound: Bound, gap: int, settled: Settled, core: States, lists: Lists, rows: Ints
    ) -> None:
        self._model, self._form, self._bound, self._gap = model, form, bound, gap
        self._core, self._lists = core, lists
        self._tables: Mapping[int, States] = {}
        self._base = form.used(settled.fixed)[rows]
        self._low, self._high = (ends_of(b, rows, m) for b, m in ((form.lower, -WIDE), (form.upper, WIDE)))
        fixed = np.full(form.classes, -1, np.int64)
        fixed[form.class_of[settled.fixed]] = settled.fixed
        option = np.full(len(model.options), -1, np.int64)
        real = np.flatnonzero(form.places >= 0)
        option[form.places[real]] = real
        self._uses = form.dense(np.arange(len(form.values), dtype=np.int64), rows)
        self._value = int(form.values[settled.fixed].sum())
        states, values = self._of_settled(fixed)
        # lists, since a question looks at single numbers
        self._class, self._fixed, self._option = form.class_of.tolist(), fixed.tolist(), option.tolist()
        self._regrets, self._values, self._places = bound.regrets.tolist(), form.values.tolist(), form.places.tolist()
        self._applications, self._tier_of = model.columns.application.tolist(), model.columns.tier.tolist()
        self._settled_states: list[int] = states.tolist()
        self._settled_values: list[int] = values.tolist()
        small = np.int8 if model.tiers < 2**7 else np.int16  # there are as many lists as questions
        self._tiers: Numbers = np.full(len(model.choices), model.tiers, small)
        won = form.places[settled.fixed]
        won = won[won >= 0]
        self._tiers[model.columns.application[won]] = model.columns.tier[won]
        self._starts: list[int] = form.starts.tolist()
        self._found: dict[int, list[int]] = {}
        self._read: dict[tuple[int, int], Numbers] = {}

    def with_classes(self, tables: Mapping[int, States]) -> Rests:
        """The same, with answers about classes of the core: for each the states without it, best first."""
        more = copy.copy(self)
        more._tables = tables
        return more

    def within(self, option: int) -> Rest | None:
        """The best allocation with an option of the model; None where that is not covered."""
        mine = self._option[option]
        if mine < 0 or not self._answers(self._class[mine]):
            return None
        told = self._told(mine)
        return None if told is None else Rest(told[0], self._list(mine, told[1]))

    def without(self, application: int) -> Rest | None:
        """The best allocation without an application, by its place in published order; None if not covered."""
        options = [self._option[o] for o in self._model.choices[application]]
        if min(options) < 0:
            return None
        cls = self._class[options[0]]
        every = range(self._starts[cls], self._starts[cls + 1])
        return self._best(cls, [o for o in every if o not in options])

    @cached_property
    def tells_settled(self) -> bool:
        """Whether every one of some questions about settled classes is answered."""
        mine = [o for o, place in enumerate(self._places) if place >= 0 and self._fixed[self._class[o]] >= 0]
        return all(self._told(o) is not None for o in mine[:: -(-len(mine) // SAMPLE) or 1])

    def _answers(self, cls: int) -> bool:
        """Whether there is a table for a class."""
        return self._fixed[cls] >= 0 or cls in self._tables

    def _best(self, cls: int, options: Sequence[int]) -> Rest | None:
        """The best with one of some options of a class; None where an option that is not told could be better."""
        if not options or not self._answers(cls):
            return None
        least, found = -WIDE, list[tuple[int, int, int]]()
        for option in options:
            told = self._told(option)
            if told is None:
                least = max(least, self._least(option))
            elif not found or told[0] >= found[0][0]:
                found = [t for t in found if t[0] == told[0]] + [(*told, option)]
        if not found or least > self._bound.scale * found[0][0]:
            return None
        lists = [self._list(option, state) for _, state, option in found]
        return Rest(found[0][0], lists[0] if len(lists) == 1 else min(lists, key=lambda tiers: tiers.tolist()))

    def _told(self, option: int) -> tuple[int, int] | None:
        """Value of the best allocation with an option, and its state; None where the gap does not cover it."""
        cls = self._class[option]
        if self._fixed[cls] >= 0:
            state, value = self._settled_states[option], self._settled_values[option]
        else:
            state = self._of_open(cls)[option - self._starts[cls]]
            value = self._value + self._values[option] + (int(self._tables[cls].values[state]) if state >= 0 else 0)
        if state < 0 or self._bound.scale * value < self._least(option):
            return None
        return value, state

    def _least(self, option: int) -> int:
        """Scaled value below which nothing is told of an option."""
        regret: int = self._regrets[option]
        return self._bound.bound - self._gap - regret

    def _of_settled(self, fixed: Ints) -> tuple[Ints, Ints]:
        """For each option of a settled class the best state with it, -1 where there is none, and the value of both."""
        form = self._form
        before = fixed[form.class_of]
        mine = np.flatnonzero(before >= 0)
        states, values = np.full(len(before), -1, np.int64), np.zeros(len(before), np.int64)
        if not len(mine) or not len(self._core.values):
            return states, values
        used = self._base + self._uses[mine] - self._uses[before[mine]]
        _, first, which = np.unique(keys_of(used), return_index=True, return_inverse=True)
        states[mine] = self._fitting(self._core, used[first])[which]
        values[mine] = self._value + self._core.values[states[mine]] + form.values[mine] - form.values[before[mine]]
        return states, values

    def _of_open(self, cls: int) -> list[int]:
        """For each option of a class of the core the best state of the others with it; -1 where there is none."""
        if cls not in self._found:
            mine = slice(self._starts[cls], self._starts[cls + 1])
            self._found[cls] = self._fitting(self._tables[cls], self._base + self._uses[mine]).tolist()
        return self._found[cls]

    def _fitting(self, table: States, used: Ints) -> Ints:
        """For each use by others the first state whose rows hold with it; -1 where there is none."""
        found, uses = np.full(len(used), -1, np.int64), table.uses
        for first, end in ((0, FIRST), (FIRST, len(uses))):
            part, left = uses[first:end], np.flatnonzero(found < 0)
            if not len(part):
                break
            at_once = max(1, MOST_CELLS // max(1, part.size))
            for k in range(0, len(left), at_once):
                mine = left[k : k + at_once]
                low, high = (self._low - used[mine])[:, None], (self._high - used[mine])[:, None]
                fits = np.all((part >= low) & (part <= high), axis=2)
                there = np.any(fits, axis=1)
                found[mine[there]] = first + np.argmax(fits[there], axis=1)
        return found

    def _list(self, option: int, state: int) -> Numbers:
        """The tiers of an allocation."""
        cls = self._class[option]
        fixed = self._fixed[cls]
        tiers = self._with_core(-1 if fixed >= 0 else cls, state).copy()
        if fixed >= 0 and self._places[fixed] >= 0:
            tiers[self._applications[self._places[fixed]]] = self._model.tiers
        place = self._places[option]
        if place >= 0:
            tiers[self._applications[place]] = self._tier_of[place]
        return tiers

    def _with_core(self, cls: int, state: int) -> Numbers:
        """The tiers of all that is settled and of a state of the core without a class, or of all of it (-1)."""
        if (cls, state) not in self._read:
            tiers, table = self._tiers.copy(), self._core if cls < 0 else self._tables[cls]
            digits = self._lists.digits(table.words[state])[0]
            tiers[self._lists.applications] = self._model.tiers - np.array(digits, np.int64)
            self._read[cls, state] = tiers
        return self._read[cls, state]


def best_first(states: States) -> States:
    """States by value, those of equal value by their lists."""
    columns = [states.words[:, w] for w in range(states.words.shape[1] - 1, -1, -1)]
    return states.taken(np.lexsort((*columns, -states.values)))
