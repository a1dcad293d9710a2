"""The audit on budget, quotas, groups, enterprises, ledger, decisions and the published order."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.audit.claims import policy_of
from tests.audit.small_claims import BUDGET, CODES, FULL, ONE, PER, TWO, A, B, award, rules


@pytest.mark.parametrize(("budget", "broken"), [(30000, False), (39999, False), (29999, True)])
def test_the_budget_counts_in_whole_steps(budget: int, broken: bool) -> None:
    policy = policy_of("budget: {value: 4, source: x}", ONE, FULL)
    assert ("budget" in rules(policy, [award(A)], [A], change={"budget": budget})) is broken


@pytest.mark.parametrize(
    ("quota", "broken"),
    [
        ("{min: 2}", False),
        ("{min: 3}", True),
        ("{max: 1}", True),
        ("{target: 1, tolerance: 1}", False),
        ("{target: 1, tolerance: 0}", True),
        ("{target: 9, tolerance: none}", False),
        ("{target: 9, tolerance: 7, prefer: any}", False),
        ("{target: 9, tolerance: 6}", True),
    ],
)
def test_quotas(quota: str, broken: bool) -> None:
    policy = policy_of(BUDGET, f"tiers: [{{id: t, name: T, cap: 3, quota: {quota}, source: x}}]", FULL)
    found = rules(policy, [award(A), award(B)], [A, B])
    assert ("quota:t" in found) is broken
    assert bool(found) is broken


@pytest.mark.parametrize(
    ("bound", "broken"),
    [
        ("by: city, max_awards: 2", False),
        ("by: city, max_awards: 1", True),
        ("by: city, value: 济南, max_awards: 1", True),
        ("by: city, value: 青岛, max_awards: 0", False),
        ("by: city, min_awards: 1", True),
        ("by: city, min_awards: 0", False),
        ("by: city, value: 济南, min_awards: 3", True),
        ("by: city, value: 无, min_awards: 1, allow_absent: true", True),
        ("by: city, max_amount: 6", False),
        ("by: city, max_amount: 5.9", True),
        ("by: city, tiers: [base], max_amount: 3", False),
        ("by: city, tiers: [示范型], max_amount: 2", True),
    ],
)
def test_groups(bound: str, broken: bool) -> None:
    """A and B win in 济南; C of 青岛 is eligible and does not; D of 烟台 is shut out, so its city forms no group."""
    policy = policy_of(
        BUDGET, *TWO, FULL, "min_score: {value: 50, source: x}", f"groups: [{{id: grp, {bound}, source: x}}]"
    )
    rows = [
        {**A, "tier": "top", "city": "济南"},
        {**B, "tier": "base", "city": "济南"},
        {"application_id": "C", "enterprise": "丙", "score": "60", "tier": "top", "city": "青岛"},
        {"application_id": "D", "enterprise": "丁", "score": "10", "tier": "top", "city": "烟台"},
        {"application_id": "E", "enterprise": "戊", "score": "60", "tier": "top", "city": ""},
    ]
    found = rules(policy, [award(A, "top"), award(B, "base")], rows)
    assert ("grp" in found) is broken
    assert bool(found) is broken


def test_a_minimum_for_every_value_counts_eligible_applications_alone() -> None:
    group = "groups: [{id: grp, by: city, min_awards: 1, source: x}]"
    policy = policy_of(BUDGET, ONE, FULL, "min_score: {value: 75, source: x}", group)
    assert rules(policy, [award(A)], [{**A, "city": "济南"}, {**B, "city": "青岛"}]) == ""


@pytest.mark.parametrize(
    ("first", "second", "third", "broken"),
    [
        (("甲", CODES[1]), ("乙", CODES[1]), None, True),
        (("甲", CODES[1]), ("甲", CODES[2]), None, False),
        (("甲", CODES[1]), ("甲", ""), None, True),
        (("甲 公司", ""), ("甲公司", ""), None, True),
        (("甲（鲁）", ""), ("甲(鲁)", ""), None, True),
        (("甲", CODES[1]), ("乙", ""), ("乙", CODES[1]), True),
        (("甲", ""), ("乙", CODES[1]), ("丙", ""), False),
    ],
)
def test_one_award_per_enterprise(
    first: tuple[str, str], second: tuple[str, str], third: tuple[str, str] | None, broken: bool
) -> None:
    """The third wins nothing, but may join the other two."""
    rows = [
        {"application_id": i, "enterprise": e[0], "uscc": e[1], "score": "80"}
        for i, e in zip("ABC", (first, second, third), strict=True)
        if e is not None
    ]
    awards = [award(row) for row in rows[:2]]
    policy = policy_of(BUDGET, ONE, FULL, PER)
    assert ("one_award_per" in rules(policy, awards, rows)) is broken
    assert rules(policy_of(BUDGET, ONE, FULL), awards, rows) == ""


@pytest.mark.parametrize(
    ("entry", "cooldown", "shut"),
    [
        ({"year": "2026", "enterprise": "甲"}, 0, True),
        ({"year": "2025", "enterprise": "甲"}, 0, False),
        ({"year": "2025", "enterprise": "甲"}, 1, True),
        ({"year": "2024", "enterprise": "甲"}, 1, False),
        ({"year": "2027", "enterprise": "甲"}, 9, False),
        ({"year": "2026", "enterprise": "别", "uscc": CODES[1]}, 0, True),
        ({"year": "2026", "enterprise": "甲", "uscc": CODES[2]}, 0, False),
        ({"year": "2026", "enterprise": "支", "uscc": CODES[2]}, 0, True),
        ({"year": "2026", "enterprise": "另"}, 0, False),
    ],
)
def test_the_ledger(entry: Mapping[str, str], cooldown: int, shut: bool) -> None:
    """B bears A's code under another name and C shares a name with D: an enterprise is shut out as a whole."""
    rows = [
        {**A, "uscc": CODES[1]},
        {"application_id": "B", "enterprise": "支", "uscc": "", "score": "70"},
        {"application_id": "C", "enterprise": "支", "uscc": CODES[1], "score": "60"},
    ]
    policy = policy_of(BUDGET, ONE, FULL, f"one_award_per: {{key: enterprise, cooldown_years: {cooldown}, source: x}}")
    assert ("already-awarded" in rules(policy, [award(A)], rows, ledger=[entry])) is shut
    assert "already-awarded" not in rules(policy_of(BUDGET, ONE, FULL), [award(A)], rows, ledger=[entry])


