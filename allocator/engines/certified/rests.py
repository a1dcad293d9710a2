"""One table that tells the best allocation for every other choice of nearly every class, without solving again.

What a class takes shifts the rows for the rest. The rest is the core and what prices settle: the states of the core,
kept with their use of the rows, hold the best rest of every shift, as long as that rest loses no more than the gap of
the table. What loses more, and the classes of the core themselves, are not covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allocator.engines.certified.build import build_form
from allocator.engines.certified.canonical import Lists, lists_of
from allocator.engines.certified.core import States, Stopped, TooManyStates, after
from allocator.engines.certified.form import Form, Ints, NoChoice, TooLarge
from allocator.engines.certified.prices import Bound
from allocator.engines.certified.settle import WIDE, Settled, Table, settle
from allocator.engines.certified.sifting import best_bound, second_regrets
from allocator.engines.clock import Clock
from allocator.model import Model

CLASSES = (40, 28, 18, 10)  # open classes, tried in turn
MOST_CELLS = 2_000_000
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
    tiers: Ints


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
    states, lists
        The core's states, best first, and how their words are read.
    rows, base
        Rows that a rest could break, and their use by what is settled.
    """

    def __init__(
        self,
        model: Model,
        form: Form,
        bound: Bound,
        gap: int,
        settled: Settled,
        states: States,
        lists: Lists,
        rows: Ints,
    ) -> None:
        self._model, self._form, self._bound, self._gap = model, form, bound, gap
        self._states, self._lists, self._rows = states, lists, rows
        self._base = form.used(settled.fixed)[rows]
        self._low, self._high = (_bounds(b, rows, m) for b, m in ((form.lower, -WIDE), (form.upper, WIDE)))
        self._class = form.class_of
        self._fixed = np.full(form.classes, -1, np.int64)
        self._fixed[self._class[settled.fixed]] = settled.fixed
        self._value = int(form.values[settled.fixed].sum())
        self._option = np.full(len(model.options), -1, np.int64)
        real = np.flatnonzero(form.places >= 0)
        self._option[form.places[real]] = real
        self._tiers = np.full(len(model.choices), model.tiers, np.int64)
        self._award(self._tiers, settled.fixed)
        self._found: dict[bytes, int | None] = {}

    def within(self, option: int) -> Rest | None:
        """The best allocation with an option of the model; None where that is not covered."""
        mine = int(self._option[option])
        return None if mine < 0 else self._best(int(self._class[mine]), [mine])

    def without(self, application: int) -> Rest | None:
        """The best allocation without an application, by its place in published order; None if not covered."""
        options = self._option[np.asarray(self._model.choices[application], np.int64)]
        if (options < 0).any():
            return None
        cls = int(self._class[options[0]])
        every = range(int(self._form.starts[cls]), int(self._form.starts[cls + 1]))
        return self._best(cls, [o for o in every if o not in options.tolist()])

    def _best(self, cls: int, options: Sequence[int]) -> Rest | None:
        fixed = int(self._fixed[cls])
        if fixed < 0 or not options:
            return None
        form, bound, best, unproven = self._form, self._bound, None, -WIDE
        for option in options:
            regret = int(bound.regrets[option])
            state = self._state(option, fixed)
            least = bound.bound - self._gap - regret  # scaled value below which nothing is told
            value = None
            if state is not None:
                gained = int(self._states.values[state]) + int(form.values[option]) - int(form.values[fixed])
                value = self._value + gained
            if state is None or value is None or bound.scale * value < least:
                unproven = max(unproven, least)
                continue
            rest = self._rest(value, option, fixed, state)
            if best is None or (-rest.value, rest.tiers.tolist()) < (-best.value, best.tiers.tolist()):
                best = rest
        return None if best is None or bound.scale * best.value < unproven else best

    def _state(self, option: int, fixed: int) -> int | None:
        """The best state of the core whose rows hold when a class takes another option."""
        shift = self._form.dense(np.array([option, fixed], np.int64), self._rows)
        used = self._base + shift[0] - shift[1]
        key = used.tobytes()
        if key not in self._found:
            low, high, uses = self._low - used, self._high - used, self._states.uses
            self._found[key] = None
            for a, b in ((0, FIRST), (FIRST, len(uses))):
                fits = ((uses[a:b] >= low) & (uses[a:b] <= high)).all(axis=1)
                if fits.any():
                    self._found[key] = a + int(fits.argmax())
                    break
        return self._found[key]

    def _rest(self, value: int, option: int, fixed: int, state: int) -> Rest:
        model, form, tiers = self._model, self._form, self._tiers.copy()
        if form.places[fixed] >= 0:
            tiers[model.columns.application[form.places[fixed]]] = model.tiers
        self._award(tiers, np.array([option], np.int64))
        digits = self._lists.digits(self._states.words[state])[0]
        tiers[self._lists.applications] = model.tiers - np.array(digits, np.int64)
        return Rest(value, tiers)

    def _award(self, tiers: Ints, options: Ints) -> None:
        places = self._form.places[options]
        places = places[places >= 0]
        tiers[self._model.columns.application[places]] = self._model.columns.tier[places]


