"""Amounts in proportion to weighted scores: Webster / Sainte-Laguë apportionment with bounds (SEMANTICS 4)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from allocator.amounts.claim import Claim, Limit, Room
from allocator.arrays import WIDEST, Ints, Numbers, total, whole_numbers


def proportional(claims: Sequence[Claim], limits: Sequence[Limit]) -> tuple[int, ...]:
    """Steps per winner, handed out one by one to the smallest `(2 a + 1) / w`.

    The result equals handing out single steps; here whole runs of steps below a common price are handed out at once,
    so that small steps (yuan) cost no more than large ones.

    Parameters
    ----------
    claims
        Winners in published order.
    limits
        Money rules; their sets are nested or disjoint.
    """
    room = Room(claims, limits)
    weights = whole_numbers([c.weight for c in claims])
    while len(active := np.flatnonzero(np.asarray((weights > 0) & (room.of_all() > 0), bool))):
        _step_by_step(room, _raise_together(room, active))
    for k, claim in enumerate(claims):
        if claim.weight == 0:
            room.give(k, max(0, room.of(k)))
    return tuple(room.amounts)


def _raise_together(room: Room, active: Ints) -> list[int]:
    """Hand out every step whose price is at most the highest multiple of 1 / scale that all limits allow.

    Returns
    -------
    list
        Those who would have a step at the next multiple, which not all limits allow.
    """
    claims = [room.claims[k] for k in active.tolist()]
    weights, hi = whole_numbers([c.weight for c in claims]), whole_numbers([c.hi for c in claims])
    have = whole_numbers([room.amounts[k] for k in active.tolist()])
    scale = max(c.weight for c in room.claims)
    most = max(2 * c.hi * scale // c.weight + scale for c in claims)
    if most * scale >= WIDEST:
        weights, hi, have = weights.astype(object), hi.astype(object), have.astype(object)
    place = np.full(len(room.claims), -1)
    place[active] = np.arange(len(active))
    members = [mine[mine >= 0] for limit in room.limits for mine in [place[list(limit.members)]]]

    def wanted(price: int) -> Numbers:
        steps: Numbers = np.maximum(0, np.minimum(hi, (price * weights // scale + 1) // 2) - have)
        return steps

    def fits(price: int) -> bool:
        steps = wanted(price)
        return all(total(steps[mine]) <= left for mine, left in zip(members, room.left, strict=True))

    low, high = 0, 1
    while high <= most and fits(high):
        low, high = high, 2 * high
    high = min(high, most + 1)
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    given = wanted(low)
    for n in np.flatnonzero(given).tolist():
        room.give(int(active[n]), int(given[n]))
    waiting: list[int] = active[np.asarray(wanted(low + 1) > given, bool)].tolist()
    return waiting


def _step_by_step(room: Room, waiting: Sequence[int]) -> None:
    """Hand out a step to each of those who wait, in order of price, as far as there is room."""
    queue = sorted((Fraction(2 * room.amounts[k] + 1, room.claims[k].weight), k) for k in waiting)
    for _, k in queue:
        if room.of(k) > 0:
            room.give(k, 1)
