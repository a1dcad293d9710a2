"""Workbooks of the present format: values, merged cells, sheets, damage."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.tables.raw import HEADINGS, repack, with_shared_text, xlsx
from tests.tables.workbooks import grid_of, read


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  甲\u3000", "甲"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        (1234.0, "1234"),
        (12345678901234567, "12345678901234600"),
        (-3, "-3"),
        (True, "yes"),
        (False, "no"),
        (date(2026, 5, 1), "2026-05-01"),
        (datetime(2026, 5, 1, 8, 30), "2026-05-01T08:30:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=36), "36:00:00"),
        (None, ""),
    ],
)
def test_text_of_a_cell(value: object, text: str) -> None:
    assert grid_of(xlsx([HEADINGS, ["P1", value]])).columns[1] == [text]


def test_rich_text_is_read_as_plain_text() -> None:
    rich = CellRichText("山东", TextBlock(InlineFont(b=True), "甲"), "公司")
    assert grid_of(xlsx([HEADINGS, ["P1", rich]])).columns[1] == ["山东甲公司"]


def test_texts_that_cells_share_are_read_without_their_phonetic_notes() -> None:
    text = "<r><t>山东</t></r><r><t xml:space='preserve'> 甲_x000D_</t></r><rPh sb='0' eb='1'><t>shan</t></rPh>"
    assert grid_of(with_shared_text(xlsx([HEADINGS, ["P1", "甲"]]), "B2", text.encode())).columns[1] == ["山东 甲"]


def test_line_ends_that_excel_escapes_are_line_ends() -> None:
    assert grid_of(xlsx([HEADINGS, ["P1", "甲_x000D_\n乙_x000D_"]])).columns[1] == ["甲\r\n乙"]


def test_dates_count_from_the_year_that_the_workbook_says() -> None:
    def since_1904(sheet: Any) -> None:
        sheet.parent.epoch = CALENDAR_MAC_1904

    assert grid_of(xlsx([HEADINGS, ["P1", date(2026, 5, 1)]], since_1904)).columns[1] == ["2026-05-01"]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_cell_is_named(error: str) -> None:
    _, faults, _ = read(xlsx([["标题"], HEADINGS, [], ["P1", error]]))
    assert faults == [
        f"a.xlsx row 4, 申报单位: {error!r} is an Excel error, not a value; correct the formula or type the value"
    ]


def test_a_date_beyond_the_calendar_is_an_error_cell(recwarn: pytest.WarningsRecorder) -> None:
    data = repack(xlsx([HEADINGS, ["P1", date(2026, 5, 1)]]), sheet1=(b"<v>46143</v>", b"<v>99999999</v>"))
    _, faults, _ = read(data)
    assert faults[0].startswith("a.xlsx row 2, 申报单位: '#VALUE!' is an Excel error")
    assert not recwarn.list


def test_a_formula_without_a_stored_value_is_named() -> None:
    _, faults, _ = read(xlsx([HEADINGS, ["P1", "甲"], ["P2", '=A2&"x"']]))
    assert faults == ["a.xlsx row 3, 申报单位: is a formula without a stored value; open the file in Excel and save it"]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (b'<c r="B2" t="str"><f>A2</f><v>P1</v></c>', "P1"),
        (b'<c r="B2"><f>1+1</f><v>2</v></c>', "2"),
        (b'<c r="B2" t="b"><f>1=1</f><v>1</v></c>', "yes"),
        (b'<c r="B2" t="str"><f>""</f><v></v></c>', ""),
    ],
)
def test_a_formula_counts_by_its_stored_value(stored: bytes, text: str) -> None:
    data = repack(xlsx([HEADINGS, ["P1", "=X"]]), sheet1=(b'<c r="B2"><f>X</f><v /></c>', stored))
    assert grid_of(data).columns[1] == [text]


def test_hidden_rows_count_and_row_numbers_are_those_of_the_sheet() -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[5].hidden = True

    grid = grid_of(xlsx([[], ["标题"], HEADINGS, [], ["P1", "甲"], [" "], ["P2", "乙"]], hide))
    assert list(grid.rows) == [5, 7]


def test_rows_and_cells_without_numbers_are_counted() -> None:
    data = xlsx([HEADINGS, ["P1", "甲"], ["P2", "乙"]])
    for old in (b' r="A2"', b' r="B2"', b'<row r="2">'):
        data = repack(data, sheet1=(old, b"<row>" if old.startswith(b"<row") else b""))
    grid = grid_of(data)
    assert list(grid.rows) == [2, 3]
    assert grid.columns == [["P1", "P2"], ["甲", "乙"]]


@pytest.mark.parametrize("place", ["superscript", "subscript"])
def test_raised_digits_belong_to_no_number(place: str) -> None:
    """A footnote mark on an amount must not make it ten times as large."""
    mark = f"<r><t>15</t></r><r><rPr><vertAlign val='{place}'/></rPr><t>2</t></r>"
    assert grid_of(with_shared_text(xlsx([HEADINGS, ["P1", "甲"]]), "B2", mark.encode())).columns[1] == ["15²"]
    rich = CellRichText("15", TextBlock(InlineFont(vertAlign=place), "2"))
    assert grid_of(xlsx([HEADINGS, ["P1", rich]])).columns[1] == ["15²"]
