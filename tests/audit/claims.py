"""Policies from texts, tables from columns, and records of a chosen allocation, for tests of the audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator.errors import Problems
from allocator.policy import Policy, load_policy
from allocator.tables.applications import read_applications
from allocator.tables.decisions import read_decisions
from allocator.tables.ledger import read_ledger
from allocator.tables.load import Tables
from allocator.tables.reviews import read_reviews
from allocator.tables.table import Table

HEAD = """
programme: Test
year: 2026
money: {currency: CNY, unit: 10000, unit_name: 万元, step: 1}
score_decimals: 0
"""
STEP = 10_000
Rows = Sequence[Mapping[str, str]]


def policy_of(*parts: str) -> Policy:
    return load_policy(HEAD + "\n".join(parts) + "\n")


def table_of(name: str, rows: Rows) -> Table:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = {c: [row.get(c, "") for row in rows] for c in columns}
    places = list(range(2, len(rows) + 2))
    return Table.of(name, cells, {c: c for c in columns}, (f"{name}.csv",), [0] * len(rows), places)


def tables_of(
    policy: Policy, applications: Rows, reviews: Rows = (), ledger: Rows = (), decisions: Rows = ()
) -> Tables:
    problems = Problems()
    typed = read_applications(table_of("applications", applications), policy, problems)
    tables = Tables(
        typed,
        read_reviews(table_of("reviews", reviews), policy, typed, problems) if reviews else None,
        read_ledger(table_of("ledger", ledger), policy, problems) if ledger else None,
        read_decisions(table_of("decisions", decisions), policy, typed, problems) if decisions else None,
    )
    problems.check()
    return tables


def record_of(
    policy: Policy,
    awards: Sequence[tuple[str, str, str, int, Fraction | int]],
    budget: int | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """Record of (id, enterprise, tier, steps, score) in the given order, its sums and stages worked out."""
    tiers = {t.id: t for t in policy.tiers}
    entries = [
        {
            "application_id": name,
            "enterprise": enterprise,
            "tier": tier,
            "amount": steps * policy.money.step_base,
            "score": Fraction(score),
            "weighted_score": tiers[tier].weight * score,
        }
        for name, enterprise, tier, steps, score in awards
    ]
    counts = {t: sum(a[2] == t for a in awards) for t in tiers}
    deviation = sum(
        abs(counts[t.id] - t.quota.target)
        for t in policy.tiers
        if t.quota and t.quota.target is not None and t.quota.prefer == "target"
    )
    funded = policy.objective == "funded-score"
    total = sum(
        (tiers[t].weight * score * (steps * policy.money.step if funded else 1) for _, _, t, steps, score in awards),
        Fraction(0),
    )
    name = "funded-score" if funded else "weighted-score"
    return {
        "schema": "allocation/1",
        "status": "optimal",
        "programme": policy.programme,
        "year": policy.year,
        "budget": int(policy.budget.value * policy.money.unit) if budget is None else budget,
        "awarded": sum(a["amount"] for a in entries),
        "money": {"currency": policy.money.currency, "unit": policy.money.unit, "step": policy.money.step},
        "objective": [
            {"stage": "quota-deviation", "value": deviation, "bound": deviation},
            {"stage": name, "value": total, "bound": total},
        ],
        "counts": counts,
        "awards": entries,
    } | changes
