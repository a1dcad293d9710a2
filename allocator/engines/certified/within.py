"""The best choice among those that lose no more than a gap, by the dynamic program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.canonical import lists_of
from allocator.engines.certified.core import TooManyStates, search
from allocator.engines.certified.dense import Knapsack, knapsack_of
from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.order import order_of
from allocator.engines.certified.prices import Bound
from allocator.engines.certified.settle import Table, settle, table_of
from allocator.engines.clock import Clock
from allocator.model import Model

CELLS, WORTH, MOST_CELLS = 100, 2, 300_000_000  # of a knapsack, in the time of one of a search; a byte each


@dataclass(frozen=True)
class Choice:
    """A choice of one option in every class of a form.

    Parameters
    ----------
    value
        In the form's integers.
    options
        Options that are awards, by their place in the form.
    """

    value: int
    options: Ints


def best_within(
    model: Model,
    form: Form,
    bound: Bound,
    gap: int,
    inside: NDArray[np.bool_],
    clock: Clock,
    most: int,
    beam: int | None = None,
    keep: Callable[[Choice], None] | None = None,
) -> Choice | None:
    """The best choice, first in the canonical order among equals; None where nothing loses so little.

    Parameters
    ----------
    inside
        Options that may be taken.
    most, beam
        See `search`.
    keep
        Told of a choice that loses more, where one turns up.
    """
    settled = settle(form, inside)
    if settled.empty:
        return None
    table = table_of(form, bound, gap, settled)
    knapsack = None if beam else _knapsack(model, form, table)
    if knapsack is None or not _worth(knapsack, most):
        found = _searched(model, form, table, clock, most, beam)
    else:
        try:
            found = _searched(model, form, table, clock, min(most, knapsack.cells // CELLS), None)
        except TooManyStates:
            found = _filled(model, form, knapsack, clock)
    if found is None:
        return None
    options = np.concatenate([settled.fixed[form.places[settled.fixed] >= 0], found.options])
    choice = Choice(found.value + int(form.values[settled.fixed].sum()), options)
    if bound.bound - bound.scale * choice.value <= gap:
        return choice
    if keep:
        keep(choice)
    return None


def _searched(model: Model, form: Form, table: Table, clock: Clock, most: int, beam: int | None) -> Choice | None:
    """The open part of the best choice, by its states."""
    applications, tiers = application_and_tier(model)
    table = table.ordered(order_of(table))
    lists = lists_of(model, form, table.options, applications, tiers)
    states = search(table, lists.words, clock, most, beam)
    if states is None:
        return None
    digits = lists.digits(states.words[0])
    real = table.options[form.places[table.options] >= 0]
    place = form.places[real]
    key = {
        (int(applications[p]), int(tiers[p]), int(form.steps[o]) if model.funded else 0): int(o)
        for o, p in zip(real.tolist(), place.tolist(), strict=True)
    }
    chosen = [
        key[application, model.tiers - digits[0][n], digits[1][n] if model.funded else 0]
        for n, application in enumerate(lists.applications.tolist())
        if digits[0][n]
    ]
    return Choice(int(states.values[0]), np.array(chosen, np.int64))


def _knapsack(model: Model, form: Form, table: Table) -> Knapsack | None:
    """The open part as a knapsack; None where more than one row can be broken, or a class is not one application.

    Only then what a class takes is a place of the list, and nothing else is.
    """
    if model.funded or not len(model.options) or len(table.low) != 1 or not len(table.starts):
        return None
    place = form.places[table.options]
    own = np.where(place >= 0, model.columns.application[place], -1)
    whose = np.maximum.reduceat(own, table.starts)
    if ((own >= 0) & (own != np.repeat(whose, table.sizes))).any():
        return None
    return knapsack_of(table.ordered(np.argsort(np.where(whose < 0, len(model.choices), whose), kind="stable")))


def _worth(knapsack: Knapsack, most: int) -> bool:
    """Whether to look at all uses of the row where some work in a search does not end."""
    cells, classes = knapsack.cells, len(knapsack.table.starts)
    return cells <= min(MOST_CELLS, max(WORTH * CELLS * most, classes**3))  # a search would meet most of them too


def _filled(model: Model, form: Form, knapsack: Knapsack, clock: Clock) -> Choice | None:
    """The open part of the best choice, by all uses of the one row."""
    place = form.places[knapsack.table.options]
    found = knapsack.best(np.where(place >= 0, model.columns.tier[place], model.tiers), clock)
    if found is None:
        return None
    options = knapsack.table.options[found]
    return Choice(int(form.values[options].sum()), options[form.places[options] >= 0])


def application_and_tier(model: Model) -> tuple[Ints, Ints]:
    """Of each of the model's options."""
    return model.columns.application, model.columns.tier
