"""Each kind of reason on a scenario small enough to solve by hand; comments derive the numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator import solve
from allocator.sensitivity.explain import explain
from allocator.sensitivity.reasons import Reasons
from allocator.sensitivity.reasons.kinds import LOSERS, WINNERS
from allocator.sensitivity.record import sensitivity_record
from tests.sensitivity.told import FALLBACK, with_quota
from tests.small import policy, scenario

SPREAD = "资金按加权得分比例分配（政策假定），“预算总额”（第三条）已用尽，本项目得其最低额（最高可得{}万元）。"


NO_MORE = "得分提高，直至最高分100分，也不能入选。"


def test_far_from_the_line_and_short_of_points(told) -> None:  # type: ignore[no-untyped-def]
    """A and B cost 4 each of 8 and are worth 180 + 160; without A: B, C, D (160 + 70 + 60); with C: A, C, D."""
    found = told(policy(budget="8"))
    assert found.kind == {"A": "firm", "B": "firm", "C": "points", "D": "points"}
    assert found.zh["A"] == (
        "综合得分90分，以标杆型入选，奖补4万元。"
        + SPREAD.format(10)
        + "入选稳定；若本项目落选，由C（70分）、D（60分）递补，"
        "加权总分减少50；得分降至65分（降低25分）即落选。"  # at 65 both are worth 290, and C comes before it
    )
    assert found.zh["C"] == (
        "综合得分70分，未入选：距入选还差30分（须达到100分）。若本项目入选，B（80分）将落选，D（60分）将随之入选，"
        "加权总分减少30。预算增至10万元时可入选。"
    )
    assert found.en["C"] == (
        "With a score of 70 it does not win: it would win with a score of 100, 30 more. Were it chosen, B (80) would"
        " lose, D (60) would come in with it and the weighted score would fall by 30. It would win with the budget"
        " raised to CNY 100,000."
    )


def test_marginal(told) -> None:  # type: ignore[no-untyped-def]
    """One of two can be paid; the loss of 10 is less than half of 90."""
    found = told(policy("sensitivity: {near: 50}", budget="2"), "A,甲,base,,90,", "B,乙,base,,80,")
    assert found.kind == {"A": "marginal", "B": "points"}
    assert found.zh["A"] == (
        "综合得分90分，以示范型入选，奖补2万元。"
        + SPREAD.format(6)
        + "处于入选线附近；若本项目落选，由B（80分）递补，加权总分减少10；"
        "得分降至79分（降低11分）即落选；预算减至1万元时落选。"
    )
    assert found.zh["B"].startswith("综合得分80分，未入选，处于入选线附近：距入选还差11分（须达到91分）。")


def test_tied(told) -> None:  # type: ignore[no-untyped-def]
    found = told(policy(budget="2"), "A,甲,base,,90,", "B,乙,base,,90,")
    assert found.kind == {"A": "tied", "B": "tied"}
    decides = "目标数量偏差和加权总分均不变；同分按公示顺序取定，A因项目编号排在B之前。"
    assert decides in found.zh["A"]
    assert decides in found.zh["B"]
    assert found.zh["B"].endswith("得分须达到91分（再高1分）方可入选。")
    assert "neither the deviation from the targets nor the weighted score would change" in found.en["A"]


def test_tied_by_a_tie_break(told) -> None:  # type: ignore[no-untyped-def]
    text = policy("scoring: {tie_break: [months]}\ncolumns: {months: 上线月数}", budget="2")
    rows = "application_id,enterprise,tier,score,上线月数\nA,甲,base,90,3\nB,乙,base,90,5\n"
    found = told(text, applications=rows)
    assert "同分按公示顺序取定，B因“上线月数”排在A之前。" in found.zh["A"]
    assert "B stands before A by 'months'" in found.en["B"]


def test_the_enterprises_other_application_wins(told) -> None:  # type: ignore[no-untyped-def]
    found = told(policy(), "A,甲,base,,90,", "B,甲,base,,80,")
    assert found.kind["B"] == "enterprise"
    assert found.zh["B"] == (
        "综合得分80分，未入选：同一单位的A（90分）已以示范型入选，按“同一单位限一项”（第五条（四））不再支持本项目。"
        "得分须达到91分（再高11分）方可入选。"
    )


def test_the_enterprises_lower_scored_application_wins(told) -> None:  # type: ignore[no-untyped-def]
    """80 counts double in the upper tier."""
    found = told(policy(), "A,甲,base,,90,", "B,甲,top,,80,")
    assert found.kind["A"] == "enterprise"
    assert "其得分虽低，但标杆型不对本项目开放。" in found.zh["A"]


def test_own_score_too_low(told) -> None:  # type: ignore[no-untyped-def]
    """From 75 on C would be funded beside A and B."""
    found = told(policy("min_score: {value: 75, source: 第九条}"))
    assert found.kind["C"] == "own-score"
    assert found.zh["C"] == (
        "综合得分70分，未入选：综合得分70，低于最低75分（第九条）。得分须达到75分（再高5分）方可入选。"
    )


def test_impossible(told) -> None:  # type: ignore[no-untyped-def]
    """The tier's one award is D's by decision."""
    decisions = "application_id,decision,reason,authority,date\nD,fund,会议,厅党组,2026-03-01\n"
    found = told(policy(tiers=with_quota("{max: 1}")), decisions=decisions)
    assert found.kind == {"A": "firm", "B": "firm", "C": "impossible", "D": "decided"}
    assert found.zh["C"] == (
        "综合得分70分，未入选：若本项目入选，以下规则将不能同时满足：“示范型数量”（第十一条）、对D的决定（厅党组）。"
        + NO_MORE
    )
    assert found.zh["D"] == (
        "综合得分60分，以示范型入选，奖补6万元：经决定予以支持：会议（厅党组，2026-03-01）。该金额为示范型上限（第十一条）。"
        "没有这项决定，本项目不会入选。"
    )


def test_needed(told) -> None:  # type: ignore[no-untyped-def]
    found = told(policy(tiers=with_quota("{min: 1}")), "A,甲,base,,90,")
    assert found.kind["A"] == "needed"
    assert found.zh["A"].endswith("若本项目落选，将违反“示范型数量”（第十一条）。")


def test_group_full(told) -> None:  # type: ignore[no-untyped-def]
    """A has the one award of its city; B would have to score more than it."""
    rule = "{id: city-cap, name: 每市限一项, name_en: one a city, by: city, max_awards: 1, source: 第八条}"
    found = told(policy(f"groups: [{rule}]"))
    assert found.kind == {"A": "firm", "B": "group-full", "C": "firm", "D": "group-full"}
    assert found.zh["B"] == (
        "综合得分80分，未入选：按“每市限一项”（第八条），“济南市”已入选1项，达到上限1项；该组入选的是A（90分）。"
        "得分须达到91分（再高11分）方可入选。"
    )
    assert "by 'one a city' (Article 8), '济南市' has 1 of at most 1 awards" in found.en["B"]


def test_group_full_behind_a_lower_score(told) -> None:  # type: ignore[no-untyped-def]
    """Two can be paid: A, and C of another city though B scores more."""
    rule = "{id: city-cap, by: city, max_awards: 1, source: 第八条}"
    rows = ("A,甲,base,,90,济南市", "B,乙,base,,80,济南市", "C,丙,base,,70,青岛市")
    found = told(policy(f"groups: [{rule}]", budget="4"), *rows)
    assert found.kind["B"] == "group-full"
    assert "得分较低的C（70分）入选，但与之对调将违反“city-cap”（第八条）。" in found.zh["B"]


def test_group_short_of_money(told) -> None:  # type: ignore[no-untyped-def]
    """Each of the upper tier gets at least 4 of the city's 6."""
    found = told(policy("groups: [{id: city-money, by: city, max_amount: 6, source: 第八条}]"))
    assert found.kind["B"] == "group-full"
    assert "“济南市”入选项目最少需4万元，加上本项目最少需要的4万元，超过上限6万元" in found.zh["B"]


