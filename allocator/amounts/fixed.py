"""Amounts that screening has already fixed: `in-full` and `graded` (SEMANTICS 4)."""

from __future__ import annotations

from collections.abc import Sequence

from allocator.amounts.claim import Claim, Limit


def fixed(claims: Sequence[Claim], limits: Sequence[Limit]) -> tuple[int, ...]:
    """Steps per winner: its `hi`, which equals its `lo`.

    Parameters
    ----------
    claims
        Winners in published order.
    limits
        Not looked at: the model already counted these amounts against the money.
    """
    return tuple(c.hi for c in claims)
