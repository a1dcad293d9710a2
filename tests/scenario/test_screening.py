"""Who may win where: every condition, the ledger, enterprises, amounts, groups and decisions at the gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.scenario import Scenario
from allocator.scenario.reasons import screening_reason
from tests.scenario.made import failed
from tests.small import APPLICATIONS, ONE, TIERS, policy, scenario

CODE_1, CODE_2 = "91370199MACF1X1T18", "91377178YCE12EJWN3"


def cells(column: str, *values: str) -> str:
    rows = [f"P{k},E{k},top,80,{v}\n" for k, v in enumerate(values)]
    return f"application_id,enterprise,tier,score,{column}\n" + "".join(rows)


@pytest.mark.parametrize(
    ("condition", "passing", "failing"),
    [
        ("equals: yes", ["是", "YES", "√", "１", "y", "有", "true"], ["否", "no", "×", "0", "无", ""]),
        ("equals: no", ["无", "否"], ["有", ""]),
        ("not_equals: yes", ["否"], ["是", ""]),
        ('equals: "yes"', ["yes", "ｙｅｓ"], ["是", "YES", ""]),
        ("equals: 3", ["3", "3.0", "３"], ["4", "三", ""]),
        ("equals: 国内领先", ["国内领先", " 国内领先 "], ["国内", ""]),
        ("not_equals: 失信", ["良好"], ["失信", ""]),
        ("in: [良好, 一般, 5]", ["良好", "一般", "5.0"], ["较差", ""]),
        ("in: [yes, no]", ["是", "否"], [""]),
        ("at_least: 3", ["3", "3.5", "1000"], ["2.99", "-5", ""]),
        ("at_most: 3", ["3", "-1"], ["3.01", ""]),
        ("filled: true", ["x", "0", "否"], [""]),
    ],
)
def test_conditions(tmp_path: Path, condition: str, passing: list[str], failing: list[str]) -> None:
    rule = f"eligibility: [{{id: gate, name: 门槛, column: extra, {condition}, source: 第五条}}]"
    made = scenario(tmp_path / "s", policy(rule), cells("extra", *passing, *failing))
    assert failed(made) == [()] * len(passing) + [("gate",)] * len(failing)
    for k in range(len(passing), len(passing) + len(failing)):
        zh, en = screening_reason(made, k, "gate")
        assert zh.startswith("门槛：")
        assert zh.endswith("（第五条）")
        assert en.startswith("gate: ")


@pytest.mark.parametrize(
    ("condition", "cell", "message"),
    [
        ("equals: yes", "大概", "'大概' is neither yes nor no; write yes or no"),
        ("in: [yes, 3]", "大概", "'大概' is neither yes nor no"),
        ("at_least: 3", "三年", "'三年' is not a number"),
    ],
)
def test_a_cell_that_cannot_be_compared_is_a_fault(tmp_path: Path, condition: str, cell: str, message: str) -> None:
    rule = f"eligibility: [{{id: gate, name: 门槛, column: extra, {condition}, source: x}}]"
    with pytest.raises(InputError, match=message):
        scenario(tmp_path / "s", policy(rule), cells("extra", cell))


def test_a_tier_is_the_same_by_its_id_and_by_its_name(tmp_path: Path) -> None:
    rule = "eligibility: [{id: gate, name: 门槛, column: tier, equals: top, source: x}]"
    table = "application_id,enterprise,tier,score\nA,甲,标杆型,80\nB,乙,top,80\nC,丙,示范型,80\n"
    assert failed(scenario(tmp_path / "s", policy(rule), table)) == [(), (), ("gate",)]
    wide = policy(rule, tiers=TIERS.replace("标杆型", "标杆型（A）"))
    assert failed(scenario(tmp_path / "w", wide, table.replace("标杆型", "标杆型（A）"))) == [(), (), ("gate",)]
    assert failed(scenario(tmp_path / "n", wide, table.replace("标杆型", "标杆型(A)"))) == [(), (), ("gate",)]


def test_money_columns_compare_in_policy_units(tmp_path: Path) -> None:
    rule = "eligibility: [{id: gate, name: 门槛, column: investment, at_least: 500万元, source: x}]"
    made = scenario(tmp_path / "s", policy(rule), cells("investment", "500", "0.05亿", "4999999元"))
    assert failed(made) == [(), (), ("gate",)]


def test_every_failed_rule_is_recorded_and_one_with_tiers_closes_only_those(tmp_path: Path) -> None:
    rules = """eligibility:
  - {id: all, name: 甲, column: a, equals: yes, source: x}
  - {id: top-only, name: 乙, column: b, equals: yes, tiers: [标杆型], source: x}
