"""Reasons that lie in decisions, conditions and closed tiers, on scenarios small enough to solve by hand."""

from __future__ import annotations

from tests.sensitivity.told import FALLBACK
from tests.small import TIERS, policy


def test_rejected(told) -> None:  # type: ignore[no-untyped-def]
    decisions = "application_id,decision,reason,authority,date\nA,reject,异议属实,厅党组,2026-03-01\n"
    found = told(policy(budget="8"), decisions=decisions)
    assert found.kind["A"] == "rejected"
    assert found.zh["A"] == (
        "综合得分90分，未入选：经决定不予支持：异议属实（厅党组，2026-03-01）。没有这项决定，本项目将入选。"
    )


def test_moved_to_another_tier(told) -> None:  # type: ignore[no-untyped-def]
    text = policy(FALLBACK, tiers=TIERS.replace("floor: 4,", "floor: 4, quota: {max: 1},"))
    found = told(text, "A,甲,top,,90,", "B,乙,top,,80,")
    assert found.zh["B"].startswith(
        "综合得分80分，申报标杆型未入选，按“调剂：标杆型至示范型”（第十条）以示范型入选，奖补6万元。该金额为示范型上限（第十一条）。"
        "距标杆型还差11分（须达到91分）；标杆型入选项目中排在最后的是A（90分）。"
    )


def test_the_tier_applied_for_is_closed(told) -> None:  # type: ignore[no-untyped-def]
    lead = "{id: lead, name: 国内领先, column: city, equals: 济南市, tiers: [top], source: 第六条}"
    rows = ("A,甲,top,,90,青岛市", "B,乙,top,,80,青岛市")
    found = told(policy(FALLBACK, f"eligibility: [{lead}]", budget="2"), *rows)
    why = "国内领先：填报为“青岛市”，要求为“济南市”，限标杆型（第六条）"
    assert f"申报标杆型条件不符（{why}），按“调剂：标杆型至示范型”（第十条）以示范型入选" in found.zh["A"]
    assert found.zh["B"].endswith(f"所申报的标杆型条件不符（{why}），只能按示范型参评。")


def test_lower_scores_win_in_a_tier_that_is_not_open(told) -> None:  # type: ignore[no-untyped-def]
    found = told(policy(budget="6"), "A,甲,top,,90,", "B,乙,top,,80,", "C,丙,base,,70,")
    assert found.kind["B"] == "points"
    assert found.zh["B"].endswith("得分较低的C（70分）以示范型入选，该类不对本项目开放。")


def test_screened(told) -> None:  # type: ignore[no-untyped-def]
    """4 pay A and one more, who would be C if it passed."""
    gate = "{id: gate, name: 绿色门槛, column: gate, equals: yes, source: 第五条（一）}"
    months = "{id: months, name: 上线满3个月, column: months, at_least: 3, source: 第六条（四）}"
    rows = (
        "application_id,enterprise,tier,score,gate,months\nA,甲,base,90,是,3\nB,乙,base,95,否,2\nC,丙,base,50,否,2\n"
        "D,丁,base,,否,3\nE,戊,base,99,是,3\nF,戊,base,99,否,3\n"
    )
    tables = {
        "applications": rows,
        "ledger": "year,enterprise,uscc\n2026,戊,\n",
        "decisions": "application_id,decision,reason\nB,reject,撤回\n",
    }
    found = told(policy(f"eligibility: [{gate}, {months}]", budget="4"), **tables)
    failed = "绿色门槛：填报为“否”，要求为“是”（第五条（一））"
    both = f"{failed}；上线满3个月：填报为“2”，要求不低于3（第六条（四））"
    assert found.zh["B"] == (
        f"本项目经决定不予支持：撤回。且不符合条件：{both}。即使满足资格条件，因有上述决定也不会入选。"
    )
    assert found.zh["C"] == f"不符合条件，不参加评选：{both}。如满足上述资格条件，按综合得分50分将入选。"
    assert found.zh["D"] == (
        f"不符合条件，不参加评选：{failed}；没有综合得分。因没有综合得分，无法判断满足条件后是否入选。"
    )
    ledger = "该单位已在奖补台账中（第五条（四））"
    assert found.zh["E"] == (
        f"不符合条件，不参加评选：{ledger}。这与资格条件无关，资格条件均满足也不能入选（综合得分99分）。"
    )
    assert "即使满足资格条件，仍因该单位已在奖补台账中不能入选（综合得分99分）。" in found.zh["F"]


def test_screened_and_would_not_have_won(told) -> None:  # type: ignore[no-untyped-def]
    gate = "{id: gate, name: 绿色门槛, name_en: green gate, column: city, equals: 济南市, source: 第五条（一）}"
    found = told(policy(f"eligibility: [{gate}]", budget="2"), "A,甲,base,,90,济南市", "B,乙,base,,80,青岛市")
    assert found.zh["B"].endswith("即使满足上述资格条件，按综合得分80分也不会入选。")
    assert found.en["B"] == (
        "It is not eligible: green gate: found '青岛市', required '济南市' (Article 5(1)). Had it met the conditions,"
        " it would not win with its score of 80 either."
    )


def test_what_is_required_is_said_in_the_words_of_the_cell(told) -> None:  # type: ignore[no-untyped-def]
    rule = "{id: record, name: 无严重失信记录, name_en: no record, column: city, equals: no, source: 第五条（一）}"
    found = told(
        policy(f"eligibility: [{rule}]", budget="2"), "A,甲,base,,90,无", "B,乙,base,,80,有", "C,丙,base,,70,是"
    )
    assert "填报为“有”，要求为“无”" in found.zh["B"]
    assert "填报为“是”，要求为“否”" in found.zh["C"]
