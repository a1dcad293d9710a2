"""What each award says of itself: who, where, with which score, and that nobody wins twice (SEMANTICS 2 and 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from allocator.arrays import Ints
from allocator.audit.enterprises import contradictions
from allocator.audit.finding import Finding, as_number, shown
from allocator.audit.order import Key
from allocator.audit.ranges import Range
from allocator.audit.record import Award, Claim
from allocator.audit.screening import Screening
from allocator.policy import Policy
from allocator.tables.load import Tables


def check_award(policy: Policy, tables: Tables, screening: Screening, award: Award) -> Iterator[Finding]:
    """Compare one award with the tables and the screening."""
    enterprise = tables.applications.enterprises[award.application].strip()
    if award.record.get("enterprise") != enterprise:
        what = f"found {shown(award.record.get('enterprise'))}, expected {shown(enterprise)}"
        yield Finding("enterprise", award.id, f"{award.place('enterprise')}: {what}")
    score = screening.score(award.application)
    weighted = None if score is None else policy.tiers[award.tier].weight * score
    for key, expected in (("score", score), ("weighted_score", weighted)):
        found = award.record.get(key)
        if expected is not None and as_number(found) != expected:
            yield Finding("score", award.id, f"{award.place(key)}: found {shown(found)}, expected {shown(expected)}")
    yield from _check_tier(policy, tables, screening, award)


def _check_tier(policy: Policy, tables: Tables, screening: Screening, award: Award) -> Iterator[Finding]:
    tier = policy.tiers[award.tier].id
    if award.tier not in screening.reach(award.application):
        reach = ", ".join(policy.tiers[t].id for t in screening.reach(award.application))
        yield Finding(
            "tier",
            award.id,
            f"{award.place('tier')}: found {tier}, expected {reach}, the tier applied for or where fallback leads",
        )
    failed = screening.failed(award.application, award.tier)
    for rule in failed:
        yield Finding(
            rule,
            award.id,
            f"{award.place('tier')}: found {tier}, expected a tier that is open, which {', '.join(failed)} forbid",
        )
    if not failed:
        yield from _check_range(policy, award, screening.range(award.application, award.tier))


def _check_range(policy: Policy, award: Award, limits: Range) -> Iterator[Finding]:
    step = policy.money.step_base
    if award.amount is None:
        return
    if award.amount % step:
        yield Finding(
            "amounts", award.id, f"{award.place('amount')}: found {shown(award.amount)}, expected whole steps of {step}"
        )
    if not limits.lo * step <= award.amount <= limits.hi * step:
        expected = f"{limits.lo * step} to {limits.hi * step}" if limits.lo < limits.hi else f"{limits.hi * step}"
        yield Finding("amounts", award.id, f"{award.place('amount')}: found {shown(award.amount)}, expected {expected}")


def check_once(policy: Policy, tables: Tables, claim: Claim, enterprises: Ints) -> Iterator[Finding]:
    """No application, and under `one_award_per` no enterprise, wins twice."""
    first: dict[int, Award] = {}
    bearers: defaultdict[int, list[Award]] = defaultdict(list)
    for award in claim.awards:
        earlier = first.setdefault(award.application, award)
        if earlier is award:
            bearers[int(enterprises[award.application])].append(award)
        else:
            yield Finding(
                "duplicate",
                award.id,
                f"award {award.position} ({award.id}): found again, expected once, as award {earlier.position}",
            )
    if policy.one_award_per is None:
        return
    for awards in bearers.values():
        for award in awards[1:]:
            found = f"found a second award to the enterprise of {awards[0].id}"
            what = f"award {award.position} ({award.id}): {found}, expected one"
            yield Finding("one_award_per", award.id, what)
    for codes in contradictions(tables, enterprises):
        yield Finding(
            "one_award_per",
            None,
            f"applications: found one enterprise with the codes {', '.join(sorted(codes))}, expected one code",
        )


def check_order(claim: Claim, keys: Sequence[Key]) -> Iterator[Finding]:
    """Awards stand by tier in the policy's order, then in published order."""
    for n in range(1, len(claim.awards)):
        before, award = claim.awards[n - 1], claim.awards[n]
        if (award.tier, keys[n]) < (before.tier, keys[n - 1]):
            what = f"award {award.position} ({award.id}): found after {before.id}, expected before it"
            yield Finding("order", award.id, f"{what} (tiers in the policy's order, then published order)")


def check_decisions(policy: Policy, tables: Tables, claim: Claim) -> Iterator[Finding]:
    """Whoever must win wins (in the tier named, if one is), and whoever is rejected does not."""
    tiers: defaultdict[int, set[int]] = defaultdict(set)
    for award in claim.awards:
        tiers[award.application].add(award.tier)
    for decision in () if tables.decisions is None else tables.decisions.entries:
        name, won = tables.applications.ids[decision.application], tiers[decision.application]
        found = ", ".join(policy.tiers[t].id for t in sorted(won)) or "none"
        if decision.verdict == "reject":
            kept, expected = not won, "none"
        elif decision.tier is None:
            kept, expected = bool(won), "any tier"
        else:
            kept, expected = won == {decision.tier}, policy.tiers[decision.tier].id
        if not kept:
            yield Finding(
                f"decision:{name}", name, f"decision on {name}: found an award in {found}, expected {expected}"
            )


def weighted_score(policy: Policy, screening: Screening, award: Award) -> Fraction:
    """Weighted score of an award; 0 where there is no score."""
    return policy.tiers[award.tier].weight * (screening.score(award.application) or Fraction(0))