def find_rests(model: Model, clock: Clock) -> Rests | None:
    """The table of a model whose best allocation has quota-deviation 0; None where it grows too large.

    Parameters
    ----------
    model
        Winners-first: amounts that the engine chooses are not told apart here.
    clock
        Stops the search.
    """
    if model.funded:
        return None
    try:
        form = build_form(model, 0)
        bound = best_bound(form, np.arange(len(form.values), dtype=np.int64))
    except (NoChoice, TooLarge):
        return None
    if bound is None:
        return None
    second = np.sort(second_regrets(form, bound))
    for classes in CLASSES if len(second) else ():
        gap = int(second[min(classes, len(second) - 1)])
        try:
            found = _table(model, form, bound, gap, clock)
        except TooManyStates:
            continue
        except Stopped:
            return None
        if found is not None:
            return found
    return None


def _table(model: Model, form: Form, bound: Bound, gap: int, clock: Clock) -> Rests | None:
    settled = settle(form, bound.regrets <= gap)
    if settled.empty:
        return None
    every = np.arange(form.own, dtype=np.int64)
    uses = form.dense(settled.options, every)
    base = form.used(settled.fixed)[: form.own]
    least, most = _shifts(form, settled)
    low, high = _bounds(form.lower, every, -WIDE) - base - most, _bounds(form.upper, every, WIDE) - base - least
    nothing = np.zeros(form.own, np.int64)
    table = Table(
        settled.options,
        settled.starts,
        bound.regrets[settled.options],
        form.values[settled.options],
        uses,
        low,
        high,
        nothing,
        0,
        gap,
        True,
    )
    fewest, largest = (t.sum(axis=0) for t in table.extremes())
    rows = np.flatnonzero((low + most - least > fewest) | (high - most + least < largest))
    table = table.rows(rows)
    lists = lists_of(model, form, table.options, model.columns.application, model.columns.tier)
    states = after(table, lists.words, clock, MOST_CELLS)
    columns = [states.words[:, w] for w in range(states.words.shape[1] - 1, -1, -1)]
    best_first = np.lexsort((*columns, -states.values))
    return Rests(model, form, bound, gap, settled, states.taken(best_first), lists, rows)


def _shifts(form: Form, settled: Settled) -> tuple[Ints, Ints]:
    """Least and largest change of each row's use when a settled class takes another of its options."""
    fixed = np.full(form.classes, -1, np.int64)
    fixed[form.class_of[settled.fixed]] = settled.fixed
    every = np.arange(form.own, dtype=np.int64)
    mine = np.flatnonzero(fixed[form.class_of] >= 0)
    change = form.dense(mine, every) - form.dense(fixed[form.class_of[mine]], every)
    return change.min(axis=0, initial=0), change.max(axis=0, initial=0)


def _bounds(values: tuple[int | None, ...], rows: Ints, missing: int) -> Ints:
    found = [values[r] for r in rows.tolist()]
    return np.array([missing if b is None else max(-WIDE, min(WIDE, b)) for b in found], np.int64)
