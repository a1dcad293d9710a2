"""Every application's margin, exactly (SEMANTICS 5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction

import numpy as np

from allocator.allocation import Allocation
from allocator.engines import Clock
from allocator.errors import UsageError
from allocator.model import Model
from allocator.sensitivity.best import Best, Solver, forced, stopping
from allocator.sensitivity.conflict import conflicting_rules
from allocator.sensitivity.frontier import FrontierRow, Point, budget_range, find_points, frontier_rows
from allocator.sensitivity.inversions import Inversion, Inversions
from allocator.sensitivity.margins import Margins
from allocator.sensitivity.progress import APPLICATIONS, Progress, silent
from allocator.sensitivity.rescored import Rescored
from allocator.sensitivity.rule_costs import RuleCost, rule_costs_of
from allocator.sensitivity.scores import nearest, winning_scores
from allocator.sensitivity.screened import Screened, ScreenedOut
from allocator.sensitivity.solved import Solved, solved_again

TIE, IMPOSSIBLE = "tie", "impossible"
MOST_UNKNOWN, MOST_CHARACTERS = 10, 60


@dataclass(frozen=True, slots=True)
class Regret:
    """What the opposite outcome of an application would cost.

    Parameters
    ----------
    stage
        The first stage whose value would change; `tie` where none would, `impossible` where nothing is feasible.
    loss
        By how much; None where impossible.
    rules
        Where impossible, the rules in conflict.
    leaving, entering
        Who else stops or starts to win, in published order.
    """

    stage: str
    loss: Fraction | None
    rules: tuple[str, ...] = ()
    leaving: tuple[int, ...] = ()
    entering: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest budgets, in base units, on either side at which an outcome flips; None where none does."""

    above: int | None
    below: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an application is owed to know.

    Parameters
    ----------
    application
        Index in the file.
    tier
        Position of the tier in which it wins; None where it does not.
    amount
        Its award in base units.
    regret
        Of the opposite outcome.
    score_wins
        Intervals of the composite score in which it would win.
    score_to_win, score_to_lose, gap
        The nearest score that changes the outcome, and how far it is.
    budget_to_win, budget_to_lose
        The nearest budgets that change it.
    outcome_by_budget
        Budgets in base units from which on an outcome (a tier or None) holds.
    standing
        `core`, `borderline` or `exterior`.
    inversions
        Lower-scored winners of a tier open to it.
    """

    application: int
    tier: int | None
    amount: int
    regret: Regret
    score_wins: tuple[tuple[Fraction, Fraction], ...]
    score_to_win: Fraction | None
    score_to_lose: Fraction | None
    gap: Fraction | None
    budget_to_win: Nearest | None
    budget_to_lose: Nearest | None
    outcome_by_budget: tuple[tuple[int, int | None], ...]
    standing: str
    inversions: tuple[Inversion, ...]


@dataclass(frozen=True)
class Sensitivity:
    """Explanations of every application of an allocation.

    Parameters
    ----------
    allocation
        What is explained.
    range
        First and last budget searched, in base units.
    applications
        The eligible ones and those that only their score closes out, in published order.
    screened
        All others, in published order.
    frontier
        What the budgets of the range give.
    rule_costs
        What the rules cost.
    """

    allocation: Allocation = field(repr=False)
    range: tuple[int, int]
    applications: tuple[Explanation, ...]
    screened: tuple[Screened, ...]
    frontier: tuple[FrontierRow, ...] = field(repr=False)
    rule_costs: tuple[RuleCost, ...] = field(repr=False)


def explain(
    allocation: Allocation,
    *,
    applications: Collection[str] | None = None,
    time_limit: float | None = None,
    progress: Progress = silent,
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

    Raises
    ------
    UsageError
        Where the allocation is not proven optimal, an id is unknown, or the time ran out.
    """
    clock = Clock(time_limit)
    solved = solved_again(allocation)
    asked = None if applications is None else _known(allocation, applications)
    with stopping(clock, time_limit):
        return _explain(allocation, solved, Solver(clock), asked, progress)


def _known(allocation: Allocation, ids: Collection[str]) -> frozenset[int]:
    """Indices of applications, from their ids."""
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


def _explain(
    allocation: Allocation, solved: Solved, solver: Solver, asked: frozenset[int] | None, progress: Progress
) -> Sensitivity:
    scenario, step = solved.scenario, solved.scenario.policy.money.step_base
    first, last = budget_range(scenario)
    points = find_points(solved.model, first, last, solver, progress)
    rescored = Rescored(scenario)
    work = _Work(solved, Margins(solved, rescored, solver), Inversions(solved), points)
    amounts = {a.application: a.amount for a in allocation.awards}
    concerned: list[int] = []
    others: list[int] = []
    for k in sorted(range(len(scenario.positions)), key=scenario.positions.array.__getitem__):
        if asked is None or k in asked:
            (concerned if rescored.may_be_open(k) else others).append(k)
    explained = []
    for n, k in enumerate(concerned):
        progress(APPLICATIONS, n, len(concerned) + len(others))
        explained.append(work.explanation(k, amounts.get(k, 0)))
    screened, out = [], ScreenedOut(solved, others, solver)
    for n, k in enumerate(others, len(concerned)):
        progress(APPLICATIONS, n, len(concerned) + len(others))
        screened.append(out.of(k))
    costs = tuple(rule_costs_of(solved, solver, progress))  # reasons tell of them
    rows = tuple(frontier_rows(solved, points))
    return Sensitivity(allocation, (first * step, last * step), tuple(explained), tuple(screened), rows, costs)


