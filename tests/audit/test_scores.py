"""Composite scores: worked by hand, and against the same text written down a second time in fractions."""

from __future__ import annotations

import random
import statistics
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

import pytest

from allocator.audit import audit
from allocator.policy import Policy
from tests.audit.claims import policy_of, record_of, tables_of

Marks = Mapping[tuple[str, str], Mapping[str, str]]


def scored(
    policy: Policy, marks: Marks, application: str, recused: frozenset[tuple[str, str]] = frozenset()
) -> set[Fraction]:
    """Scores that the audit accepts, of all that an application might have in halves."""
    ids = sorted({a for a, _ in marks})
    rows = [{"application_id": i, "enterprise": f"企{i}"} for i in ids]
    reviews = [
        {"application_id": a, "expert": e, "indicator": k, "score": s, "recused": "是" if (a, e) in recused else ""}
        for (a, e), sheet in marks.items()
        for k, s in sheet.items()
    ]
    tables = tables_of(policy, rows, reviews)
    candidates = [Fraction(n, 2) for n in range(2 * 111)]
    return {
        s
        for s in candidates
        if not audit(policy, tables, record_of(policy, [(application, f"企{application}", "t", 3, s)]))
    }


def policy_with(panel: str, bonus: bool = False, top: str = "") -> Policy:
    more = "  bonus: {ceiling: 4, indicators: [{id: z, name: 加, weight: 6, max: 3, source: x}]}" if bonus else ""
    return policy_of(
        "budget: {value: 9, source: x}",
        "tiers: [{id: t, name: T, cap: 3, source: x}]",
        "amounts: {rule: in-full, source: x}",
        top,
        "scoring:",
        "  indicators:",
        "    - {id: a, name: 甲, weight: 70, max: 10, source: x}",
        "    - {id: b, name: 乙, weight: 30, max: 5, source: x}",
        *([more] if more else []),
        f"  panel: {{{panel}, source: x}}",
    )


def sheets(*pairs: tuple[str, str]) -> dict[tuple[str, str], dict[str, str]]:
    return {("A", f"E{n}"): {"a": a, "b": b} for n, (a, b) in enumerate(pairs)}


FIVE = sheets(("10", "5"), ("8", "5"), ("8", "4"), ("5", "1"), ("0", "0"))  # totals 100 86 80 41 0


@pytest.mark.parametrize(
    ("panel", "score"),
    [
        ("method: mean", 61),  # 61.4
        ("method: median", 80),
        ("method: trimmed, min_sheets: 3", 69),
        ("method: trimmed, trim: 2, min_sheets: 5", 80),
        ("method: median, level: indicator", 80),
        ("method: trimmed, level: indicator, min_sheets: 3", 69),
    ],
)
def test_methods(panel: str, score: int) -> None:
    assert scored(policy_with(panel), FIVE, "A") == {score}


def test_halves_round_away_from_zero_once() -> None:
    assert scored(policy_with("method: mean"), sheets(("10", "5"), ("9", "2")), "A") == {88}  # (100 + 75) / 2
    assert scored(policy_with("method: median"), sheets(("10", "5"), ("9", "2")), "A") == {88}


def test_a_recused_sheet_is_left_out_whole_and_an_incomplete_one_too() -> None:
    marks = {**FIVE, ("A", "E5"): {"a": "10", "b": ""}, ("A", "E6"): {"a": "10"}}
    assert scored(policy_with("method: median"), marks, "A", frozenset({("A", "E4")})) == {83}


def test_too_few_valid_sheets_close_every_tier() -> None:
    policy = policy_with("method: mean, min_sheets: 6")
    assert scored(policy, FIVE, "A") == set()
    rows = [{"application_id": "A", "enterprise": "甲"}]
    reviews = [{"application_id": "A", "expert": "E", "indicator": k, "score": "1"} for k in "ab"]
    found = audit(policy, tables_of(policy, rows, reviews), record_of(policy, [("A", "甲", "t", 3, 20)]))
    assert any("reviews-incomplete" in f.rule for f in found)


def test_bonus_is_a_plain_mean_under_a_ceiling() -> None:
    marks = {
        ("A", "E0"): {"a": "5", "b": "5", "z": "3"},
        ("A", "E1"): {"a": "5", "b": "5"},
        ("A", "E2"): {"a": "5", "b": "5", "z": ""},
    }
    assert scored(policy_with("method: median", bonus=True), marks, "A") == {67}  # 65 + 6 / 3
    full = {k: {**v, "z": "3"} for k, v in marks.items()}
    assert scored(policy_with("method: median", bonus=True), full, "A") == {69}
    assert scored(policy_with("method: median", bonus=True, top="max_score: 66"), full, "A") == {66}


def by_hand(policy: Policy, marks: Marks, application: str) -> Fraction:
    """SEMANTICS 3 with mean-shift, as written, one fraction a cell."""
    totals = {
        key: sum((i.weight * Fraction(sheet[i.id]) / i.max for i in policy.indicators), Fraction(0))
        for key, sheet in marks.items()
    }
    own: dict[str, list[Fraction]] = defaultdict(list)
    for (_, expert), total in totals.items():
        own[expert].append(total)
    overall = statistics.mean(totals.values())
    values = sorted(t - statistics.mean(own[e]) + overall for (a, e), t in totals.items() if a == application)
    panel = policy.scoring.panel if policy.scoring else None
    if panel and panel.method == "trimmed":
        values = values[panel.trim : -panel.trim]
    exact = statistics.median(values) if panel and panel.method == "median" else statistics.mean(values)
    clamped = max(Fraction(0), min(policy.top_score, exact))
    return Fraction(int(clamped + Fraction(1, 2)))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("method", ["method: mean", "method: median", "method: trimmed, min_sheets: 3"])
def test_mean_shift(seed: int, method: str) -> None:
    draw = random.Random(seed)
    policy = policy_with(f"{method}, severity: mean-shift")
    marks = {
        (a, f"E{e}"): {"a": f"{draw.randint(0, 20) / 2}", "b": f"{draw.randint(0, 10) / 2}"}
        for a in "ABC"
        for e in draw.sample(range(6), draw.randint(3, 6))
    }
    for application in "ABC":
        assert scored(policy, marks, application) == {by_hand(policy, marks, application)}
