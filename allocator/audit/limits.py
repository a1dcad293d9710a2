"""Hard rules over several awards: budget, quotas, one award, groups, decisions (SEMANTICS 2, 4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from allocator.audit.claims import Claim
from allocator.audit.facts import Facts
from allocator.audit.finding import Finding
from allocator.numbers import floor_div, fold
from allocator.policy import Policy
from allocator.policy.schema import Group
from allocator.tables.load import Tables


@dataclass(frozen=True, slots=True)
class MoneyLimit:
    """Most steps that some claims (by position) may have together."""

    rule: str
    members: frozenset[int]
    most: int


def money_limits(
    policy: Policy, tables: Tables, facts: Facts, claims: Sequence[Claim], budget: int
) -> list[MoneyLimit]:
    """Budget and group money as limits on the claims."""
    limits = [MoneyLimit("budget", frozenset(range(len(claims))), budget // policy.money.step_base)]
    for group in policy.groups:
        if group.max_amount is None:
            continue
        members: defaultdict[str, set[int]] = defaultdict(set)
        for n, claim in enumerate(claims):
            value = _value(policy, tables, facts, group, claim)
            if value:
                members[value].add(n)
        most = floor_div(group.max_amount, policy.money.step)
        limits += [MoneyLimit(group.id, frozenset(m), most) for _, m in sorted(members.items())]
    return limits


def _value(policy: Policy, tables: Tables, facts: Facts, group: Group, claim: Claim) -> str:
    """Group value under which a claim counts; empty where it does not count."""
    if group.tiers is not None:
        tier = next(t for t in policy.tiers if t.id == claim.tier)
        if not {tier.id, tier.name} & {n.strip() for n in group.tiers}:
            return ""
    return _cell(policy, tables, facts, group, claim.application_id or "")


def _cell(policy: Policy, tables: Tables, facts: Facts, group: Group, application_id: str) -> str:
    row = facts.row[application_id]
    if group.by == "tier":
        value = policy.tiers[tables.applications.tiers[row]].id
    else:
        value = fold(tables.applications.table.cells(group.by)[row])
    wanted = group.value
    if wanted is not None and group.by == "tier":
        wanted = next((t.id for t in policy.tiers if fold(group.value or "") in (t.id, t.name)), wanted)
    return value if wanted is None or value == fold(wanted) else ""


def check_limits(
    policy: Policy, tables: Tables, facts: Facts, claims: Sequence[Claim], limits: Sequence[MoneyLimit]
) -> Iterator[Finding]:
    """Findings of every hard rule over several awards."""
    step = policy.money.step_base
    for limit in limits:
        used = sum(claims[n].amount or 0 for n in limit.members)
        if used > limit.most * step:
            yield Finding(limit.rule, None, f"{used} is awarded, at most {limit.most * step} may be")
    counts = Counter(c.tier for c in claims)
    for tier in policy.tiers:
        if tier.quota is not None:
            low, high = tier.quota.range
            if counts[tier.id] < low or (high is not None and counts[tier.id] > high):
                expected = f"from {low}" + ("" if high is None else f" to {high}")
                yield Finding(
                    f"quota:{tier.id}", None, f"{counts[tier.id]} awards in tier {tier.id}, expected {expected}"
                )
    if policy.one_award_per is not None:
        first: dict[int, str] = {}
        for c in claims:
            i = c.application_id or ""
            other = first.setdefault(facts.enterprise[i], i)
            if other != i:
                yield Finding("one_award_per", i, f"{i} and {other} are of one enterprise")
    for group in policy.groups:
        yield from _check_counts(policy, tables, facts, group, claims)
    yield from _check_decisions(policy, tables, claims)


def _check_counts(
    policy: Policy, tables: Tables, facts: Facts, group: Group, claims: Sequence[Claim]
) -> Iterator[Finding]:
    if group.max_awards is None and group.min_awards is None:
        return
    counts = Counter(_value(policy, tables, facts, group, c) for c in claims)
    values = {_cell(policy, tables, facts, group, i) for i, gate in facts.gates.items() if gate.bounds}
    if group.value is not None and not values - {""}:
        values = {group.value}
    for value in sorted(values - {""}):
        n = counts[value]
        if group.max_awards is not None and n > group.max_awards:
            yield Finding(group.id, None, f"{n} awards for {value}, at most {group.max_awards} may be")
        if group.min_awards is not None and n < group.min_awards:
            yield Finding(group.id, None, f"{n} awards for {value}, at least {group.min_awards} must be")


def _check_decisions(policy: Policy, tables: Tables, claims: Sequence[Claim]) -> Iterator[Finding]:
    won = {c.application_id: c.tier for c in claims}
    for decision in tables.decisions.entries if tables.decisions else ():
        i = tables.applications.ids[decision.application]
        tier = None if decision.tier is None else policy.tiers[decision.tier].id
        rule = f"decision:{i}"
        if decision.verdict == "reject" and i in won:
            yield Finding(rule, i, f"{i} is awarded, though it was decided to reject it")
        if decision.verdict == "fund" and (i not in won or (tier is not None and won[i] != tier)):
            yield Finding(
                rule, i, f"{i} is not awarded{f' in tier {tier}' if tier else ''}, though it was decided to fund it"
            )
