"""The best allocation of a model, proven, and how two of them compare."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from allocator.arrays import Ints
from allocator.engines import DEFAULT, Clock, Engine, Status, catching_interrupt, engine_named
from allocator.engines.certified.quick import solve_quickly
from allocator.errors import UsageError
from allocator.model import Family, Model, Row
from allocator.model.parts import Rows


class Stopped(Exception):
    """The clock ran out before an answer was proven."""


@contextlib.contextmanager
def stopping(clock: Clock, seconds: float | None) -> Iterator[None]:
    """Let the first Ctrl-C or the time limit end a search, with a message that says so.

    Parameters
    ----------
    clock
        Told of Ctrl-C.
    seconds
        The time limit, for the message.

    Raises
    ------
    UsageError
        Where the clock ran out before the answer.
    KeyboardInterrupt
        Where Ctrl-C ended the search.
    """
    with catching_interrupt(clock):
        try:
            yield
        except Stopped:
            if clock.interrupted:
                raise KeyboardInterrupt from None
            raise UsageError(f"the time limit of {seconds} s ended the search; give it more time") from None


@dataclass(frozen=True, eq=False)
class Best:
    """The unique best allocation of a model.

    Parameters
    ----------
    deviation, value
        Of the stages, in the model's integers.
    tiers
        For each eligible application in published order the position of its tier, or the number of tiers where it
        does not win: the list that the canonical stage compares.
    chosen
        For each of them its option, or None.
    amounts
        Steps of each under funded-score; None under winners-first.
    """

    deviation: int
    value: int
    tiers: Ints
    chosen: tuple[int | None, ...] = field(repr=False)
    amounts: tuple[int, ...] | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """What the stages compare: smaller is better."""
        return self.deviation, -self.value

    def others(self, place: int) -> Ints:
        """The list without one application."""
        return np.delete(self.tiers, place)


def better(one: Best | None, other: Best | None) -> Best | None:
    """The better of two allocations of one list of applications; among equals the canonical one."""
    if one is None or other is None:
        return one or other
    if one.rank != other.rank:
        return one if one.rank < other.rank else other
    at = first_difference(one.tiers, other.tiers)
    return other if at is not None and other.tiers[at] < one.tiers[at] else one


def first_difference(one: Ints, other: Ints) -> int | None:
    """The first place at which two lists differ; None where they do not."""
    differ = np.flatnonzero(one != other)
    return int(differ[0]) if len(differ) else None


@dataclass
class Solver:
    """Solves the variants of a scenario, each proven.

    Parameters
    ----------
    clock
        When to stop.
    engine
        What solves them.
    solved
        How many were solved so far.
    """

    clock: Clock
    engine: Engine = field(default_factory=lambda: engine_named(DEFAULT))
    solved: int = 0

    def best(self, model: Model, floor: int = 0) -> Best | None:
        """The best allocation of a model; None where nothing satisfies its rows.

        Parameters
        ----------
        floor
            What its quota-deviation is known to be at least.

        Raises
        ------
        Stopped
            Where the clock ran out before the proof.
        """
        if self.clock.expired:
            raise Stopped
        outcome = solve_quickly(model, self.clock, floor) or self.engine.solve(model, self.clock)
        self.solved += 1
        if outcome.status is Status.INFEASIBLE:
            return None
        if outcome.status is not Status.OPTIMAL:
            raise Stopped
        deviation, value = (b.value for b in outcome.bounds)
        return Best(deviation, value, tier_list(model, outcome.chosen), outcome.chosen, outcome.amounts)


def tier_list(model: Model, chosen: Sequence[int | None]) -> Ints:
    """The list that the canonical stage compares, of a choice of options."""
    tiers = np.full(len(model.choices), model.tiers, np.int64)
    taken = np.array([o for o in chosen if o is not None], np.int64)
    tiers[model.columns.application[taken]] = model.columns.tier[taken]
    return tiers


def forced(model: Model, options: Sequence[int], wins: bool) -> Model:
    """The model in which one of some options must win, or none of them may.

    Parameters
    ----------
    options
        Options of one application.
    wins
        Which of the two.
    """
    return with_rows(model, [Row("", "awards", tuple(options), 1 if wins else None, None if wins else 0)])


def with_rows(model: Model, rows: Iterable[Row]) -> Model:
    """The model with further rows."""
    return replace(model, rows=Rows((*_parts(model), *rows)))


def with_budget(model: Model, steps: int) -> Model:
    """The model with another budget, in steps."""
    parts = (replace(p, upper=steps) if isinstance(p, Row) and p.rule == "budget" else p for p in _parts(model))
    return replace(model, rows=Rows(tuple(parts)))


def _parts(model: Model) -> Iterator[Row | Family]:
    return (part for _, part in model.parts())
