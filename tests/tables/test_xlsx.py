"""Workbooks of the present format: values, merged cells, sheets, damage."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from allocator.errors import InputError, Problems
from allocator.tables import xlsx as module
from allocator.tables.grid import Grid
from allocator.tables.workbook import Merged, open_workbook, read_lines, read_workbook
from tests.tables.raw import HEADINGS, applications, message, repack, with_shared_text, xlsx, xlsx_of


def read(data: bytes) -> tuple[Grid | None, list[str], list[str]]:
    problems = Problems()
    grid = read_workbook(data, "a.xlsx", applications(), problems)
    return grid, [str(p) for p in problems.faults], [str(p) for p in problems.warnings]


def grid_of(data: bytes) -> Grid:
    grid, faults, _ = read(data)
    assert faults == []
    assert grid is not None
    return grid


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(data)
    return message(caught.value)


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


def test_a_protected_workbook_is_named() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert refusal(data) == "a.xlsx: is protected by a password; save it without one"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is an empty file"),
        (b"<html>", "is not an Excel workbook"),
        (b"a,b\n1,2\n", "is not an Excel workbook"),
        (b"PK\x03\x04 and nothing more", "cannot be read as an Excel workbook (BadZipFile: File is not a zip file)"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, what: str) -> None:
    assert refusal(data).startswith(f"a.xlsx: {what}; open it in Excel and save it")


def test_another_zip_archive_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(stream.getvalue()).startswith("a.xlsx: cannot be read as an Excel workbook (KeyError:")


def test_a_workbook_that_breaks_off_is_refused() -> None:
    data = xlsx([HEADINGS, ["P1", "甲"]])
    assert refusal(data[: len(data) // 2]).startswith("a.xlsx: cannot be read as an Excel workbook (")


def test_a_sheet_that_is_damaged_is_refused_when_it_is_read() -> None:
    rows = repack(xlsx([HEADINGS, ["P1", "甲"]]), sheet1=(b"</sheetData>", b"</sheet>"))
    assert refusal(rows).startswith("a.xlsx: cannot be read as an Excel workbook (ParseError: mismatched tag")
    text = repack(with_shared_text(xlsx([HEADINGS, ["P1", "甲"]]), "B2", b"<t/>"), sheet1=(b"<v>0</v>", b"<v>9</v>"))
    assert refusal(text).startswith("a.xlsx: cannot be read as an Excel workbook (IndexError:")


def test_a_sheet_whose_bytes_are_damaged_is_refused() -> None:
    stream = io.BytesIO(xlsx([HEADINGS, ["P1", "甲"]]))
    with zipfile.ZipFile(stream) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(stream.getvalue())
    for i in range(40):
        data[part.header_offset + 60 + i] ^= 0xFF
    assert refusal(bytes(data)).startswith("a.xlsx: cannot be read as an Excel workbook (")


def test_xml_in_utf_16_is_refused() -> None:
    data = xlsx([HEADINGS, ["P1", "甲"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert "its XML is in UTF-16" in refusal(repack(data, sheet1=(xml, xml.decode().encode("utf-16"))))


def test_entities_that_grow_without_end_are_refused() -> None:
    bomb = b'<!DOCTYPE b [<!ENTITY a "' + b"x" * 50_000 + b'"><!ENTITY b "' + b"&a;" * 5000 + b'">]><worksheet'
    data = repack(xlsx([HEADINGS, ["P1", "甲"]]), sheet1=(b"<worksheet", bomb))
    data = repack(data, sheet1=(b"<t>P1</t>", b"<t>&b;</t>"))
    assert "cannot be read as an Excel workbook (ParseError" in refusal(data)


def test_an_archive_that_would_unpack_to_very_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HARMLESS", 100_000)
    data = repack(xlsx([HEADINGS, ["P1", "甲"]]), sheet1=(b"</worksheet>", b"</worksheet>" + b" " * 9_000_000))
    assert refusal(data) == (
        "a.xlsx: would take 0.0 GiB unpacked, which no table of a programme does; "
        "copy the table into a new workbook or save it as CSV"
    )
    monkeypatch.setattr(module, "_MOST_RATIO", 10**6)
    assert grid_of(data)
    monkeypatch.setattr(module, "MOST_UNPACKED", 1000)
    assert "would take" in refusal(data)


def test_strict_open_xml_is_named() -> None:
    data = xlsx([HEADINGS, ["P1", "甲"]])
    old = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    new = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    data = repack(data, workbook=(old, new), sheet1=(old, new))
    assert refusal(data) == (
        "a.xlsx: is saved as 'Strict Open XML Spreadsheet'; save it as an ordinary Excel workbook (.xlsx)"
    )


@pytest.mark.parametrize("end", [(b"</v>", b"</v >"), (b"</is>", b"</is\n>")])
def test_rows_after_unusual_end_tags_are_read(end: tuple[bytes, bytes]) -> None:
    rows = [HEADINGS, *([f"P{k}", f"单位{k}" * 40] for k in range(9000))]
    data = xlsx(rows)
    if end[0] == b"</v>":
        data = xlsx([(*HEADINGS, "综合得分"), *([*row, 80.125] for row in rows[1:])])
    assert len(grid_of(repack(data, sheet1=end)).rows) == 9000


@pytest.mark.parametrize("form", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_refused(form: str) -> None:
    data = xlsx([HEADINGS, ["P1", "甲"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    refusal(repack(data, sheet1=(xml, xml.decode().encode(form))))


@pytest.mark.parametrize("place", ["superscript", "subscript"])
def test_raised_digits_belong_to_no_number(place: str) -> None:
    """A footnote mark on an amount must not make it ten times as large."""
    mark = f"<r><t>15</t></r><r><rPr><vertAlign val='{place}'/></rPr><t>2</t></r>"
    assert grid_of(with_shared_text(xlsx([HEADINGS, ["P1", "甲"]]), "B2", mark.encode())).columns[1] == ["15²"]
    rich = CellRichText("15", TextBlock(InlineFont(vertAlign=place), "2"))
    assert grid_of(xlsx([HEADINGS, ["P1", rich]])).columns[1] == ["15²"]
