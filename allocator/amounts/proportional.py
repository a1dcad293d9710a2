"""Amounts in proportion to weighted scores: Webster / Sainte-Laguë apportionment with bounds (SEMANTICS 4)."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from fractions import Fraction

from allocator.amounts.claim import Claim, Limit, Room


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
    scale = max((c.weight for c in claims), default=1)
    active = [k for k, c in enumerate(claims) if c.weight > 0]
    while active := [k for k in active if room.of(k) > 0]:
        _raise_together(room, active, scale)
        _step_by_step(room, active)
    for k, claim in enumerate(claims):
        if claim.weight == 0:
            room.give(k, max(0, room.of(k)))
    return tuple(room.amounts)


def _raise_together(room: Room, active: Sequence[int], scale: int) -> None:
    """Hand out every step whose price is at most the highest multiple of 1 / scale that all limits allow."""

    def wanted(price: int) -> dict[int, int]:
        steps = {}
        for k in active:
            claim, have = room.claims[k], room.amounts[k]
            reach = (price * claim.weight // scale + 1) // 2
            steps[k] = max(0, min(claim.hi, reach) - have)
        return steps

    def fits(price: int) -> bool:
        steps = wanted(price)
        return all(
            sum(steps.get(k, 0) for k in limit.members) <= left
            for limit, left in zip(room.limits, room.left, strict=True)
        )

    low, high = 0, 1
    most = max(2 * room.claims[k].hi * scale // room.claims[k].weight + scale for k in active)
    while high <= most and fits(high):
        low, high = high, 2 * high
    high = min(high, most + 1)
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    for k, steps in wanted(low).items():
        room.give(k, steps)


def _step_by_step(room: Room, active: Sequence[int]) -> None:
    """Hand out single steps in order of price until some winner can have no more."""
    queue = [(Fraction(2 * room.amounts[k] + 1, room.claims[k].weight), k) for k in active]
    heapq.heapify(queue)
    while queue:
        _, k = heapq.heappop(queue)
        if room.of(k) <= 0:
            return
        room.give(k, 1)
        heapq.heappush(queue, (Fraction(2 * room.amounts[k] + 1, room.claims[k].weight), k))
