"""Writing one cell: text that never becomes a formula or a link, numbers that are exact or else text."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from allocator.numbers import plain
from allocator.report.content import Cell, Kind, Lang, Text
from allocator.report.xlsx.formats import HEADING_GROUND, Formats, exact_number, number_format
from allocator.report.xlsx.grid import Span
from allocator.visible import visible

MOST_CHARACTERS = 16_000  # of at most 32,767 halves of surrogate pairs, of which a rare character has two
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "'")

RIGHT: dict[str, object] = {"align": "right", "indent": 1}

Look = Mapping[str, object]


def shown(text: str) -> str:
    """A text as a cell holds it: one line; of one that is too long for a cell the beginning, and that it was cut."""
    text = visible(text)
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS]}…〔已截断，全文{len(text)}字 cut, {len(text)} characters in all〕"


def _quoted(text: str) -> dict[str, object]:
    """Look of a text that would become a formula when its cell is edited."""
    return {"quote_prefix": True} if text.startswith(_LOOKS_LIKE_FORMULA) else {}


class Cells:
    """Writes cells of one sheet.

    Parameters
    ----------
    sheet
        The sheet.
    formats
        Of the workbook.
    lang
        Language of the texts.
    """

    def __init__(self, sheet: Any, formats: Formats, lang: Lang) -> None:
        self.sheet, self.formats, self.lang = sheet, formats, lang

    def text(self, row: int, span: Span, text: str, **look: object) -> None:
        """Write a text over some columns."""
        text = shown(text)
        made = self._merged(row, span, {**look, **_quoted(text)})
        if text:
            self.sheet.write_string(row, span.first, text, made)
        else:
            self.sheet.write_blank(row, span.first, None, made)

    def heading(self, row: int, span: Span, text: str) -> None:
        """Write a heading of a table; it may hold line breaks."""
        look = {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": HEADING_GROUND}
        made = self._merged(row, span, {"heading": True, **look, **_quoted(text)})
        self.sheet.write_string(row, span.first, text, made)

    def number(self, row: int, span: Span, value: Fraction, places: int, *, grouped: bool, **look: object) -> None:
        """Write a number; as text where a spreadsheet would change it."""
        exact = exact_number(value)
        if exact is None:
            self.text(row, span, plain(value), **{**RIGHT, **look})
            return
        look = {**RIGHT, **look, "num_format": number_format(places, grouped=grouped)}
        made = self._merged(row, span, look)
        self.sheet.write_number(row, span.first, exact, made)

    def formula(self, row: int, span: Span, formula: str, value: Fraction, places: int, **look: object) -> None:
        """Write a formula of money or counts with the value that it has."""
        look = {**RIGHT, **look, "num_format": number_format(places, grouped=True)}
        made = self._merged(row, span, look)
        self.sheet.write_formula(row, span.first, formula, made, exact_number(value))

    def value(self, row: int, span: Span, kind: Kind, value: Cell, places: int, **look: object) -> None:
        """Write a cell of a table by the kind of its column."""
        if value is None:
            self.text(row, span, "", **look)
        elif isinstance(value, Text):
            self.text(row, span, value.of(self.lang), **look, text_wrap=True)
        elif isinstance(value, str):
            look = {**look, "num_format": "@"} if kind is Kind.CODE else {**look, "text_wrap": True}
            self.text(row, span, value, **look)
        elif kind is Kind.MONEY:
            self.number(row, span, Fraction(value) / self.formats.unit, places, grouped=True, **look)
        else:
            self.number(row, span, Fraction(value), places, grouped=False, **look)

    def _merged(self, row: int, span: Span, look: Look) -> Any:
        made = self.formats.of(**look)
        if span.last > span.first:
            self.sheet.merge_range(row, span.first, row, span.last, "", made)
        return made
