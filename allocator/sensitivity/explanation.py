"""What is said of applications: regrets, scores and budgets that flip, standing, inversions."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from allocator.allocation import Allocation
from allocator.sensitivity.frontier import FrontierRow
from allocator.sensitivity.inversions import Inversion
from allocator.sensitivity.rule_costs import RuleCost
from allocator.sensitivity.screened import Screened

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
    outcome_by_score
        Composite scores, from 0 to the highest, from which on an outcome (a tier or None) holds.
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
    outcome_by_score: tuple[tuple[Fraction, int | None], ...]
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
