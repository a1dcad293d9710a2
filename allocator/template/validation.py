"""Checks of cells as the spreadsheet program carries them out while a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.numbers import NotANumber, parse_number, plain
from allocator.template.checks import Check
from allocator.template.words import Words

if TYPE_CHECKING:
    from openpyxl import Workbook

LISTS = "lists"
LAST_ROW = 100_001
_LONGEST_INLINE, _LONGEST_MESSAGE = 240, 225
_LARGEST = "1000000000000"
_TITLE = Words("填写有误", "not a valid entry")


def validate(book: Workbook, sheet: Any, letter: str, check: Check) -> None:
    """Have the cells of a column checked; a long list goes to a hidden sheet.

    Parameters
    ----------
    book, sheet
        The workbook, and the sheet to fill in.
    letter
        The column.
    check
        What its cells may hold.
    """
    from openpyxl.worksheet.datavalidation import DataValidation

    if check.kind in ("any", "date"):
        return
    rule = DataValidation(allow_blank=True, showErrorMessage=True, errorTitle=_TITLE.zh, error=_error(check))
    if check.choices:
        rule.type, rule.formula1 = "list", _inline(check.choices) or _listed(book, check.choices)
        rule.errorStyle = "warning" if check.kind == "suggested" else "stop"
    elif check.kind == "year":
        rule.type, rule.operator, rule.formula1, rule.formula2 = "whole", "between", "1900", "2999"
    elif check.kind in ("number", "points"):
        low, high = ("0", plain(check.top)) if check.kind == "points" else (f"-{_LARGEST}", _LARGEST)
        rule.type, rule.operator, rule.formula1, rule.formula2 = "decimal", "between", low, high
    else:
        rule.type, rule.formula1 = "custom", _formula(check, f"{letter}2")
        rule.showInputMessage, rule.prompt = True, check.words.zh
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{LAST_ROW}")


def _error(check: Check) -> str:
    if check.kind == "suggested":
        return "不在下拉列表中。如确为实际情况，可以继续。\nNot in the list. Go on if it is what is true."
    if check.kind == "listed":
        return "请从下拉列表中选择。\nChoose from the list."
    return f"应填：{check.words.zh}。\nExpected: {check.words.en}."[:_LONGEST_MESSAGE]


def _formula(check: Check, cell: str) -> str:
    """A condition on the first cell; spreadsheets carry it on downwards."""
    if check.kind == "score":
        return f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<={plain(check.top)},ROUND({cell},{check.places})={cell})"
    number = f"AND(ISNUMBER({cell}),{cell}>=0)"
    if not check.own_unit:
        return number
    ends = ",".join(f'RIGHT(TRIM({cell}),1)="{unit}"' for unit in "元万亿")
    return f"OR({number},AND(ISTEXT({cell}),OR({ends})))"


def _inline(choices: tuple[str, ...]) -> str | None:
    """The list as a text inside the rule, which survives copying the sheet; None where it cannot be one."""
    joined = ",".join(choices)
    if len(joined) > _LONGEST_INLINE or any(c in text for text in choices for c in ',"\n'):
        return None
    return f'"{joined}"'


def _listed(book: Workbook, choices: tuple[str, ...]) -> str:
    """Range of the hidden sheet that holds a list."""
    from openpyxl.utils import get_column_letter

    if LISTS not in book.sheetnames:
        book.create_sheet(LISTS).sheet_state = "hidden"
    sheet = book[LISTS]
    column = sheet.max_column + 1 if sheet["A1"].value is not None else 1
    for n, choice in enumerate(choices, 1):
        sheet.cell(n, column, _value(choice))
    letter = get_column_letter(column)
    return f"{LISTS}!${letter}$1:${letter}${len(choices)}"


def _value(choice: str) -> str | float:
    """A choice as typing it would store it, for the comparison to hold."""
    try:
        return float(parse_number(choice))
    except NotANumber:
        return choice
