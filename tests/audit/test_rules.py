"""Every rule three times over: a record that keeps it, one that breaks it, and the border between."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from allocator.audit import audit
from tests.audit.claims import policy_of, record_of, tables_of
from tests.audit.small_claims import BUDGET, FULL, ONE, TWO, A, award, rules


@pytest.mark.parametrize(
    ("condition", "cell", "holds"),
    [
        ("equals: yes", "是", True),
        ("equals: yes", "否", False),
        ("equals: yes", "", False),
        ('equals: "yes"', "是", False),
        ('equals: "yes"', "ｙｅｓ", True),
        ("not_equals: no", "√", True),
        ("not_equals: 3", "", False),
        ("equals: 3", "3.0", True),
        ("not_equals: 3", "３", False),
        ("in: [1, 山东]", " 山东", True),
        ("in: [1, 山东]", "1.00", True),
        ("in: [1, 山东]", "2", False),
        ("at_least: 3", "3", True),
        ("at_least: 3", "2.99", False),
        ("at_most: 3", "1,000", False),
        ("at_most: 3", "", False),
        ("filled: true", "x", True),
        ("filled: true", "", False),
    ],
)
def test_conditions(condition: str, cell: str, holds: bool) -> None:
    policy = policy_of(
        BUDGET,
        ONE,
        FULL,
        f"eligibility: [{{id: gate, name: g, column: c, {condition}, source: x}}]",
        "columns: {c: 列}",
    )
    found = rules(policy, [award(A)], [{**A, "c": cell.strip()}])
    assert ("gate" in found) is not holds
    assert bool(found) is not holds


def test_money_columns_compare_in_policy_units() -> None:
    policy = policy_of(
        BUDGET, ONE, FULL, "eligibility: [{id: gate, name: g, column: requested, at_least: 5, source: x}]"
    )
    assert rules(policy, [award(A)], [{**A, "requested": "50000元"}]) == ""
    assert "gate" in rules(policy, [award(A)], [{**A, "requested": "49999元"}])


def test_every_failed_rule_is_named() -> None:
    policy = policy_of(
        BUDGET,
        "tiers: [{id: t, name: T, cap: 3, rate: 0.5, min_score: {value: 90, source: x}, source: x}]",
        FULL,
        "min_score: {value: 85, source: x}",
        "eligibility: [{id: gate, name: g, column: city, filled: true, source: x}]",
    )
    (found,) = {
        f.what for f in audit(policy, tables_of(policy, [A]), record_of(policy, [award(A)])) if "gate" in f.rule
    }
    assert all(rule in found for rule in ("gate", "min_score", "min_score:t", "investment-missing"))


@pytest.mark.parametrize(("score", "broken"), [(80, False), (81, True)])
def test_min_score_is_the_least_that_may_win(score: int, broken: bool) -> None:
    policy = policy_of(BUDGET, ONE, FULL, f"min_score: {{value: {score}, source: x}}")
    assert ("min_score" in rules(policy, [award(A)], [A])) is broken


def test_fallback_is_one_hop() -> None:
    tiers = ("tiers:", *(f"  - {{id: {t}, name: 第{t}, cap: 3, source: x}}" for t in "pqr"))
    hops = "fallback: [{from: p, to: q, source: x}, {from: q, to: r, source: x}]"
    policy, row = policy_of(BUDGET, *tiers, FULL, hops), {**A, "tier": "p"}
    assert [bool(rules(policy, [award(A, t)], [row])) for t in "pqr"] == [False, False, True]


def test_a_rule_with_tiers_closes_those() -> None:
    gate = "eligibility: [{id: gate, name: g, column: city, filled: true, tiers: [标杆型], source: x}]"
    policy, row = (
        policy_of(BUDGET, *TWO, FULL, "fallback: [{from: top, to: base, source: x}]", gate),
        {**A, "tier": "top"},
    )
    assert "gate" in rules(policy, [award(A, "top")], [row])
    assert rules(policy, [award(A, "base")], [row]) == ""


@pytest.mark.parametrize(
    ("cells", "floor", "steps"),
    [
        ({"requested": "2.9"}, 0, {1, 2}),
        ({"requested": "1"}, 2, {1}),
        ({}, 2, {2, 3}),
        ({}, Fraction(3, 2), {2, 3}),
        ({"investment": "5"}, 0, {1, 2}),
        ({"requested": "0.5"}, 0, set()),
    ],
)
def test_range_of_an_award(cells: Mapping[str, str], floor: Fraction | int, steps: set[int]) -> None:
    """Under funded-score no rule but lo <= amount <= hi settles the amount."""
    rate = "rate: 0.5, " if "investment" in cells else ""
    policy = policy_of(
        BUDGET,
        f"tiers: [{{id: t, name: T, cap: 3.5, floor: {float(floor)}, {rate}source: x}}]",
        "objective: funded-score",
    )
    assert {s for s in range(6) if rules(policy, [award(A, steps=s)], [{**A, **cells}]) == ""} == steps


def test_amounts_are_whole_steps() -> None:
    policy = policy_of(BUDGET, ONE, "objective: funded-score")
    record = record_of(policy, [award(A, steps=2)])
    record["awards"][0]["amount"] += 1
    record["awarded"] += 1
    record["objective"][1]["value"] = record["objective"][1]["bound"] = Fraction(80 * 20001, 10000)
    found = audit(policy, tables_of(policy, [A]), record)
    assert [f.application_id for f in found] == ["A"]
