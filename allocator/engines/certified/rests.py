"""One table that tells the best allocation for every other choice of nearly every class, without solving again.

What a class takes shifts the rows for the rest. The rest is the core and what prices settle: the states of the core,
kept with their use of the rows, hold the best rest of every shift, as long as that rest loses no more than the gap of
the table. What loses more is not covered. For each class of the core there is a table of the core without it; halving
the core again and again makes them all with few steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from allocator.arrays import Mask, Numbers
from allocator.engines.certified.build import build_form
from allocator.engines.certified.canonical import Lists, lists_of
from allocator.engines.certified.core import States, Stopped, TooManyStates, Work, extended, nothing_decided
from allocator.engines.certified.form import LARGEST, Form, Ints, NoChoice, TooLarge
from allocator.engines.certified.halves import Halves
from allocator.engines.certified.prices import Bound, at_prices
from allocator.engines.certified.settle import WIDE, Settled, Table, settle
from allocator.engines.certified.shifts import ends_of, shifts
from allocator.engines.certified.sifting import best_bound, second_regrets
from allocator.engines.clock import Clock
from allocator.model import Model

FEWEST, GROWTH, MOST_CLASSES = 12, 1.7, 200  # open classes, more and more while that stays cheap
ENOUGH = 1_500  # cells of a table, besides one an option, beyond which a wider one costs more than it answers
WORK, HALVING = 1_000_000, 6_000_000
SAMPLE = 60  # questions by which it is judged whether a gap is wide enough
FIRST = 512  # states looked at first: the best ones mostly fit


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
    tables
        Class of the core -> the states of the rest of the core, best first; -1 -> those of the whole core.
    lists
        How their words are read.
    rows
        Rows that a rest could break.
    """

    def __init__(
        self,
        model: Model,
        form: Form,
        bound: Bound,
        gap: int,
        settled: Settled,
        tables: Mapping[int, States],
        lists: Lists,
        rows: Ints,
    ) -> None:
        self._model, self._form, self._bound, self._gap = model, form, bound, gap
        self._tables, self._lists, self._rows = tables, lists, rows
        self._base = form.used(settled.fixed)[rows]
        self._low, self._high = (ends_of(b, rows, m) for b, m in ((form.lower, -WIDE), (form.upper, WIDE)))
        class_of = form.class_of
        fixed = np.full(form.classes, -1, np.int64)
        fixed[class_of[settled.fixed]] = settled.fixed
        option = np.full(len(model.options), -1, np.int64)
        real = np.flatnonzero(form.places >= 0)
        option[form.places[real]] = real
        # lists, since a question looks at single numbers
        self._class, self._fixed, self._option = class_of.tolist(), fixed.tolist(), option.tolist()
        self._regrets, self._values, self._places = bound.regrets.tolist(), form.values.tolist(), form.places.tolist()
        self._applications, self._tier_of = model.columns.application.tolist(), model.columns.tier.tolist()
        self._value = int(form.values[settled.fixed].sum())
        self._tiers = np.full(len(model.choices), model.tiers, np.int16)  # as many lists as questions
        won = form.places[settled.fixed]
        won = won[won >= 0]
        self._tiers[model.columns.application[won]] = model.columns.tier[won]
        self._uses = form.dense(np.arange(len(form.values), dtype=np.int64), rows)
        self._found: dict[tuple[int, bytes], int | None] = {}
        self._read: dict[tuple[int, int], Ints] = {}

    def within(self, option: int) -> Rest | None:
        """The best allocation with an option of the model; None where that is not covered."""
        mine = self._option[option]
        return None if mine < 0 else self._best(self._class[mine], [mine])

    def without(self, application: int) -> Rest | None:
        """The best allocation without an application, by its place in published order; None if not covered."""
        options = [self._option[o] for o in self._model.choices[application]]
        if min(options) < 0:
            return None
        cls = self._class[options[0]]
        every = range(int(self._form.starts[cls]), int(self._form.starts[cls + 1]))
        return self._best(cls, [o for o in every if o not in options])

    def _best(self, cls: int, options: Sequence[int]) -> Rest | None:
        fixed = self._fixed[cls]
        key = cls if fixed < 0 else -1
        if key not in self._tables or not options:
            return None
        bound, states = self._bound, self._tables[key]
        best, unproven = None, -WIDE
        for option in options:
            state = self._state(key, option, fixed)
            least = bound.bound - self._gap - self._regrets[option]  # scaled value below which nothing is told
            value = None
            if state is not None:
                before = 0 if fixed < 0 else self._values[fixed]
                value = self._value + int(states.values[state]) + self._values[option] - before
            if state is None or value is None or bound.scale * value < least:
                unproven = max(unproven, least)
                continue
            rest = self._rest(value, option, fixed, key, state)
            if best is None or (-rest.value, rest.tiers.tolist()) < (-best.value, best.tiers.tolist()):
                best = rest
        return None if best is None or bound.scale * best.value < unproven else best

    def _state(self, key: int, option: int, fixed: int) -> int | None:
        """The best state of a table whose rows hold with an option, instead of one that is settled if it is."""
        used = self._base + self._uses[option]
        if fixed >= 0:
            used -= self._uses[fixed]
        at = key, used.tobytes()
        if at not in self._found:
            low, high, uses = self._low - used, self._high - used, self._tables[key].uses
            self._found[at] = None
            for a, b in ((0, FIRST), (FIRST, len(uses))):
                fits = ((uses[a:b] >= low) & (uses[a:b] <= high)).all(axis=1)
                if fits.any():
                    self._found[at] = a + int(fits.argmax())
                    break
        return self._found[at]

    def _rest(self, value: int, option: int, fixed: int, key: int, state: int) -> Rest:
        tiers, none = self._tiers.copy(), self._model.tiers
        if fixed >= 0 and self._places[fixed] >= 0:
            tiers[self._applications[self._places[fixed]]] = none
        if (key, state) not in self._read:
            digits = self._lists.digits(self._tables[key].words[state])[0]
            self._read[key, state] = none - np.array(digits, np.int64)
        tiers[self._lists.applications] = self._read[key, state]
        place = self._places[option]
        if place >= 0:
            tiers[self._applications[place]] = self._tier_of[place]
        return Rest(value, tiers)


