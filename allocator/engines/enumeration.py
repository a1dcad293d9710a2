"""Plain enumeration: the oracle for small cases. It tries every choice and keeps the first of the best."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from allocator.engines.clock import Clock
from allocator.engines.protocol import Bound, Outcome, Status
from allocator.errors import EngineError
from allocator.model import Model, Row

LARGEST = 5_000_000
MOST_NODES = 50_000_000


class _Stopped(Exception):
    """The clock ran out."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Engine that looks at every allocation; for a handful of applications only."""

    name: str = "enumeration"
    proof: str = "solver"

    def solve(self, model: Model, clock: Clock) -> Outcome:
        """Settle all stages by looking at every choice, in the canonical order."""
        size = math.prod(len(mine) + 1 for mine in model.choices)
        if size > LARGEST:
            raise EngineError(
                f"enumeration would have to look at {size} choices (at most {LARGEST}); choose --engine cp-sat"
            )
        best: tuple[int, int] | None = (
            None  # (deviation, minus value): smaller is better, and the first found is canonical
        )
        chosen: tuple[int | None, ...] = ()
        amounts: tuple[int, ...] | None = None
        stopped = False
        meter = _Meter(clock)
        try:
            for choice in _choices(model, 0, [], _Usage(model), meter):
                deviation = model.deviation(choice)
                if best is not None and deviation > best[0]:
                    continue
                if model.funded:
                    steps, value = _best_amounts(model, choice, meter)
                else:
                    steps, value = None, model.value(choice)
                if best is None or (deviation, -value) < best:
                    best, chosen, amounts = (deviation, -value), tuple(choice), steps
        except _Stopped:
            stopped = True
        if best is None:
            return Outcome(Status.UNKNOWN if stopped else Status.INFEASIBLE)
        proven = (None, None) if stopped else (best[0], -best[1])
        bounds = (Bound("quota-deviation", best[0], proven[0]), Bound(model.stage, -best[1], proven[1]))
        return Outcome(Status.FEASIBLE if stopped else Status.OPTIMAL, bounds, chosen, amounts)


class _Meter:
    """Counts the nodes of a search, and stops it when the time is over or the case turns out too large."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.nodes = clock, 0

    def tick(self) -> None:
        self.nodes += 1
        if self.clock.expired:
            raise _Stopped
        if self.nodes > MOST_NODES:
            raise EngineError(f"enumeration gave up after {MOST_NODES} steps; choose --engine cp-sat")


class _Usage:
    """How much of every row a partial choice uses."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.used = [0] * len(model.rows)
        self.rows_of: list[list[int]] = [[] for _ in model.options]
        for n, row in enumerate(model.rows):
            for o in row.options:
                self.rows_of[o].append(n)

    def add(self, option: int, sign: int) -> bool:
        """Take an option in (1) or out (-1); whether every upper bound still holds."""
        fits = True
        for n in self.rows_of[option]:
            row = self.model.rows[n]
            self.used[n] += sign * (1 if row.kind == "awards" else self.model.options[option].lo)
            fits = fits and (row.upper is None or self.used[n] <= row.upper)
        return fits

    def complete(self) -> bool:
        """Whether every lower bound holds too."""
        return all(row.lower is None or used >= row.lower for row, used in zip(self.model.rows, self.used, strict=True))


def _choices(
    model: Model, k: int, chosen: list[int | None], usage: _Usage, meter: _Meter
) -> Iterator[list[int | None]]:
    """Every choice that keeps the rules, the canonical list ascending (tiers in order, no award last)."""
    meter.tick()
    if k == len(model.choices):
        if usage.complete():
            yield chosen
        return
    for option in model.choices[k]:
        if usage.add(option, 1):
            yield from _choices(model, k + 1, [*chosen, option], usage, meter)
        usage.add(option, -1)
    yield from _choices(model, k + 1, [*chosen, None], usage, meter)


def _best_amounts(model: Model, choice: list[int | None], meter: _Meter) -> tuple[tuple[int, ...], int]:
    """Amounts of one choice that fund the most score, the lexicographically largest among equals."""
    winners = [(k, o) for k, o in enumerate(choice) if o is not None]
    money = [
        (row, frozenset(row.options), row.upper) for row in model.rows if row.kind == "money" and row.upper is not None
    ]
    room = {
        id(row): upper - sum(model.options[o].lo for _, o in winners if o in members) for row, members, upper in money
    }
    potential = [0] * (len(winners) + 1)
    for n in range(len(winners) - 1, -1, -1):
        option = model.options[winners[n][1]]
        potential[n] = potential[n + 1] + option.value * option.hi
    best_value, best = -1, [0] * len(winners)

    def search(n: int, amounts: list[int], value: int) -> None:
        nonlocal best_value, best
        meter.tick()
        if value + potential[n] <= best_value:
            return
        if n == len(winners):
            best_value, best = value, list(amounts)
            return
        option = model.options[winners[n][1]]
        mine: list[Row] = [row for row, members, _ in money if winners[n][1] in members]
        most = min([option.hi] + [option.lo + room[id(row)] for row in mine])
        for a in range(most, option.lo - 1, -1):
            for row in mine:
                room[id(row)] -= a - option.lo
            search(n + 1, [*amounts, a], value + option.value * a)
            for row in mine:
                room[id(row)] += a - option.lo

    search(0, [], 0)
    steps = [0] * len(choice)
    for (k, _), a in zip(winners, best, strict=True):
        steps[k] = a
    return tuple(steps), best_value
