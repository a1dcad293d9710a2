"""A scenario with something changed: screened, grouped and ordered anew, all else equal (SEMANTICS 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from allocator.arrays import Integers
from allocator.errors import Problems, UsageError
from allocator.policy import Policy
from allocator.policy.rules import rules_of, tier_id
from allocator.scenario.enterprises import find_enterprises
from allocator.scenario.order import order_keys, published
from allocator.scenario.scenario import Scenario
from allocator.scenario.scoring import Scores
from allocator.scenario.screening import Screening, screen
from allocator.tables.load import Tables

SCREENING = frozenset({"eligibility", "min_score", "fallback", "one_award_per"})
"""Kinds of rules that say to whom a tier is open; without any other, screening stays."""


def rescreened(
    scenario: Scenario, *, policy: Policy | None = None, tables: Tables | None = None, scores: Scores | None = None
) -> Scenario:
    """The scenario with another policy, other tables or other scores, screened, grouped and ordered anew.

    Parameters
    ----------
    policy, tables, scores
        What takes the place of the scenario's own; the scenario's checks have passed and are not made again.
    """
    policy, tables, scores = policy or scenario.policy, tables or scenario.tables, scores or scenario.scores
    applications, ignored = tables.applications, Problems()
    enterprises = find_enterprises(policy, applications, tables.ledger, ignored)
    screening = screen(policy, applications, scores, enterprises, ignored)
    changed = replace(
        scenario, policy=policy, tables=tables, scores=scores, enterprises=enterprises, screening=screening
    )
    if _orders_alike(scenario, changed):
        return with_order(changed, _everyone(scenario))
    return with_order(changed, Integers(published(applications, order_keys(policy, applications, scores, ignored))))


def _orders_alike(one: Scenario, other: Scenario) -> bool:
    """Whether published order rests on the very same scores, tie-breaks and columns."""
    return (
        one.scores is other.scores
        and one.tables.applications is other.tables.applications
        and one.policy.scoring is other.policy.scoring
        and one.policy.columns == other.policy.columns
    )


def _everyone(scenario: Scenario) -> Integers:
    """All applications in published order."""
    return Integers(np.argsort(scenario.positions.array))


def with_order(scenario: Scenario, everyone: Integers) -> Scenario:
    """The scenario with another published order of all its applications, those eligible taken from its screening.

    Parameters
    ----------
    everyone
        Indices of all applications, in published order.
    """
    order = everyone.array
    positions = np.empty(len(order), np.int64)
    positions[order] = np.arange(len(order))
    eligible = scenario.screening.open_in.mask(bool)[order]
    return replace(scenario, order=Integers(order[eligible]), positions=Integers(positions))


def with_scores(scenario: Scenario, scores: Mapping[int, int]) -> Scenario:
    """The scenario with other composite scores; indicator points stay.

    Parameters
    ----------
    scores
        Index of an application -> its composite score in last places.
    """
    values = list(scenario.scores.values)
    for k, score in scores.items():
        values[k] = score
    return rescreened(scenario, scores=replace(scenario.scores, values=values))


def with_screening(scenario: Scenario, rows: Mapping[int, Screening]) -> Scenario:
    """The scenario with some applications screened otherwise.

    Parameters
    ----------
    rows
        Index of an application -> the screening that its outcome is taken from.
    """
    screening = scenario.screening
    for k, other in rows.items():
        screening = screening.with_row(k, other)
    return with_order(replace(scenario, screening=screening), _everyone(scenario))


def without_rules(scenario: Scenario, rules: Collection[str]) -> Scenario:
    """The scenario without some rules: eligibility, `min_score`, quotas, one award, fallback, groups, decisions.

    Parameters
    ----------
    rules
        Ids of rules. A quota loses its range and its target; `one_award_per` takes the ledger with it.

    Raises
    ------
    UsageError
        Where there is no such rule, or it cannot be left out (the budget: state another).
    """
    ids = scenario.tables.applications.ids
    kind_of = {f"decision:{ids[k]}": "decision" for k in scenario.decisions}
    kind_of |= {r.id: r.kind for r in rules_of(scenario.policy)}
    for rule in rules:
        if rule == "budget":
            raise UsageError("without: the budget cannot be left out; state a larger one")
        if rule not in kind_of:
            raise UsageError(f"without: the scenario has no rule {rule!r}; its rules are {', '.join(sorted(kind_of))}")
    decided = {k for k in scenario.decisions if f"decision:{ids[k]}" in rules}
    policy, tables = _without(scenario.policy, rules), undecided(scenario.tables, decided)
    if not {kind_of[rule] for rule in rules} & SCREENING:
        return replace(scenario, policy=policy, tables=tables)
    return rescreened(scenario, policy=policy, tables=tables)


def _without(policy: Policy, rules: Collection[str]) -> Policy:
    tiers = tuple(
        t.replace(
            quota=None if f"quota:{t.id}" in rules else t.quota,
            min_score=None if f"min_score:{t.id}" in rules else t.min_score,
        )
        for t in policy.tiers
    )
    hops = (f"fallback:{tier_id(policy, f.from_)}:{tier_id(policy, f.to)}" for f in policy.fallback)
    return policy.replace(
        tiers=tiers,
        fallback=tuple(f for f, rule in zip(policy.fallback, hops, strict=True) if rule not in rules),
        one_award_per=None if "one_award_per" in rules else policy.one_award_per,
        eligibility=tuple(r for r in policy.eligibility if r.id not in rules),
        min_score=None if "min_score" in rules else policy.min_score,
        groups=tuple(g for g in policy.groups if g.id not in rules),
    )


def undecided(tables: Tables, applications: Collection[int]) -> Tables:
    """The tables without the decisions on some applications."""
    if tables.decisions is None or not applications:
        return tables
    left = tuple(d for d in tables.decisions.entries if d.application not in applications)
    return replace(tables, decisions=replace(tables.decisions, entries=left))
