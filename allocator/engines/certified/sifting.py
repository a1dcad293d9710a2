"""Good prices of a large form from small relaxations: only classes near a change of choice matter for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import Form, Ints, begins_run
from allocator.engines.certified.prices import Bound, evaluate
from allocator.engines.certified.relaxation import Floats, bounds_of, relaxed_prices
from allocator.engines.clock import Clock

SMALL = 3_000  # options of which one relaxation takes less time than several small ones
SAMPLE, FINER = 400, 100  # classes of the first sample, or such a part of all: good prices spare many steps
MOST_STEPS = 30
CLOSER, MOST_TURNS = 3, 8
PART = 0.2


def best_bound(form: Form, corners: Ints, clock: Clock | None = None) -> Bound | None:
    """The tightest bound that the relaxation gives; None where the relaxation has no solution.

    Parameters
    ----------
    form
        Classes and rows.
    corners
        Options that the relaxation needs.
    clock
        Stops the search for them.

    Raises
    ------
    Stopped
        Where the clock ran out.
    """
    lower, upper = bounds_of(form)
    if len(corners) > SMALL:
        bound = _sifted(form, corners, lower, upper, clock)
        if bound is not None:
            return None if bound.bound < bound.scale * form.lowest else bound
    relaxed = relaxed_prices(form, corners, lower, upper, clock=clock)
    return None if relaxed is None else evaluate(form, relaxed[0])


def _sifted(form: Form, corners: Ints, lower: Floats, upper: Floats, clock: Clock | None) -> Bound | None:
    """A bound that the classes nearest to a change confirm, found in steps that keep to a box about the best prices."""
    cls = form.class_of[corners]
    bound = _sampled(form, corners, cls, lower, upper, clock)
    size, reach = max(SAMPLE, form.classes // (2 * FINER)), 0.25
    if bound is not None:
        bound = _refined(form, corners, cls, lower, upper, bound, size, clock)
    typical = _typical_price(form)
    for _ in range(MOST_STEPS):
        if bound is None or 2 * size >= form.classes:
            return None
        near = np.argsort(second_regrets(form, bound), kind="stable")[:size]
        free = np.zeros(form.classes, bool)
        free[near] = True
        settled = _settled(form, bound, free)
        used = form.used(settled).astype(float)
        now = bound.prices / bound.scale
        width = reach * np.maximum(np.abs(now), typical)
        box = now - width, now + width
        relaxed = relaxed_prices(form, corners[free[cls]], lower - used, upper - used, box, clock)
        if relaxed is None:
            return None
        better = evaluate(form, relaxed[0])
        reached = relaxed[1] + float(form.values[settled].sum())
        if better.bound < better.scale * form.lowest:
            return better  # nothing keeps the rows, and prices would grow for ever
        inside = bool((np.abs(relaxed[0] - now) < width * 0.999).all())
        if better.bound * bound.scale < bound.bound * better.scale:
            bound = better
            reach *= 1 if inside else 1.5
        else:
            reach, size = reach / 3, size * 3 // 2
        if inside and bound.bound / bound.scale <= reached + 0.5 + 1e-9 * abs(reached):
            return bound
    return None


def _settled(form: Form, bound: Bound, free: NDArray[np.bool_]) -> Ints:
    """The best option of each class that is not free."""
    best = np.flatnonzero((bound.regrets == 0) & ~free[form.class_of])
    cls = form.class_of[best]
    first: Ints = best[begins_run(cls)]
    return first


def _typical_price(form: Form) -> Floats:
    """What a row would cost if a part of the mean value were paid for a mean use of it."""
    count = np.maximum(1, np.bincount(form.rows, minlength=len(form.lower)))
    use = np.bincount(form.rows, weights=np.abs(form.uses).astype(float), minlength=len(form.lower)) / count
    return PART * float(np.abs(form.values).mean()) / np.maximum(1.0, use)


def _sampled(form: Form, corners: Ints, cls: Ints, lower: Floats, upper: Floats, clock: Clock | None) -> Bound | None:
    """A first bound, from every so-manieth class and as great a share of the bounds."""
    size = max(SAMPLE, form.classes // FINER)
    while 2 * size < form.classes:
        sample = corners[np.isin(cls, np.linspace(0, form.classes - 1, size).astype(np.int64))]
        share = size / form.classes
        relaxed = relaxed_prices(form, sample, lower * share, upper * share, clock=clock)
        if relaxed is not None:
            return evaluate(form, relaxed[0])
        size *= 4
    return None


def _refined(
    form: Form, corners: Ints, cls: Ints, lower: Floats, upper: Floats, bound: Bound, size: int, clock: Clock | None
) -> Bound:
    """A better bound, from samples of ever fewer classes: those that are nearest to a change of choice."""
    window, typical = form.classes // CLOSER, _typical_price(form)
    for turn in range(MOST_TURNS):
        if window <= size:
            break
        second = second_regrets(form, bound)
        near = second <= np.partition(second, window)[window]
        sample = np.flatnonzero(near)
        step = len(sample) // size
        sample = sample[turn % step :: step]
        free, share = np.zeros(form.classes, bool), len(sample) / int(near.sum())
        free[sample] = True
        used = form.used(_settled(form, bound, near)).astype(float)
        now = bound.prices / bound.scale
        width = np.maximum(np.abs(now), typical)
        box = now - width, now + width
        relaxed = relaxed_prices(form, corners[free[cls]], (lower - used) * share, (upper - used) * share, box, clock)
        better = None if relaxed is None else evaluate(form, relaxed[0])
        if better is not None and better.bound * bound.scale < bound.bound * better.scale:
            bound, window = better, window // CLOSER
        elif step == 1:
            break
    return bound


def second_regrets(form: Form, bound: Bound) -> Ints:
    """For each class the regret of its second-best option; the largest integer where there is none."""
    if not form.classes:
        return np.zeros(0, np.int64)
    best = bound.regrets == 0
    masked = np.where(best, np.iinfo(np.int64).max, bound.regrets)
    tied = np.add.reduceat(best.astype(np.int64), form.starts[:-1]) > 1
    return np.where(tied, 0, np.minimum.reduceat(masked, form.starts[:-1]))
