"""Every application's margin, exactly (SEMANTICS 5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from allocator.allocation import Allocation
from allocator.engines import Clock
from allocator.errors import UsageError
from allocator.sensitivity.best import stopping
from allocator.sensitivity.explanation import Explanation, Regret, Sensitivity
from allocator.sensitivity.frontier import Point, budget_range, find_points, frontier_rows
from allocator.sensitivity.inversions import Inversion
from allocator.sensitivity.outcomes import flips_of, outcomes_of
from allocator.sensitivity.progress import APPLICATIONS, Progress, silent
from allocator.sensitivity.regrets import regret_of, standing_of
from allocator.sensitivity.rule_costs import rule_costs_of
from allocator.sensitivity.scores import Outcomes, nearest, outcomes_by_score, winning_scores
from allocator.sensitivity.screened import Screened
from allocator.sensitivity.solved import Solved, solved_again
from allocator.sensitivity.workers import Desk, Workers, workers_for

MOST_UNKNOWN, MOST_CHARACTERS = 10, 60


def explain(
    allocation: Allocation,
    *,
    applications: Collection[str] | None = None,
    time_limit: float | None = None,
    progress: Progress = silent,
    jobs: int = 1,
) -> Sensitivity:
    """Explain the applications of an optimal allocation.

    Parameters
    ----------
    allocation
        Proven optimal.
    applications
        Ids of those to explain; every one where None.
    time_limit
        Seconds of search.
    progress
        Told what is being done, how much of it is done, and of how much.
    jobs
        How many processes share the work; the answers are the same. A script that asks for several is to stand under
        `if __name__ == "__main__":`, as for `multiprocessing`.

    Raises
    ------
    UsageError
        Where the allocation is not proven optimal, an id is unknown, or the time ran out.
    """
    clock = Clock(time_limit)
    asked = None if applications is None else indices_of(allocation, applications)
    desk = Desk(solved_again(allocation), clock, progress, asked)
    with stopping(clock, time_limit), workers_for(allocation, desk, jobs) as workers:
        return _explain(allocation, desk, workers, asked)


def indices_of(allocation: Allocation, ids: Collection[str]) -> frozenset[int]:
    """Indices of applications, from their ids.

    Raises
    ------
    UsageError
        Where there is no such application.
    """
    places = {text: k for k, text in enumerate(allocation.scenario.tables.applications.ids)}
    unknown = [i for i in ids if i not in places]
    if unknown:
        said = "; ".join(_asked_for(i, places) for i in unknown[:MOST_UNKNOWN])
        said += f" and {len(unknown) - MOST_UNKNOWN} others" if len(unknown) > MOST_UNKNOWN else ""
        raise UsageError(f"the run has no application {said}; give ids out of screening.csv")
    return frozenset(places[i] for i in ids)


def _asked_for(unknown: str, places: Collection[str]) -> str:
    """An id that is none, and the nearest that is one; of one that is far too long its beginning."""
    if len(unknown) > MOST_CHARACTERS:
        return f"{unknown[:MOST_CHARACTERS]!r}..."
    near = get_close_matches(unknown, places, 1)
    return f"{unknown!r}" + (f" (did you mean {near[0]}?)" if near else "")


def _explain(allocation: Allocation, desk: Desk, workers: Workers, asked: frozenset[int] | None) -> Sensitivity:
    solved, scenario = desk.solved, desk.solved.scenario
    first, last = budget_range(scenario)
    points = find_points(desk, workers, first, last)
    everyone = sorted(range(len(scenario.positions)), key=scenario.positions.array.__getitem__)
    wanted = [k for k in everyone if asked is None or k in asked]
    concerned = [k for k in wanted if desk.margins.rescored.may_be_open(k)]
    others = [k for k in wanted if not desk.margins.rescored.may_be_open(k)]
    amounts = {a.application: a.amount for a in allocation.awards}
    explained, screened = [], []
    for n, (k, found) in enumerate(zip(concerned, workers.each(found_of, concerned), strict=True)):
        desk.progress(APPLICATIONS, n, len(wanted))
        explained.append(_explanation(solved, points, k, amounts.get(k, 0), found))
    for n, out in enumerate(workers.each(screened_of, others), len(concerned)):
        desk.progress(APPLICATIONS, n, len(wanted))
        screened.append(out)
    desk.progress(APPLICATIONS, len(wanted), len(wanted))
    costs = tuple(rule_costs_of(desk, workers))  # reasons tell of them
    rows, step = tuple(frontier_rows(solved, points)), scenario.policy.money.step_base
    return Sensitivity(allocation, (first * step, last * step), tuple(explained), tuple(screened), rows, costs)


@dataclass(frozen=True)
class _Found:
    """What takes a search to find of an application: scores are in last places."""

    regret: Regret
    by_score: Outcomes
    inversions: tuple[Inversion, ...]


def found_of(desk: Desk, application: int) -> _Found:
    """What is found of an application that may be open."""
    regret = regret_of(desk.solved, desk.margins, application)
    by_score = outcomes_by_score(desk.margins, application)
    return _Found(regret, by_score, desk.inversions.of(application))


def screened_of(desk: Desk, application: int) -> Screened:
    """What became of an application that no tier is open to."""
    return desk.screened.of(application)


def _explanation(solved: Solved, points: Sequence[Point], k: int, amount: int, found: _Found) -> Explanation:
    scenario, tier = solved.scenario, solved.tier(k)
    score, unit = scenario.scores.values[k], 10**scenario.policy.score_decimals
    assert score is not None
    wins = winning_scores(found.by_score, int(scenario.policy.top_score * unit))
    flip = nearest(wins, score, tier is not None)
    outcomes = outcomes_of(solved, points, k)
    flips, step = flips_of(scenario, outcomes, tier is not None), scenario.policy.money.step_base
    return Explanation(
        application=k,
        tier=tier,
        amount=amount,
        regret=found.regret,
        score_wins=tuple((Fraction(a, unit), Fraction(b, unit)) for a, b in wins),
        outcome_by_score=tuple((Fraction(s, unit), t) for s, t in found.by_score),
        score_to_win=None if flip is None or tier is not None else Fraction(flip, unit),
        score_to_lose=None if flip is None or tier is None else Fraction(flip, unit),
        gap=None if flip is None else Fraction(abs(flip - score), unit),
        budget_to_win=flips if tier is None else None,
        budget_to_lose=None if tier is None else flips,
        outcome_by_budget=tuple((b * step, t) for b, t in outcomes),
        standing=standing_of(solved, found.regret, tier is not None),
        inversions=found.inversions,
    )
