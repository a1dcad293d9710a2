"""The workbook to fill in, as a spreadsheet program finds it."""

from __future__ import annotations

import io
import re
import time
import zipfile
from typing import Any

import openpyxl
import pytest

from allocator.fields import FIELDS
from allocator.loading import embedded
from allocator.policy import Policy, load_policy
from allocator.tables.headings import Vocabulary
from allocator.template.workbook import fill_in_workbook
from tests.small import policy

LONG = "、".join("一二三四五六七八九十")


@pytest.fixture(scope="module")
def shandong() -> Policy:
    return load_policy((embedded() / "policy.yaml").read_text(encoding="utf-8"))


def opened(rules: Policy, table: str = "applications") -> Any:
    return openpyxl.load_workbook(io.BytesIO(fill_in_workbook(rules, table)))


def listed(book: Any) -> dict[str, Any]:
    """Heading -> the check of its column."""
    sheet = book.worksheets[0]
    letters = {c.column_letter: c.value for c in sheet[1]}
    return {letters[re.match(r"[A-Z]+", str(v.sqref))[0]]: v for v in sheet.data_validations.dataValidation}  # type: ignore[index]


@pytest.mark.parametrize("table", list(FIELDS))
def test_headings_are_bold_frozen_repeated_on_paper_and_explained(shandong: Policy, table: str) -> None:
    sheet = opened(shandong, table).worksheets[0]
    assert [c.value for c in sheet[1]][: len(FIELDS[table])] == list(FIELDS[table].values())
    assert (sheet.freeze_panes, sheet.max_row) == ("B2", 1)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)  # A4
    for cell in sheet[1]:
        assert cell.font.bold
        chinese, _, english = cell.comment.text.partition("\n\n")
        assert re.match(r"【(必填|审核必需|视类型而定|选填)】", chinese)
        assert re.match(r"\[(required|screened|depends on the tier|optional)\]", english)
        assert 12 <= sheet.column_dimensions[cell.column_letter].width <= 50


def test_comments_name_unit_and_article(shandong: Policy) -> None:
    comments = {c.value: c.comment.text for c in opened(shandong).worksheets[0][1]}
    assert "单位：万元" in comments["申请金额"]
    assert "标杆型上限 150 万元（第十一条）" in comments["申请金额"]
    assert "Benchmark: 150 万元 at most (Article 11)" in comments["申请金额"]
    assert "须为良好、一般之一（附件1.3）" in comments["近三年财务状况"]
    assert "不低于 60（政策假定）" in comments["综合得分"]


def test_cells_are_checked_as_they_are_typed(shandong: Policy) -> None:
    checks = listed(opened(shandong))
    assert (checks["申报类型"].type, checks["申报类型"].formula1) == ("list", '"标杆型,示范型"')
    assert (checks["绿色门槛"].formula1, checks["绿色门槛"].errorStyle) == ('"是,否"', "stop")
    assert (checks["近三年财务状况"].formula1, checks["近三年财务状况"].errorStyle) == ('"良好,一般"', "warning")
    assert (checks["上线月数"].type, checks["上线月数"].error[:2]) == ("decimal", "应填")
    score = checks["综合得分"]
    assert score.formula1 == "AND(ISNUMBER(J2),J2>=0,J2<=105,ROUND(J2,2)=J2)"
    assert score.error == "应填：0 至 105 的数字，最多 2 位小数。\nExpected: 0 to 105, 2 places at most."
    assert checks["申请金额"].formula1 == (
        'OR(AND(ISNUMBER(H2),H2>=0),AND(ISTEXT(H2),OR(RIGHT(TRIM(H2),1)="元",RIGHT(TRIM(H2),1)="万",'
        'RIGHT(TRIM(H2),1)="亿")))'
    )
    assert all(check.showErrorMessage and check.allow_blank for check in checks.values())
    years = listed(opened(shandong, "ledger"))["年度"]
    assert (years.type, years.formula1, years.formula2) == ("whole", "1900", "2999")
    assert listed(opened(shandong, "reviews"))["得分"].formula2 == "100"
    assert listed(opened(shandong, "reviews"))["指标"].formula1.startswith('"智能软、硬件部署数量,数据驱动能力')
    assert listed(opened(shandong, "decisions"))["决定"].formula1 == '"fund,reject,fund:标杆型,fund:示范型"'


