"""Explanations of scenarios small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from allocator import solve
from allocator.errors import UsageError
from allocator.sensitivity.alternatives import alternatives
from allocator.sensitivity.explain import explain
from allocator.sensitivity.explanation import Explanation, Sensitivity
from allocator.sensitivity.frontier import frontier
from allocator.sensitivity.rule_costs import rule_costs
from tests.small import policy, scenario

ONE_EACH = """
tiers:
  - {id: top, name: 标杆型, cap: 10, floor: 4, weight: 2, quota: {max: 1}, source: 第十一条}
  - {id: base, name: 示范型, cap: 6, floor: 2, quota: {max: 1}, source: 第十一条}
"""
GRADED = """
tiers:
  - {id: base, name: 示范型, cap: 10, source: 第十一条}
"""


def found(folder: Path, *args: str, **options: str) -> tuple[Sensitivity, dict[str, Explanation]]:
    """The explanation of a scenario, and its parts by id."""
    made = explain(solve(scenario(folder, *args, **options)))
    ids = made.allocation.scenario.tables.applications.ids
    return made, {ids[e.application]: e for e in made.applications}


def named(made: Sensitivity, applications: tuple[int, ...]) -> list[str]:
    """Ids of applications."""
    return [made.allocation.scenario.tables.applications.ids[k] for k in applications]


def test_a_loser_by_score(tmp_path: Path) -> None:
    made, by = found(tmp_path, policy(tiers=ONE_EACH))
    b = by["B"]
    assert (b.tier, b.regret.stage, b.regret.loss) == (None, "weighted-score", 20)
    assert named(made, b.regret.leaving) == ["A"]
    assert b.regret.entering == ()
    assert b.score_wins == ((91, 100),)  # at 90 A stands before it
    assert (b.score_to_win, b.score_to_lose, b.gap) == (91, None, 11)
    assert b.standing == "exterior"
    assert b.inversions == ()


def test_a_winner_and_the_score_that_it_needs(tmp_path: Path) -> None:
    made, by = found(tmp_path, policy(tiers=ONE_EACH))
    a = by["A"]
    assert (a.tier, a.amount, a.regret.loss) == (0, 100_000, 20)
    assert named(made, a.regret.entering) == ["B"]
    assert (a.score_to_win, a.score_to_lose, a.gap) == (None, 79, 11)  # at 80 it stands before B
    assert a.standing == "core"
    assert a.inversions == ()


def test_near_the_line(tmp_path: Path) -> None:
    close = "application_id,enterprise,tier,requested,score\nA,甲,base,,90\nB,乙,base,,89\n"
    _, by = found(tmp_path, policy("sensitivity: {near: 2}", tiers=ONE_EACH), close)
    assert {e.standing for e in by.values()} == {"borderline"}  # 1 of 90 is under 2 per cent
    _, by = found(tmp_path / "far", policy("sensitivity: {near: 1}", tiers=ONE_EACH), close)
    assert {i: e.standing for i, e in by.items()} == {"A": "core", "B": "exterior"}


def test_equal_scores_are_a_tie(tmp_path: Path) -> None:
    equal = "application_id,enterprise,tier,requested,score\nA,甲,base,,90\nB,乙,base,,90\n"
    _, by = found(tmp_path, policy(tiers=ONE_EACH), equal)
    assert {i: (e.regret.stage, e.regret.loss, e.standing) for i, e in by.items()} == {
        "A": ("tie", 0, "borderline"),
        "B": ("tie", 0, "borderline"),
    }
    assert by["B"].score_to_win == 91
    assert by["A"].score_to_lose == 89


def test_more_money_drops_a_winner(tmp_path: Path) -> None:
    """With 6 the small one wins, with 10 the dear one, with 16 both."""
    knapsack = "application_id,enterprise,tier,requested,score\nA,甲,base,10,90\nB,乙,base,6,80\n"
    text = policy("sensitivity: {budgets: [0, 2]}", tiers=GRADED, amounts="in-full", budget="10")
    made, by = found(tmp_path, text, knapsack)
    assert by["B"].outcome_by_budget == ((0, None), (60_000, 0), (100_000, None), (160_000, 0))
    assert by["B"].budget_to_win is not None
    assert by["B"].budget_to_lose is None
    assert (by["B"].budget_to_win.above, by["B"].budget_to_win.below) == (160_000, 90_000)
    assert by["A"].budget_to_lose is not None
    assert by["A"].budget_to_lose.below == 90_000
    assert [(r.budget, named(made, r.entering), named(made, r.leaving)) for r in made.frontier] == [
        (0, [], []),
        (60_000, ["B"], []),
        (100_000, ["A"], ["B"]),
        (160_000, ["B"], []),
    ]


def test_a_higher_grade_can_lose(tmp_path: Path) -> None:
    """At 60 it costs 5 and fits beside the other; at 80 it costs 10 and is worth less than the other."""
    text = policy(tiers=GRADED, amounts="", budget="10").replace(
        "budget:",
        "amounts: {rule: graded, source: assumption, bands: [{from: 80, share: 1}, {from: 50, share: 0.5}]}\nbudget:",
    )
    table = "application_id,enterprise,tier,requested,score\nA,甲,base,,70\nB,乙,base,,60\nC,丙,base,,75\n"
    _, by = found(tmp_path, text, table)
    assert by["B"].score_wins == ((71, 79),)  # 80 to 100 cost the whole budget, and A and C are worth 145


def test_closed_by_its_score(tmp_path: Path) -> None:
    text = policy("min_score: {value: 65, source: 第九条}", tiers=ONE_EACH)
    made, by = found(tmp_path, text)
    d = by["D"]
    assert (d.regret.stage, d.regret.loss, d.regret.rules) == ("impossible", None, ("min_score",))
    assert (d.score_to_win, d.standing, d.inversions) == (71, "exterior", ())
    assert made.screened == ()


def test_a_decision_is_impossible_to_turn(tmp_path: Path) -> None:
    decisions = "application_id,decision,reason\nD,fund,试点\nB,reject,异议成立\n"
    _, by = found(tmp_path, policy(tiers=ONE_EACH), decisions=decisions)
    assert by["D"].regret.rules == ("decision:D",)
    assert by["B"].regret.rules == ("decision:B",)
    assert [(i.winner, i.rules) for i in by["C"].inversions] == [(3, ("decision:D",))]
    assert by["D"].score_wins == ((0, 100),)
    assert by["B"].score_wins == ()


def test_its_enterprise_won_already(tmp_path: Path) -> None:
    table = "application_id,enterprise,tier,requested,score\nA,甲,base,,90\nB,甲,base,,80\nC,乙,base,,70\n"
    text = policy(tiers=ONE_EACH.replace("max: 1", "max: 2"))
    made, by = found(tmp_path, text, table)
    assert [(named(made, (i.winner,)), i.rules) for i in by["B"].inversions] == [(["C"], ("one_award_per",))]
    assert {c.rule: named(made, c.gained) for c in made.rule_costs}["one_award_per"] == ["B"]


@pytest.mark.parametrize(("score", "would_win"), [("95", True), ("50", False), ("", None)])
def test_screened_out(tmp_path: Path, score: str, would_win: bool | None) -> None:
    table = f"application_id,enterprise,tier,requested,score,green\nA,甲,base,,90,是\nB,乙,base,,{score},否\n"
    text = policy("eligibility: [{id: green, name: 绿色, column: green, equals: yes, source: 第五条}]", tiers=ONE_EACH)
    made, _ = found(tmp_path, text, table)
    assert [s.would_win for s in made.screened] == [would_win]
    assert made.screened[0].failed[0] == "green"


@pytest.mark.parametrize("eligible", [2, 12, 30])
def test_those_screened_out_pass_one_at_a_time(tmp_path: Path, eligible: int) -> None:
    """Z, as good as A of its own enterprise but later, does not win, whoever else would win had he alone passed."""
    others = [f"B{n:02},乙{n},base,,70,是" for n in range(eligible - 1)]
    out = ["Z,甲,base,,70,否", *(f"Y{n},丙{n},base,,69,否" for n in range(3))]
    table = "\n".join(["application_id,enterprise,tier,requested,score,green", "A,甲,base,,70,是", *others, *out, ""])
    text = policy("eligibility: [{id: green, name: 绿色, column: green, equals: yes, source: 第五条}]", budget="200")
    made, _ = found(tmp_path, text, table)
    would = {i: s.would_win for s in made.screened for i in named(made, (s.application,))}
    assert would == {"Z": False, "Y0": True, "Y1": True, "Y2": True}


def test_graded_below_what_a_lower_score_would_get(tmp_path: Path) -> None:
    """At 80 and more nothing is left of the cap; no higher score opens the tier, so it is not its score that misses."""
    text = policy(tiers=GRADED, amounts="", budget="10").replace(
        "budget:",
        "amounts: {rule: graded, source: assumption, bands: [{from: 80, share: 0}, {from: 50, share: 1}]}\nbudget:",
    )
    table = "application_id,enterprise,tier,requested,score\nA,甲,base,,90\nB,乙,base,,60\nC,丙,base,,40\n"
    made, by = found(tmp_path, text, table)
    assert set(by) == {"B", "C"}
    assert [(s.failed, s.would_win) for s in made.screened] == [(("below-bands",), False)]


def test_only_those_asked_for(tmp_path: Path) -> None:
    allocation = solve(scenario(tmp_path, policy(tiers=ONE_EACH)))
    made = explain(allocation, applications=["B"])
    assert named(made, tuple(e.application for e in made.applications)) == ["B"]
    assert made.applications[0] in explain(allocation).applications
    with pytest.raises(UsageError, match="no application 'b'; give ids"):
        explain(allocation, applications=["b"])


def test_quota_deviation_comes_first(tmp_path: Path) -> None:
    tiers = ONE_EACH.replace("{max: 1}", "{target: 2, tolerance: 1}", 1)
    _, by = found(tmp_path, policy(tiers=tiers))
    assert (by["B"].regret.stage, by["B"].regret.loss, by["B"].standing) == ("quota-deviation", Fraction(1), "core")


def test_only_what_is_proven_is_explained(tmp_path: Path) -> None:
    allocation = solve(scenario(tmp_path, policy(tiers=ONE_EACH.replace("max: 1", "min: 3"))))
    for ask in (explain, frontier, rule_costs, alternatives):
        with pytest.raises(UsageError, match=r"this one is infeasible: .* find_conflict, says which rules conflict"):
            ask(allocation)
    with pytest.raises(UsageError, match="this one is unknown: give the search more time"):
        explain(replace(allocation, status="unknown"))
    sound = solve(scenario(tmp_path / "sound", policy(tiers=ONE_EACH)))
    with pytest.raises(UsageError, match="time limit of 0 s"):
        explain(sound, time_limit=0)


def test_a_range_that_holds_no_budget(tmp_path: Path) -> None:
    table = "application_id,enterprise,tier,requested,score\nA,甲,base,10,90\n"
    made, by = found(tmp_path, policy("sensitivity: {budgets: [0.4, 0.9]}", tiers=GRADED, budget="1"), table)
    assert made.range == (10_000, 0)
    assert made.frontier == ()
    assert all(e.outcome_by_budget == () for e in by.values())
