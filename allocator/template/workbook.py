"""A workbook to fill in: headings with comments, drop-down lists, checks of numbers, instructions."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from allocator.template.fields import Field

ROWS = 3000
_STAMP = datetime.datetime(2000, 1, 1)
_LISTS = "lists"
_WIDTHS = {"申报单位": 34, "场景名称": 40, "统一社会信用代码": 24, "理由": 40, "指标": 22, "专家单位": 26}
INSTRUCTIONS = (
    ("填报说明", "How to fill this in"),
    (
        "在第一张表中每行填一项；表头不要改动，列的顺序可以调整。",
        "One row each in the first sheet; keep the headings, the order of columns is free.",
    ),
    (
        "深色表头为必填；把鼠标移到表头上可看该列的说明和依据的条款。",
        "Dark headings are required; point at a heading to see what it means and which article reads it.",
    ),
    ("带下拉箭头的格请从列表中选择。", "Cells with an arrow: choose from the list."),
    (
        "金额可写数字，也可带单位（150万元、0.3亿）；分数不要写成文字。",
        "Amounts are numbers, or carry a unit (150万元, 0.3亿); scores are numbers.",
    ),
    (
        "公式须先在 Excel 或 WPS 中打开保存一次，才会有值。",
        "Formulas need to be opened and saved once in a spreadsheet program, so that they have values.",
    ),
    (
        "填好后运行 allocate check 文件夹名，会一次列出全部问题。",
        "Then run `allocate check FOLDER`: it lists every problem at once.",
    ),
)


def fill_in_workbook(sheet_name: str, fields: Sequence[Field], top_score: str) -> bytes:
    """Bytes of a workbook with one sheet to fill in and one of instructions.

    Parameters
    ----------
    sheet_name
        Name of the sheet to fill in.
    fields
        Its columns.
    top_score
        Highest composite score, for the check of scores.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = sheet_name
    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for k, field in enumerate(fields, 1):
        cell, letter = sheet.cell(1, k, field.heading), get_column_letter(k)
        cell.font = Font(name="宋体", bold=True, color="FFFFFF" if field.required else "000000")
        cell.fill = PatternFill("solid", fgColor="1F4E79" if field.required else "D9E2F0")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        word_zh, word_en = ("必填", "required") if field.required else ("选填", "optional")
        cell.comment = Comment(f"{field.note}\n{word_zh} {word_en}", "allocator", height=110, width=280)
        sheet.column_dimensions[letter].width = _WIDTHS.get(field.heading, max(11, min(16, 2 * len(field.heading) + 2)))
        if field.heading in ("统一社会信用代码", "项目编号"):
            sheet.column_dimensions[letter].number_format = "@"
        _validate(sheet, lists, k, letter, field, top_score)
    sheet.row_dimensions[1].height = 46
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1 + len(fields) // 12, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    guide = book.create_sheet("填报说明")
    for n, pair in enumerate(INSTRUCTIONS, 1):
        for k, text in enumerate(pair, 1):
            cell = guide.cell(n, k, text)
            cell.font = Font(name="宋体", bold=n == 1, size=14 if n == 1 else 11)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 56, 64
    guide.page_setup.orientation, guide.page_setup.fitToHeight = "landscape", 0
    guide.sheet_properties.pageSetUpPr.fitToPage = True
    book.properties.created = book.properties.modified = _STAMP
    return _reproducible(book)


def _validate(sheet: Any, lists: Any, column: int, letter: str, field: Field, top_score: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    cells = f"{letter}2:{letter}{ROWS + 1}"
    if field.choices:
        for n, choice in enumerate(field.choices, 1):
            lists.cell(n, column, choice)
        check = DataValidation(
            "list", formula1=f"={_LISTS}!${letter}$1:${letter}${len(field.choices)}", allow_blank=True
        )
        check.error, check.errorTitle = "请从下拉列表中选择。 Choose from the list.", "取值有误"
    elif field.kind == "score":
        check = DataValidation("decimal", operator="between", formula1="0", formula2=top_score, allow_blank=True)
        check.error, check.errorTitle = f"请填写 0 至 {top_score} 的数字。 A number from 0 to {top_score}.", "得分有误"
    elif field.kind == "number":
        check = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        check.error, check.errorTitle = "请填写数字。 A number.", "数字有误"
    else:
        return
    check.showErrorMessage = True
    sheet.add_data_validation(check)
    check.add(cells)


def _reproducible(book: Any) -> bytes:
    """The workbook's bytes with every time of the archive set to one date."""
    raw, made = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":  # saving stamps the time of the day
                stamp = _STAMP.isoformat().encode() + b"Z</dcterms:"
                for tag in (b"created", b"modified"):
                    head, _, tail = data.partition(b"<dcterms:" + tag)
                    start = tail.index(b">") + 1
                    data = head + b"<dcterms:" + tag + tail[:start] + stamp + tail[start:].partition(b"</dcterms:")[2]
            target.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()
