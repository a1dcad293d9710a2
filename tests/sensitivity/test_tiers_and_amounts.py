"""What winners are told of better and worse tiers, and of why they get their amount; worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator import solve
from allocator.sensitivity.explain import explain
from allocator.sensitivity.reasons import Reasons
from tests.small import TIERS, policy, scenario

HEADER = "application_id,enterprise,tier,requested,investment,score,city\n"
FALLBACK = "fallback: [{from: top, to: base, source: 第十条}]"
ONE_TOP = TIERS.replace("floor: 4,", "floor: 4, quota: {max: 1},")


@pytest.fixture
def told(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Application id -> Chinese and English sentence."""

    def tell(policy_text: str, *applications: str, **tables: str) -> dict[str, tuple[str, str]]:
        rows = HEADER + "".join(f"{a}\n" for a in applications)
        found = explain(solve(scenario(tmp_path, policy_text, rows, **tables)))
        ids, reasons = found.allocation.scenario.tables.applications.ids, Reasons(found)
        return {ids[e.application]: reasons.of(e) for e in found.applications}

    return tell


def test_points_short_of_the_better_tier(told) -> None:  # type: ignore[no-untyped-def]
    """The tier counts double: B needs more than A's 90 to take its place, for at 90 A stands before it."""
    found = told(policy(FALLBACK, tiers=ONE_TOP), "A,甲,top,,,90,", "B,乙,top,,,80,")
    zh, en = found["B"]
    assert "距标杆型还差11分（须达到91分）；标杆型入选项目中排在最后的是A（90分）。" in zh
    assert "It is 11 points short of top, which takes a score of 91; the last winner in top is A (90)." in en
    zh, en = found["A"]
    assert "得分降至79分（降低11分）改为示范型；得分再低也仍入选。" in zh
    assert "with a score of 79 (11 lower) it would win in base instead; it would win with any lower score" in en


def test_a_loser_is_told_each_tier(told) -> None:  # type: ignore[no-untyped-def]
    """One award each: at 81 it stands for B in the lower tier, at 91 for A in the upper one."""
    tiers = ONE_TOP.replace("floor: 2,", "floor: 2, quota: {max: 1},")
    found = told(policy(FALLBACK, tiers=tiers), "A,甲,top,,,90,", "B,乙,top,,,80,", "C,丙,top,,,70,")
    zh, en = found["C"]
    assert "距以示范型入选还差11分（须达到81分）；得分达到91分（再高21分）方可以标杆型入选。" in zh
    assert "it would win in base with a score of 81, 11 more; with a score of 91 (21 higher) it would win in top" in en


def test_rules_and_no_points_keep_it_out_of_the_better_tier(told) -> None:  # type: ignore[no-untyped-def]
    """The upper tier has one award a city; A must have that of 济南 by decision, C has that of 青岛."""
    group = "groups: [{id: one-top, name: 每市一个标杆, by: city, max_awards: 1, tiers: [top], source: 第八条}]"
    decisions = "application_id,decision,reason\nA,fund:top,会议\n"
    rows = ("A,甲,top,,,70,济南市", "B,乙,top,,,80,济南市", "C,丙,top,,,60,青岛市")
    zh, en = told(policy(FALLBACK, group), *rows, decisions=decisions)["B"]
    swap = "得分较低的C（60分）以标杆型入选，两者互换类型将违反“每市一个标杆”（第八条）。"
    assert f"得分再高也不能以标杆型入选；{swap}" in zh
    assert "No higher score wins in top; the lower-scored C (60) wins in top: exchanging their tiers would break" in en


def test_what_moving_it_alone_would_break(told) -> None:  # type: ignore[no-untyped-def]
    """A is decided to have the tier's one award, whatever B scores."""
    decisions = "application_id,decision,reason\nA,fund:top,会议\n"
    zh, _ = told(policy(FALLBACK, tiers=ONE_TOP), "A,甲,top,,,90,", "B,乙,top,,,80,", decisions=decisions)["B"]
    assert "得分再高也不能以标杆型入选；标杆型入选项目中排在最后的是A（90分）。" in zh
    decisions = "application_id,decision,reason\nB,fund:base,会议\n"
    zh, en = told(policy(FALLBACK), "B,乙,top,,,80,", decisions=decisions)["B"]
    assert "得分再高也不能以标杆型入选；其他入选不变时，改为标杆型将违反对B的决定。" in zh
    assert "with all else as it is, moving it to top would break the decision on B" in en


