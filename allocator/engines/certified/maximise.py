"""The best choice of a form, with proof: gaps that grow until the first solution is found within its own gap."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from allocator.engines.certified.blocks import find_blocks
from allocator.engines.certified.canonical import lists_of
from allocator.engines.certified.core import MOST_CELLS, TooManyStates, search
from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.prices import Bound, evaluate
from allocator.engines.certified.relaxation import infeasible_prices
from allocator.engines.certified.settle import settle, table_of
from allocator.engines.certified.sifting import best_bound, second_regrets
from allocator.engines.clock import Clock
from allocator.model import Model

FIRST = 16  # classes open at the first gap
MORE = 6  # classes that the next gap opens at least
GROWTH = 2
SOON, BEAM, WIDENINGS = 400_000, 1_000, 8


@dataclass(frozen=True)
class Best:
    """The best choice, first in the canonical order among equals.

    Parameters
    ----------
    value
        In the form's integers.
    chosen
        Per application its option in the model, or None.
    steps
        Per application its award in steps.
    form, bound
        The rows and the prices that prove it.
    """

    value: int
    chosen: tuple[int | None, ...]
    steps: tuple[int, ...]
    form: Form
    bound: Bound


@dataclass(frozen=True)
class Nothing:
    """Proof that nothing keeps the rows: at these prices every choice loses more than there is.

    Without prices where one row alone cannot hold.
    """

    form: Form | None
    bound: Bound | None


class Progress:
    """Told of the problem in hand, for whoever goes on with it."""

    form: Form | None = None
    bound: Bound | None = None
    deviation: int | None = None


def maximise(model: Model, form: Form, clock: Clock, progress: Progress) -> Best | Nothing:
    """Find the best choice of a form.

    Parameters
    ----------
    model
        What the form is of.
    form
        Classes and rows.
    clock
        Stops the search.
    progress
        Takes the problem and its prices.

    Raises
    ------
    TooManyStates, TooLarge
        Where the case is beyond this way.
    Stopped
        Where the clock ran out.
    """
    corners = _corners(form)
    bound = best_bound(form, corners)
    if bound is None:
        nothing = _emptiness(model, form, corners, clock)
        if nothing is not None:
            return nothing
        bound = evaluate(form, np.zeros(len(form.lower)))  # the relaxation was wrong to deny what there is
    progress.form, progress.bound = form, bound
    lowest = int(np.minimum.reduceat(form.values, form.starts[:-1]).sum()) if form.classes else 0
    for gap in _gaps(form, bound, lowest):
        try:
            found = _within(model, form, bound, gap, clock, SOON)
        except TooManyStates:
            return _narrowed(model, form, bound, gap, clock)
        if found is not None:
            return found
    return Nothing(form, bound)


def _emptiness(model: Model, form: Form, corners: Ints, clock: Clock) -> Nothing | None:
    """Proof that nothing keeps the rows; None where something does."""
    plain = replace(form, values=np.zeros(len(form.values), np.int64))
    bound = evaluate(plain, infeasible_prices(plain, corners))
    if bound.bound >= 0 and _within(model, plain, bound, bound.bound, clock, MOST_CELLS) is not None:
        return None
    return Nothing(plain, bound)


def _narrowed(model: Model, form: Form, bound: Bound, gap: int, clock: Clock) -> Best:
    """The best choice by way of a good one, which tells how wide a gap is enough."""
    for _ in range(WIDENINGS):
        good = _within(model, form, bound, gap, clock, MOST_CELLS, BEAM)
        if good is not None:
            best = _within(model, form, bound, bound.bound - bound.scale * good.value, clock, MOST_CELLS)
            assert best is not None  # the good one lies within this gap
            return best
        gap = int(gap * GROWTH)
    raise TooManyStates("no allocation found to start from")


def _gaps(form: Form, bound: Bound, lowest: int) -> Iterator[int]:
    """Growing gaps, the last of which covers every value.

    The work grows fast with the gap, so that it is better to try one in vain than to take one too wide.
    """
    divisor = math.gcd(*np.unique(form.values).tolist()) or 1
    unit = bound.scale * divisor
    value = bound.bound // unit * divisor
    if value < lowest:
        return
    second = np.sort(second_regrets(form, bound))
    wanted = int(second[min(FIRST, len(second) - 1)]) if len(second) else 0
    first = min(wanted, bound.bound - bound.scale * lowest)
    gap = bound.bound - bound.scale * value
    while True:
        value = max(lowest, (bound.bound - max(gap, first)) // unit * divisor)
        gap = bound.bound - bound.scale * value
        yield gap
        if value == lowest:
            return
        opened = int(np.searchsorted(second, gap, side="right"))  # a gap that opens nothing new finds nothing new
        more = int(second[min(opened + MORE, len(second) - 1)]) if len(second) else 0
        gap = max(gap + unit, int(gap * GROWTH), min(more, bound.bound - bound.scale * lowest))


def _within(
    model: Model, form: Form, bound: Bound, gap: int, clock: Clock, most: int, beam: int | None = None
) -> Best | None:
    """The best choice among those that lose no more than the gap; None where there is none. See `search`."""
    inside = bound.regrets <= gap
    while True:
        settled = settle(form, inside)
        if settled.empty:
            return None
        table = table_of(form, bound, gap, settled)
        if not table.possible or table.constant > gap:
            return None
        blocks = find_blocks(table, clock)
        if blocks is None:
            return None
        beyond = blocks.beyond(table)
        if not beyond.any():
            break
        inside[settled.options[beyond]] = False
    table = table.ordered(blocks.order)
    applications, tiers = _places(model)
    lists = lists_of(model, form, table.options, applications, tiers)
    states = search(table, lists.words, blocks.floors(), clock, most, beam)
    if states is None:
        return None
    chosen: list[int | None] = [None] * len(model.choices)
    steps = [0] * len(model.choices)
    for k in settled.fixed[form.places[settled.fixed] >= 0].tolist():
        o = int(form.places[k])
        chosen[applications[o]], steps[applications[o]] = o, int(form.steps[k])
    digits = lists.digits(states.words[0])
    for n, application in enumerate(lists.applications.tolist()):
        if digits[0][n]:
            tier = model.tiers - digits[0][n]
            o = next(o for o in model.choices[application] if model.options[o].tier == tier)
            chosen[application] = o
            steps[application] = digits[1][n] if model.funded else model.options[o].lo
    value = (bound.bound - int(states.losses[0])) // bound.scale
    return Best(value, tuple(chosen), tuple(steps), form, bound)


def _places(model: Model) -> tuple[Ints, Ints]:
    n = len(model.options)
    applications = np.fromiter((o.application for o in model.options), np.int64, n)
    return applications, np.fromiter((o.tier for o in model.options), np.int64, n)


def _corners(form: Form) -> Ints:
    """Options that the relaxation needs: of awards in a row only the least and the largest."""
    inner = np.zeros(len(form.values), bool)
    same = (form.places[1:] == form.places[:-1]) & (form.class_of[1:] == form.class_of[:-1])
    inner[1:-1] = same[1:] & same[:-1] & ((form.places[1:-1] >= 0) | (form.ends[2:-1] - form.ends[1:-2] > 0))
    return np.flatnonzero(~inner)
