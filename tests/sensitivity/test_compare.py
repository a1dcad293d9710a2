"""Runs compared: who changes, and which difference of the inputs makes it alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from allocator import Scenario, compare, load, solve, what_if
from allocator.errors import UsageError
from allocator.sensitivity.compare import compare_runs
from allocator.sensitivity.input_changes import Mixed, input_differences
from allocator.sensitivity.policy_changes import policy_changes, with_change
from tests.small import APPLICATIONS, policy, scenario, write
from tests.strategies import Case, cases
from tests.test_engines_agree import loaded

TIGHT = "min_score: {value: 65, source: 第六条}"


@pytest.fixture
def small(tmp_path: Path) -> Scenario:
    return scenario(tmp_path / "s", policy(TIGHT, budget="10"))


def told(found: object) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(c.kind, c.application_id, c.alone) for c in found.changes]  # type: ignore[attr-defined]


def test_equal_runs_differ_in_nothing(small: Scenario) -> None:
    found = compare(solve(small), solve(small))
    assert (found.differences, found.changes, found.untried) == ((), (), ())


def test_one_difference_accounts_for_all(small: Scenario) -> None:
    before, after = solve(small), what_if(small, budget=30)
    found = compare(before, after)
    assert [(d.key, d.before, d.after) for d in found.differences] == [("budget", "10 万元", "30 万元")]
    assert {c.alone for c in found.changes} == {("budget",)}
    for c in found.changes:
        assert c.difference == (c.after.amount if c.after else 0) - (c.before.amount if c.before else 0)


def test_each_change_names_what_makes_it_alone(small: Scenario) -> None:
    after = what_if(small, budget=30, without=["min_score"], decisions={"A": "reject"})
    found = compare(solve(small), after)
    assert [d.key for d in found.differences] == ["budget", "rule:min_score", "decision:A"]
    kinds = {i: (kind, alone) for kind, i, alone in told(found)}
    assert kinds["A"] == ("leaves", ("decision:A",))
    assert kinds["D"] == ("enters", ())  # it must be let in, and there must be money for it: only together


def test_more_than_the_limit_are_named_and_not_tried(small: Scenario) -> None:
    after = what_if(small, budget=30, without=["min_score"], decisions={"A": "reject"})
    found = compare(solve(small), after, most_tried=1)
    assert found.untried == ("rule:min_score", "decision:A")
    with pytest.raises(UsageError, match="most_tried"):
        compare(solve(small), after, most_tried=-1)
    assert compare(solve(small), after, time_limit=0).untried == ("budget", "rule:min_score", "decision:A")


def test_tables_are_compared_as_values_by_application(tmp_path: Path) -> None:
    one = load(write(tmp_path / "a", policy(budget="12")))
    rows = APPLICATIONS.replace("C,丙公司,base,,70,", "C,丙公司,示范型,,７０,").replace(
        "B,乙公司,top,,80,", "B,乙公司,base,3,80,"
    )
    rows = rows.replace("D,丁公司,base,,60,青岛市\n", "E,戊公司,top,,99,青岛市\n")
    ledger = "year,enterprise,uscc\n2026,甲公司,\n"
    other = load(write(tmp_path / "b", policy(budget="12"), rows, ledger=ledger))
    found = compare(solve(one), solve(other))
    assert [d.key for d in found.differences] == [
        "ledger:甲公司",
        "application:B",
        "application:D",
        "application:E",
    ]
    assert found.differences[1].after == "申报类型 tier base; 申请金额 requested 3"
    kinds = {i: (kind, alone) for kind, i, alone in told(found)}
    assert "ledger:甲公司" in kinds["A"][1]
    assert "application:E" in kinds["E"][1]


def test_an_infeasible_run_against_a_feasible_one(small: Scenario) -> None:
    after = what_if(small, budget=3, decisions={"A": "fund"})
    assert after.status == "infeasible"
    found = compare(solve(small), after)
    assert {c.kind for c in found.changes} == {"leaves"}
    assert {c.alone for c in found.changes} == {()}


def test_several_runs_are_each_compared_with_the_first(small: Scenario) -> None:
    runs = [solve(small), what_if(small, budget=20), what_if(small, budget=30)]
    assert [c.after.scenario.budget for c in compare_runs(runs)] == [200_000, 300_000]
    with pytest.raises(UsageError, match="expected two or more"):
        compare_runs(runs[:1])


@settings(max_examples=30)
@given(one=cases(most=4), other=cases(most=4))
def test_all_differences_applied_one_after_the_other_lead_to_the_other_scenario(one: Case, other: Case) -> None:
    first, second = loaded(one), loaded(Case(one.policy, other.tables))
    if first is None or second is None:
        return
    mixed = first
    for difference in input_differences(first, second):
        mixed = Mixed(mixed, second).with_one(difference) or mixed
    ids, theirs = mixed.tables.applications.ids, second.tables.applications.ids
    left = input_differences(mixed, second)
    if not left:
        assert [ids[k] for k in mixed.order] == [theirs[k] for k in second.order]
        assert solve(mixed).record() == solve(second).record()


@settings(max_examples=12)
@given(one=cases(most=1), other=cases(most=1))
def test_a_policy_with_every_change_is_the_other_policy(one: Case, other: Case) -> None:
    first, second = loaded(one), loaded(other)
    if first is None or second is None:
        return
    before, after = first.policy, second.policy
    changes = list(policy_changes(before, after))
    for change in changes:
        mixed = with_change(before, after, change.rule)
        if mixed is not None:
            left = {c.rule for c in policy_changes(mixed, after)}
            assert change.rule not in left, (change, with_change(before, after, change.rule))
            assert left <= {c.rule for c in changes}
