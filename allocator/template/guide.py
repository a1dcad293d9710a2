"""The sheet 填报说明: how to fill in the workbook, and a table of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allocator.numbers import plain
from allocator.policy import Policy
from allocator.policy.rules import ASSUMPTION
from allocator.template.columns import NEEDS, Column
from allocator.template.layout import POINTS_A_LINE, lines
from allocator.template.meanings import SHEETS
from allocator.template.style import FILLS, FONT, print_setup
from allocator.template.words import Words

GUIDE = "填报说明"
_HEADS = ("列\nColumn", "是否必填\nNeeded", "可填内容\nValues", "含义\nMeaning", "依据\nRules", "示例\nExample")
_WIDTHS = (22, 15, 36, 42, 60, 26)
_STEPS = (
    Words(
        "在第一张工作表中填写，一行一条；从第二行起填，中间可以留空行。", "Fill in the first sheet, one record a row."
    ),
    Words("表头文字不要改动；列的顺序可以调整。", "Leave the headings as they are; their order is free."),
    Words(
        "表头由深到浅：必填；审核必需（留空视为不符合）；视类型而定；选填。鼠标移到表头上可看说明。",
        "Headings from dark to light: required; screened (an empty cell does not pass); needed in some tiers; "
        "optional. Point at a heading to read about it.",
    ),
    Words(
        "有下拉箭头的单元格请从列表中选择。粘贴不受检查，请用“选择性粘贴 - 数值”。",
        "Choose from the list where there is an arrow. Pasted cells are not checked: paste values only.",
    ),
    Words(
        "已填的行中，必填而空的单元格显示为红色，审核必需而空的显示为黄色。",
        "In rows begun, empty cells turn red where required and yellow where screened.",
    ),
    Words(
        "填好后运行 allocate check 文件夹，会一次列出全部问题；再运行 allocate run 文件夹。",
        "Then run `allocate check FOLDER`, which lists every problem at once, and `allocate run FOLDER`.",
    ),
)
_OPTIONAL = Words(
    "本表为选用表：使用时填好并移到上一级文件夹（与 policy.yaml 放在一起）；不用时留在 optional 文件夹中。"
    "空表移上去会报错。",
    "This table is optional: to use it, fill it in and move it up beside policy.yaml. In optional/ it is not read; "
    "moved up empty it is an error.",
)


def add_guide(book: Any, policy: Policy, table: str, columns: Sequence[Column]) -> None:
    """Add the sheet of instructions to a workbook.

    Parameters
    ----------
    book
        The workbook.
    policy
        Gives the programme and the indicators.
    table
        Table that the workbook is for.
    columns
        Its columns.
    """
    sheet = book.create_sheet(GUIDE)
    for k, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEF"[k]].width = width
    _title(sheet, f"{policy.programme} {policy.year}：{SHEETS[table]}")
    for n, step in enumerate((*([_OPTIONAL] if table != "applications" else []), *_STEPS), 1):
        _line(sheet, n, step)
    _heads(sheet, _HEADS)
    if table != "reviews":  # whose second table has other heads
        sheet.print_title_rows = f"{sheet.max_row}:{sheet.max_row}"
    for column in columns:
        _row(sheet, _cells(column), fill=FILLS[column.need])
    if table == "reviews":
        _indicators(sheet, policy)
    sheet.sheet_view.showGridLines = False
    print_setup(sheet, f"{policy.programme} {GUIDE}", pages_wide=1)


def _title(sheet: Any, text: str) -> None:
    from openpyxl.styles import Font

    sheet["A1"] = f"{text} {GUIDE}"
    sheet["A1"].font = Font(name=FONT, size=14, bold=True)
    sheet.row_dimensions[1].height = 26


def _line(sheet: Any, number: int, step: Words) -> None:
    """A step across the sheet, Chinese on the left, English on the right."""
    at = sheet.max_row + 1
    texts = (1, 4, f"{number}. {step.zh}"), (5, 6, step.en)
    for first, last, text in texts:
        sheet.merge_cells(start_row=at, end_row=at, start_column=first, end_column=last)
        _write(sheet.cell(at, first), text)
    sheet.row_dimensions[at].height = _height([(text, sum(_WIDTHS[a - 1 : b])) for a, b, text in texts])


def _heads(sheet: Any, heads: Sequence[str]) -> None:
    from openpyxl.styles import Font

    at = sheet.max_row + 2
    for k, text in enumerate(heads, 1):
        _write(sheet.cell(at, k), text, border=True)
        sheet.cell(at, k).font = Font(name=FONT, size=10, bold=True)
    sheet.row_dimensions[at].height = 2 * POINTS_A_LINE + 4


def _row(sheet: Any, texts: Sequence[str], fill: Any = None) -> None:
    from openpyxl.styles import Font

    at = sheet.max_row + 1
    for k, text in enumerate(texts, 1):
        _write(sheet.cell(at, k), text, border=True)
    if fill is not None:
        sheet.cell(at, 1).fill, sheet.cell(at, 1).font = fill.fill, Font(name=FONT, size=10, bold=True, color=fill.ink)
    sheet.row_dimensions[at].height = _height(list(zip(texts, _WIDTHS, strict=False)))


def _cells(column: Column) -> tuple[str, ...]:
    uses = "\n".join(str(use) for use in column.uses)
    texts = column.heading, str(NEEDS[column.need]), str(column.check.words), str(column.meaning)
    return (*texts, uses or "-", column.example)


def _indicators(sheet: Any, policy: Policy) -> None:
    _heads(sheet, ("指标编号\nId", "权重\nWeight", "满分\nFull score", "指标名称\nName", "依据\nSource"))
    base = len(policy.scoring.indicators) if policy.scoring else 0
    for n, indicator in enumerate(policy.indicators):
        name = Words(indicator.name + ("（加分项）" if n >= base else ""), indicator.name_en or indicator.id)
        weight = plain(indicator.weight) + ("（假设）" if indicator.weight_source == ASSUMPTION else "")
        _row(sheet, (indicator.id, weight, f"0 - {plain(indicator.max)}", str(name), indicator.source))


def _write(cell: Any, text: str, border: bool = False) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    cell.value, cell.data_type = text, "s"
    cell.font = Font(name=FONT, size=10)
    cell.alignment = Alignment(
        wrap_text=True, horizontal="left", vertical="center" if border else "top", indent=int(border)
    )
    if border:
        side = Side(style="thin", color="BFBFBF")
        cell.border = Border(left=side, right=side, top=side, bottom=side)


def _height(texts: Sequence[tuple[str, float]]) -> float:
    return POINTS_A_LINE * max(lines(text, room - 3) for text, room in texts) + 4