@pytest.mark.parametrize(
    ("verdict", "tier", "broken"),
    [
        ("fund", "top", False),
        ("fund", "base", False),
        ("fund", None, True),
        ("fund:top", "top", False),
        ("fund:标杆型", "base", True),
        ("fund:top", None, True),
        ("reject", None, False),
        ("不予支持", "top", True),
    ],
)
def test_decisions(verdict: str, tier: str | None, broken: bool) -> None:
    policy = policy_of(BUDGET, *TWO, FULL, "fallback: [{from: top, to: base, source: x}]")
    decisions = [{"application_id": "A", "decision": verdict, "reason": "r"}]
    found = rules(policy, [award(A, tier)] if tier else [], [{**A, "tier": "top"}], decisions=decisions)
    assert ("decision:A" in found) is broken
    assert bool(found) is broken


def test_published_order() -> None:
    policy = policy_of(BUDGET, ONE, FULL, "scoring: {tie_break: [months, requested]}", "columns: {months: 月}")
    cells = [("5", "4"), ("5", "30000元"), ("5", ""), ("", "9")]
    rows = [
        {"application_id": i, "enterprise": i, "score": "80", "months": m, "requested": r}
        for i, (m, r) in zip("dcba", cells, strict=True)
    ]
    policy = policy_of(
        "budget: {value: 20, source: x}",
        ONE,
        FULL,
        "scoring: {tie_break: [months, requested]}",
        "columns: {months: 月}",
    )
    awards = [award(row) for row in rows]
    assert rules(policy, awards, rows) == ""
    for n in range(3):
        swapped = [*awards[:n], awards[n + 1], awards[n], *awards[n + 2 :]]
        assert "order" in rules(policy, swapped, rows)


def test_ids_order_equals_by_code_point() -> None:
    rows = [{"application_id": i, "enterprise": i, "score": "80"} for i in ("B", "a", "é", "中")]
    policy = policy_of("budget: {value: 20, source: x}", ONE, FULL)
    assert rules(policy, [award(r) for r in rows], rows) == ""
    assert "order" in rules(policy, [award(r) for r in (rows[1], rows[0], *rows[2:])], rows)
