"""Applications that are not eligible: would one have won, had it alone passed its failed eligibility rules?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from allocator.model import compile_model
from allocator.scenario import Scenario
from allocator.scenario.screening import Screening
from allocator.scenario.variants import with_screening
from allocator.sensitivity.best import Solver
from allocator.sensitivity.solved import place_of


@dataclass(frozen=True, slots=True)
class Screened:
    """An application that no tier is open to, whatever its score.

    Parameters
    ----------
    application
        Its index.
    failed
        Rules that it failed.
    would_win
        Whether it would win, had it alone passed its failed eligibility rules; None without a score.
    """

    application: int
    failed: tuple[str, ...]
    would_win: bool | None


def screened_out(scenario: Scenario, application: int, solver: Solver) -> Screened:
    """What became of an application that is not eligible."""
    failed = scenario.screening.failed[application]
    scored = scenario.scores.values[application] is not None
    return Screened(application, failed, _would_win(scenario, application, solver) if scored else None)


def _would_win(scenario: Scenario, application: int, solver: Solver) -> bool:
    passed = _passing(scenario, application)
    if not passed.eligible(application):
        return False
    variant = with_screening(scenario, application, passed)
    model = compile_model(variant)
    best, place = solver.best(model), place_of(variant, application)
    return best is not None and place is not None and bool(best.tiers[place] < model.tiers)


def _passing(scenario: Scenario, application: int) -> Screening:
    """Screening in which an application passes all eligibility rules."""
    policy, screening = scenario.policy, scenario.screening
    eligibility = {r.id for r in policy.eligibility}
    closes = {rule: tiers for rule, tiers in screening.closes[application].items() if rule not in eligibility}
    own = scenario.tables.applications.tiers[application]
    closed = {t for tiers in closes.values() for t in tiers}
    open_in = tuple(t for t in sorted((own, *policy.hops.get(own, ()))) if t not in closed)
    return replace(
        screening,
        failed=screening.failed.with_row(application, tuple(closes)),
        closes=screening.closes.with_row(application, closes),
        open_in=screening.open_in.with_row(application, open_in),
    )