fallback: [{from: top, to: base, source: x}]
min_score: {value: 60, source: x}
"""
    table = "application_id,enterprise,tier,score,a,b\nA,甲,top,50,no,no\nB,乙,top,70,yes,no\nC,丙,base,70,yes,no\n"
    made = scenario(tmp_path / "s", policy(rules), table)
    assert failed(made) == [("all", "top-only", "min_score"), ("top-only",), ()]
    assert [list(t) for t in made.screening.open_tiers] == [[], [1], [1]]


def test_fallback_is_one_hop_never_a_chain(tmp_path: Path) -> None:
    tiers = TIERS + "  - {id: small, name: 小额, cap: 2, source: x}\n"
    hops = "fallback: [{from: top, to: base, source: x}, {from: base, to: small, source: x}]"
    made = scenario(tmp_path / "s", policy(hops, tiers=tiers), APPLICATIONS)
    assert [list(t) for t in made.screening.open_tiers] == [[0, 1], [0, 1], [1, 2], [1, 2]]


@pytest.mark.parametrize(
    ("tier", "requested", "investment", "bounds", "codes"),
    [
        ("cap: 10, floor: 4", "", "", (4, 10), ()),
        ("cap: 10, floor: 4", "7.9", "", (4, 7), ()),
        ("cap: 10, floor: 4", "3", "", (3, 3), ()),
        ("cap: 10.9, floor: 3.1", "", "", (4, 10), ()),
        ("cap: 10", "", "", (1, 10), ()),
        ("floor: 4", "20", "", (4, 20), ()),
        ("cap: 10, rate: 0.3", "", "20", (1, 6), ()),
        ("cap: 10, rate: 0.3", "", "", None, ("investment-missing",)),
        ("cap: 10, rate: 0.3", "0", "", None, ("investment-missing", "no-amount")),
        ("rate: 0.3", "", "", None, ("investment-missing",)),
        ("cap: 10, rate: 0.3", "", "3", None, ("no-amount",)),
        ("cap: 10", "0.9", "", None, ("no-amount",)),
    ],
)
def test_awards_are_bounded(
    tmp_path: Path, tier: str, requested: str, investment: str, bounds: tuple[int, int] | None, codes: tuple[str, ...]
) -> None:
    text = policy(tiers=f"tiers: [{{id: a, name: 甲, {tier}, source: x}}]\n")
    table = f"application_id,enterprise,score,requested,investment\nA,甲,80,{requested},{investment}\n"
    made = scenario(tmp_path / "s", text, table)
    assert dict(made.screening.open_tiers[0]) == ({} if bounds is None else {0: bounds})
    assert failed(made) == [codes]


def test_an_award_that_nothing_bounds_is_a_fault(tmp_path: Path) -> None:
    text = policy(tiers="tiers: [{id: a, name: 甲, source: x}]\n")
    with pytest.raises(InputError, match="nothing bounds its award in tier a"):
        scenario(tmp_path / "s", text, "application_id,enterprise,score,requested\nA,甲,80,\n")


def test_graded_amounts_follow_the_score(tmp_path: Path) -> None:
    grades = "{from: 60, share: 0}, {from: 90, share: 1}, {from: 70, share: 0.55}"
    bands = f"amounts: {{rule: graded, bands: [{grades}], source: x}}"
    text = policy(bands, tiers="tiers: [{id: a, name: 甲, cap: 10, source: x}]\n", amounts="")
    table = "application_id,enterprise,score,requested\n" + "".join(
        f"P{s},E{s},{s},{r}\n" for s, r in [(90, ""), (89, ""), (70, "3"), (65, ""), (10, "")]
    )
    made = scenario(tmp_path / "s", text, table)
    assert [dict(t) for t in made.screening.open_tiers] == [{0: (10, 10)}, {0: (5, 5)}, {0: (3, 3)}, {}, {}]
    assert failed(made)[3:] == [("below-bands",), ("below-bands",)]


def enterprises(folder: Path, rows: list[tuple[str, str]], ledger: str = "", one: str = ONE) -> Scenario:
    table = "application_id,enterprise,uscc,tier,score\n" + "".join(
        f"P{k},{n},{c},top,80\n" for k, (n, c) in enumerate(rows)
    )
    tables = {"ledger": "year,enterprise,uscc\n" + ledger} if ledger else {}
    return scenario(folder, policy(one=one), table, **tables)


def test_one_enterprise_is_one_code_or_one_name_where_a_code_lacks(tmp_path: Path) -> None:
    rows = [
        ("甲（山东）公司", CODE_1),
        ("甲(山东) 公司", ""),
        ("乙公司", CODE_1),
        ("甲（山东）公司", ""),
        ("丙公司", ""),
        ("丙公司", CODE_2),
    ]
    assert list(enterprises(tmp_path / "s", rows).enterprises.numbers) == [0, 0, 0, 0, 4, 4]


def test_one_name_with_two_codes_is_two_enterprises_unless_a_row_without_joins_them(tmp_path: Path) -> None:
    rows = [("甲公司", CODE_1), ("甲公司", CODE_2)]
    assert list(enterprises(tmp_path / "s", rows).enterprises.numbers) == [0, 1]
    with pytest.raises(InputError, match="would be one enterprise"):
        enterprises(tmp_path / "t", [*rows, ("甲公司", "")])


@pytest.mark.parametrize(
    ("ledger", "one", "closed"),
    [
        (f"2026,别名,{CODE_1}\n", ONE, [True, True, False]),
        ("2026,甲 公司,\n", ONE, [True, True, False]),
        (
            f"2026,甲公司,{CODE_2}\n",
            ONE,
            [True, True, False],
        ),  # matches the row without a code by name, and so its enterprise
        (f"2026,丙公司,{CODE_2}\n", ONE, [False, False, True]),
        ("2025,甲公司,\n", ONE, [False, False, False]),
        ("2025,甲公司,\n", ONE.replace("enterprise,", "enterprise, cooldown_years: 1,"), [True, True, False]),
        ("2024,甲公司,\n", ONE.replace("enterprise,", "enterprise, cooldown_years: 1,"), [False, False, False]),
        ("2027,甲公司,\n", ONE, [False, False, False]),
        ("2026年,甲公司,\n", "one_award_per: null\n", [False, False, False]),
    ],
)
def test_the_ledger_closes_enterprises(tmp_path: Path, ledger: str, one: str, closed: list[bool]) -> None:
    rows = [("甲公司", CODE_1), ("甲公司", ""), ("丙公司", "")]
    made = enterprises(tmp_path / "s", rows, ledger, one)
    assert ["already-awarded" in f for f in failed(made)] == closed
    assert any("is not applied" in str(w) for w in made.warnings) == ("null" in one)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("91370199MACF1X1T19", "has a wrong check digit"),
        ("91370199MACF1X1T1", "has 17 characters, not 18"),
        ("91370199MACF1X1TI8", "is no unified social credit code"),
        ("9.137E+17", "has 9 characters, not 18"),
    ],
)
def test_a_bad_code_is_a_fault(tmp_path: Path, code: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        enterprises(tmp_path / "s", [("甲公司", code)])
