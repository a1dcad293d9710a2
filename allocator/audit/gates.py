"""Which tiers are open to an application and how much it may get there, rule by rule (SEMANTICS 2)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocator.audit.scores import Judgement
from allocator.numbers import NotANumber, fold, parse_amount, parse_number
from allocator.policy import Policy
from allocator.policy.schema import Eligibility, Tier
from allocator.policy.values import Operand
from allocator.tables.applications import MONEY_COLUMNS, Applications
from allocator.tables.cells import NO, YES


@dataclass(frozen=True, slots=True)
class Gate:
    """Outcome of screening one application.

    Parameters
    ----------
    failed
        Rule or code -> tiers (ids) that it closes.
    bounds
        Id of each open tier -> (least, largest) award in steps.
    """

    failed: Mapping[str, tuple[str, ...]]
    bounds: Mapping[str, tuple[int, int]]


def gates_of(policy: Policy, applications: Applications, row: int, judgement: Judgement, awarded: bool) -> Gate:
    """Screen one application.

    Parameters
    ----------
    row
        Index in the table.
    judgement
        Its score.
    awarded
        Whether the ledger closes its enterprise.
    """
    applied = policy.tiers[applications.tiers[row]]
    reach = [applied]
    for hop in policy.fallback:
        if hop.from_.strip() in (applied.id, applied.name):
            reach += [t for t in policy.tiers if hop.to.strip() in (t.id, t.name) and t not in reach]
    failed: dict[str, tuple[str, ...]] = {}
    ids = tuple(t.id for t in reach)
    for rule in policy.eligibility:
        closes = (
            ids
            if rule.tiers is None
            else tuple(t.id for t in reach if {t.id, t.name} & {n.strip() for n in rule.tiers})
        )
        if closes and not _holds(policy, rule, applications.table.cells(rule.column)[row]):
            failed[rule.id] = closes
    failed |= _by_score(policy, reach, judgement)
    if awarded:
        failed["already-awarded"] = ids
    bounds: dict[str, tuple[int, int]] = {}
    for tier in reach:
        least, most, codes = _bounds(policy, tier, applications, row, judgement.score)
        for code in codes:
            failed[code] = (*failed.get(code, ()), tier.id)
        bounds[tier.id] = (least, most)
    closed = {t for tiers in failed.values() for t in tiers}
    return Gate(failed, {t: b for t, b in bounds.items() if t not in closed})


def _by_score(policy: Policy, reach: list[Tier], judgement: Judgement) -> dict[str, tuple[str, ...]]:
    ids = tuple(t.id for t in reach)
    if judgement.score is None:
        return {"reviews-incomplete" if judgement.reviewed else "score-missing": ids}
    failed = {}
    if policy.min_score is not None and judgement.score < policy.min_score.value:
        failed["min_score"] = ids
    for tier in reach:
        if tier.min_score is not None and judgement.score < tier.min_score.value:
            failed[f"min_score:{tier.id}"] = (tier.id,)
    return failed


def _holds(policy: Policy, rule: Eligibility, cell: str) -> bool:
    if not cell:
        return False
    if rule.filled:
        return True
    value = _value(policy, rule.column, cell)
    if rule.at_least is not None or rule.at_most is not None:
        limit = _value(policy, rule.column, rule.at_least or rule.at_most or "")
        if value is None or limit is None:
            return False
        return value >= limit if rule.at_least is not None else value <= limit
    if rule.in_ is not None:
        return any(_equals(policy, rule.column, cell, o) for o in rule.in_)
    if rule.not_equals is not None:
        return not _equals(policy, rule.column, cell, rule.not_equals)
    return rule.equals is not None and _equals(policy, rule.column, cell, rule.equals)


def _equals(policy: Policy, column: str, cell: str, operand: Operand) -> bool:
    if operand.flag is not None:
        return fold(cell).lower() in (YES if operand.flag else NO)
    left, right = _value(policy, column, cell), _value(policy, column, operand.text)
    return left == right if left is not None and right is not None else fold(cell) == fold(operand.text)


def _value(policy: Policy, column: str, text: str) -> Fraction | None:
    try:
        return parse_amount(text, policy.money.unit) if column in MONEY_COLUMNS else parse_number(text)
    except NotANumber:
        return None


def _bounds(
    policy: Policy, tier: Tier, applications: Applications, row: int, score: Fraction | None
) -> tuple[int, int, list[str]]:
    """Least and largest award in steps, and the codes that close the tier."""
    step, codes = policy.money.step, []
    rule = policy.amounts.rule if policy.amounts and policy.objective == "winners-first" else None
    grade = None
    if rule == "graded" and policy.amounts and score is not None:
        shares = {b.from_: b.share for b in policy.amounts.bands if b.from_ <= score}
        grade = math.floor(shares[max(shares)] * (tier.cap or 0) / step) if shares else 0
        if grade == 0:
            codes.append("below-bands")
    investment = applications.investment[row]
    if tier.rate is not None and investment is None:
        return 0, 0, [*codes, "investment-missing"]
    asked = [v for v in (tier.cap, applications.requested[row]) if v is not None]
    if tier.rate is not None and investment is not None:
        asked.append(tier.rate * investment)
    most = math.floor(min(asked) / step) if asked else 0
    if most == 0:
        codes.append("no-amount")
    if rule == "in-full":
        return most, most, codes
    if grade is not None:
        return min(most, grade), min(most, grade), codes
    return min(max(1, math.ceil(tier.floor / step)), most), most, codes