def test_outscored_because_it_costs_more(told) -> None:  # type: ignore[no-untyped-def]
    """4 + 2 of 6 go to A and C, worth 160; B alone would take all 6."""
    rows = ("A,甲,base,4,90,", "B,乙,base,6,80,", "C,丙,base,2,70,")
    found = told(policy(budget="6", amounts="in-full"), *rows)
    assert found.kind["B"] == "outscored-by-rules"
    assert found.zh["B"] == (
        "综合得分80分，未入选，而得分较低的C（70分）以示范型入选：两者对调将违反“预算总额”（第三条），"
        "本项目最少需6万元、C最少需2万元，对调后全部入选项目最少需10万元，超过6万元。" + NO_MORE
    )
    assert "it costs at least CNY 60,000 and C at least CNY 20,000" in found.en["B"]


def test_outscored_because_of_a_group_minimum(told) -> None:  # type: ignore[no-untyped-def]
    rule = "{id: qd, by: city, value: 青岛市, min_awards: 1, source: 第八条}"
    rows = ("A,甲,base,,90,济南市", "B,乙,base,,80,济南市", "C,丙,base,,70,青岛市")
    found = told(policy(f"groups: [{rule}]", budget="4"), *rows)
    assert found.kind == {"A": "firm", "B": "outscored-by-rules", "C": "needed"}
    assert "两者对调将违反“qd”（第八条），“青岛市”不得少于1项。" in found.zh["B"]


