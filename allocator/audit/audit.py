"""The audit: a second implementation of the rules, run on the record that is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator.audit.amounts import Share, check_amounts
from allocator.audit.claims import Claim, claims_of, compared, whole
from allocator.audit.facts import Facts, gather_facts
from allocator.audit.finding import Finding
from allocator.audit.limits import check_limits, money_limits
from allocator.audit.objective import check_objective
from allocator.policy import Policy
from allocator.tables.load import Tables

STATUSES = ("optimal", "feasible", "infeasible", "unknown")


def audit(policy: Policy, tables: Tables, record: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Recheck an allocation from the inputs and its record alone.

    Parameters
    ----------
    policy, tables
        The inputs.
    record
        Content of allocation.json, decimals as fractions; keys may be missing or wrong.

    Returns
    -------
    tuple of Finding
        Every broken rule and every number that does not follow; empty where all is right. That no better allocation
        exists is not the audit's to say.
    """
    claims, findings = claims_of(record)
    findings += _head(policy, record, claims)
    if record.get("status") in ("infeasible", "unknown"):
        for key in ("awards", "objective"):
            findings += compared(key, None, record.get(key), [])
        return tuple(findings)
    facts = gather_facts(policy, tables)
    findings += _each(policy, tables, facts, claims)
    budget = whole(record.get("budget"))
    if findings or budget is None:
        return tuple(findings)  # sums over faulty awards would only repeat what is already said
    limits = money_limits(policy, tables, facts, claims, budget)
    findings += check_limits(policy, tables, facts, claims, limits)
    shares = [_share(policy, facts, c) for c in claims]
    findings += check_objective(policy, record, shares, [c.tier or "" for c in claims])
    if not findings:
        findings += check_amounts(policy, shares, limits)
    findings += _order(policy, facts, claims)
    return tuple(findings)


def _head(policy: Policy, record: Mapping[str, Any], claims: Sequence[Claim]) -> Iterator[Finding]:
    money = {"currency": policy.money.currency, "unit": policy.money.unit, "step": policy.money.step}
    expected = {"schema": "allocation/1", "programme": policy.programme, "year": policy.year, "money": money}
    counts = Counter(c.tier for c in claims)
    expected["counts"] = {t.id: counts[t.id] for t in policy.tiers}
    expected["awarded"] = sum(c.amount or 0 for c in claims)
    for key, value in expected.items():
        yield from compared(key, None, record.get(key), value)
    if record.get("status") not in STATUSES:
        yield Finding("status", None, f"found {record.get('status')!r}, expected one of {', '.join(STATUSES)}")
    if whole(record.get("budget")) is None:
        yield Finding("budget", None, f"found {record.get('budget')!r}, expected whole base units")


def _each(policy: Policy, tables: Tables, facts: Facts, claims: Sequence[Claim]) -> Iterator[Finding]:
    """Findings that concern one award by itself."""
    tiers, seen = {t.id: t for t in policy.tiers}, set[str]()
    for c in claims:
        i = c.application_id
        if i is None or i not in facts.row:
            yield Finding("record", i, f"{i!r} is not among the applications")
            continue
        if i in seen:
            yield Finding("record", i, f"{i} is awarded twice")
        seen.add(i)
        yield from compared("enterprise", i, c.enterprise, tables.applications.enterprises[facts.row[i]])
        if c.tier not in tiers:
            yield Finding("tier", i, f"{i}: {c.tier!r} is no tier")
            continue
        score, gate = facts.judgements[i].score, facts.gates[i]
        yield from compared("score", i, c.score, score)
        yield from compared("weighted score", i, c.weighted_score, tiers[c.tier].weight * (score or Fraction(0)))
        if c.tier not in gate.bounds:
            why = [rule for rule, closed in gate.failed.items() if c.tier in closed]
            yield Finding(
                ", ".join(why) or "tier",
                i,
                f"{i}: tier {c.tier} is closed to it ({', '.join(why) or 'not applied for'})",
            )
            continue
        low, high = (bound * policy.money.step_base for bound in gate.bounds[c.tier])
        if c.amount is not None and (c.amount % policy.money.step_base or not low <= c.amount <= high):
            what = f"{i}: {c.amount} is awarded, expected whole steps of {policy.money.step_base} from {low} to {high}"
            yield Finding("amount", i, what)


def _share(policy: Policy, facts: Facts, claim: Claim) -> Share:
    i, tier = claim.application_id or "", next(t for t in policy.tiers if t.id == claim.tier)
    low, high = facts.gates[i].bounds[tier.id]
    cap = None if tier.cap is None else tier.cap / policy.money.step
    steps = (claim.amount or 0) // policy.money.step_base
    return Share(i, steps, low, high, claim.weighted_score or Fraction(0), cap, facts.rank[i])


def _order(policy: Policy, facts: Facts, claims: Sequence[Claim]) -> Iterator[Finding]:
    place = {t.id: k for k, t in enumerate(policy.tiers)}
    found = [c.application_id or "" for c in claims]
    expected = [
        c.application_id or ""
        for c in sorted(claims, key=lambda c: (place[c.tier or ""], facts.rank[c.application_id or ""]))
    ]
    for n, (a, b) in enumerate(zip(found, expected, strict=True), 1):
        if a != b:
            yield Finding("order", a, f"award {n} is {a}, in published order it is {b}")
            return
