"""Amounts that maximise the funded weighted score (SEMANTICS 4)."""

from __future__ import annotations

from collections.abc import Sequence

from allocator.amounts.claim import Claim, Limit, Room


def optimised(claims: Sequence[Claim], limits: Sequence[Limit]) -> tuple[int, ...]:
    """Steps per winner that maximise `sum w a`; among equals the lexicographically largest in published order.

    On nested or disjoint sets the greedy order is exact: the heavier first, the earlier first among equals.

    Parameters
    ----------
    claims
        Winners in published order.
    limits
        Money rules; their sets are nested or disjoint.
    """
    room = Room(claims, limits)
    for k in sorted(range(len(claims)), key=lambda k: -claims[k].weight):
        room.give(k, max(0, room.of(k)))
    return tuple(room.amounts)
