"""A table in a sheet: headings, rows, sums as formulas with their values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocator.numbers import places_of, plain
from allocator.report.content import Cell, Column, Kind, Role, Row, Table, Text
from allocator.report.xlsx.cells import RIGHT, Cells, shown
from allocator.report.xlsx.formats import SUM_GROUND, exact_number
from allocator.report.xlsx.grid import Grid, Span, narrowed, shares
from allocator.template.layout import POINTS_A_LINE, lines, width

_BEFORE_UNIT = re.compile(r" ?([（(][^（(]*[）)])$")
_NUMBERS = (Kind.COUNT, Kind.SCORE, Kind.MONEY)
CENTRE: dict[str, object] = {"align": "center", "indent": 0}
_CENTRED = (Kind.CODE, Kind.COUNT)
_TALLEST = 409  # points that a row may have


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands in a sheet.

    Parameters
    ----------
    header
        Row of its headings.
    last
        Its last row.
    last_body
        Its last row that is no sum.
    """

    header: int
    last: int
    last_body: int


class TableWriter:
    """Writes one table.

    Parameters
    ----------
    cells
        Of the sheet.
    grid
        Columns of the sheet.
    table
        The table.
    """

    def __init__(self, cells: Cells, grid: Grid, table: Table) -> None:
        self._cells, self._table = cells, table
        wanted = shares(table, cells.formats.unit)
        self._spans = grid.spans(narrowed(table, wanted, sum(grid.widths)))
        self._places = [self._places_of(n, c) for n, c in enumerate(table.columns)]
        self._exact = [all(map(self._is_exact, self._numbers(n))) for n in range(len(table.columns))]
        self._has_subtotals = any(r.role is Role.SUBTOTAL for r in table.rows)

    def write(self, row: int) -> Placed:
        """Write the table from a row on."""
        header = row
        self._headings(row)
        last_body, begin = row, row + 1
        for content in self._table.rows:
            row += 1
            self._row(row, content, header + 1 if content.role is Role.TOTAL else begin)
            if content.role is Role.BODY:
                last_body = row
            else:
                begin = row + 1
        return Placed(header, row, last_body)

    def _headings(self, row: int) -> None:
        tallest = 1
        for column, span in zip(self._table.columns, self._spans, strict=True):
            text = shown(column.heading.of(self._cells.lang))
            if width(text) > span.width - 1:
                text = _BEFORE_UNIT.sub(r"\n\1", text, count=1)  # the unit stands better in a line of its own
            self._cells.heading(row, span, text)
            tallest = max(tallest, lines(text, span.width - 1))
        self._cells.sheet.set_row(row, _height(tallest) + 4)

    def _row(self, row: int, content: Row, begin: int) -> None:
        tallest = 2 if any(c.kind is Kind.BLANK for c in self._table.columns) else 1  # room to write by hand
        look: dict[str, object] = {"border": 1}
        if content.role is not Role.BODY:
            look |= {"bold": True, "bg_color": SUM_GROUND}
        for n, (column, span, value) in enumerate(zip(self._table.columns, self._spans, content.cells, strict=True)):
            tallest = max(tallest, self._lines(value, span))
            if content.role is not Role.BODY and column.summed and value is not None and row > begin:
                self._sum(row, begin, n, Fraction(value))  # type: ignore[arg-type]
                continue
            aligned = {**look, **CENTRE} if column.kind in _CENTRED else look
            self._cells.value(row, span, column.kind, value, self._places[n], **aligned)
        self._cells.sheet.set_row(row, _height(tallest))

    def _sum(self, row: int, begin: int, n: int, value: Fraction) -> None:
        column, span = self._table.columns[n], self._spans[n]
        value = value / self._cells.formats.unit if column.kind is Kind.MONEY else value
        look: dict[str, object] = {"border": 1, "bold": True, "bg_color": SUM_GROUND}
        if column.kind in _CENTRED:
            look |= CENTRE
        if not self._exact[n] or exact_number(value) is None:  # cells that are text add up to nothing
            self._cells.text(row, span, plain(value), **{**RIGHT, **look})
            return
        letter = _letter(span.first)
        cells = f"{letter}{begin + 1}:{letter}{row}"
        formula = f"=SUBTOTAL(9,{cells})" if self._has_subtotals else f"=SUM({cells})"
        self._cells.formula(row, span, formula, value, self._places[n], **look)

    def _lines(self, value: Cell, span: Span) -> int:
        text = value.of(self._cells.lang) if isinstance(value, Text) else value
        return lines(shown(text), max(1.0, span.width - 1)) if isinstance(text, str) else 1

    def _numbers(self, n: int) -> Sequence[Fraction]:
        column = self._table.columns[n]
        if column.kind not in _NUMBERS:
            return []
        unit = self._cells.formats.unit if column.kind is Kind.MONEY else 1
        values = (r.cells[n] for r in self._table.rows)
        return [Fraction(v) / unit for v in values if isinstance(v, int | Fraction)]

    def _places_of(self, n: int, column: Column) -> int:
        numbers = self._numbers(n)
        return max([column.places, *map(places_of, numbers)]) if numbers else 0

    @staticmethod
    def _is_exact(value: Fraction) -> bool:
        return exact_number(value) is not None


def _height(count: int) -> float:
    return min(_TALLEST, count * POINTS_A_LINE + 3)


def _letter(column: int) -> str:
    """Letters of a column by its number from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
