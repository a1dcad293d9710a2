"""Decisions, group rules and faults of the applications."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.errors import InputError
from tests.scenario.made import failed
from tests.small import APPLICATIONS, policy, scenario

DECIDED = "application_id,decision,reason\n"


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        (DECIDED + "A,fund:base,会议\n", r"but tier base is closed to it \(it did not apply for it\)"),
        (DECIDED + "Z,reject,会议\n", "'Z' is not among the applications"),
        (DECIDED + "A,reject,\n", "reason: the cell is empty; fill it in"),
        (DECIDED + "A,reject,会议\nA,fund,会议\n", "'A' is already decided on in"),
        (DECIDED + "A,maybe,会议\n", "'maybe' is no decision; write fund, fund:TIER or reject"),
        (DECIDED + "A,fund:,会议\n", "is no decision"),
        (DECIDED + "A,fund:tpo,会议\n", "'tpo' is no tier; did you mean 'top'?"),
        (DECIDED, "has no rows below its headings"),
    ],
)
def test_a_decision_that_cannot_stand_is_a_fault(tmp_path: Path, decisions: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        scenario(tmp_path / "s", policy(), decisions=decisions)


@pytest.mark.parametrize("day", ["2026-02-30", "soon", "45000", "3月1日", "2026-13-01", "2026年3月1①日"])
def test_a_decision_is_of_a_real_day(tmp_path: Path, day: str) -> None:
    decisions = f"application_id,decision,reason,date\nA,reject,会议,{day}\n"
    with pytest.raises(InputError, match=f"decisions.csv row 2, date: '{day}' is not a date; write for example"):
        scenario(tmp_path / "s", policy(), decisions=decisions)


def test_faults_of_decisions_are_told_all_at_once(tmp_path: Path) -> None:
    decisions = "application_id,decision,reason,date\nA,fund:base,会议,\nB,maybe,会议,\nC,reject,,soon\n"
    with pytest.raises(InputError) as caught:
        scenario(tmp_path / "s", policy(), decisions=decisions)
    assert sorted(p.place.row or 0 for p in caught.value.problems) == [2, 3, 4, 4]


def test_groups_and_codes_are_checked_though_reviews_have_faults(tmp_path: Path) -> None:
    groups = "groups: [{id: a, by: city, value: 某地, max_awards: 1, source: x}]"
    with pytest.raises(InputError) as caught:
        scenario(tmp_path / "s", policy(groups), reviews="application_id,expert,indicator,score\nA,X,1.1,5\n")
    assert len(caught.value.problems) == 2


def test_a_decision_to_fund_in_one_tier_names_the_rules_that_close_that_tier(tmp_path: Path) -> None:
    rules = "eligibility:" + "".join(
        f"\n  - {{id: for-{t}, name: x, column: title, filled: yes, tiers: [{t}], source: s}}" for t in ("top", "base")
    )
    with pytest.raises(InputError, match=r"tier base is closed to it \(failed: for-base\)"):
        scenario(
            tmp_path / "s",
            policy(rules, "fallback: [{from: top, to: base, source: x}]"),
            APPLICATIONS.replace("city", "title").replace("济南市", ""),
            decisions=DECIDED + "A,fund:base,会议\n",
        )


def test_a_decision_to_fund_what_is_closed_names_the_failed_rules(tmp_path: Path) -> None:
    text = policy("min_score: {value: 85, source: x}")
    with pytest.raises(InputError, match=r"any tier is closed to it \(failed: min_score\)"):
        scenario(tmp_path / "s", text, decisions=DECIDED + "B,fund,会议\n")


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (
            "[{id: a, by: city, value: 某地, max_awards: 1, source: x}]",
            "no application has the value '某地' of rule 'a'",
        ),
        ("[{id: a, by: place, max_awards: 1, source: x}]", "the column 'place' that rule 'a' needs is missing"),
        (
            "[{id: a, by: city, max_amount: 9, source: x}, {id: e, by: kind, max_amount: 1, source: x}]",
            "overlaps, neither within the other; amounts rule proportional needs nested or separate groups",
        ),
    ],
)
def test_group_rules_are_checked_against_the_tables(tmp_path: Path, groups: str, message: str) -> None:
    table = APPLICATIONS.replace("city", "city,kind").replace("济南市", "济南市,x", 1).replace("青岛市", "青岛市,x", 1)
    table = "\n".join(line + "," * (line.count(",") == 5) for line in table.split("\n"))
    with pytest.raises(InputError, match=message):
        scenario(tmp_path / "s", policy(f"groups: {groups}"), table)


def test_an_absent_value_may_be_allowed(tmp_path: Path) -> None:
    groups = "groups: [{id: a, by: city, value: 某地, max_awards: 1, allow_absent: yes, source: x}]"
    assert scenario(tmp_path / "s", policy(groups)).order


def test_other_amounts_rules_take_any_groups(tmp_path: Path) -> None:
    groups = "groups: [{id: a, by: city, max_amount: 9, source: x}, {id: b, by: tier, max_amount: 9, source: x}]"
    table = APPLICATIONS.replace("C,丙公司,base", "C,丙公司,top")
    assert scenario(tmp_path / "s", policy(groups, amounts="uniform"), table).order
    with pytest.raises(InputError, match="overlaps"):
        scenario(tmp_path / "t", policy(groups), table)


def test_an_expired_policy_is_warned_of(tmp_path: Path) -> None:
    made = scenario(tmp_path / "s", policy("valid_until: 2025-12-31"))
    assert any("in force until 2025-12-31" in str(w) for w in made.warnings)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",90,", ",101,", "'101' is outside 0 to 100"),
        (",90,", ",-1,", "'-1' is outside 0 to 100"),
        (",90,", ",90.5,", "'90.5' has more than 0 decimal places"),
        ("A,甲公司,top,,", "A,甲公司,top,-5,", "'-5' is below 0"),
        ("A,甲公司", "A,", "enterprise: the cell is empty"),
        ("A,甲公司,top", "A,甲公司,", "tier: the cell is empty"),
        (",tier,", ",type,", r"the column tier \(申报类型\) is missing"),
        ("score", "points", r"neither a column score \(综合得分\) nor a reviews table"),
        ("B,乙", "Ａ,乙", "'Ａ' differs from 'A' in applications.csv row 2 only in case, width"),
        ("B,乙", "A\u200b,乙", "stands already in|differs from 'A'"),
        ("B,乙", "A\u3164,乙", "'A' stands already in"),
        ("B,乙", "\u2800,乙", "application_id: the cell is empty"),
        ("A,甲公司", "A,\u3164\u115f\uffa0", "enterprise: the cell is empty"),
        ("A,甲公司", "A,\ufe0f\u2800\ufe0f", "enterprise: the cell is empty"),
    ],
)
def test_faults_of_applications(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in APPLICATIONS
    with pytest.raises(InputError, match=message):
        scenario(tmp_path / "s", policy(), APPLICATIONS.replace(old, new, 1))


def test_without_a_score_every_tier_is_closed(tmp_path: Path) -> None:
    made = scenario(tmp_path / "s", policy(), APPLICATIONS.replace(",90,", ",,"))
    assert failed(made)[0] == ("score-missing",)
