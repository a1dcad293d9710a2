"""What the opposite outcome of an application would cost, and how far that is from nothing."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from allocator.model import Model
from allocator.sensitivity.best import Best, forced
from allocator.sensitivity.conflict import conflicting_rules
from allocator.sensitivity.explanation import IMPOSSIBLE, TIE, Regret
from allocator.sensitivity.margins import Margins
from allocator.sensitivity.solved import Solved


def regret_of(solved: Solved, margins: Margins, application: int) -> Regret:
    """Regret of forcing the opposite outcome.

    Parameters
    ----------
    solved, margins
        A scenario, and its best allocations with and without each application.
    application
        Index of one that may be open.
    """
    place = solved.place(application)
    if place is None:
        return Regret(IMPOSSIBLE, None, solved.scenario.screening.failed[application])
    margin, wins = margins.own(application), solved.tier(application) is not None
    opposite = margin.without if wins else margin.any
    if opposite is None:
        return Regret(IMPOSSIBLE, None, _conflict(solved, margins, place, not wins))
    leaving, entering = _movers(solved, place, opposite)
    loss = Fraction(opposite.deviation - solved.best.deviation)
    if loss:
        return Regret("quota-deviation", loss, (), leaving, entering)
    loss = solved.model.exact(solved.best.value - opposite.value)
    return Regret(solved.model.stage if loss else TIE, loss, (), leaving, entering)


def _conflict(solved: Solved, margins: Margins, place: int, wins: bool) -> tuple[str, ...]:
    def condition(model: Model) -> Model:
        return forced(model, model.choices[place], wins)

    return conflicting_rules(solved.scenario, margins.solver.clock, condition)


def _movers(solved: Solved, place: int, opposite: Best) -> tuple[tuple[int, ...], tuple[int, ...]]:
    tiers, order = solved.model.tiers, solved.scenario.order
    before, after = solved.best.tiers < tiers, opposite.tiers < tiers
    leaving, entering = np.flatnonzero(before & ~after).tolist(), np.flatnonzero(after & ~before).tolist()
    return tuple(order[n] for n in leaving if n != place), tuple(order[n] for n in entering if n != place)


def standing_of(solved: Solved, regret: Regret, wins: bool) -> str:
    """`core`, `borderline` or `exterior`, by the policy's tolerance `near`."""
    near = solved.scenario.policy.sensitivity.near
    tolerance = near / 100 * solved.model.exact(solved.best.value)
    far = regret.loss is None or regret.stage == "quota-deviation" or regret.loss > tolerance
    return ("core" if wins else "exterior") if far else "borderline"
