"""Each policy rule made into named rows, once (SEMANTICS 2 and 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from allocator.model.model import Option, Row
from allocator.numbers import floor_div
from allocator.scenario import Scenario
from allocator.scenario.groups import group_values, wanted_value


def rows_of(scenario: Scenario, options: Sequence[Option], without: Collection[str] = ()) -> Iterator[Row]:
    """Rows of every hard rule.

    Parameters
    ----------
    scenario
        Gives the rules.
    options
        Options in the model's order.
    without
        Ids of rules to leave out.
    """
    for row in _all_rows(scenario, options):
        if row.rule not in without:
            yield row


def _all_rows(scenario: Scenario, options: Sequence[Option]) -> Iterator[Row]:
    yield Row("budget", "money", tuple(range(len(options))), None, scenario.budget_steps)
    yield from _quotas(scenario, options)
    yield from _enterprises(scenario, options)
    yield from _groups(scenario, options)
    yield from _decisions(scenario, options)
    yield from _one_tier(options)


def _quotas(scenario: Scenario, options: Sequence[Option]) -> Iterator[Row]:
    for t, tier in enumerate(scenario.policy.tiers):
        if tier.quota is not None and tier.quota.has_range:
            low, high = tier.quota.range
            mine = tuple(k for k, o in enumerate(options) if o.tier == t)
            yield Row(f"quota:{tier.id}", "awards", mine, low or None, high)


def _enterprises(scenario: Scenario, options: Sequence[Option]) -> Iterator[Row]:
    if scenario.policy.one_award_per is None:
        return
    members: dict[int, list[int]] = {}
    for k, option in enumerate(options):
        members.setdefault(scenario.enterprises.numbers[scenario.order[option.application]], []).append(k)
    for number, mine in members.items():
        if len({options[k].application for k in mine}) > 1:
            name = scenario.tables.applications.enterprises[number]
            yield Row("one_award_per", "awards", tuple(mine), None, 1, name)


def _groups(scenario: Scenario, options: Sequence[Option]) -> Iterator[Row]:
    policy, applications = scenario.policy, scenario.tables.applications
    for rule in policy.groups:
        values, wanted = group_values(policy, applications, rule), wanted_value(policy, rule)
        tiers = set(policy.tier_indices(rule.tiers))
        members: dict[str, list[int]] = {v: [] for v in dict.fromkeys(values[k] for k in scenario.order) if v}
        if wanted is not None:
            members = {wanted: members.get(wanted, [])}
        for k, option in enumerate(options):
            value = values[scenario.order[option.application]]
            if option.tier in tiers and value in members:
                members[value].append(k)
        for value, mine in sorted(members.items()):
            if rule.max_awards is not None or rule.min_awards is not None:
                yield Row(rule.id, "awards", tuple(mine), rule.min_awards or None, rule.max_awards, value)
            if rule.max_amount is not None:
                steps = floor_div(rule.max_amount, policy.money.step)
                yield Row(rule.id, "money", tuple(mine), None, steps, value)


def _decisions(scenario: Scenario, options: Sequence[Option]) -> Iterator[Row]:
    mine: dict[int, list[int]] = {}
    for k, option in enumerate(options):
        mine.setdefault(scenario.order[option.application], []).append(k)
    ids = scenario.tables.applications.ids
    for application, (verdict, tier) in sorted(scenario.decisions.items(), key=lambda d: ids[d[0]]):
        open_to_it = mine.get(application, [])
        rule = f"decision:{ids[application]}"
        if verdict == "reject":
            if open_to_it:
                yield Row(rule, "awards", tuple(open_to_it), None, 0)
        else:
            yield Row(rule, "awards", tuple(k for k in open_to_it if tier in (None, options[k].tier)), 1, None)


def _one_tier(options: Sequence[Option]) -> Iterator[Row]:
    start = 0
    for k in range(1, len(options) + 1):
        if k == len(options) or options[k].application != options[start].application:
            if k - start > 1:
                yield Row("", "awards", tuple(range(start, k)), None, 1)
            start = k
