"""Workbooks: merged cells, styled empty rows, sheets, the sheet that holds the policy."""

from typing import Any

import pytest
from openpyxl.styles import PatternFill

from allocator.errors import Problems
from allocator.tables import xlsx as module
from allocator.tables.workbook import Merged, open_workbook, read_lines
from tests.tables.raw import HEADINGS, repack, xlsx, xlsx_of
from tests.tables.workbooks import grid_of, read


def test_cells_merged_vertically_count_as_filled() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A3:A5")

    grid, faults, warnings = read(
        xlsx([HEADINGS, ["P1", "甲"], ["P2", "乙"], [None, "丙"], [None, "丁"], ["P3", "戊"]], merge)
    )
    assert faults == []
    assert grid is not None
    assert grid.columns[0] == ["P1", "P2", "P2", "P2", "P3"]
    assert warnings == [
        "a.xlsx row 3: cells A3:A5 are merged; each of their rows is read as having the value; "
        "unmerge them if that is wrong"
    ]


def test_rows_that_have_only_merged_cells_are_blank() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B3")

    grid = grid_of(xlsx([HEADINGS, ["P1", "甲"], [], ["P2", "乙"]], merge))
    assert grid.columns == [["P1", "P2"], ["甲", "乙"]]
    assert list(grid.rows) == [2, 4]


def test_cells_merged_horizontally_keep_their_value_in_the_first_column() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("B2:D2")
        sheet.merge_cells("B3:C4")

    rows: list[list[object]] = [[*HEADINGS, "备注", "说明"], ["P1", "甲"], ["P2", "乙"], ["P3", None, None, "x"]]
    grid, faults, warnings = read(xlsx(rows, merge))
    assert faults == []
    assert grid is not None
    assert grid.columns == [["P1", "P2", "P3"], ["甲", "乙", "乙"], ["", "", ""], ["", "", "x"]]
    assert [w.split(":", 1)[1] for w in warnings] == [
        " cells B3:C4 are merged; each of their rows is read as having the value; unmerge them if that is wrong",
        " cells B2:D2 are merged; the value is read for their first column alone; unmerge them if that is wrong",
    ]


def test_values_hidden_under_a_merged_range_are_not_read() -> None:
    data = xlsx([[*HEADINGS, "备注"], ["P1", "甲", "x"], ["P2", "乙", "y"]])
    merges = b'</sheetData><mergeCells count="2"><mergeCell ref="B2:B3" /><mergeCell ref="C2:C3"/></mergeCells>'
    grid, _, _ = read(repack(data, sheet1=(b"</sheetData>", merges)))
    assert grid is not None
    assert grid.columns == [["P1", "P2"], ["甲", "甲"], ["x", "x"]]


def test_an_empty_merged_range_fills_with_nothing() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("C2:C3")

    assert grid_of(xlsx([[*HEADINGS, "备注"], ["P1", "甲"], ["P2", "乙"]], merge)).columns[2] == ["", ""]


def test_merged_titles_and_headings_are_not_warned_of() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A1:D1")
        for column in "ABC":
            sheet.merge_cells(f"{column}2:{column}3")
        sheet.merge_cells("D2:E2")
        sheet.merge_cells("H4:I9")
        sheet.merge_cells("A40:A41")

    rows: list[list[object]] = [
        ["汇总"],
        [*HEADINGS, "备注", "金额"],
        [None, None, None, "申请金额", "项目投资额"],
        ["P1", "甲", "x", 1, 2],
    ]
    grid, faults, warnings = read(xlsx(rows, merge))
    assert faults == warnings == []
    assert grid is not None
    assert grid.heading_row == 3
    assert list(grid.headings) == [*HEADINGS, "备注", "申请金额", "项目投资额"]
    assert [column[0] for column in grid.columns] == ["P1", "甲", "x", "1", "2"]


def test_headings_alone_may_be_merged() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A1:A2")

    grid, _, warnings = read(xlsx([HEADINGS, [None, "说明"]], merge))
    assert grid is not None
    assert warnings == []


def test_very_many_merged_ranges_are_counted() -> None:
    def merge(sheet: Any) -> None:
        for row in range(2, 28, 2):
            sheet.merge_cells(f"A{row}:A{row + 1}")

    _, _, warnings = read(xlsx([HEADINGS, *[["P", "甲"]] * 26], merge))
    assert len(warnings) == 1
    assert "A20:A21 and 3 more ranges are merged" in warnings[0]


def test_merged_ranges_are_found_wherever_pieces_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B30:B40")

    data = xlsx([HEADINGS, *[["P", "甲"]] * 40], merge)
    for size in (40, 41, 97, 1000):
        monkeypatch.setattr(module, "_CHUNK", size)
        merged = set(open_workbook(data, "a.xlsx").merged("Sheet"))
        assert merged == {Merged(2, 1, 3, 1), Merged(30, 2, 40, 2)}


