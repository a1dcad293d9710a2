"""Applications that are not eligible: would one have won, had it alone passed its failed eligibility rules?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.engines.certified.rest_core import find_rests
from allocator.engines.certified.rests import Rests
from allocator.model import Model, compile_model
from allocator.scenario import Scenario
from allocator.scenario.groups import group_values
from allocator.scenario.screening import Screening
from allocator.scenario.variants import with_screening
from allocator.sensitivity.best import Best, Solver, better
from allocator.sensitivity.solved import Solved, place_of


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


class ScreenedOut:
    """What became of applications that are not eligible.

    One table of what the rest of the allocation is worth tells of each how good the best allocation with it alone is,
    as far as the table reaches; the others are solved one by one.

    Parameters
    ----------
    solved
        The scenario.
    applications
        Those that are not eligible.
    solver
        What solves their variants.
    """

    def __init__(self, solved: Solved, applications: Sequence[int], solver: Solver) -> None:
        self._solved, self._solver = solved, solver
        scenario = solved.scenario
        self._passing = {
            k: passed
            for k in applications
            if scenario.scores.values[k] is not None and (passed := passing(scenario, k)).eligible(k)
        }

    def of(self, application: int) -> Screened:
        """What became of one of them."""
        scenario = self._solved.scenario
        failed = scenario.screening.failed[application]
        if scenario.scores.values[application] is None:
            return Screened(application, failed, None)
        return Screened(application, failed, application in self._passing and self._would_win(application))

    def _would_win(self, application: int) -> bool:
        together = self._together
        if together is not None and application in together.usual:
            told = together.wins(application)
            if told is not None:
                return told
        variant = with_screening(self._solved.scenario, {application: self._passing[application]})
        model, place = compile_model(variant), place_of(variant, application)
        best = self._solver.best(model)
        return best is not None and place is not None and bool(best.tiers[place] < model.tiers)

    @cached_property
    def _together(self) -> _Together | None:
        usual = _in_known_groups(self._solved.scenario, list(self._passing))
        if len(usual) < 2 or self._solved.best.deviation:
            return None
        scenario = with_screening(self._solved.scenario, {k: self._passing[k] for k in usual})
        model = compile_model(scenario)
        mine = np.isin(scenario.order.array, self._solved.scenario.order.array)
        rests = find_rests(model, self._solver.clock, (self._solved.model, mine[model.columns.application]))
        return None if rests is None else _Together(self._solved, scenario, model, rests, frozenset(usual))


@dataclass(frozen=True, eq=False)
class _Together:
    """The program in which many pass."""

    solved: Solved
    scenario: Scenario
    model: Model
    rests: Rests
    usual: frozenset[int]

    def wins(self, application: int) -> bool | None:
        """Whether it would win; None where the table does not tell."""
        place, within = place_of(self.scenario, application), None
        assert place is not None
        for option in self.model.choices[place]:
            rest = self.rests.within(option)
            if rest is None:
                return None
            within = better(within, Best(0, rest.value, rest.tiers, ()))
        return within is not None and better(self._without, within) is within

    @cached_property
    def _without(self) -> Best:
        """The best allocation as it is, as a list of all who pass here."""
        tiers = np.full(len(self.scenario.order), self.model.tiers, np.int64)
        mine = np.isin(self.scenario.order.array, self.solved.scenario.order.array)
        tiers[mine] = self.solved.best.tiers
        return replace(self.solved.best, tiers=tiers, chosen=())


def _in_known_groups(scenario: Scenario, applications: Sequence[int]) -> list[int]:
    """Those whose values of every group rule occur among the eligible: they add no row to the program."""
    known = np.ones(len(applications), bool)
    for rule in scenario.policy.groups:
        codes = group_values(scenario.policy, scenario.tables.applications, rule).codes
        known &= np.isin(codes[np.asarray(applications, np.int64)], codes[scenario.order.array])
    return [k for k, there in zip(applications, known.tolist(), strict=True) if there]


def passing(scenario: Scenario, application: int) -> Screening:
    """Screening in which an application that is not eligible passes all eligibility rules."""
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
