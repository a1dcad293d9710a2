"""A workbook to fill in: headings with comments, lists to choose from, checks of numbers, instructions."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

from allocator.policy import Policy
from allocator.template.columns import Column, columns_of
from allocator.template.comments import add_comment, anchored
from allocator.template.guide import add_guide
from allocator.template.layout import width
from allocator.template.meanings import SHEETS
from allocator.template.style import FILLS, FONT, RED, YELLOW, print_setup
from allocator.template.validation import LAST_ROW, LISTS, validate

_STAMP = datetime.datetime(2000, 1, 1)
_TEXT = frozenset({"application_id", "uscc", "expert", "indicator"})
_WIDTHS = {"application_id": 15, "title": 36, "enterprise": 32, "uscc": 23, "indicator": 28, "expert_unit": 26}
_WIDTHS |= {"reason": 50, "authority": 26, "decision": 18, "date": 14}
_MAY_LACK = (("reviews", "indicator"), ("reviews", "score"))  # in a row that is recused
_WIDE_ON_A4 = 165


def fill_in_workbook(policy: Policy, table: str) -> bytes:
    """Bytes of the workbook in which a table of a scenario is filled in; the same at any time.

    Parameters
    ----------
    policy
        The rules: they say which columns there are and what may stand in them.
    table
        `applications`, `reviews`, `ledger` or `decisions`.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    columns = columns_of(policy, table)
    book = Workbook()
    sheet = book.active
    sheet.title = SHEETS[table]
    for k, column in enumerate(columns, 1):
        letter = get_column_letter(k)
        _heading(sheet.cell(1, k), column)
        _form(sheet.column_dimensions[letter], column)
        validate(book, sheet, letter, column.check)
        if (table, column.name) not in _MAY_LACK:
            _show_gaps(sheet, letter, get_column_letter(len(columns)), column)
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = "B2"
    total = sum(sheet.column_dimensions[get_column_letter(k)].width for k in range(1, len(columns) + 1))
    print_setup(sheet, f"{policy.programme} {policy.year} {SHEETS[table]}", max(1, round(total / _WIDE_ON_A4)))
    sheet.print_options.gridLines = True
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    add_guide(book, policy, table, columns)
    if LISTS in book.sheetnames:
        book.move_sheet(LISTS, 1)
    book.properties.title, book.properties.creator = f"{policy.programme} {SHEETS[table]}", "allocator"
    return _reproducible(book)


def _heading(cell: Any, column: Column) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    look, side = FILLS[column.need], Side(style="thin", color="FFFFFF")
    cell.value, cell.data_type = column.heading, "s"
    cell.font, cell.fill = Font(name=FONT, bold=True, color=look.ink), look.fill
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = Border(left=side, right=side)
    add_comment(cell, column)


def _form(dimension: Any, column: Column) -> None:
    """Width and number format of a column; ids are text, lest a spreadsheet round or date them."""
    from openpyxl.styles import Alignment

    dimension.width = _WIDTHS.get(column.name, max(12, min(18, width(column.heading) + 4)))
    if column.name in _TEXT:
        dimension.number_format = "@"
    elif column.check.kind == "date":
        dimension.number_format = "yyyy-mm-dd"
    if column.name in ("title", "enterprise", "reason"):
        dimension.alignment = Alignment(wrap_text=True, vertical="center")


def _show_gaps(sheet: Any, letter: str, last: str, column: Column) -> None:
    """Colour the empty cells of rows begun that must not stay empty, and ids that stand twice."""
    from openpyxl.formatting.rule import FormulaRule, Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    cells = f"{letter}2:{letter}{LAST_ROW}"
    red = PatternFill("solid", bgColor=RED)
    if column.need in ("required", "screened"):
        fill = red if column.need == "required" else PatternFill("solid", bgColor=YELLOW)
        begun = f"AND(COUNTA($A2:${last}2)>0,ISBLANK({letter}2))"
        sheet.conditional_formatting.add(cells, FormulaRule(formula=[begun], fill=fill))
    if column.name == "application_id" and sheet.title in (SHEETS["applications"], SHEETS["decisions"]):
        twice = Rule(type="duplicateValues", dxf=DifferentialStyle(fill=red))
        sheet.conditional_formatting.add(cells, twice)


def _reproducible(book: Any) -> bytes:
    """Bytes of a workbook that hold no time of day and no machine."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.created = book.properties.modified = _STAMP
    raw, made = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        ExcelWriter(book, archive).save()  # not book.save(), which stamps the time of day
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            data = source.read(name)
            target.writestr(entry, anchored(data, book.worksheets[0]) if name.endswith(".vml") else data)
    return made.getvalue()