def test_amounts_that_its_own_bounds_set(told) -> None:  # type: ignore[no-untyped-def]
    rated = TIERS.replace("floor: 2,", "floor: 2, rate: 0.3,")
    rows = (
        "A,甲,base,5,100,90,",
        "B,乙,base,5.5,100,80,",
        "C,丙,base,,100,70,",
        "D,丁,base,,15,60,",
        "E,戊,base,,10,50,",
    )
    found = told(policy(tiers=rated), *rows)
    assert "奖补5万元。该金额为其申请金额。" in found["A"][0]
    assert "gets CNY 50,000. That is what it asked for." in found["A"][1]
    assert "奖补5万元。该金额为其申请金额取整。" in found["B"][0]
    assert "奖补6万元。该金额为示范型上限（第十一条）。" in found["C"][0]
    assert "That is the most in base (Article 11)." in found["C"][1]
    assert "奖补4万元。该金额为其投资额的30%取整（第十一条）。" in found["D"][0]
    assert "奖补3万元。该金额为其投资额的30%（第十一条）。" in found["E"][0]
    assert "That is 30% of its investment (Article 11)." in found["E"][1]


@pytest.mark.parametrize(
    ("rule", "zh"),
    [
        ("proportional", "资金按加权得分比例分配（政策假定），“预算总额”（第三条）已用尽，本项目最高可得6万元。"),
        (
            "optimised",
            "资金先满足加权得分高的项目（政策假定），“预算总额”（第三条）已用尽，本项目得其最低额（最高可得6万元）。",
        ),
        (
            "uniform",
            "各入选项目按各自上限的同一比例奖补（政策假定），“预算总额”（第三条）已用尽，本项目最高可得6万元。",
        ),
    ],
)
def test_amounts_that_the_spreading_sets(told, rule: str, zh: str) -> None:  # type: ignore[no-untyped-def]
    """8 for two who could have 6 each: 4 each, or 6 and the least."""
    assert zh in told(policy(budget="8", amounts=rule), "A,甲,base,,,80,", "B,乙,base,,,80,")["B"][0]


def test_amounts_that_a_groups_money_sets(told) -> None:  # type: ignore[no-untyped-def]
    money = "groups: [{id: city-money, name: 每市资金上限, by: city, max_amount: 7, source: 第八条}]"
    zh, en = told(policy(money), "A,甲,base,,,80,济南市", "B,乙,base,,,80,济南市")["B"]
    assert "资金按加权得分比例分配（政策假定），“每市资金上限”（第八条）已用尽，本项目最高可得6万元。" in zh
    assert (
        "The money is spread in proportion to weighted scores (assumption), and '每市资金上限' (Article 8) is used up"
        in en
    )


def test_amounts_in_full_by_grade_and_of_the_objective(told) -> None:  # type: ignore[no-untyped-def]
    row = "A,甲,base,4,,80,"
    assert "按规定全额奖补（政策假定），该金额为其申请金额。" in told(policy(amounts="in-full"), row)["A"][0]
    bands = "amounts: {rule: graded, bands: [{from: 60, share: 0.5}, {from: 90, share: 1}], source: 第十二条}"
    graded = policy(bands, amounts="")
    zh, en = told(graded, row)["A"]
    assert "奖补3万元。得分在60分以上的一档，按示范型上限的50%奖补（第十二条）。" in zh
    assert "Scores of its grade, from 60 on, earn 50% of the cap of base (Article 12)." in en
    assert "该金额为其申请金额。" in told(graded, "A,甲,base,2,,80,")["A"][0]
    funded = policy("objective: funded-score", amounts="", budget="8")
    zh = told(funded, "A,甲,base,,,80,", "B,乙,base,,,80,")["B"][0]
    assert "金额与名单一并取定，使加权资金总分最大，“预算总额”（第三条）已用尽，本项目得其最低额" in zh
