"""Every application's margin, exactly (SEMANTICS 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from allocator.allocation import Allocation
from allocator.engines import Clock, catching_interrupt
from allocator.errors import UsageError
from allocator.model import Model, compile_model
from allocator.sensitivity.best import Best, Solver, Stopped, forced, tier_list
from allocator.sensitivity.conflict import conflicting_rules
from allocator.sensitivity.frontier import FrontierRow, Point, budget_range, find_points, frontier_rows
from allocator.sensitivity.inversions import Inversion, Inversions
from allocator.sensitivity.margins import Margins, Solved
from allocator.sensitivity.rescored import Rescored
from allocator.sensitivity.rule_costs import RuleCost, rule_costs_of
from allocator.sensitivity.scores import nearest, winning_scores
from allocator.sensitivity.screened import Screened, screened_out

TIE, IMPOSSIBLE = "tie", "impossible"


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


def explain(allocation: Allocation, *, time_limit: float | None = None) -> Sensitivity:
    """Explain every application of an optimal allocation.

    Parameters
    ----------
    allocation
        Proven optimal.
    time_limit
        Seconds of search.

    Raises
    ------
    UsageError
        Where the allocation is not proven optimal, or the time ran out.
    """
    clock = Clock(time_limit)
    solved = solved_again(allocation)
    with catching_interrupt(clock):
        try:
            return _explain(allocation, solved, Solver(clock))
        except Stopped:
            why = "Ctrl-C" if clock.interrupted else f"the time limit of {time_limit} s"
            raise UsageError(f"{why} ended the search before everything was explained; give it more time") from None


def solved_again(allocation: Allocation) -> Solved:
    """The model of an optimal allocation, with that allocation as its best.

    Raises
    ------
    UsageError
        Where the allocation is not proven optimal.
    """
    if allocation.status != "optimal":
        raise UsageError(f"only an optimal allocation can be explained; this one is {allocation.status}")
    scenario = allocation.scenario
    model = compile_model(scenario)
    tiers = {t.id: n for n, t in enumerate(scenario.policy.tiers)}
    won = {a.application: (tiers[a.tier], a.amount // scenario.policy.money.step_base) for a in allocation.awards}
    chosen: list[int | None] = []
    amounts: list[int] = []
    for n, k in enumerate(scenario.order):
        tier, steps = won.get(k, (None, 0))
        chosen.append(next((o for o in model.choices[n] if model.options[o].tier == tier), None))
        amounts.append(steps)
    given = tuple(amounts) if model.funded else None
    best = Best(model.deviation(chosen), model.value(chosen, given), tier_list(model, chosen), tuple(chosen), given)
    return Solved(scenario, model, best)


def _explain(allocation: Allocation, solved: Solved, solver: Solver) -> Sensitivity:
    scenario, step = solved.scenario, solved.scenario.policy.money.step_base
    first, last = budget_range(scenario)
    points = find_points(solved.model, first, last, solver)
    rescored = Rescored(scenario)
    work = _Work(solved, Margins(solved, rescored, solver), Inversions(solved), points)
    amounts = {a.application: a.amount for a in allocation.awards}
    concerned, others = [], []
    for k in sorted(range(len(scenario.positions)), key=scenario.positions.array.__getitem__):
        scored = scenario.scores.values[k] is not None
        open_ = scored and (rescored.state(k) or any(rescored.state(k, span) for span in rescored.spans))
        (concerned if open_ else others).append(k)
    explained = tuple(work.explanation(k, amounts.get(k, 0)) for k in concerned)
    screened = tuple(screened_out(scenario, others, solver))
    rows, costs = tuple(frontier_rows(solved, points)), tuple(rule_costs_of(solved, solver))
    return Sensitivity(allocation, (first * step, last * step), explained, screened, rows, costs)


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
        after = [b for b, _ in outcomes[1:]]
        last = budget_range(self.solved.scenario)[1]
        below = above = None
        for (begin, outcome), end in zip(outcomes, [*(b - 1 for b in after), last], strict=True):
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
