"""The comment on a heading: what it says, how large it is, where it appears."""

from __future__ import annotations

import re
from typing import Any

from allocator.template.columns import NEEDS, Column
from allocator.template.layout import lines

_WIDTH, _ROOM = 360, 54
_LINE, _MARGIN = 17, 14
_ROW_PIXELS, _UNFORMED = 20, 64
_ASIDE, _BELOW = 12, 4
_PLACE = re.compile(r"(<(\w+:|)AutoFill>.*?<\2Row>)(\d+)(</\2Row>\s*<\2Column>)(\d+)<", re.DOTALL)


def add_comment(cell: Any, column: Column) -> None:
    """Give a heading its comment."""
    from openpyxl.comments import Comment

    text = comment_text(column)
    cell.comment = Comment(text, "allocator", height=_LINE * lines(text, _ROOM) + _MARGIN, width=_WIDTH)


def comment_text(column: Column) -> str:
    """What a heading's comment says: Chinese first, then English."""
    need = NEEDS[column.need]
    chinese = [f"【{need.zh}】{column.meaning.zh}。"]
    english = [f"[{need.en}] {_capital(column.meaning.en)}."]
    if column.check.kind != "any":
        chinese.append(f"{column.check.words.zh}。")
        english.append(f"{_capital(column.check.words.en)}.")
    if column.uses:
        chinese += ["依据：", *(f"· {use.zh}" for use in column.uses)]
        english += ["Rules:", *(f"· {use.en}" for use in column.uses)]
    if column.example:
        chinese.append(f"例：{column.example}")
        english.append(f"Example: {column.example}")
    return "\n".join([*chinese, "", *english])


def anchored(vml: bytes, sheet: Any) -> bytes:
    """The drawing of a sheet's comments, each placed below its own heading.

    openpyxl leaves the place to the program that opens the workbook, and LibreOffice then shows every comment at the
    left edge of the sheet, out of sight of the further columns.

    Parameters
    ----------
    vml
        The drawing as openpyxl writes it.
    sheet
        The sheet with the comments.
    """

    def place(match: re.Match[str]) -> str:
        start, prefix, row, middle, column = match.groups()
        comment = sheet.cell(int(row) + 1, int(column) + 1).comment
        left, right = int(column) + 1, _across(sheet, int(column) + 1, _ASIDE + comment.width)
        down = divmod(_BELOW + round(comment.height), _ROW_PIXELS)
        top = int(row) + 1
        numbers = (left, _ASIDE, top, _BELOW, *right, top + down[0], down[1])
        anchor = f"<{prefix}Anchor>{', '.join(map(str, numbers))}</{prefix}Anchor>"
        return f"{anchor}{start}{row}{middle}{column}<"

    return _PLACE.sub(place, vml.decode()).encode()


def _across(sheet: Any, column: int, pixels: int) -> tuple[int, int]:
    """Column, from 0, that lies so many pixels to the right of a column's left edge, and the pixels within it."""
    while pixels > (wide := _pixels(sheet, column)):
        column, pixels = column + 1, pixels - wide
    return column, pixels


def _pixels(sheet: Any, column: int) -> int:
    from openpyxl.utils import get_column_letter

    letter, formed = get_column_letter(column + 1), sheet.column_dimensions
    return round(7 * formed[letter].width + 5) if letter in formed else _UNFORMED


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