def test_outscored_because_of_a_decision(told) -> None:  # type: ignore[no-untyped-def]
    """4 go to A and to C by decision."""
    rows = ("A,甲,base,,90,", "B,乙,base,,80,", "C,丙,base,,70,")
    found = told(policy(budget="4"), *rows, decisions="application_id,decision,reason,authority\nC,fund,会议,厅\n")
    assert found.kind["B"] == "outscored-by-rules"
    assert "两者对调将违反对C的决定（厅）。" in found.zh["B"]


def test_outscored_because_of_the_objective(told) -> None:  # type: ignore[no-untyped-def]
    """80 * 6 is more than 90 * 2 by 300."""
    text = policy("objective: funded-score", budget="6", amounts="", tiers=with_quota("{max: 1}"))
    found = told(text, "A,甲,base,2,90,", "B,乙,base,6,80,")
    assert found.kind["A"] == "outscored-by-objective"
    assert "由目标（加权资金总分最大）取定，B奖补6万元，本项目最多可得2万元。" in found.zh["A"]
    assert "若本项目入选，B（80分）将落选，加权资金总分减少300。" in found.zh["A"]


def test_targets(told) -> None:  # type: ignore[no-untyped-def]
    """A must win, and the target is one."""
    rows = ("A,甲,base,,90,", "B,乙,base,,80,")
    decisions = "application_id,decision,reason\nA,fund,会议\n"
    found = told(policy(tiers=with_quota("{target: 1, tolerance: 1}")), *rows, decisions=decisions)
    assert found.kind["B"] == "off-target"
    assert found.zh["B"] == (
        "综合得分80分，未入选：若本项目入选，各类入选数量与目标的偏差合计将由0增至1（“示范型数量”（第十一条）"
        "目标1项，现为1项）。不设“示范型数量”（第十一条）时本项目将入选。" + NO_MORE
    )
    assert found.zh["A"].endswith("没有这项决定，本项目也会入选。")


def test_target_missed_without_it(told) -> None:  # type: ignore[no-untyped-def]
    found = told(policy(tiers=with_quota("{target: 1, tolerance: 1}")), "A,甲,base,,90,")
    assert found.kind["A"] == "on-target"
    assert "若本项目落选，各类入选数量与目标的偏差合计将由0增至1" in found.zh["A"]
    assert found.en["A"].endswith("It would win with any lower score.")


def test_short_of_money(told) -> None:  # type: ignore[no-untyped-def]
    """A and C, worth 120, take the 4 that B would need; all three need 8."""
    rows = ("A,甲,base,2,60,", "B,乙,base,4,50,", "C,丙,base,2,60,")
    found = told(policy("sensitivity: {budgets: [0.5, 2]}", budget="4", amounts="in-full"), *rows)
    assert found.kind["B"] == "money"
    assert found.zh["B"] == (
        "综合得分50分，未入选：受“预算总额”（第三条）4万元限制。若本项目入选，A（60分）、C（60分）将落选，"
        "加权总分减少70。得分提高，直至最高分100分，也不能入选；预算增至8万元时可入选。"
    )


def test_a_higher_grade_loses(told) -> None:  # type: ignore[no-untyped-def]
    """At 85 A would take all 6; with 70 to 79 it would take 3 and stand before the others of 70."""
    bands = "amounts: {rule: graded, bands: [{from: 60, share: 0.5}, {from: 80, share: 1}], source: assumption}"
    rows = ("A,甲,base,,85,", "B,乙,base,,70,", "C,丙,base,,70,")
    found = told(policy(bands, budget="6", amounts=""), *rows)
    assert found.kind["A"] == "graded"
    assert found.zh["A"] == (
        "综合得分85分，未入选：奖补分档，其得分应得金额（按示范型为6万元）较高而排不进；得分在70至79分时，"
        "应得金额较低，反可入选。得分提高，直至最高分100分，也不能入选；预算增至9万元时可入选。"
    )
    assert found.zh["B"].endswith("得分高于79分而低于86分时奖补档次提高，反而不能入选。")  # at 86 alone it beats A


