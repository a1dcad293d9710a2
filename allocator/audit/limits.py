"""Bounds on how many win and on what they get together: budget, quotas, groups (SEMANTICS 2 and 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from allocator.arrays import Column
from allocator.audit.columns import text_of, texts_of
from allocator.audit.finding import Finding, shown
from allocator.audit.record import Award, Claim
from allocator.audit.screening import Screening, closed_tiers
from allocator.numbers import floor_div
from allocator.policy import Policy
from allocator.policy.schema import Group, Quota


@dataclass(frozen=True, slots=True)
class Limit:
    """One bound: fewest <= awards <= most, sum of amounts <= money.

    Parameters
    ----------
    rule
        Id of the rule; one rule may bound several sets.
    label
        What is bounded, in words.
    members
        Positions in the claim's awards that count, ascending.
    fewest, most
        Awards; None for no upper bound.
    money
        Steps; None for no bound.
    """

    rule: str
    label: str
    members: Sequence[int]
    fewest: int = 0
    most: int | None = None
    money: int | None = None


def limits_of(policy: Policy, claim: Claim, screening: Screening) -> tuple[Limit, ...]:
    """Every bound of the policy, with the claimed awards that it counts.

    Parameters
    ----------
    policy
        Gives quotas and groups.
    claim
        Gives the stated budget, rounded down to whole steps, and the awards.
    screening
        Says which applications are eligible: only their values form groups.
    """
    limits: list[Limit] = []
    if claim.budget is not None:
        everyone = range(len(claim.awards))
        limits.append(Limit("budget", "all awards", everyone, money=claim.budget // policy.money.step_base))
    for k, tier in enumerate(policy.tiers):
        if tier.quota is not None:
            fewest, most = _range(tier.quota)
            members = [n for n, a in enumerate(claim.awards) if a.tier == k]
            limits.append(Limit(f"quota:{tier.id}", f"awards in tier {tier.id}", members, fewest, most))
    for group in policy.groups:
        limits += _group_limits(policy, claim, screening, group)
    return tuple(limits)


def check_limit(policy: Policy, limit: Limit, awards: Sequence[Award]) -> Iterator[Finding]:
    """Compare one bound with the awards."""
    count = len(limit.members)
    if count < limit.fewest:
        yield Finding(limit.rule, None, f"{limit.label}: found {count} awards, expected at least {limit.fewest}")
    if limit.most is not None and count > limit.most:
        yield Finding(limit.rule, None, f"{limit.label}: found {count} awards, expected at most {limit.most}")
    if limit.money is not None:
        total, most = sum(awards[n].amount or 0 for n in limit.members), limit.money * policy.money.step_base
        if total > most:
            yield Finding(limit.rule, None, f"{limit.label}: found {shown(total)} of money, expected at most {most}")


def _range(quota: Quota) -> tuple[int, int | None]:
    if quota.target is None:
        return quota.min or 0, quota.max
    if not isinstance(quota.tolerance, int):
        return 0, None
    return max(0, quota.target - quota.tolerance), quota.target + quota.tolerance


def _eligible_values(texts: Column[str], known: set[str], screening: Screening) -> Iterator[str]:
    """Other values that some eligible application has."""
    wanted = [c for c, text in enumerate(texts.values) if text and text not in known]
    if wanted:
        order = np.argsort(texts.codes, kind="stable")
        begins, ends = (np.searchsorted(texts.codes[order], wanted, side=side) for side in ("left", "right"))
        for code, begin, end in zip(wanted, begins.tolist(), ends.tolist(), strict=True):
            if any(screening.eligible(i) for i in order[begin:end].tolist()):
                yield texts.values[code]


def _group_limits(policy: Policy, claim: Claim, screening: Screening, group: Group) -> Iterator[Limit]:
    texts = texts_of(policy, screening.tables, group.by)
    tiers = closed_tiers(policy, group.tiers)
    members: defaultdict[str, list[int]] = defaultdict(list)
    for n, award in enumerate(claim.awards):
        text = texts[award.application]
        if award.tier in tiers and text:
            members[text].append(n)
    values = set(members)
    if group.value is not None:
        values = {text_of(policy, group.by, group.value)}
    elif group.min_awards:  # a value without awards matters to a minimum alone
        values |= set(_eligible_values(texts, values, screening))
    money = None if group.max_amount is None else floor_div(group.max_amount, policy.money.step)
    for value in sorted(values):
        label = f"awards with {group.by} {value}" + (
            "" if group.tiers is None else f" in tiers {', '.join(group.tiers)}"
        )
        yield Limit(group.id, label, members[value], group.min_awards or 0, group.max_awards, money)
