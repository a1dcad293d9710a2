"""What every budget of a range would give, exactly: a row for each at which the winners or the stages change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocator.allocation import Allocation
from allocator.engines import Clock, Outcome, Status
from allocator.model import Model
from allocator.numbers import ceil_div, floor_div
from allocator.scenario import Scenario
from allocator.sensitivity.best import Best, Solver, stopping, with_budget
from allocator.sensitivity.progress import BUDGETS, Progress, silent
from allocator.sensitivity.solved import Solved, solved_again
from allocator.sensitivity.winners import changes, winners
from allocator.sensitivity.workers import Desk, Workers, workers_for
from allocator.solving import spread


@dataclass(frozen=True, eq=False)
class Point:
    """A budget from which on, up to the next point, winners and stage values stay.

    Parameters
    ----------
    steps
        The budget in steps.
    best
        The best allocation; None where nothing satisfies the rules.
    """

    steps: int
    best: Best | None


def budget_range(scenario: Scenario) -> tuple[int, int]:
    """First and last budget that is searched, in steps: the policy's shares of the budget, rounded inwards."""
    low, high = scenario.policy.sensitivity.budgets
    return ceil_div(low * scenario.budget_steps, Fraction(1)), floor_div(high * scenario.budget_steps, Fraction(1))


def find_points(desk: Desk, workers: Workers, first: int, last: int) -> tuple[Point, ...]:
    """The points of a range of budgets, ascending.

    From the top down: what is best with a budget stays so down to the money that it takes, because less money admits
    nothing new. So every solve gives one point.

    Parameters
    ----------
    desk
        What the first point is found from, which often reaches far down; its progress is told of budgets that are done.
    workers
        Who finds the others.
    first, last
        The range in steps.
    """
    if first > last:
        return ()
    top = next(_downwards(desk.solved.model, last, last, desk.solver))
    found = [Point(first if top.best is None else max(first, taken(desk.solved.model, top.best)), top.best)]
    ranges = [Part(*ends, first, last) for ends in _divided(first, found[0].steps - 1, workers.parts)]
    for part, points in zip(ranges, workers.each(points_within, ranges), strict=True):
        for point in points:
            if _same(found[-1].best, point.best):  # amounts that are worth nothing may take more money
                found.pop()
            found.append(point)
        desk.progress(BUDGETS, last - part.low, last - first)
    desk.progress(BUDGETS, last - first, last - first)
    return tuple(reversed(found))


def _divided(first: int, last: int, parts: int) -> list[tuple[int, int]]:
    """A range in parts of about the same width, descending."""
    size = max(1, -(-(last - first + 1) // parts))
    return [(max(first, end - size + 1), end) for end in range(last, first - 1, -size)]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the budgets searched, in steps.

    Parameters
    ----------
    low, high
        Its ends.
    first, last
        The ends of the whole.
    """

    low: int
    high: int
    first: int
    last: int


def points_within(desk: Desk, part: Part) -> list[Point]:
    """The points of a part of the budgets, descending."""
    found: list[Point] = []
    for point in _downwards(desk.solved.model, part.low, part.high, desk.solver):
        found.append(point)
        desk.progress(BUDGETS, part.last - point.steps, part.last - part.first)
    return found


def _downwards(model: Model, first: int, last: int, solver: Solver) -> Iterator[Point]:
    steps, deviation = last, 0
    while steps >= first:
        best = solver.best(with_budget(model, steps), deviation)
        deviation = best.deviation if best else 0  # with less money it is no smaller
        begin = first if best is None else max(first, taken(model, best))
        yield Point(begin, best)
        steps = begin - 1


def _same(one: Best | None, other: Best | None) -> bool:
    """Whether stages and winners are the same."""
    if one is None or other is None:
        return one is other
    return one.rank == other.rank and bool((one.tiers == other.tiers).all())


def taken(model: Model, best: Best) -> int:
    """Steps of money that an allocation takes from the budget: `lo` under winners-first, else its amounts."""
    if best.amounts is not None:
        return sum(best.amounts)
    return sum(int(model.columns.lo[o]) for o in best.chosen if o is not None)


@dataclass(frozen=True)
class FrontierRow:
    """One row of the frontier, against the row before.

    Parameters
    ----------
    budget
        The first budget of the row, in base units.
    status
        `optimal` or `infeasible`.
    stages
        Stage -> value; empty where infeasible.
    counts
        Winners per tier, in the policy's order.
    awarded
        Base units handed out at this budget.
    tiers
        Index of each winner -> its tier.
    entering, leaving, moved
        Indices of applications that start to win, stop, or change their tier, in published order.
    """

    budget: int
    status: str
    stages: dict[str, Fraction]
    counts: tuple[int, ...]
    awarded: int
    tiers: dict[int, int]
    entering: tuple[int, ...]
    leaving: tuple[int, ...]
    moved: tuple[int, ...]


def frontier(
    allocation: Allocation, *, time_limit: float | None = None, progress: Progress = silent, jobs: int = 1
) -> tuple[FrontierRow, ...]:
    """What every budget of the policy's range would give.

    Parameters
    ----------
    allocation
        Proven optimal.
    time_limit
        Seconds of search.
    progress
        Told of the budgets that are done.
    jobs
        How many processes share the work.

    Raises
    ------
    UsageError
        Where the time ran out, or the allocation is not proven optimal.
    """
    clock = Clock(time_limit)
    solved = solved_again(allocation)
    desk = Desk(solved, clock, progress)
    with stopping(clock, time_limit), workers_for(allocation, desk, jobs) as workers:
        return tuple(frontier_rows(solved, find_points(desk, workers, *budget_range(solved.scenario))))


def frontier_rows(solved: Solved, points: Sequence[Point]) -> Iterator[FrontierRow]:
    """The rows of the frontier; the first against no winners."""
    scenario, model = solved.scenario, solved.model
    before: dict[int, int] = {}
    step, position = scenario.policy.money.step_base, scenario.positions
    for point in points:
        best = point.best
        now = {} if best is None else winners(scenario, best, model.tiers)
        moves = (tuple(sorted(s, key=position.__getitem__)) for s in changes(before, now))
        counts = tuple(sum(t == n for t in now.values()) for n in range(model.tiers))
        if best is None:
            yield FrontierRow(point.steps * step, "infeasible", {}, counts, 0, now, *moves)
        else:
            stages = {"quota-deviation": Fraction(best.deviation), model.stage: model.exact(best.value)}
            awarded = sum(amounts_of(scenario, model, best, point.steps).values()) * step
            yield FrontierRow(point.steps * step, "optimal", stages, counts, awarded, now, *moves)
        before = now


def amounts_of(scenario: Scenario, model: Model, best: Best, steps: int) -> dict[int, int]:
    """Steps of each chosen option with a budget in steps."""
    outcome = Outcome(Status.OPTIMAL, (), best.chosen, best.amounts)
    return spread(scenario, with_budget(model, steps), outcome)
