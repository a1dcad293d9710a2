"""The best other winner sets, and how many winner sets are optimal (ties), by partition of what is left."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from allocator.allocation import Allocation
from allocator.arrays import Ints
from allocator.engines import Clock, catching_interrupt
from allocator.errors import UsageError
from allocator.model import Model, Row
from allocator.sensitivity.best import Best, Solver, Stopped, better, first_difference, with_rows
from allocator.sensitivity.explanation import TIE
from allocator.sensitivity.solved import Solved, solved_again
from allocator.sensitivity.winners import changes, winners

MOST_TIES = 100
"""Winner sets as good as the best that are counted; where there are more, counting stops here and says so."""

MOST_NEXT = 5
"""Other winner sets that are listed."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another winner set that satisfies every rule.

    Parameters
    ----------
    stage
        The first stage whose value differs from the optimum's; `tie` where none does.
    loss
        By how much it is worse.
    entering, leaving, moved
        Who wins in it alone, who in the optimum alone, and who in another tier: indices in published order.
    tiers
        Index of each winner -> position of its tier.
    """

    stage: str
    loss: Fraction
    entering: tuple[int, ...]
    leaving: tuple[int, ...]
    moved: tuple[int, ...]
    tiers: dict[int, int] = field(repr=False)


@dataclass(frozen=True)
class Alternatives:
    """The winner sets next to an optimal one.

    Parameters
    ----------
    allocation
        The optimum.
    ties
        How many winner sets, the chosen one among them, have its quota-deviation and its stage-2 value.
    counted
        Whether these are all; counting stops at a limit.
    next
        The best other winner sets, best first; among equals the one that the canonical stage prefers.
    """

    allocation: Allocation = field(repr=False)
    ties: int
    counted: bool
    next: tuple[Alternative, ...]

    def record(self) -> dict[str, Any]:
        """Content of alternatives.json."""
        scenario = self.allocation.scenario
        ids, tiers = scenario.tables.applications.ids, [t.id for t in scenario.policy.tiers]
        return {
            "ties": self.ties if self.counted else {"at_least": self.ties},
            "next": [
                {
                    "loss": {"stage": a.stage, "loss": a.loss},
                    "entering": [ids[k] for k in a.entering],
                    "leaving": [ids[k] for k in a.leaving],
                    "moved": [ids[k] for k in a.moved],
                    "tiers": {ids[k]: tiers[a.tiers[k]] for k in (*a.entering, *a.moved)},
                }
                for a in self.next
            ],
        }


def alternatives(
    allocation: Allocation, k: int = MOST_NEXT, *, most_ties: int = MOST_TIES, time_limit: float | None = None
) -> Alternatives:
    """The k best other winner sets (winners with their tiers), and how many are optimal.

    Parameters
    ----------
    allocation
        Proven optimal.
    k
        How many others are wanted; fewer are given where no more satisfy the rules.
    most_ties
        Where counting of optimal winner sets stops.
    time_limit
        Seconds of search. Where it runs out after the k best were found, counting of ties stops.

    Raises
    ------
    UsageError
        Where the allocation is not proven optimal, `k` is below 0, `most_ties` below 1, or the time ran out before
        the k best were found.
    """
    if k < 0 or most_ties < 1:
        raise UsageError(f"alternatives: found k {k} and most_ties {most_ties}; k is 0 or more, most_ties 1 or more")
    clock, solved = Clock(time_limit), solved_again(allocation)
    found: list[Best] = []
    ties, counted = 1, True
    with catching_interrupt(clock):
        try:
            for best in ranked(solved, Solver(clock)):
                tied = best.rank == solved.best.rank
                if tied and ties == most_ties:
                    counted = False
                ties += tied and counted
                found += [best] if len(found) < k else []
                if len(found) == k and not (tied and counted):
                    break
        except Stopped:
            if len(found) < k:
                why = "Ctrl-C" if clock.interrupted else f"the time limit of {time_limit} s"
                raise UsageError(f"{why} ended the search after {len(found)} of {k}; give it more time") from None
            counted = False
    return Alternatives(allocation, ties, counted, tuple(_alternative(solved, b) for b in found))


def _alternative(solved: Solved, best: Best) -> Alternative:
    scenario, tiers = solved.scenario, solved.model.tiers
    before, after = (winners(scenario, b, tiers) for b in (solved.best, best))
    position = scenario.positions
    moves = (tuple(sorted(s, key=position.__getitem__)) for s in changes(before, after))
    entering, leaving, moved = moves
    stage, loss = "quota-deviation", Fraction(best.deviation - solved.best.deviation)
    if not loss:
        stage, loss = solved.model.stage, solved.model.exact(solved.best.value - best.value)
    return Alternative(stage if loss else TIE, loss, entering, leaving, moved, after)


@dataclass(frozen=True, eq=False)
class Region:
    """Winner sets that are as `base` before the place `low`, and differ from it somewhere from there to `high`.

    Parameters
    ----------
    base
        The list of a winner set that was given out.
    low, high
        Places in published order; `high` is the first beyond.
    excluded
        Where only the place `low` must differ, the tiers that it must not have besides the base's.
    """

    base: Ints
    low: int
    high: int
    excluded: frozenset[int] = frozenset()

    def without(self, best: Best) -> Iterator[Region]:
        """Regions that hold, each once, the winner sets of this one but for one of them."""
        at = first_difference(self.base, best.tiers)
        assert at is not None
        excluded = self.excluded | {int(best.tiers[at])}
        parts = (
            Region(self.base, self.low, at),
            Region(self.base, at, at + 1, excluded),
            Region(self.base, at + 1, self.high),
            Region(best.tiers, at + 1, len(self.base)),
        )
        yield from (p for p in parts if p.low < p.high)


def ranked(solved: Solved, solver: Solver) -> Iterator[Best]:
    """All other winner sets of a solved scenario, the best first.

    Lawler's partition: what is left after a winner set was given out falls apart into regions, each with a best of
    its own; the best of these comes next. A region is solved when its turn may have come: it holds nothing better
    than what it was cut from.

    Raises
    ------
    Stopped
        Where the clock ran out.
    """
    model, number = solved.model, 0
    queue: list[tuple[tuple[int, int], list[int], int, Region, Best | None]] = []
    waiting = [Region(solved.best.tiers, 0, len(model.choices))] if model.choices else []
    while waiting or queue:
        for region in waiting:
            best = _best_of(model, region, solver)
            if best is not None:
                number += 1
                heapq.heappush(queue, (best.rank, best.tiers.tolist(), number, region, best))
        if not queue:
            return
        *_, region, best = heapq.heappop(queue)
        assert best is not None
        yield best
        waiting = list(region.without(best))


def _best_of(model: Model, region: Region, solver: Solver) -> Best | None:
    found: Best | None = None
    for rows in _ways_to_differ(model, region):
        found = better(found, solver.best(with_rows(model, [*_as_before(model, region), *rows])))
    return found


def _as_before(model: Model, region: Region) -> Iterator[Row]:
    """Rows that hold the places before a region as they are in its base."""
    chosen, others = _split(model, region.base, 0, region.low)
    yield from (Row("", "awards", (o,), 1, None) for o in chosen)
    if others:
        yield Row("", "awards", tuple(others), None, 0)


def _ways_to_differ(model: Model, region: Region) -> Iterator[list[Row]]:
    """Rows by which a winner set differs from the base: it lacks one of its winners, or has them all and one more."""
    if region.high == region.low + 1:
        out = region.excluded | {int(region.base[region.low])}
        options = model.choices[region.low]
        left = tuple(o for o in options if model.options[o].tier not in out)
        closed = tuple(o for o in options if model.options[o].tier in out)
        rows = [Row("", "awards", closed, None, 0)] if closed else []
        if model.tiers in out:
            if not left:
                return
            rows.append(Row("", "awards", left, 1, None))
        yield rows
        return
    chosen, others = _split(model, region.base, region.low, region.high)
    if chosen:
        yield [Row("", "awards", tuple(chosen), None, len(chosen) - 1)]
    if others:
        yield [*(Row("", "awards", (o,), 1, None) for o in chosen), Row("", "awards", tuple(others), 1, None)]


def _split(model: Model, base: Ints, low: int, high: int) -> tuple[list[int], list[int]]:
    """Options of some places: those that the base takes, and the others."""
    place, tier = model.columns.application, model.columns.tier
    mine = np.flatnonzero((place >= low) & (place < high))
    taken = tier[mine] == base[place[mine]]
    return mine[taken].tolist(), mine[~taken].tolist()
