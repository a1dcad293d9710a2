"""Taking rules out, one at a time, and what is left of a conflict (SEMANTICS 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.sensitivity.reference.facts import Facts, TierFacts
from tests.sensitivity.reference.solution import world_of


def without(facts: Facts, rule: str, *, ledger: bool = True) -> Facts:
    """The facts without a rule; `one_award_per` takes the ledger with it where `ledger`."""
    kind, _, rest = rule.partition(":")
    if rule == "budget":
        return replace(facts, budget=None)
    if rule == "min_score":
        return replace(facts, min_score=None)
    if rule == "one_award_per":
        return replace(facts, one_award=False, ledger=facts.ledger and not ledger)
    if rule in dict(facts.conditions):
        return replace(facts, conditions=tuple(c for c in facts.conditions if c[0] != rule))
    if rule in {g.id for g in facts.groups}:
        return replace(facts, groups=tuple(g for g in facts.groups if g.id != rule))
    if kind == "quota":
        return _tier(facts, rest, lambda t: replace(t, target=None, low=0, high=None))
    if kind == "min_score":
        return _tier(facts, rest, lambda t: replace(t, min_score=None))
    if kind == "fallback":
        start, end = ([t.id for t in facts.tiers].index(name) for name in rest.split(":"))
        return replace(facts, hops=facts.hops - {(start, end)})
    assert kind == "decision", rule
    k = facts.index(rest)
    return replace(facts, decisions=tuple(d for d in facts.decisions if d[0] != k))


def _tier(facts: Facts, name: str, change: Callable[[TierFacts], TierFacts]) -> Facts:
    return replace(facts, tiers=tuple(change(t) if t.id == name else t for t in facts.tiers))


def conflict(facts: Facts, force: tuple[int, bool] | None = None) -> list[str]:
    """Rules in conflict: each is dropped if the rest still conflict; screening is given."""
    screened = world_of(facts)
    if force is not None and force[1] and not screened.open_tiers(force[0]):
        return sorted(screened.failed[force[0]])
    rules = ["budget", *(f"quota:{t.id}" for t in facts.tiers)]
    if facts.one_award:
        rules.append("one_award_per")
    rules += [g.id for g in facts.groups]
    rules += sorted(f"decision:{facts.applicants[k].id}" for k, _ in facts.decisions)
    kept = []
    for rule in rules:
        fewer = without(facts, rule, ledger=False)
        if world_of(fewer).sets(force):
            kept.append(rule)
        else:
            facts = fewer
    return kept
