"""Each policy rule made into named rows, once (SEMANTICS 2 and 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from allocator.arrays import Column, Integers, Ints
from allocator.model.model import Family, Options, Row
from allocator.numbers import floor_div
from allocator.scenario import Scenario
from allocator.scenario.groups import group_values, wanted_value


def rows_of(
    scenario: Scenario, options: Options, starts: Ints, without: Collection[str] = ()
) -> Iterator[Row | Family]:
    """Rows of every hard rule; those of which there may be very many as families.

    Parameters
    ----------
    scenario
        Gives the rules.
    options
        Options in the model's order.
    starts
        The first option of each eligible application, and at the end their number.
    without
        Ids of rules to leave out.
    """
    for part in _all_rows(scenario, options, starts):
        if part.rule not in without:
            yield part


def _all_rows(scenario: Scenario, options: Options, starts: Ints) -> Iterator[Row | Family]:
    yield Row("budget", "money", Integers(np.arange(len(options))), None, scenario.budget_steps)
    yield from _quotas(scenario, options)
    yield from _enterprises(scenario, options)
    yield from _groups(scenario, options)
    yield from _decisions(scenario, options, starts)
    yield from _one_tier(options, starts)


def _quotas(scenario: Scenario, options: Options) -> Iterator[Row]:
    for t, tier in enumerate(scenario.policy.tiers):
        if tier.quota is not None and tier.quota.has_range:
            low, high = tier.quota.range
            yield Row(f"quota:{tier.id}", "awards", Integers(np.flatnonzero(options.tier == t)), low or None, high)


def _enterprises(scenario: Scenario, options: Options) -> Iterator[Family]:
    """Enterprises with several eligible applications, in the order of their first."""
    if scenario.policy.one_award_per is None:
        return
    numbers = scenario.enterprises.numbers.array[scenario.order.array]
    _, first, back, applications = np.unique(numbers, return_index=True, return_inverse=True, return_counts=True)
    owner = first[back][options.application]  # the first application of each option's enterprise
    members = np.flatnonzero((applications > 1)[back][options.application])
    if not len(members):
        return
    members = members[np.argsort(owner[members], kind="stable")]
    owners, begin = np.unique(owner[members], return_index=True)
    named = scenario.tables.applications.enterprises
    names = Column(named.codes[numbers[owners]], named.values)
    yield Family("one_award_per", members, np.append(begin, len(members)), names)


def _groups(scenario: Scenario, options: Options) -> Iterator[Row]:
    policy, applications = scenario.policy, scenario.tables.applications
    for rule in policy.groups:
        values, wanted = group_values(policy, applications, rule), wanted_value(policy, rule)
        codes = values.codes[scenario.order.array]
        counted = np.isin(options.tier, policy.tier_indices(rule.tiers))
        mine = codes[options.application]
        members = {v: c for c in np.unique(codes).tolist() if (v := values.values[c])}
        if wanted is not None:
            members = {wanted: members.get(wanted, -1)}
        for value, code in sorted(members.items()):
            places = Integers(np.flatnonzero(counted & (mine == code)))
            if rule.max_awards is not None or rule.min_awards is not None:
                yield Row(rule.id, "awards", places, rule.min_awards or None, rule.max_awards, value)
            if rule.max_amount is not None:
                steps = floor_div(rule.max_amount, policy.money.step)
                yield Row(rule.id, "money", places, None, steps, value)


def _decisions(scenario: Scenario, options: Options, starts: Ints) -> Iterator[Row]:
    ids, place = scenario.tables.applications.ids, dict[int, int]()
    if scenario.decisions:
        place = {k: n for n, k in enumerate(scenario.order) if k in scenario.decisions}
    for application, (verdict, tier) in sorted(scenario.decisions.items(), key=lambda d: ids[d[0]]):
        n = place.get(application)
        open_to_it = () if n is None else range(int(starts[n]), int(starts[n + 1]))
        rule = f"decision:{ids[application]}"
        if verdict == "reject":
            if open_to_it:
                yield Row(rule, "awards", tuple(open_to_it), None, 0)
        else:
            yield Row(rule, "awards", tuple(k for k in open_to_it if tier in (None, int(options.tier[k]))), 1, None)


def _one_tier(options: Options, starts: Ints) -> Iterator[Family]:
    several = np.diff(starts) > 1
    if several.any():
        members = np.flatnonzero(several[options.application])
        sizes = np.diff(starts)[several]
        yield Family("", members, np.append(0, np.cumsum(sizes)), Column.full("", len(sizes)))
