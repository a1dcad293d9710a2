"""Rows split without a parser are those of a parser: whatever the XML of a sheet holds, sound or damaged."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from allocator.errors import InputError
from allocator.tables.xlsx import XlsxWorkbook

SHEET = "xl/worksheets/sheet1.xml"
VALUES = ("项目", "A&B <c>", "多\n行", " 空 ", "=A1+1", 12, -0.5, 1e20, 0.1, True, date(2026, 3, 1), None, "_x000D_")
DAMAGES: dict[str, Callable[[str], str]] = {
    "as it is": lambda xml: xml,
    "attributes of rows": lambda xml: xml.replace('<row r="', '<row spans="1:7" ht="15" r="'),
    "no numbers of rows": lambda xml: xml.replace('<row r="2"', "<row").replace('<row r="3"', "<row"),
    "no coordinates": lambda xml: xml.replace('<c r="B3"', "<c"),
    "coordinates last": lambda xml: xml.replace('<c r="B2" t="s"', '<c t="s" r="B2"'),
    "single quotes": lambda xml: xml.replace('<row r="3"', "<row r='9'"),
    "row numbers with a point": lambda xml: xml.replace('<row r="3"', '<row r="5.0"'),
    "empty rows": lambda xml: xml.replace('<row r="3"', '<row r="2"/> <row r="2" ht="1"></row>\n<row r="3"'),
    "pretty": lambda xml: xml.replace("<c ", "\n  <c ").replace("</row>", "\n</row>\n"),
    "a comment": lambda xml: xml.replace("</c></row>", '</c><!-- <c r="Z9"><v>1</v></c> --></row>'),
    "a comment between rows": lambda xml: xml.replace("</row>", "</row><!-- </row> -->"),
    "a prefix": lambda xml: xml.replace("<row", "<x:row").replace("</row", "</x:row").replace("<worksheet", "<worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"),
    "another namespace": lambda xml: xml.replace("spreadsheetml/2006/main", "other"),
    "cells out of order": lambda xml: xml.replace('r="A3"', 'r="D3"'),
    "the same cell twice": lambda xml: xml.replace('r="B3"', 'r="A3"'),
    "lower case": lambda xml: xml.replace('r="B3"', 'r="b3"'),
    "far to the right": lambda xml: xml.replace('r="G3"', 'r="AB3"'),
    "a string that is not there": lambda xml: xml.replace("<v>0</v>", "<v>999</v>"),
    "an unclosed cell": lambda xml: xml.replace("</c>", "", 1),
    "an unclosed row": lambda xml: xml.replace("</row>", "", 1),
    "cut off in the rows": lambda xml: xml[: xml.index("</row>") + 20],
    "cut off behind the rows": lambda xml: xml[: xml.index("</sheetData>") + 14],
    "text between rows": lambda xml: xml.replace("</row>", "</row>text", 1),
    "a control character": lambda xml: xml.replace("<v>0</v>", "<v>0\x01</v>"),
    "an entity of its own": lambda xml: xml.replace("<v>0</v>", "<v>&eins;</v>"),
    "references": lambda xml: xml.replace("<v>12</v>", "<v>&#49;2</v>"),
    "an element more in a row": lambda xml: xml.replace("</c></row>", "</c><x/></row>"),
    "no rows at all": lambda xml: xml[: xml.index("<row")] + xml[xml.index("</sheetData>") :],
}  # fmt: skip


def book(seed: int, damage: Callable[[str], str] = lambda xml: xml, rows: int = 8) -> bytes:
    draw = random.Random(seed)
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["项目编号", "得分", "日期", "x", "y", "z", "末"])
    for _ in range(rows):
        sheet.append([*(draw.choice(VALUES) for _ in range(6)), datetime(2026, 3, 1, 12)])
    sheet["B2"], sheet["A3"] = "文字", 12
    whole, changed = BytesIO(), BytesIO()
    workbook.save(whole)
    with ZipFile(whole) as source, ZipFile(changed, "w", ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            target.writestr(part, damage(data.decode()).encode() if part.filename == SHEET else data)
    return changed.getvalue()


def outcome(read: Callable[[], object]) -> object:
    try:
        return read()
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
@pytest.mark.parametrize("seed", range(3))
def test_any_form_of_xml_is_read_as_by_a_parser(damage: Callable[[str], str], seed: int) -> None:
    opened = XlsxWorkbook(book(seed, damage), "a.xlsx")
    (sheet,) = opened.sheets
    found = outcome(lambda: list(opened.records(sheet)))
    assert found == outcome(lambda: list(opened._parsed_records(sheet, 0, 0)))


@given(st.integers(0, 2**32), st.data())
def test_bytes_changed_anywhere_are_read_as_by_a_parser(seed: int, data: st.DataObject) -> None:
    def change(xml: str) -> str:
        at = data.draw(st.integers(0, len(xml) - 1))
        return xml[:at] + data.draw(st.sampled_from(["", "<", ">", '"', "&", "/", "1", "</row>", " "])) + xml[at + 1 :]

    opened = XlsxWorkbook(book(seed % 5, change, rows=2), "a.xlsx")
    (sheet,) = opened.sheets
    found = outcome(lambda: list(opened.records(sheet)))
    assert found == outcome(lambda: list(opened._parsed_records(sheet, 0, 0)))


def test_rows_of_the_usual_form_are_not_left_to_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    data = book(1)
    opened = XlsxWorkbook(data, "a.xlsx")
    monkeypatch.setattr(XlsxWorkbook, "_parsed_records", lambda *_: pytest.fail("left to the parser"))
    assert [number for number, _ in opened.records("Sheet")] == list(range(1, 10))
