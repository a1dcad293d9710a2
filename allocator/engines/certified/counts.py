"""A number of winners that no rule fixes, tried one after another from where the relaxation has it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from allocator.engines.certified.build import build_form
from allocator.engines.certified.core import Stopped, TooManyStates
from allocator.engines.certified.emptiness import proven_empty
from allocator.engines.certified.form import Form, NoChoice
from allocator.engines.certified.node_lp import NodeLP
from allocator.engines.certified.relaxation import corners_of
from allocator.engines.certified.sifting import best_bound
from allocator.engines.clock import Clock
from allocator.engines.protocol import Outcome
from allocator.model import Model, Target

MOST_OPTIONS = 50_000


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

    Raises
    ------
    TooManyStates, TooLarge
        Where that is beyond this way.
    Stopped
        Where the clock ran out.
    """
    options = np.flatnonzero(model.columns.tier == tier)
    begin = _relaxed_count(build_form(model, 0), options)
    if begin is None:
        raise TooManyStates("no number of winners to begin with")
    best: Outcome | None = None
    ends = {-1: math.floor(begin), 1: math.floor(begin) + 1}
    bounds = {side: _bound(model, tier, options, n) for side, n in ends.items()}
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
        bounds[side] = _bound(model, tier, options, ends[side])
    return best


def _with_count(model: Model, tier: int, options: np.ndarray, number: int) -> Model:
    return replace(model, targets=(*model.targets, Target(tier, number, tuple(options.tolist()))))


def _bound(model: Model, tier: int, options: np.ndarray, number: int) -> float:
    """A bound on the values with a number of winners; minus infinity where nothing has it, infinity where unknown."""
    if not 0 <= number <= len(options):
        return -math.inf
    try:
        form = build_form(_with_count(model, tier, options, number), 0)
    except NoChoice:
        return -math.inf
    corners = corners_of(form)
    bound = best_bound(form, corners)
    if bound is None:
        return -math.inf if proven_empty(form, corners) else math.inf
    return bound.bound // bound.scale


def _relaxed_count(form: Form, options: np.ndarray) -> float | None:
    """How many of some of the model's options the relaxation takes."""
    if len(form.values) > MOST_OPTIONS:
        return None
    relaxed = NodeLP(form).solve(np.ones(len(form.values), bool))
    if relaxed is None or relaxed.value is None:
        return None
    return float(relaxed.shares[np.isin(form.places, options)].sum())
