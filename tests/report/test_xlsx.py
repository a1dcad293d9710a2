"""The workbook, read back: numbers, sums, texts that stay texts, and how it prints."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from allocator.errors import UsageError
from allocator.report.content import Column, Document, Kind, Lang, Paragraph, Role, Row, Style, Table, Text
from allocator.report.documents import DOCUMENTS, Options
from allocator.report.explained_run import ExplainedRun
from allocator.report.xlsx import render_xlsx
from allocator.report.xlsx.book import sheet_name
from allocator.runs.json_text import dumps
from tests.report.made import AWKWARD, unproven


def documents(run: ExplainedRun) -> list[Document]:
    makers = [m for m in DOCUMENTS.values() if run.allocation.status in m.statuses]
    return [(m.sheet or m.make)(run, Options(amounts=True)) for m in makers]


def book(data: bytes, *, values: bool = False) -> Any:
    return load_workbook(io.BytesIO(data), data_only=values)


def computed(sheet: Worksheet, formula: str) -> float:
    """Value of a sum, without the sums inside it where it is a subtotal."""
    found = re.fullmatch(r"=(SUM\(|SUBTOTAL\(9,)([A-Z]+)(\d+):([A-Z]+)(\d+)\)", formula)
    assert found is not None, formula
    function, column, first, same, last = found.groups()
    assert column == same
    cells = [sheet[f"{column}{n}"].value for n in range(int(first), int(last) + 1)]
    nested = [c for c in cells if isinstance(c, str) and c.startswith("=")]
    assert not nested or function.startswith("SUBTOTAL")
    return sum(c for c in cells if isinstance(c, int | float))


def sums(data: bytes) -> list[tuple[str, float, float]]:
    """Sheet, computed value and stored value of every formula."""
    written, stored = book(data), book(data, values=True)
    return [
        (sheet.title, computed(sheet, cell.value), stored[sheet.title][cell.coordinate].value)
        for sheet in written
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


@pytest.mark.parametrize("lang", Lang)
def test_totals_are_formulas_with_their_values_and_equal_the_record(embedded_run: ExplainedRun, lang: Lang) -> None:
    found = sums(render_xlsx(documents(embedded_run), embedded_run, lang))
    record = json.loads(dumps(embedded_run.allocation.record()))
    awarded = record["awarded"] / record["money"]["unit"]
    assert all(computed == stored for _, computed, stored in found)
    assert sum(stored == awarded for _, _, stored in found) >= 6  # proposal twice, notice, payments, review, forms
    names = {sheet for sheet, _, stored in found if stored == awarded}
    assert len(names) == 6


def test_amounts_of_the_workbook_are_those_of_the_record(embedded_run: ExplainedRun) -> None:
    data = render_xlsx(documents(embedded_run), embedded_run, Lang.ZH)
    sheet = book(data, values=True)["不予支持说明"]
    (header,) = [row for row in sheet.iter_rows() if row[1].value == "项目编号"]
    column = {str(cell.value).replace("\n", ""): n for n, cell in enumerate(header)}
    rows = sheet.iter_rows(min_row=header[0].row + 1, max_row=header[0].row + 240, values_only=True)
    found = {r[1]: r[column["奖补金额（万元）"]] for r in rows}
    assert {i: v * 10_000 for i, v in found.items() if v} == {
        a.application_id: a.amount for a in embedded_run.allocation.awards
    }


def test_the_same_run_gives_the_same_bytes(awkward_run: ExplainedRun) -> None:
    data = render_xlsx(documents(awkward_run), awkward_run, Lang.ZH)
    assert data == render_xlsx(documents(awkward_run), awkward_run, Lang.ZH)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-09-30T00:00:00Z" in archive.read("docProps/core.xml")
    later = replace(awkward_run, date=date(2027, 1, 1))
    assert data != render_xlsx(documents(later), later, Lang.ZH)


def test_texts_are_texts_and_survive(awkward_run: ExplainedRun) -> None:
    data = render_xlsx(documents(awkward_run), awkward_run, Lang.ZH)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [n for n in archive.namelist() if "hyperlink" in n or ("sheet" in n and n.endswith(".rels"))]
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/")]
    assert not any("<hyperlink" in s for s in sheets)
    assert all(f.startswith(("SUM(", "SUBTOTAL(9,")) for s in sheets for f in re.findall("<f>(.*?)</f>", s))
    cells = {str(cell.value) for sheet in book(data) for row in sheet.iter_rows() for cell in row if cell.value}
    for title, enterprise, _ in AWKWARD.values():
        for text in (title, enterprise):
            wanted = text.replace("\u202e", "\\u202e").replace("\u200b", "\\u200b")
            assert wanted in cells, wanted


def test_a_text_that_looks_like_a_formula_stays_one_when_it_is_edited(awkward_run: ExplainedRun) -> None:
    heading = Column(Text("=1+1", "-Use"), Kind.BLANK, 1)  # a use that the policy names
    form = Document("x", Text("表", "Form"), Text("标题", "Title"), (Table((heading,), (Row((None,)),)),))
    data = render_xlsx([*documents(awkward_run), form], awkward_run, Lang.ZH)
    cells = [c for sheet in book(data) for row in sheet.iter_rows() for c in row if c.data_type == "s"]
    assert "=1+1" in [c.value for c in cells if c.parent.title == "表"]
    quoted = [c for c in cells if str(c.value).startswith(("=", "+", "-", "@"))]
    assert len(quoted) > 5
    assert all(c.quotePrefix for c in quoted)


def test_ids_are_texts_and_codes_too(embedded_run: ExplainedRun) -> None:
    data = render_xlsx(documents(embedded_run), embedded_run, Lang.ZH)
    cells = [c for sheet in book(data) for row in sheet.iter_rows() for c in row]
    ids = [c for c in cells if isinstance(c.value, str) and re.fullmatch(r"SD2026-\d{3}|\w{18}", c.value)]
    assert len(ids) > 500
    assert all(c.number_format == "@" for c in ids if re.fullmatch(r"\d.*", str(c.value)))


def single(rows: list[Row], kind: Kind, *, summed: bool = False) -> Document:
    columns = (Column(Text("名称", "Name"), Kind.TEXT, 10), Column(Text("数", "Number"), kind, 5, summed=summed))
    return Document("x", Text("表", "Table"), Text("标题", "Title"), (Table(columns, tuple(rows)),))


def only(data: bytes, *, values: bool = True) -> list[tuple[Any, ...]]:
    sheet = book(data, values=values).worksheets[0]
    return [row[:2] for row in sheet.iter_rows(values_only=True)][2:]


def test_numbers_that_a_spreadsheet_cannot_hold_are_texts(awkward_run: ExplainedRun) -> None:
    exact, long = Fraction("123456789012.345"), Fraction("1234567890123.456")
    scores = render_xlsx([single([Row(("a", exact)), Row(("b", long))], Kind.SCORE)], awkward_run, Lang.ZH)
    assert only(scores) == [("a", 123456789012.345), ("b", "1234567890123.456")]
    rows = [Row(("a", 10**20 + 10**4)), Row(("b", 10**4)), Row((None, 10**20 + 2 * 10**4), Role.TOTAL)]
    amounts = render_xlsx([single(rows, Kind.MONEY, summed=True)], awkward_run, Lang.ZH)
    assert only(amounts) == [("a", "10000000000000001"), ("b", 1), (None, "10000000000000002")]


def test_amounts_show_the_decimals_that_they_have(awkward_run: ExplainedRun) -> None:
    rows = [Row(("a", 12_500)), Row(("b", 10_000_000)), Row((None, 10_012_500), Role.TOTAL)]
    data = render_xlsx([single(rows, Kind.MONEY, summed=True)], awkward_run, Lang.ZH)
    cells = [row[1] for row in book(data).worksheets[0].iter_rows(min_row=3)]
    assert [c.number_format for c in cells] == ["#,##0.00"] * 3
    assert [c.value for c in cells] == [1.25, 1000, "=SUM(B3:B4)"]
    assert only(data)[-1] == (None, 1001.25)


def test_a_table_without_rows_has_no_formula(awkward_run: ExplainedRun) -> None:
    data = render_xlsx([single([Row((None, 0), Role.TOTAL)], Kind.MONEY, summed=True)], awkward_run, Lang.ZH)
    assert only(data, values=False) == [(None, 0)]


def test_long_texts_are_cut_and_say_so(awkward_run: ExplainedRun) -> None:
    document = single([Row(("长" * 40_000, 1))], Kind.COUNT)
    cell = only(render_xlsx([document], awkward_run, Lang.ZH))[0][0]
    assert cell == "长" * 16_000 + "…〔已截断，全文40000字 cut, 40000 characters in all〕"


def test_a_sheet_of_one_table_is_frozen_filtered_and_prints_on_a4(embedded_run: ExplainedRun) -> None:
    found = book(render_xlsx(documents(embedded_run), embedded_run, Lang.ZH))
    for name in ("公示名单", "评审情况表", "不予支持说明", "绩效目标表", "用途清单", "资金下达表"):
        sheet = found[name]
        header = int(sheet.freeze_panes[1:]) - 1
        assert sheet.print_title_rows == f"${header}:${header}"
        assert (sheet.auto_filter.ref is None) == (name == "资金下达表")  # a filter would tear its subtotals apart
    for sheet in found:
        setup = sheet.page_setup  # one page wide is what a file that says nothing means
        assert (setup.paperSize, setup.fitToWidth or 1, setup.fitToHeight) == (9, 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert found["评审情况表"].auto_filter.ref.endswith("243")  # not the totals


def test_tall_rows_for_long_texts(embedded_run: ExplainedRun) -> None:
    sheet = book(render_xlsx(documents(embedded_run), embedded_run, Lang.ZH))["不予支持说明"]
    heights = [sheet.row_dimensions[n].height for n in range(4, 244)]
    assert all(18 <= h <= 409 for h in heights)
    assert max(heights) > 60


@pytest.mark.parametrize("lang", Lang)
def test_columns_are_wide_enough_for_their_numbers(embedded_run: ExplainedRun, lang: Lang) -> None:
    for sheet in book(render_xlsx(documents(embedded_run), embedded_run, lang), values=True):
        widths: dict[int, float] = {}
        for dimension in sheet.column_dimensions.values():  # neighbours of one width are written as one
            widths |= dict.fromkeys(range(dimension.min, dimension.max + 1), dimension.width)
        spans = {(r.min_row, r.min_col): r.max_col for r in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    last = spans.get((cell.row, cell.column), cell.column)
                    places = len(cell.number_format.partition(".")[2])
                    room = sum(widths[n] for n in range(cell.column, last + 1))
                    assert room > len(f"{cell.value:,.{places}f}") + 1.5, (sheet.title, cell.coordinate)


@pytest.mark.parametrize("lang", Lang)
def test_sheets_are_named_after_the_documents(awkward_run: ExplainedRun, lang: Lang) -> None:
    wanted = documents(awkward_run)
    assert book(render_xlsx(wanted, awkward_run, lang)).sheetnames == [d.name.of(lang) for d in wanted]


def test_an_unproven_run_has_its_sheets(awkward_run: ExplainedRun) -> None:
    run = unproven(awkward_run)
    found = book(render_xlsx(documents(run), run, Lang.ZH))
    assert found.sheetnames == ["资金分配建议", "评审情况表"]
    assert all(str(sheet["A2"].value).startswith("【未证明最优】") for sheet in found)


def test_names_that_no_sheet_may_bear() -> None:
    taken: list[str] = []
    for name in ("a/b:c*?[x]\\", "'quoted'", "", "History", "历" * 40, "历" * 40, "A", "a", "\x00"):
        taken.append(sheet_name(name, taken))
    assert len({t.casefold() for t in taken}) == len(taken)
    for name in taken:
        assert 1 <= len(name) <= 31
        assert not set("[]:*?/\\") & set(name)
        assert name.strip("'") == name
        assert name.casefold() != "history"


def test_a_document_of_paragraphs_alone(awkward_run: ExplainedRun) -> None:
    blocks = tuple(Paragraph(Text(f"{s.value}段", f"{s.value}."), s) for s in Style)
    data = render_xlsx([Document("x", Text("文", "T"), Text("题", "T"), blocks)], awkward_run, Lang.ZH)
    sheet = book(data).worksheets[0]
    assert [sheet.cell(n, 1).value for n in range(2, 6)] == ["　　body段", "plain段", "note段", "right段"]
    assert sheet["A5"].alignment.horizontal == "right"


def test_a_table_longer_than_a_sheet_is_refused(awkward_run: ExplainedRun) -> None:
    document = single([Row(("a", 1))] * 1_048_000, Kind.COUNT)
    with pytest.raises(UsageError, match=r"^表: about 1,048,001 rows, .* holds 1,048,576; leave x out"):
        render_xlsx([document], awkward_run, Lang.ZH)
