"""How cells look, and how numbers stand in them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from allocator.numbers import plain
from allocator.report.content import Lang

FONTS = {Lang.ZH: "宋体", Lang.EN: "Calibri"}
HEADING_FONTS = {Lang.ZH: "黑体", Lang.EN: "Calibri"}
HEADING_GROUND, SUM_GROUND, BOX_GROUND = "#DEEAF6", "#F2F2F2", "#F7F7F7"
EXACT_DIGITS = 15
"""Decimal digits that a spreadsheet's binary numbers hold exactly."""


class Formats:
    """Formats of one workbook, each made once.

    Parameters
    ----------
    book
        The workbook.
    lang
        Chooses the fonts.
    unit
        Base units of money in one policy unit.
    """

    def __init__(self, book: Any, lang: Lang, unit: int) -> None:
        self._book, self._lang, self.unit = book, lang, unit
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, **properties: object) -> Any:
        """The format with these properties besides the font."""
        key = tuple(sorted(properties.items(), key=lambda p: p[0]))
        if key not in self._made:
            look = {"font_name": FONTS[self._lang], "font_size": 11, "valign": "vcenter", **properties}
            if look.pop("heading", False):
                look["font_name"] = HEADING_FONTS[self._lang]
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def exact_number(value: Fraction) -> int | float | None:
    """The number as a spreadsheet holds it; None where it would not be the same decimal."""
    digits = plain(value).lstrip("-").replace(".", "").strip("0")
    if len(digits) > EXACT_DIGITS:
        return None
    return value.numerator if value.denominator == 1 and abs(value) < 10**EXACT_DIGITS else float(value)


def number_format(places: int, *, grouped: bool) -> str:
    """Format of numbers with so many decimal places."""
    return ("#,##0" if grouped else "0") + (f".{'0' * places}" if places else "")
