"""Small policies and claims for the audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator.audit import audit
from allocator.policy import Policy
from tests.audit.claims import record_of, tables_of

BUDGET = "budget: {value: 9, source: x}"


ONE = "tiers: [{id: t, name: T, cap: 3, source: x}]"


TWO = (
    "tiers:",
    "  - {id: top, name: 标杆型, cap: 3, weight: 1.5, source: x}",
    "  - {id: base, name: 示范型, cap: 3, source: x}",
)


FULL = "amounts: {rule: in-full, source: x}"


PER = "one_award_per: {key: enterprise, source: x}"


A = {"application_id": "A", "enterprise": "甲", "score": "80"}


B = {"application_id": "B", "enterprise": "乙", "score": "70"}


CODES = ("91370000MA3C00001A", "913796157Q4U6CCDA0", "91376624Q3BBEDCKQA")


def rules(
    policy: Policy, awards: Sequence[Any], applications: Any, *, change: Mapping[str, Any] = {}, **tables: Any
) -> str:
    record = record_of(policy, awards, **change)
    return " ".join(f.rule for f in audit(policy, tables_of(policy, applications, **tables), record))


def award(row: Mapping[str, str], tier: str = "t", steps: int = 3, score: Fraction | int | None = None) -> Any:
    return row["application_id"], row["enterprise"], tier, steps, int(row["score"]) if score is None else score
