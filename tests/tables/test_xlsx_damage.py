"""Workbooks that are protected, damaged, hostile, or written in an unusual form."""

import io
import zipfile

import pytest

from allocator.tables import xlsx as module
from tests.tables.raw import HEADINGS, repack, with_shared_text, xlsx
from tests.tables.workbooks import grid_of, refusal


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
