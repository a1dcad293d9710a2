"""A number of winners that no rule fixes, tried one after another from where the relaxation has it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from allocator.arrays import Integers
from allocator.engines.certified.build import build_form
from allocator.engines.certified.core import Stopped, TooManyStates
from allocator.engines.certified.emptiness import proven_empty
from allocator.engines.certified.form import Form, Ints, NoChoice
from allocator.engines.certified.node_lp import NodeLP
from allocator.engines.certified.relaxation import corners_of
from allocator.engines.certified.sifting import best_bound, second_regrets
from allocator.engines.clock import Clock
from allocator.engines.protocol import Outcome
from allocator.model import Model, Target

MOST_OPTIONS = 50_000
OPEN = 30  # classes that a search would have to open at least


@dataclass(frozen=True, slots=True)
class _Bounded:
    """A bound on the values with a number of winners, minus infinity where nothing has it; how many tie there."""

    value: float
    equal: int = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many winners the relaxation has, and the bounds of the whole numbers on either side."""

    relaxed: float
    bounds: dict[int, _Bounded | None]


def free_tier(model: Model) -> int | None:
    """The first tier with options whose number of winners no target fixes; None where there is none."""
    fixed = {t.tier for t in model.targets}
    return next((t for t in range(model.tiers) if t not in fixed and (model.columns.tier == t).any()), None)


def best_by_count(
    model: Model,
    tier: int,
    solve: Callable[[Model], Outcome | None],
    first: Callable[[Outcome, Outcome], bool],
    clock: Clock,
    numbers: Numbers | None = None,
) -> Outcome | None:
    """The best allocation that meets all targets; None where there is none.

    What the relaxation gives is concave in a number of winners: on either side of the largest value, once its bound
    has fallen under what is in hand, so have all further ones; and once there is nothing, there is nothing further out.

    Parameters
    ----------
    model
        Options, rows and targets.
    tier
        One whose number of winners is free.
    solve
        Gives the best allocation of a model whose targets are all to be met.
    first
        Whether one outcome comes before another.
    clock
        Stops the search.
    numbers
        What is known of them already.

    Raises
    ------
    TooManyStates, TooLarge
        Where that is beyond this way.
    Stopped
        Where the clock ran out.
    """
    options = np.flatnonzero(model.columns.tier == tier)
    begin = numbers.relaxed if numbers else _relaxed_count(build_form(model, 0), options)
    if begin is None:
        raise TooManyStates("no number of winners to begin with")
    best: Outcome | None = None
    ends = {-1: math.floor(begin), 1: math.floor(begin) + 1}
    known = numbers.bounds if numbers else {n: _bound(model, tier, options, n) for n in ends.values()}
    bounds = {side: _value(known[n]) for side, n in ends.items()}
    while bounds:
        if clock.expired:
            raise Stopped
        side = max(bounds, key=lambda s: bounds[s])
        if bounds[side] == -math.inf or (best is not None and bounds[side] < best.bounds[1].value):
            del bounds[side]
            continue
        found = solve(_with_count(model, tier, options, ends[side]))
        if found is not None and (best is None or first(found, best)):
            best = found
        ends[side] += side
        bounds[side] = _value(_bound(model, tier, options, ends[side]))
    return best


def whole_numbers(model: Model, tier: int) -> Numbers | None:
    """What whole numbers of winners on either side of the relaxation's tell; None where they do not tell much.

    They do where one row is left that lets nearly as many win, whoever they are: far less is open then. Not where all
    are equal in value then: to tell those apart is what takes long.
    """
    form = build_form(model, 0)
    corners = corners_of(form)
    bound = best_bound(form, corners) if form.own == 1 else None
    options = np.flatnonzero(model.columns.tier == tier)
    count = None if bound is None else _relaxed_count(form, options)
    if bound is None or count is None:
        return None
    numbers = Numbers(count, {n: _bound(model, tier, options, n) for n in (math.floor(count), math.floor(count) + 1)})
    best = max(numbers.bounds.values(), key=_value)
    if math.isinf(_value(best)) or best is None or best.equal > OPEN:
        return None
    opened = int((second_regrets(form, bound) <= bound.bound - bound.scale * int(best.value)).sum())
    return numbers if opened > OPEN else None


def _value(bound: _Bounded | None) -> float:
    return math.inf if bound is None else bound.value


def _with_count(model: Model, tier: int, options: Ints, number: int) -> Model:
    return replace(model, targets=(*model.targets, Target(tier, number, Integers(options))))


def _bound(model: Model, tier: int, options: Ints, number: int) -> _Bounded | None:
    """Bound of a number of winners; None where it is unknown."""
    if not 0 <= number <= len(options):
        return _Bounded(-math.inf)
    try:
        form = build_form(_with_count(model, tier, options, number), 0)
    except NoChoice:
        return _Bounded(-math.inf)
    corners = corners_of(form)
    bound = best_bound(form, corners)
    if bound is None:
        return _Bounded(-math.inf) if proven_empty(form, corners) else None
    return _Bounded(bound.bound // bound.scale, int((second_regrets(form, bound) == 0).sum()))


def _relaxed_count(form: Form, options: Ints) -> float | None:
    """How many of some of the model's options the relaxation takes."""
    if len(form.values) > MOST_OPTIONS:
        return None
    relaxed = NodeLP(form).solve(np.ones(len(form.values), bool))
    if relaxed is None or relaxed.value is None:
        return None
    return float(relaxed.shares[np.isin(form.places, options)].sum())
