"""Finds the table of rests: wider and wider cores, until one answers enough."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.arrays import Mask
from allocator.engines.certified.build import build_form
from allocator.engines.certified.canonical import Lists, lists_of
from allocator.engines.certified.core import Stopped, TooManyStates, Work, extended, nothing_decided
from allocator.engines.certified.form import LARGEST, Form, Ints, NoChoice, TooLarge
from allocator.engines.certified.halves import Halves
from allocator.engines.certified.prices import Bound, at_prices
from allocator.engines.certified.rests import Rests, best_first
from allocator.engines.certified.settle import WIDE, Settled, Table, ends_of, settle
from allocator.engines.certified.shifts import shifts
from allocator.engines.certified.sifting import best_bound, second_regrets
from allocator.engines.certified.states import States
from allocator.engines.clock import Clock
from allocator.model import Model

FEWEST, GROWTH, MOST_CLASSES = 12, 1.7, 200  # open classes, more and more while that stays cheap
ENOUGH = 1_500  # cells of a table, besides one an option, beyond which a wider one costs more than it answers
WORK, HALVING = 1_000_000, 6_000_000


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
    if base is not None:  # no gap is so wide that the rest takes what is asked about
        second = second[second < LARGEST]
    try:
        while len(second) and classes < MOST_CLASSES:
            gap = int(second[min(int(classes), len(second) - 1)])
            wider = _core(model, form, bound, asked, gap, clock)
            if wider is None:
                break
            found = wider
            if found.size > ENOUGH + len(form.values) or classes >= len(second) or found.own.tells_settled:
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

    @cached_property
    def own(self) -> Rests:
        """Answers of the core's own table."""
        states = best_first(self.states)
        return Rests(self.model, self.form, self.asked, self.gap, self.settled, states, self.lists, self.rows)


def _core(model: Model, form: Form, bound: Bound, asked: Bound, gap: int, clock: Clock) -> _Core | None:
    """The core of a gap; None where it grows too large."""
    settled = settle(form, bound.regrets <= gap)
    if settled.empty:
        return None
    every = np.arange(form.own, dtype=np.int64)
    base, uses = form.used(settled.fixed)[: form.own], form.dense(settled.options, every)
    least, most = shifts(form, settled)
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
    return core.own.with_classes({cls: best_first(states) for cls, states in tables.items()})
