"""Plain enumeration: every choice of winners with their tiers that keeps the limits."""

from __future__ import annotations

from functools import lru_cache
from math import inf

Winners = tuple[tuple[int, int], ...]
"""(application, tier) pairs, by application."""
MOST = 2_000_000


class TooLarge(Exception):
    """More winner sets than plain enumeration should look at."""


@lru_cache(maxsize=512)  # worlds that differ in scores alone admit the same sets
def winner_sets(
    names: tuple[int, ...],
    choices: tuple[tuple[tuple[int, int], ...], ...],
    limits: tuple[tuple[bool, frozenset[tuple[int, int]], int, int | None], ...],
    targets: tuple[int | None, ...],
) -> tuple[tuple[int, Winners], ...]:
    """Every winner set that keeps the rules, after its quota deviation, the least deviation first.

    Parameters
    ----------
    names, choices
        Applications, and for each its outcomes: (tier, or -1 for none; steps at lo).
    limits
        (counts money, the pairs counted, least, most or None).
    targets
        Of each tier; None where stage 1 leaves it out.
    """
    total = 1
    for mine in choices:
        total *= len(mine)
    if total > MOST:
        raise TooLarge(f"{total} winner sets")
    uses = [
        {
            (k, t): [(n, lo if money else 1) for n, (money, pairs, _, _) in enumerate(limits) if (k, t) in pairs]
            for t, lo in mine
            if t >= 0
        }
        for k, mine in zip(names, choices, strict=True)
    ]
    used = [0] * len(limits)
    highs = [inf if high is None else high for _, _, _, high in limits]
    lows = [(n, low) for n, (_, _, low, _) in enumerate(limits) if low > 0]
    found: list[Winners] = []

    def extend(at: int, winners: Winners) -> None:
        if at == len(names):
            if all(used[n] >= low for n, low in lows):
                found.append(winners)
            return
        for t, _ in choices[at]:
            if t < 0:
                extend(at + 1, winners)
                continue
            pair = (names[at], t)
            mine = uses[at][pair]
            for n, amount in mine:
                used[n] += amount
            if all(used[n] <= highs[n] for n, _ in mine):
                extend(at + 1, (*winners, pair))
            for n, amount in mine:
                used[n] -= amount

    if all(high >= 0 for high in highs):
        extend(0, ())
    return tuple(sorted((_deviation(targets, w), w) for w in found))


def _deviation(targets: tuple[int | None, ...], winners: Winners) -> int:
    tiers = [t for _, t in winners]
    return sum(abs(tiers.count(t) - target) for t, target in enumerate(targets) if target is not None)
