"""Policy and tables made into one frozen, solver-free scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from allocator.arrays import Integers, Mask
from allocator.errors import Place, Problem, Problems
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.scenario.columns import has_column, number_parser
from allocator.scenario.conditions import passes
from allocator.scenario.enterprises import Enterprises, find_enterprises
from allocator.scenario.groups import check_groups
from allocator.scenario.order import order_keys, published
from allocator.scenario.scoring import Scores, score_applications
from allocator.scenario.screening import Screening, screen
from allocator.tables.applications import Applications
from allocator.tables.cells import parse_column
from allocator.tables.decisions import Decisions
from allocator.tables.load import Tables
from allocator.timing import Timings

UNLIKELY = 20


@dataclass(frozen=True, slots=True)
class Source:
    """Where a scenario was read from.

    Parameters
    ----------
    name
        Name of its folder or workbook.
    path
        Its full path.
    policy_text
        The policy file as written, comments included.
    """

    name: str
    path: str
    policy_text: str = field(repr=False)


@dataclass(frozen=True)
class Scenario:
    """Everything that decides an allocation, checked and screened.

    Parameters
    ----------
    source
        Where it was read from.
    policy, tables
        As read.
    budget
        Stated budget in base units.
    scores, enterprises, screening
        What screening and scoring found, per application in the order of the file.
    order
        Indices of the eligible applications in published order.
    positions
        Index of an application -> its place in `published order` among all applications.
    warnings
        What the officer should know but what stops nothing.
    more_warnings
        How many further ones were counted but not listed.
    assumed
        Index of an application -> the composite, in last places, that a what-if puts in the place of the one that its
        reviews give; its indicator points stay.
    """

    source: Source
    policy: Policy = field(repr=False)
    tables: Tables = field(repr=False)
    budget: int
    scores: Scores = field(repr=False)
    enterprises: Enterprises = field(repr=False)
    screening: Screening = field(repr=False)
    order: Integers = field(repr=False)
    positions: Integers = field(repr=False)
    warnings: tuple[Problem, ...] = ()
    more_warnings: int = 0
    assumed: Mapping[int, int] = field(default_factory=dict)

    @property
    def budget_steps(self) -> int:
        """Whole steps that the budget pays for."""
        return self.budget // self.policy.money.step_base

    @cached_property
    def decisions(self) -> Mapping[int, tuple[str, int | None]]:
        """Index of an application -> (`fund` or `reject`, tier or None)."""
        entries = self.tables.decisions.entries if self.tables.decisions else ()
        return {d.application: (d.verdict, d.tier) for d in entries}

    def score(self, application: int) -> Fraction | None:
        """Exact composite score of an application; None where there is none."""
        value = self.scores.values[application]
        return None if value is None else Fraction(value, 10**self.policy.score_decimals)

    def with_budget(self, budget: int) -> Scenario:
        """The same scenario with another stated budget, in base units."""
        return replace(self, budget=budget)


def build_scenario(
    policy: Policy, tables: Tables, source: Source, problems: Problems, *, timings: Timings | None = None
) -> Scenario:
    """Score, screen and order the applications.

    Parameters
    ----------
    policy, tables
        As read.
    source
        Where they were read from.
    problems
        What reading has brought up so far.
    timings
        Takes the seconds of scoring and of screening.

    Raises
    ------
    InputError
        With every fault so far, and those of cells that rules read, of groups and of decisions.
    """
    timings = timings or Timings()
    if any(not _is_of(tables.decisions, fault) for fault in problems.faults):
        _check_without_screening(policy, tables, problems)
        problems.check()
    applications = tables.applications
    with timings("score"):
        scores = score_applications(policy, tables, problems)
    with timings("screen"):
        enterprises = find_enterprises(policy, applications, tables.ledger, problems)
        screening = screen(policy, applications, scores, enterprises, problems)
        keys = order_keys(policy, applications, scores, problems)
        check_groups(policy, applications, problems)
        check_decisions(policy, tables, screening, problems)
        _warn(policy, applications, problems)
        problems.check()
        everyone = published(applications, keys)
    positions = np.empty(len(everyone), np.int64)
    positions[everyone] = np.arange(len(everyone))
    return Scenario(
        source=source,
        policy=policy,
        tables=tables,
        budget=int(policy.budget.value * policy.money.unit),
        scores=scores,
        enterprises=enterprises,
        screening=screening,
        order=Integers(everyone[screening.open_in.mask(bool)[everyone]]),
        positions=Integers(positions),
        warnings=tuple(problems.warnings),
        more_warnings=problems.more_warnings,
    )


def _is_of(typed: Applications | Decisions | None, fault: Problem) -> bool:
    return typed is not None and fault.place.file in typed.table.files


def _check_without_screening(policy: Policy, tables: Tables, problems: Problems) -> None:
    """Faults that show without screening, where other faults forbid it: they would look like more than they are."""
    applications = tables.applications
    if not any(_is_of(applications, fault) for fault in problems.faults):
        find_enterprises(policy, applications, None, problems)
        check_groups(policy, applications, problems)
    for rule in policy.eligibility:
        passes(policy, applications, rule, problems)
    for name in policy.scoring.tie_break if policy.scoring else ():
        if name not in {i.id for i in policy.indicators} and has_column(
            policy, applications, name, "tie_break", problems
        ):
            parse_column(applications.table, name, number_parser(policy, name), problems)


def check_decisions(policy: Policy, tables: Tables, screening: Screening, problems: Problems) -> None:
    """Record a fault for every decision to fund where no such tier is open."""
    for decision in tables.decisions.entries if tables.decisions else ():
        open_tiers, closes = screening.open_tiers[decision.application], screening.closes[decision.application]
        if decision.verdict == "reject" or decision.tier in open_tiers or (decision.tier is None and open_tiers):
            continue
        failed = [rule for rule, tiers in closes.items() if decision.tier is None or decision.tier in tiers]
        tier = "any tier" if decision.tier is None else f"tier {policy.tiers[decision.tier].id}"
        why = f" (failed: {', '.join(failed)})" if failed else " (it did not apply for it)"
        assert tables.decisions is not None
        place = tables.decisions.table.place(decision.row, "decision")
        problems.add(
            place,
            f"the application is to be funded, but {tier} is closed to it{why}",
            "correct the data or withdraw the decision",
        )


def _warn(policy: Policy, applications: Applications, problems: Problems) -> None:
    def unlikely(t: int, cap: Fraction) -> Mask:
        far = applications.requested.mask(lambda asked: asked is not None and asked > UNLIKELY * cap)
        return far & applications.tiers.mask(t.__eq__)

    def warning(k: int) -> Problem:
        cap = policy.tiers[applications.tiers[k]].cap or Fraction(0)
        what = f"{applications.table.cells('requested')[k]!r} is more than {UNLIKELY} times the cap {plain(cap)}"
        unit = policy.money.unit_name or policy.money.currency
        return Problem(applications.table.place(k, "requested"), what, f"amounts are in {unit}; check the unit")

    none = np.zeros(len(applications), bool)
    found = sum((unlikely(t, tier.cap) for t, tier in enumerate(policy.tiers) if tier.cap), none)
    problems.warn_each(Integers(np.flatnonzero(found)), warning)
    if policy.valid_until is not None and policy.year > policy.valid_until.year:
        what = f"the policy is in force until {policy.valid_until}, the year is {policy.year}"
        problems.warn(Place("policy.yaml"), what, "check that it still applies")
