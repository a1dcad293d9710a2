"""The audit: every rule rechecked from policy, tables and awards alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator.audit.amounts import Paid, check_amounts
from allocator.audit.awards import check_award, check_decisions, check_once, check_order, weighted_score
from allocator.audit.enterprises import enterprises_of
from allocator.audit.finding import Finding, as_whole, shown
from allocator.audit.limits import Limit, check_limit, limits_of
from allocator.audit.objective import check_objective
from allocator.audit.order import Key, published_key
from allocator.audit.record import WITH_AWARDS, Claim, check_totals, read_claim
from allocator.audit.scores import scores_of
from allocator.audit.screening import Screening, screen
from allocator.audit.suspects import Spans, spans_of, suspects
from allocator.policy import Policy
from allocator.tables.load import Tables


def audit(
    policy: Policy, tables: Tables, record: Mapping[str, Any], assumed: Mapping[int, int] | None = None
) -> tuple[Finding, ...]:
    """Recheck a claimed allocation: form, eligibility, scores, limits, decisions, amounts, order, objective.

    That no better allocation exists is not the audit's to say: it is the engine's, by `bound`.

    Parameters
    ----------
    policy, tables
        The rules and the inputs.
    record
        The parsed allocation.json, decimals as `Fraction`; what a person changed in it is found, whatever its type.
    assumed
        Application -> the composite, in units of the last place, that a what-if puts in the place of its own.

    Returns
    -------
    tuple of Finding
        Every violation; empty if all is right.
    """
    claim, findings = read_claim(policy, tables, record)
    if not isinstance(record, Mapping):
        return tuple(findings)
    screening = screen(policy, tables, scores_of(policy, tables, assumed), enterprises_of(tables))
    findings += check_totals(policy, claim, record)
    findings += _check_status(policy, tables, claim, screening, record)
    if claim.status not in WITH_AWARDS and not claim.awards:
        return tuple(findings)
    key = published_key(policy, tables, screening.scores)
    keys = [key(a.application) for a in claim.awards]
    limits = limits_of(policy, claim, screening)
    hard = list(check_once(policy, tables, claim, screening.enterprises))
    spans = spans_of(screening, claim.awards)
    for award in suspects(screening, claim.awards, spans):
        hard += check_award(policy, tables, screening, award)
    for limit in limits:
        hard += check_limit(policy, limit, claim.awards)
    findings += hard
    findings += check_decisions(policy, tables, claim)
    findings += check_order(claim, keys)
    if not any(_settles_amounts(f, limits) for f in hard) and claim.budget is not None:
        findings += check_amounts(policy, _paid(policy, claim, screening, spans, keys), limits)
    if claim.status in WITH_AWARDS:
        findings += check_objective(policy, claim, screening.scores, record.get("objective"))
    return tuple(findings)


def _settles_amounts(finding: Finding, limits: Sequence[Limit]) -> bool:
    """Whether a finding leaves no sense in comparing the amounts with the amounts rule."""
    return finding.rule not in ("enterprise", "score", "one_award_per") and finding.rule not in {
        m.rule for m in limits if m.money is None
    }


def _check_status(
    policy: Policy, tables: Tables, claim: Claim, screening: Screening, record: Mapping[str, Any]
) -> Iterator[Finding]:
    """Without an allocation there are no awards, no money, no objective; and to award nobody must break some rule."""
    if claim.status in ("", *WITH_AWARDS):
        return
    for key in ("objective", "awards"):
        value = record.get(key)
        if value != [] and value != ():
            yield Finding(
                "status", None, f"{key}: found {shown(value)}, expected an empty list, as the status is {claim.status}"
            )
    if as_whole(record.get("awarded")) != 0:
        yield Finding(
            "status",
            None,
            f"awarded: found {shown(record.get('awarded'))}, expected 0, as the status is {claim.status}",
        )
    if claim.status == "infeasible":
        nothing = Claim(claim.status, claim.budget, ())
        broken = [f for m in limits_of(policy, nothing, screening) for f in check_limit(policy, m, ())]
        if not broken and not list(check_decisions(policy, tables, nothing)):
            yield Finding(
                "status", None, "status: found infeasible, expected another, as to award nobody breaks no rule"
            )


def _paid(policy: Policy, claim: Claim, screening: Screening, spans: Spans, keys: Sequence[Key]) -> list[Paid]:
    step = policy.money.step_base
    rank = {n: r for r, n in enumerate(sorted(range(len(keys)), key=keys.__getitem__))}
    weighted: dict[tuple[int, int | None], Fraction] = {}
    paid: list[Paid] = []
    for n, (award, lo, hi) in enumerate(zip(claim.awards, spans.lo.tolist(), spans.hi.tolist(), strict=True)):
        key = award.tier, screening.scores.last_places[award.application]
        if key not in weighted:
            weighted[key] = weighted_score(policy, screening, award)
        paid.append(Paid(award, (award.amount or 0) // step, lo, hi, weighted[key], rank[n]))
    return paid
