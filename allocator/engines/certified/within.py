"""The best choice among those that lose no more than a gap, by the dynamic program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.canonical import lists_of
from allocator.engines.certified.core import search
from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.order import order_of
from allocator.engines.certified.prices import Bound
from allocator.engines.certified.settle import settle, table_of
from allocator.engines.clock import Clock
from allocator.model import Model


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
) -> Choice | None:
    """The best choice, first in the canonical order among equals; None where nothing loses so little.

    Parameters
    ----------
    inside
        Options that may be taken.
    most, beam
        See `search`.
    """
    settled = settle(form, inside)
    if settled.empty:
        return None
    table = table_of(form, bound, gap, settled)
    table = table.ordered(order_of(table))
    applications, tiers = application_and_tier(model)
    lists = lists_of(model, form, table.options, applications, tiers)
    states = search(table, lists.words, clock, most, beam)
    if states is None:
        return None
    fixed = settled.fixed[form.places[settled.fixed] >= 0]
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
    value = int(states.values[0]) + int(form.values[settled.fixed].sum())
    return Choice(value, np.concatenate([fixed, np.array(chosen, np.int64)]))


def application_and_tier(model: Model) -> tuple[Ints, Ints]:
    """Of each of the model's options."""
    return model.columns.application, model.columns.tier