@dataclass(frozen=True)
class _Work:
    solved: Solved
    margins: Margins
    inversions: Inversions
    points: tuple[Point, ...]

    def explanation(self, k: int, amount: int) -> Explanation:
        scenario, tier = self.solved.scenario, self.solved.tier(k)
        score, unit = scenario.scores.values[k], self.margins.rescored.unit
        assert score is not None
        regret = self.regret(k)
        wins = winning_scores(self.margins, k)
        flip = nearest(wins, score, tier is not None)
        outcomes = self.outcomes(k)
        flips = self.flips(outcomes, tier is not None)
        return Explanation(
            application=k,
            tier=tier,
            amount=amount,
            regret=regret,
            score_wins=tuple((Fraction(a, unit), Fraction(b, unit)) for a, b in wins),
            score_to_win=None if flip is None or tier is not None else Fraction(flip, unit),
            score_to_lose=None if flip is None or tier is None else Fraction(flip, unit),
            gap=None if flip is None else Fraction(abs(flip - score), unit),
            budget_to_win=flips if tier is None else None,
            budget_to_lose=None if tier is None else flips,
            outcome_by_budget=tuple((b * self.step, t) for b, t in outcomes),
            standing=self.standing(regret, tier is not None),
            inversions=self.inversions.of(k),
        )

    @property
    def step(self) -> int:
        return self.solved.scenario.policy.money.step_base

    def regret(self, k: int) -> Regret:
        solved, place = self.solved, self.solved.place(k)
        if place is None:
            return Regret(IMPOSSIBLE, None, solved.scenario.screening.failed[k])
        margin, wins = self.margins.own(k), solved.tier(k) is not None
        opposite = margin.without if wins else margin.any
        if opposite is None:
            return Regret(IMPOSSIBLE, None, self.conflict(k, place, not wins))
        leaving, entering = self.movers(place, opposite)
        loss = Fraction(opposite.deviation - solved.best.deviation)
        if loss:
            return Regret("quota-deviation", loss, (), leaving, entering)
        loss = solved.model.exact(solved.best.value - opposite.value)
        return Regret(solved.model.stage if loss else TIE, loss, (), leaving, entering)

    def conflict(self, k: int, place: int, wins: bool) -> tuple[str, ...]:
        def condition(model: Model) -> Model:
            return forced(model, model.choices[place], wins)

        return conflicting_rules(self.solved.scenario, self.margins.solver.clock, condition)

    def movers(self, place: int, opposite: Best) -> tuple[tuple[int, ...], tuple[int, ...]]:
        tiers, order = self.solved.model.tiers, self.solved.scenario.order
        before, after = self.solved.best.tiers < tiers, opposite.tiers < tiers
        leaving, entering = np.flatnonzero(before & ~after).tolist(), np.flatnonzero(after & ~before).tolist()
        return tuple(order[n] for n in leaving if n != place), tuple(order[n] for n in entering if n != place)

    def outcomes(self, k: int) -> tuple[tuple[int, int | None], ...]:
        """Steps from which on an outcome holds."""
        place, tiers = self.solved.place(k), self.solved.model.tiers
        found: list[tuple[int, int | None]] = []
        for point in self.points:
            tier = tiers if place is None or point.best is None else int(point.best.tiers[place])
            outcome = None if tier == tiers else tier
            if not found or found[-1][1] != outcome:
                found.append((point.steps, outcome))
        return tuple(found)

    def flips(self, outcomes: Sequence[tuple[int, int | None]], wins: bool) -> Nearest:
        """The nearest budgets of the range at which the application wins, if it does not, or the other way round."""
        budget = self.solved.scenario.budget_steps
        ends = [b - 1 for b, _ in outcomes[1:]] + [budget_range(self.solved.scenario)[1]]
        below = above = None
        for (begin, outcome), end in zip(outcomes, ends, strict=False):  # no budget may lie in the range
            if (outcome is not None) != wins:
                if end < budget:
                    below = end
                elif begin > budget and above is None:
                    above = begin
        return Nearest(*(None if b is None else b * self.step for b in (above, below)))

    def standing(self, regret: Regret, wins: bool) -> str:
        near = self.solved.scenario.policy.sensitivity.near
        tolerance = near / 100 * self.solved.model.exact(self.solved.best.value)
        far = regret.loss is None or regret.stage == "quota-deviation" or regret.loss > tolerance
        return ("core" if wins else "exterior") if far else "borderline"