def test_a_grade_that_pays_nothing(told) -> None:  # type: ignore[no-untyped-def]
    """A policy may have falling shares: from 90 on nothing is paid."""
    bands = "amounts: {rule: graded, bands: [{from: 60, share: 1}, {from: 90, share: 0}], source: assumption}"
    found = told(policy(bands, budget="6", amounts=""), "A,甲,base,,85,", "B,乙,base,,95,", "C,丙,base,,50,")
    assert found.zh["A"].endswith("得分高于89分时所在一档没有奖补，反而不能入选。")
    assert found.en["A"].endswith("above 89, where its grade earns no award, it would lose.")
    assert "得分在90分以上的一档没有奖补" in found.zh["B"]
    assert "综合得分未达到任何奖补档次" in found.zh["C"]
    assert found.zh["C"].endswith("得分须达到86分（再高36分）且不超过89分方可入选。")
    assert found.en["C"].endswith("It would win with a score of 86 (36 higher, and no more than 89).")


def test_a_higher_grade_that_pays_less(told) -> None:  # type: ignore[no-untyped-def]
    """From 80 on a tenth: nothing in base, whose cap is 5, and 2 in top, where B stands before A."""
    tiers = """
tiers:
  - {id: top, name: 标杆型, name_en: Top, cap: 20, weight: 2, quota: {max: 1}, source: 十一}
  - {id: base, name: 示范型, name_en: Base, cap: 5, source: assumption}
"""
    bands = (
        f"{FALLBACK}\namounts: {{rule: graded, bands: [{{from: 0, share: 1}}, {{from: 80, share: 0.1}}], source: x}}"
    )
    found = told(
        policy(bands, budget="30", amounts="", tiers=tiers), "A,甲,top,,85,", "B,乙,top,,95,", "C,丙,base,,50,"
    )
    assert found.kind["A"] == "graded"
    assert found.zh["A"] == (
        "综合得分85分，未入选：奖补分档，按其得分所在一档（按标杆型为2万元）不能入选；得分在0至79分时按另一档奖补，反可入选。"
        "得分须达到95分（再高10分）方可以标杆型入选。"
    )
    assert "earns less" not in found.en["A"]
    assert found.zh["C"].endswith("得分高于79分时所在一档奖补较低，反而不能入选。")


def test_lines_of_others_stay_in_one_line(told) -> None:  # type: ignore[no-untyped-def]
    found = told(policy(), decisions='application_id,decision,reason\nA,reject,"一\n二"\n')
    assert "\n" not in found.zh["A"] + found.en["A"]
    assert "一" in found.zh["A"]
    assert "二" in found.zh["A"]


@pytest.mark.parametrize(
    ("unit", "zh", "en"), [("", "奖补60,000 CNY", "gets CNY 60,000"), ("unit_name: k€, ", "奖补6k€", "gets CNY 60,000")]
)
def test_money_has_a_unit(told, unit: str, zh: str, en: str) -> None:  # type: ignore[no-untyped-def]
    found = told(policy().replace("unit_name: 万元, ", unit), "A,甲,base,,90,")
    assert zh in found.zh["A"]
    assert en in found.en["A"]


def test_one_application_alone_has_the_same_kind_of_reason(tmp_path: Path) -> None:
    allocation = solve(scenario(tmp_path, policy(budget="8")))
    everyone = explain(allocation)
    for e in everyone.applications:
        alone = explain(allocation, applications=[allocation.scenario.tables.applications.ids[e.application]])
        assert Reasons(alone).kind(alone.applications[0]) == Reasons(everyone).kind(e)


def test_the_record_holds_them(tmp_path: Path) -> None:
    found = explain(solve(scenario(tmp_path, policy(budget="8"))))
    record = sensitivity_record(found)
    zh, en = Reasons(found).of(found.applications[0])
    assert record["applications"][0]["reason"] == {"zh": zh, "en": en}


def test_the_last_kind_always_applies() -> None:
    assert list(WINNERS)[-1] == "firm"
    assert list(LOSERS)[-1] == "points"