def test_styled_empty_rows_to_the_end_of_the_sheet_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    data = xlsx([HEADINGS, ["P1", "甲"], ["P2", "乙"]])
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (r, r) for r in range(4, 60_000))
    data = repack(data, sheet1=(b"</sheetData>", empty + b"</sheetData>"))
    parsed = 0
    texts = module._texts

    def counting(*given: Any) -> list[str]:
        nonlocal parsed
        parsed += 1
        return texts(*given)

    monkeypatch.setattr(module, "_texts", counting)
    assert list(grid_of(data).rows) == [2, 3]
    assert parsed < 40_000


def test_a_filled_row_behind_very_many_empty_ones_is_read() -> None:
    data = xlsx([HEADINGS, ["P1", "甲"]])
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (r, r) for r in range(3, 60_000))
    last = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>P2</t></is></c></row>'
    grid = grid_of(repack(data, sheet1=(b"</sheetData>", empty + last + b"</sheetData>")))
    assert list(grid.rows) == [2, 1_048_576]


def test_styled_empty_cells_are_empty() -> None:
    def style(sheet: Any) -> None:
        for row in range(1, 30):
            sheet.cell(row, 9).fill = PatternFill("solid", fgColor="FFFF00")

    assert list(grid_of(xlsx([HEADINGS, ["P1", "甲"]], style)).headings) == list(HEADINGS)


def test_of_several_sheets_the_first_with_headings_is_read_and_named() -> None:
    data = xlsx_of({"说明": [["申报单位须知"], ["申报单位"]], "济南": [HEADINGS, ["P1", "#N/A"]], "空": []})
    grid, faults, warnings = read(data)
    assert warnings == []
    assert grid is not None
    assert faults[0].startswith("a.xlsx [济南] row 2, 申报单位: ")


def test_further_sheets_with_headings_are_warned_of() -> None:
    data = xlsx_of({"济南": [HEADINGS, ["P1", "甲"]], "青岛": [HEADINGS, ["P2", "乙"]]})
    grid, _, warnings = read(data)
    assert grid is not None
    assert grid.columns[0] == ["P1"]
    assert warnings == ["a.xlsx [青岛]: is not read; only 济南 is; put every sheet into a file of its own"]


def test_several_sheets_without_headings_are_refused() -> None:
    grid, faults, _ = read(xlsx_of({"甲": [["a", "b"]], "乙": []}))
    assert grid is None
    assert faults == [
        "a.xlsx: no sheet has a row of headings: found sheets 甲, 乙, expected application_id (项目编号), "
        "enterprise (申报单位); put the headings into one row above the data"
    ]


def test_a_single_sheet_without_headings_is_refused_by_its_file() -> None:
    grid, faults, _ = read(xlsx([["a", "b"]]))
    assert grid is None
    assert faults[0].startswith("a.xlsx row 1: no headings in the first 1 rows")


def test_chart_sheets_are_no_sheets() -> None:
    def add_chart(sheet: Any) -> None:
        from openpyxl.chart import BarChart, Reference

        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
        sheet.parent.create_chartsheet("图").add_chart(chart)

    assert open_workbook(xlsx([HEADINGS, ["P1", "甲"]], add_chart), "a.xlsx").sheets == ("Sheet",)


def lines_of(data: bytes) -> tuple[str, list[str]]:
    problems = Problems()
    book = open_workbook(data, "a.xlsx")
    return read_lines(book, book.sheets[0], "a.xlsx [policy]", problems), [str(p) for p in problems.faults]


def test_lines_keep_their_indentation_and_their_numbers() -> None:
    rows: list[list[object]] = [["a: 甲"], [], ["tiers:"], ["  - id: b  "], ["    cap: 5\r"], [2026], [None, "\u3000"]]
    assert lines_of(xlsx(rows)) == ("a: 甲\n\ntiers:\n  - id: b  \n    cap: 5\n2026\n\n", [])


def test_cells_beside_the_lines_are_faults() -> None:
    assert lines_of(xlsx([["a: 1"], ["b:", None, "2"]]))[1] == [
        "a.xlsx [policy] line 2: column C is not empty; only column A is read; put the whole line into column A"
    ]


def test_a_line_that_is_no_value_is_a_fault() -> None:
    assert lines_of(xlsx([["a: 1"], ["=x"]]))[1] == [
        "a.xlsx [policy] line 2: is a formula without a stored value; open the file in Excel and save it"
    ]


def test_an_empty_sheet_has_no_lines() -> None:
    assert lines_of(xlsx([])) == ("", [])