def find_rests(model: Model, clock: Clock, base: tuple[Model, Mask] | None = None) -> Rests | None:
    """The table of a model whose best allocation has quota-deviation 0; None where it grows too large.

    Parameters
    ----------
    model
        Winners-first: amounts that the engine chooses are not told apart here.
    clock
        Stops the search.
    base
        Where given, the same model without some applications, and whether each option of `model` is one of it: the
        other applications are asked about one at a time, the rest is without them.
    """
    if model.funded:
        return None
    try:
        form = build_form(model, 0)
        bounds = _bounds_of(form) if base is None else _bounds_without(form, *base)
    except (NoChoice, TooLarge):
        return None
    if bounds is None:
        return None
    bound, asked = bounds
    second, found, classes = np.sort(second_regrets(form, bound)), None, float(FEWEST)
    try:
        while len(second) and classes < MOST_CLASSES:
            gap = int(second[min(int(classes), len(second) - 1)])
            wider = _core(model, form, bound, asked, gap, clock)
            if wider is None:
                break
            found = wider
            if found.size > ENOUGH + len(form.values) or classes >= len(second) or found.answers():
                break
            classes *= GROWTH
        return None if found is None else _rests(found, clock)
    except Stopped:
        return None


def _bounds_of(form: Form) -> tuple[Bound, Bound] | None:
    bound = best_bound(form, np.arange(len(form.values), dtype=np.int64))
    return None if bound is None else (bound, bound)


