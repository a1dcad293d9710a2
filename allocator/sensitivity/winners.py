"""Who wins in an allocation, and how that differs from another."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.scenario import Scenario
from allocator.sensitivity.best import Best


def winners(scenario: Scenario, best: Best, tiers: int) -> dict[int, int]:
    """Index of each winner -> its tier."""
    order = scenario.order
    return {order[n]: t for n, t in enumerate(best.tiers.tolist()) if t < tiers}


def changes(before: Mapping[int, int], after: Mapping[int, int]) -> tuple[set[int], set[int], set[int]]:
    """Who starts to win, who stops, and who wins in another tier."""
    both = before.keys() & after.keys()
    return after.keys() - before.keys(), before.keys() - after.keys(), {k for k in both if before[k] != after[k]}
