"""Heading row, blank rows, surplus cells: what all formats have in common."""

from collections.abc import Sequence

import pytest

from allocator.errors import Problems
from allocator.tables import grid as module
from allocator.tables.cell_text import NO_VALUE
from allocator.tables.grid import Grid, gather
from tests.tables.raw import applications

HEAD = ["项目编号", "申报单位"]


def gathered(*rows: Sequence[str]) -> tuple[Grid | None, list[str]]:
    problems = Problems()
    grid = gather("a.csv", enumerate(rows, 1), applications(), problems)
    return grid, [str(p) for p in problems.faults]


def test_cells_are_trimmed_of_all_that_cannot_be_seen() -> None:
    grid, _ = gathered(HEAD, ["\ufeff P1\u3000", "\u200b\xa0甲 公司\u2060\n"])
    assert grid is not None
    assert grid.columns == [["P1"], ["甲 公司"]]


def test_blank_rows_are_passed_over_but_counted() -> None:
    grid, _ = gathered([], HEAD, [], ["P1", "甲"], ["\u3000", " "], ["", ""], ["P2", ""])
    assert grid is not None
    assert grid.heading_row == 2
    assert list(grid.rows) == [4, 7]
    assert grid.columns == [["P1", "P2"], ["甲", ""]]


@pytest.mark.parametrize("titles", range(6))
def test_headings_may_stand_under_five_title_rows(titles: int) -> None:
    grid, faults = gathered(*[[f"标题{i}"] for i in range(titles)], HEAD, ["P1", "甲"])
    assert faults == []
    assert grid is not None
    assert grid.heading_row == titles + 1
    assert list(grid.rows) == [titles + 2]


def test_headings_are_not_sought_further_down() -> None:
    grid, faults = gathered(*[[f"标题{i}"] for i in range(6)], HEAD, ["P1", "甲"])
    assert grid is None
    assert faults == [
        "a.csv row 1: no headings in the first 6 rows: found '标题0', expected application_id (项目编号), "
        "enterprise (申报单位); put the headings into one row above the data"
    ]


def test_a_title_that_holds_one_known_word_is_no_heading_row() -> None:
    grid, _ = gathered(["申报单位", "盖章"], HEAD, ["P1", "甲"])
    assert grid is not None
    assert grid.heading_row == 2


def test_a_blank_file_has_no_columns() -> None:
    assert gathered([], [" ", ""]) == (Grid("a.csv", 0, (), (), ()), [])


def test_trailing_columns_without_heading_and_content_are_dropped() -> None:
    grid, faults = gathered([*HEAD, "", " "], ["P1", "甲", "", "\u3000", "", ""])
    assert faults == []
    assert grid is not None
    assert list(grid.headings) == HEAD


def test_short_rows_are_filled_up() -> None:
    grid, faults = gathered([*HEAD, "备注"], ["P1"], ["P2", "乙"])
    assert faults == []
    assert grid is not None
    assert grid.columns == [["P1", "P2"], ["", "乙"], ["", ""]]


def test_a_surplus_cell_is_a_fault_of_its_row() -> None:
    grid, faults = gathered(HEAD, ["P1", "甲", "", "x", "y"], ["P2", "乙"], ["", "", "z"])
    assert faults == [
        "a.csv row 2, column D: 'x' stands under no heading; give the column a heading, or empty the cell",
        "a.csv row 4, column C: 'z' stands under no heading; give the column a heading, or empty the cell",
    ]
    assert grid is not None
    assert list(grid.rows) == [2, 3]


def test_a_surplus_formula_is_called_a_formula() -> None:
    _, faults = gathered(HEAD, ["P1", "甲", NO_VALUE])
    assert faults[0].startswith("a.csv row 2, column C: a formula stands under no heading")


def test_an_empty_heading_in_the_middle_may_not_have_cells_below() -> None:
    grid, faults = gathered(["项目编号", "", "申报单位"], ["P1", "", "甲"], ["P2", "x", "乙"], ["P3", "y", "丙"])
    assert faults == [
        "a.csv row 3, column B: 'x' stands under no heading; give the column a heading, or empty the cell"
    ]
    assert grid is not None


def test_an_empty_heading_in_the_middle_with_nothing_below_is_no_fault() -> None:
    assert gathered(["项目编号", "", "申报单位"], ["P1", " ", "甲"])[1] == []


@pytest.mark.parametrize(
    "error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"]
)
def test_an_excel_error_is_a_fault_and_is_emptied(error: str) -> None:
    grid, faults = gathered([*HEAD, "得分"], ["P1", "甲", "1"], [], ["P2", "乙", error])
    assert faults == [
        f"a.csv row 4, 得分: {error!r} is an Excel error, not a value; correct the formula or type the value"
    ]
    assert grid is not None
    assert grid.columns[2] == ["1", ""]


def test_a_formula_without_value_is_a_fault() -> None:
    _, faults = gathered(HEAD, ["P1", NO_VALUE])
    assert faults == ["a.csv row 2, 申报单位: is a formula without a stored value; open the file in Excel and save it"]


def test_an_excel_error_may_be_no_heading() -> None:
    _, faults = gathered([*HEAD, "#REF!"], ["P1", "甲", "1"])
    assert faults == [
        "a.csv row 1, column C: '#REF!' is an Excel error, not a value; correct the formula or type the value"
    ]


def test_very_many_faults_of_one_kind_are_counted() -> None:
    _, faults = gathered([*HEAD, "得分"], *[["P", "甲", "#N/A", "x"] for _ in range(53)])
    assert len(faults) == 102
    assert "a.csv: 3 more rows have cells under no heading; correct them in the same way" in faults
    assert "a.csv: 3 more such cells in column 得分; correct them in the same way" in faults


def test_row_numbers_hold_across_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 3)
    grid, _ = gathered(HEAD, *([f"P{i}", "甲"] if i % 4 else [] for i in range(20)))
    assert grid is not None
    assert list(grid.rows) == [i + 2 for i in range(20) if i % 4]
    assert grid.columns[0] == [f"P{i}" for i in range(20) if i % 4]


def test_repeated_texts_are_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 4)
    grid, _ = gathered(HEAD, *([f"P{i}", "".join(["济南", "市" + " " * i])] for i in range(12)))
    assert grid is not None
    assert grid.columns[0] == [f"P{i}" for i in range(12)]
    assert grid.columns[1] == ["济南市"] * 12
    assert list(grid.columns[1].values) == ["济南市"]