@pytest.mark.parametrize("values", [["甲,乙", "丙"], [f"{LONG}{k}" for k in range(30)], ['“"', "丙"]])
def test_lists_that_a_rule_cannot_hold_stand_on_a_hidden_sheet(values: list[str]) -> None:
    named = ", ".join("'" + v + "'" for v in values)
    rules = f"""eligibility:
  - {{id: a, name: 甲, column: one, in: [{named}], source: 第一条}}
  - {{id: b, name: 乙, column: two, in: [{named}, 2], source: 第一条}}"""
    book = opened(load_policy(policy(rules)))
    assert book.sheetnames == ["申报项目", "填报说明", "lists"]
    assert book["lists"].sheet_state == "hidden"
    assert listed(book)["one"].formula1 == f"lists!$A$1:$A${len(values)}"
    assert listed(book)["two"].formula1 == f"lists!$B$1:$B${len(values) + 1}"
    assert [c.value for c in book["lists"]["A"]][: len(values)] == values
    assert [c.value for c in book["lists"]["B"]] == [*values, 2]  # a number, as typing it gives


def test_ids_are_text_and_dates_are_dates(shandong: Policy) -> None:
    sheet = opened(shandong).worksheets[0]
    assert [sheet.column_dimensions[c].number_format for c in "AD"] == ["@", "@"]
    assert opened(shandong, "decisions").worksheets[0].column_dimensions["E"].number_format == "yyyy-mm-dd"


def test_rows_begun_show_what_they_lack(shandong: Policy) -> None:
    rules = opened(shandong).worksheets[0].conditional_formatting
    formulas = {str(r.sqref).split(":")[0]: [x.formula or x.type for x in r.rules] for r in rules}
    assert formulas["A2"] == [["AND(COUNTA($A2:$AC2)>0,ISBLANK(A2))"], "duplicateValues"]
    assert "E2" not in formulas
    assert not {"C2", "D2"} & {
        str(r.sqref).split(":")[0] for r in opened(shandong, "reviews").worksheets[0].conditional_formatting
    }


@pytest.mark.parametrize("table", list(FIELDS))
def test_the_instructions_list_every_column_and_are_taken_for_no_table(shandong: Policy, table: str) -> None:
    book = opened(shandong, table)
    sheet, guide = book.worksheets[0], book["填报说明"]
    first = [c.value for c in guide["A"]]
    assert {c.value for c in sheet[1]} <= set(first)
    assert ("移到上一级文件夹" in str(first[1])) == (table != "applications")
    assert ("2.5" in first) == (table == "reviews")  # indicators with their weights
    vocabulary = Vocabulary(table, shandong.columns)
    top = [row for row in guide.iter_rows(max_row=8, values_only=True) if any(row)][:6]
    assert len(top) == 6
    assert not any(vocabulary.count([str(c) for c in row if c]) for row in top)


def test_bytes_depend_on_the_policy_alone(shandong: Policy) -> None:
    first = fill_in_workbook(shandong, "reviews")
    time.sleep(2.1)  # a zip archive counts in steps of two seconds
    assert fill_in_workbook(shandong, "reviews") == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {e.date_time for e in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+", archive.read("docProps/core.xml"))) == {
            b"2000-01-01T00:00:00"
        }


def test_a_comment_appears_beside_its_own_heading(shandong: Policy) -> None:
    with zipfile.ZipFile(io.BytesIO(fill_in_workbook(shandong, "applications"))) as archive:
        drawing = archive.read("xl/drawings/commentsDrawing1.vml").decode()
    anchors = [[int(n) for n in a.split(",")] for a in re.findall(r"Anchor>([^<]*)</", drawing)]
    assert [a[0] for a in anchors] == list(range(1, 30))
    assert all(right > left and bottom > top == 1 for left, _, top, _, right, _, bottom, _ in anchors)


def test_a_policy_may_use_signs_that_a_spreadsheet_gives_a_meaning() -> None:
    rules = "eligibility: [{id: a, name: '=1+1 & <b>', column: '=x', in: ['=1'], source: 第一条}]"
    data = fill_in_workbook(load_policy(policy(rules).replace("Test", "'2026 A&B'")), "applications")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "sheet" in name)  # no formula
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    cell = next(c for c in sheet[1] if c.value == "=x")
    assert "=1+1 & <b>" in cell.comment.text
    assert sheet.oddHeader.center.text == "2026 A&&B 2026 申报项目"
