"""Missed targets: every way to miss them by so much in all, each with its numbers of winners fixed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from allocator.engines.certified.build import build_form
from allocator.engines.certified.emptiness import proven_empty
from allocator.engines.certified.form import NoChoice, TooLarge
from allocator.engines.certified.relaxation import corners_of
from allocator.engines.certified.sifting import best_bound
from allocator.model import Model

MOST_WAYS = 400


def least_deviation(model: Model) -> int:
    """What the relaxation proves of quota-deviation: it is no smaller; 0 where it tells nothing."""
    try:
        form = build_form(model, None)
    except (NoChoice, TooLarge):
        return 0
    bound = best_bound(form, corners_of(form))
    return 0 if bound is None else max(0, math.ceil(-bound.bound / bound.scale))


def ways_to_miss(model: Model, deviation: int) -> list[tuple[float, Model]] | None:
    """The models whose targets, all to be met, are at distances that sum to a deviation, the most promising first.

    An allocation of the model has this deviation where it keeps one of them, and it keeps no other. With its numbers
    of winners fixed a model is far easier than one that may choose where to miss.

    Parameters
    ----------
    model
        Options, rows and targets.
    deviation
        Sum of the distances.

    Returns
    -------
    list or None
        With each model a bound on its values, infinite where none is at hand; ways proven empty are left out.
        None where there are too many.
    """
    most = [len(t.options) for t in model.targets]
    aims = [t.aim for t in model.targets]
    found: list[tuple[float, Model]] = []
    for n, distances in enumerate(_distances(deviation, aims, most)):
        if n >= MOST_WAYS:
            return None
        targets = tuple(replace(t, aim=t.aim + d) for t, d in zip(model.targets, distances, strict=True))
        way = replace(model, targets=targets)
        try:
            form = build_form(way, 0)
        except NoChoice:
            continue
        corners = corners_of(form)
        bound = best_bound(form, corners)
        if bound is not None:
            found.append((bound.bound // bound.scale, way))
        elif not proven_empty(form, corners):
            found.append((math.inf, way))
    return sorted(found, key=lambda pair: -pair[0])


def _distances(total: int, aims: Sequence[int], most: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Signed distances of numbers of winners to what is aimed at, of which the absolute values sum to a total."""
    if not aims:
        if total == 0:
            yield ()
        return
    for size in range(total + 1) if len(aims) > 1 else (total,):
        for here in sorted({-size, size}):
            if 0 <= aims[0] + here <= most[0]:
                for rest in _distances(total - size, aims[1:], most[1:]):
                    yield (here, *rest)