def _bounds_without(form: Form, base: Model, mine: Mask) -> tuple[Bound, Bound] | None:
    """Prices of the base: with the regrets of its options alone, and with those of all.

    What is asked about may be worth more than what its class takes: its regret is then negative.
    """
    own = build_form(base, 0)
    found = _bounds_of(own)
    if found is None or (own.lower, own.upper) != (form.lower, form.upper):
        return None
    known = (form.places < 0) | mine[form.places]
    bound = at_prices(form, found[0].scale, found[0].prices, known)
    if bound is None:
        return None
    worth = bound.scale * form.values - form.weighed(bound.prices)
    best = np.maximum.reduceat(np.where(known, worth, -LARGEST), form.starts[:-1])
    return bound, replace(bound, regrets=best[form.class_of] - worth)


@dataclass(frozen=True, eq=False)
class _Core:
    """What a gap leaves open: its table without prices, and the states of all of it."""

    model: Model
    form: Form
    asked: Bound
    gap: int
    settled: Settled
    table: Table
    lists: Lists
    rows: Ints
    states: States

    @property
    def size(self) -> int:
        return len(self.states.losses) * (len(self.rows) + 2)

    def rests(self, tables: Mapping[int, States]) -> Rests:
        """Answers of the core's own table, and of further ones."""
        best_first = {key: states.taken(_best_first(states)) for key, states in ({**tables, -1: self.states}).items()}
        return Rests(self.model, self.form, self.asked, self.gap, self.settled, best_first, self.lists, self.rows)

    def answers(self) -> bool:
        """Whether every one of some questions about settled classes is answered."""
        own, form = self.rests({}), self.form
        settled = np.ones(form.classes, bool)
        settled[form.class_of[self.settled.options]] = False
        mine = np.flatnonzero(settled[form.class_of] & (form.places >= 0))
        asked = form.places[mine[:: -(-len(mine) // SAMPLE) or 1]].tolist() if len(mine) else []
        return all(own.within(o) is not None for o in asked)


def _core(model: Model, form: Form, bound: Bound, asked: Bound, gap: int, clock: Clock) -> _Core | None:
    """The core of a gap; None where it grows too large."""
    settled = settle(form, bound.regrets <= gap)
    if settled.empty:
        return None
    every = np.arange(form.own, dtype=np.int64)
    base, uses = form.used(settled.fixed)[: form.own], form.dense(settled.options, every)
    least, most = shifts(form, settled, uses)
    low, high = ends_of(form.lower, every, -WIDE) - base - most, ends_of(form.upper, every, WIDE) - base - least
    losses, values = bound.regrets[settled.options], form.values[settled.options]
    prices = np.zeros(form.own, np.int64)
    table = Table(settled.options, settled.starts, losses, values, uses, low, high, prices, 0, gap, True)
    fewest, largest = (t.sum(axis=0) for t in table.extremes())
    rows = np.flatnonzero((low + most - least > fewest) | (high - most + least < largest))
    table = table.rows(rows)
    lists = lists_of(model, form, table.options, model.columns.application, model.columns.tier)
    none = np.zeros(len(rows), np.int64)
    try:
        states = extended(nothing_decided(table, lists.words), table, lists.words, (none, none), clock, Work(WORK))
    except TooManyStates:
        return None
    return _Core(model, form, asked, gap, settled, table, lists, rows, states)


def _rests(core: _Core, clock: Clock) -> Rests:
    """The answers of a core, with tables without each of its classes where these are not too many."""
    table, words, tables = core.table, core.lists.words, dict[int, States]()
    classes = core.form.class_of[table.options[table.starts]]
    try:
        Halves(table, words, classes, clock, tables, Work(HALVING)).split(
            nothing_decided(table, words), 0, len(classes)
        )
    except TooManyStates:
        tables.clear()
    return core.rests(tables)


def _best_first(states: States) -> Ints:
    columns = [states.words[:, w] for w in range(states.words.shape[1] - 1, -1, -1)]
    return np.lexsort((*columns, -states.values))
