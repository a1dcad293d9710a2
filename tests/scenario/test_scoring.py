"""From sheets to scores, against values worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.scenario import Scenario
from tests.small import policy, scenario

INDICATORS = """scoring:
  indicators:
    - {id: "1.1", name: 创新, weight: 60, max: 10, source: x}
    - {id: "1.2", name: 成效, weight: 40, max: 10, source: x}
"""
BONUS = '  bonus: {ceiling: 3, indicators: [{id: "5.1", name: 标准, weight: 4, max: 10, source: x}]}\n'
HEADER = "application_id,expert,indicator,score,recused\n"


def score(
    folder: Path, rows: str, panel: str = "", *, bonus: str = "", decimals: int = 2, applications: str = "A"
) -> Scenario:
    text = policy(INDICATORS + bonus + (f"  panel: {{{panel}, source: x}}\n" if panel else ""))
    table = "application_id,enterprise,tier,requested\n" + "".join(f"{a},{a}公司,top,5\n" for a in applications)
    return scenario(
        folder, text.replace("score_decimals: 0", f"score_decimals: {decimals}"), table, reviews=HEADER + rows
    )


def sheet(application: str, expert: str, first: str, second: str, recused: str = "") -> str:
    return f"{application},{expert},1.1,{first},{recused}\n{application},{expert},成效,{second},{recused}\n"


THREE = sheet("A", "E1", "10", "5") + sheet("A", "E2", "7", "7") + sheet("A", "E3", "1", "9")  # totals 80, 70, 42


@pytest.mark.parametrize(
    ("panel", "expected"),
    [
        ("method: mean", Fraction(64)),
        ("method: trimmed, trim: 1, min_sheets: 3", Fraction(70)),
        ("method: median", Fraction(70)),
        ("level: indicator, method: mean", Fraction(64)),
        ("level: indicator, method: median", Fraction(42 + 28)),
        ("level: indicator, method: trimmed, trim: 1, min_sheets: 3", Fraction(42 + 28)),
        ("", Fraction(64)),
    ],
)
def test_panels(tmp_path: Path, panel: str, expected: Fraction) -> None:
    assert score(tmp_path / "s", THREE, panel).score(0) == expected


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two(tmp_path: Path) -> None:
    assert score(tmp_path / "s", THREE + sheet("A", "E4", "9", "9"), "method: median").score(0) == 75


@pytest.mark.parametrize(("decimals", "expected"), [(0, "64"), (1, "63.7"), (2, "63.67"), (4, "63.6667")])
def test_a_score_is_rounded_once_half_away_from_zero(tmp_path: Path, decimals: int, expected: str) -> None:
    rows = sheet("A", "E1", "10", "5") + sheet("A", "E2", "7", "7") + sheet("A", "E3", "1", "8.75")  # 80, 70, 41
    assert score(tmp_path / "s", rows, decimals=decimals).score(0) == Fraction(expected)


def test_exactly_half_is_rounded_up(tmp_path: Path) -> None:
    rows = sheet("A", "E1", "10", "5") + sheet("A", "E2", "10", "5.25")  # 80, 81
    assert score(tmp_path / "s", rows, decimals=0).score(0) == 81


def test_one_recused_row_marks_the_sheet_and_may_lack_an_indicator(tmp_path: Path) -> None:
    rows = THREE + "A,E4,,,是\n" + sheet("A", "E5", "10", "10") + "A,E5,,,yes\n"
    made = score(tmp_path / "s", rows)
    assert made.score(0) == 64
    assert made.scores.sheets[0] == (3, 2, 0)


def test_an_incomplete_sheet_is_left_out_and_reported(tmp_path: Path) -> None:
    rows = THREE + "A,E4,1.1,10,\n" + "A,E5,1.1,10,\nA,E5,1.2,,\n"
    made = score(tmp_path / "s", rows)
    assert made.score(0) == 64
    assert made.scores.sheets[0] == (3, 0, 2)


def test_too_few_valid_sheets_close_every_tier(tmp_path: Path) -> None:
    made = score(tmp_path / "s", THREE, "min_sheets: 4")
    assert made.screening.failed[0] == ("reviews-incomplete",)
    assert made.score(0) is None
    assert not made.screening.eligible(0)


def test_a_bonus_is_the_plain_mean_capped_and_an_absent_one_is_nothing(tmp_path: Path) -> None:
    rows = THREE + "A,E1,5.1,10,\nA,E2,5.1,5,\nA,E3,5.1,,\n"  # 4, 2, 0 points
    made = score(tmp_path / "s", rows, "method: median", bonus=BONUS)
    assert made.score(0) == 72
    assert made.scores.points[0] == (42, 28, 2)
    rows = THREE + "A,E1,5.1,10,\nA,E2,5.1,10,\nA,E3,5.1,10,\n"
    assert score(tmp_path / "t", rows, "method: median", bonus=BONUS).score(0) == 73


def test_the_composite_is_clamped_to_the_highest_score(tmp_path: Path) -> None:
    rows = sheet("A", "E1", "10", "10") + "A,E1,5.1,10,\n"
    text = policy(INDICATORS + BONUS, "max_score: 101")
    made = scenario(tmp_path / "s", text, "application_id,enterprise,tier\nA,甲,top\n", reviews=HEADER + rows)
    assert made.score(0) == 101


def test_mean_shift_takes_out_how_strict_an_expert_is(tmp_path: Path) -> None:
    # E1 gives 80 and 60, E2 gives 60 and 40 (one step stricter): shifts of +10 and -10
    rows = (
        sheet("A", "E1", "8", "8")
        + sheet("B", "E1", "6", "6")
        + sheet("A", "E2", "6", "6")
        + sheet("B", "E2", "4", "4")
    )
    made = score(tmp_path / "s", rows + sheet("C", "E2", "5", "5"), "severity: mean-shift", applications="ABC")
    # all totals 80 60 60 40 50: mean 58; E1 mean 70 shift 12; E2 mean 50 shift -8
    assert [made.score(k) for k in range(3)] == [(80 - 12 + 60 + 8) / Fraction(2), (60 - 12 + 40 + 8) / Fraction(2), 58]


def test_a_score_beside_reviews_must_agree(tmp_path: Path) -> None:
    text = policy(INDICATORS)
    table = "application_id,enterprise,tier,score\nA,甲,top,{}\n"
    assert scenario(tmp_path / "s", text, table.format("64"), reviews=HEADER + THREE).score(0) == 64
    assert scenario(tmp_path / "t", text, table.format(""), reviews=HEADER + THREE).score(0) == 64
    with pytest.raises(InputError, match=r"row 2, score: '65' differs from 64, which the reviews give"):
        scenario(tmp_path / "u", text, table.format("65"), reviews=HEADER + THREE)


def test_points_break_ties_before_ids_and_empty_ones_come_last(tmp_path: Path) -> None:
    rows = sheet("A", "E1", "5", "5") + sheet("B", "E1", "3", "8")  # 50 each; indicator 1.2: 20 and 32 points
    text = policy(INDICATORS + '  tie_break: ["1.2"]\n')
    table = "application_id,enterprise,tier,score\nA,甲,top,\nB,乙,top,\nC,丙,top,50\n0,丁,top,51\n"
    made = scenario(tmp_path / "s", text, table, reviews=HEADER + rows)
    ids = made.tables.applications.ids
    assert [ids[k] for k in made.order] == ["0", "B", "A", "C"]


def test_a_numeric_column_breaks_ties_and_text_in_it_is_a_fault(tmp_path: Path) -> None:
    text = policy(INDICATORS + "  tie_break: [investment, years]\n")
    header = "application_id,enterprise,tier,score,investment,years\n"
    table = header + "A,甲,top,50,,3\nB,乙,top,50,90万元,1\nC,丙,top,50,90,2\n"
    made = scenario(tmp_path / "s", text, table)
    assert [made.tables.applications.ids[k] for k in made.order] == ["C", "B", "A"]
    with pytest.raises(InputError, match=r"row 2, years: '三年' is not a number"):
        scenario(tmp_path / "t", text, table.replace(",3\n", ",三年\n"))
    with pytest.raises(InputError, match="the column 'years' that rule 'tie_break years' needs is missing"):
        scenario(tmp_path / "u", text, table.replace("years", "jahre"))
