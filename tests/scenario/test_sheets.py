"""Sheets as arrays against the same rules row by row in fractions, the audit's reading beside them."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.audit.scores import scores_of
from allocator.errors import Problems
from allocator.policy import Policy
from allocator.scenario.scoring import score_applications
from allocator.scenario.sheets import collect_sheets
from allocator.tables.load import Tables
from tests.audit.claims import policy_of, tables_of
from tests.scenario.by_fractions import Row, scored

PANELS = (
    "",
    "method: mean",
    "method: median",
    "method: trimmed, min_sheets: 3",
    "method: trimmed, trim: 2, min_sheets: 5",
    "method: mean, min_sheets: 2",
    "method: mean, level: indicator",
    "method: median, level: indicator",
    "method: trimmed, min_sheets: 3, level: indicator",
    "method: mean, severity: mean-shift",
    "method: median, severity: mean-shift",
    "method: trimmed, min_sheets: 3, severity: mean-shift",
)
SCORES = ("0", "1", "2.5", "3", "0.125", "2.999", "")
NAMES = ("application_id", "expert", "indicator", "score", "recused")


@cache
def policy_with(panel: str, *, bonus: bool, decimals: int = 2) -> Policy:
    more = "  bonus: {ceiling: 4.3, indicators: [{id: z, name: 加, weight: 6, max: 3, source: x}]}" if bonus else ""
    policy = policy_of(
        "budget: {value: 9, source: x}",
        "tiers: [{id: t, name: T, cap: 3, source: x}]",
        "amounts: {rule: in-full, source: x}",
        "max_score: 104",
        "scoring:",
        "  indicators:",
        "    - {id: a, name: 甲, weight: 70.5, max: 3, source: x}",
        "    - {id: b, name: 乙, weight: 29.5, max: 7, source: x}",
        *([more] if more else []),
        *([f"  panel: {{{panel}, source: x}}"] if panel else []),
    )
    return policy.model_copy(update={"score_decimals": decimals})


def tables_with(policy: Policy, rows: list[Row]) -> Tables:
    applications = [{"application_id": f"A{k}", "enterprise": f"企{k}"} for k in range(5)]
    return tables_of(policy, applications, [dict(zip(NAMES, row, strict=True)) for row in rows])


def sheet_rows(draw: random.Random, indicators: str) -> list[Row]:
    """Rows in any order: some recused, some without a score, some sheets without an indicator."""
    rows: list[Row] = [("A4", "E0", "a", "1", "")]
    for k in range(draw.randint(1, 4)):
        for e in draw.sample(range(9), draw.randint(1, 8)):
            rows += [
                (f"A{k}", f"E{e}", i, draw.choice(SCORES), draw.choice(["", "no"]))
                for i in indicators
                if draw.randrange(12)
            ]
            if not draw.randrange(7):
                rows.append((f"A{k}", f"E{e}", "", "", "yes"))
    draw.shuffle(rows)
    return rows


def assert_as_by_fractions(policy: Policy, rows: list[Row]) -> None:
    tables, expected = tables_with(policy, rows), scored(policy, rows)
    problems = Problems()
    found, audited = score_applications(policy, tables, problems), scores_of(policy, tables)
    assert problems.faults == []
    unit = 10**policy.score_decimals
    for k, name in enumerate(tables.applications.ids):
        assert found.reviewed[k] == audited.reviewed(k) == (name in expected)
        if name not in expected:
            assert (found.values[k], found.sheets[k], found.points[k]) == (None, (0, 0, 0), None)
            continue
        right = expected[name]
        value = found.values[k]
        assert (None if value is None else Fraction(value, unit)) == right.score == audited.score(k)
        assert found.sheets[k] == right.counts
        assert found.points[k] == right.points
        for n in range(len(policy.indicators)):
            own = None if right.points is None else right.points[n]
            assert found.points.of(n, 5)[k] == audited.points(k, n) == own


@given(st.integers(0, 2**32), st.sampled_from(PANELS), st.booleans(), st.integers(0, 4))
def test_scores_are_those_of_the_rules_in_fractions(seed: int, panel: str, bonus: bool, decimals: int) -> None:
    policy = policy_with(panel, bonus=bonus, decimals=decimals)
    assert_as_by_fractions(policy, sheet_rows(random.Random(seed), "abz" if bonus else "ab"))


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("bonus", [False, True])
def test_scores_beyond_64_bits_are_as_exact(panel: str, bonus: bool) -> None:
    draw = random.Random(panel)
    policy = policy_with(panel, bonus=bonus, decimals=4)
    indicators = "abz" if bonus else "ab"
    rows = [
        (f"A{k}", f"E{e}", i, f"{draw.randrange(3)}.{draw.randrange(10**30):030}", "")
        for k in range(3)
        for e in draw.sample(range(9), 7)
        for i in indicators
    ]
    assert collect_sheets(policy, tables_with(policy, rows).reviews, 5).scale > 2**63
    assert_as_by_fractions(policy, rows)


def test_the_edge_of_64_bits_is_passed_without_a_jump() -> None:
    policy = policy_with("method: median", bonus=False)
    kinds = set()
    for places in range(12, 22):
        rows = [(f"A{k}", f"E{e}", i, f"2.{'9' * places}", "") for k in range(2) for e in range(4) for i in "ab"]
        kinds.add(collect_sheets(policy, tables_with(policy, rows).reviews, 5).panels[0].points.dtype.kind)
        assert_as_by_fractions(policy, rows)
    assert kinds == {"i", "O"}


def test_a_weight_of_nothing_beside_long_scores() -> None:
    policy = policy_of(
        "budget: {value: 9, source: x}",
        "tiers: [{id: t, name: T, cap: 3, source: x}]",
        "amounts: {rule: in-full, source: x}",
        "scoring:",
        "  indicators:",
        "    - {id: a, name: 甲, weight: 100, max: 10, source: x}",
        "    - {id: b, name: 乙, weight: 0, max: 10, source: x}",
    )
    rows = [("A0", "E0", "a", "5", ""), ("A0", "E0", "b", f"9.{'9' * 35}", "")]
    assert_as_by_fractions(policy, rows)
