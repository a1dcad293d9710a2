"""Cells written out: each by the kind of its column, in one language; what every renderer and format has in common."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from allocator.numbers import grouped, places_of, plain
from allocator.policy.awards import Money
from allocator.report.content import Cell, Column, Kind, Lang, Role, Row, Table, Text
from allocator.visible import visible

RIGID = (Kind.CODE, Kind.COUNT, Kind.SCORE, Kind.MONEY)
NUMBERS = (Kind.COUNT, Kind.SCORE, Kind.MONEY)


def shown(text: str | Text, lang: Lang) -> str:
    """A text as it is printed: its lines are its author's, nothing from the inputs breaks or steers one.

    Parameters
    ----------
    text
        Of the inputs (one line, whatever it holds), or in both languages (a line break is a line break).
    lang
        Which of the two.
    """
    if isinstance(text, str):
        return visible(text)
    return "\n".join(visible(line) for line in text.of(lang).split("\n"))


def unit_of(column: Column, money: Money) -> int:
    """What a column's numbers are written in: money in policy units where they have a name, else in the currency's."""
    return money.unit if column.kind is Kind.MONEY and money.unit_name is not None else 1


def decimals(table: Table, money: Money) -> tuple[int, ...]:
    """Decimal places of every column of a table: as many as the longest of its numbers needs, so that they stand even.

    Parameters
    ----------
    table
        The table.
    money
        The policy's unit.
    """
    found = []
    for n, column in enumerate(table.columns):
        unit, values = unit_of(column, money), {r.cells[n] for r in table.rows} if column.kind in NUMBERS else set()
        longest = max((places_of(Fraction(v, unit)) for v in values if isinstance(v, int | Fraction)), default=0)
        found.append(max(longest, column.places))
    return tuple(found)


def cell_text(cell: Cell, column: Column, money: Money, lang: Lang, places: int = 0) -> str:
    """A cell as it is printed; empty for None.

    Parameters
    ----------
    cell
        What it holds. A text stands in a column of any kind (the word 'total', say).
    column
        Its column.
    money
        The policy's unit.
    lang
        The language.
    places
        Decimals at the least, of `decimals`.
    """
    if cell is None:
        return ""
    if isinstance(cell, str | Text):
        return shown(cell, lang)
    number = plain(Fraction(cell, unit_of(column, money)))
    if (missing := places - places_of(Fraction(cell, unit_of(column, money)))) > 0:
        number = f"{number}{'' if '.' in number else '.'}{'0' * missing}"
    return grouped(number) if column.kind is Kind.MONEY else number


class Group(NamedTuple):
    """Cells of a row printed as one: the first column, how many columns, and the column of the cell that is printed."""

    first: int
    taken: int
    printed: int


def groups(row: Row, columns: tuple[Column, ...]) -> tuple[Group, ...]:
    """How the cells of a row are put together.

    The words of a subtotal or total row run on over the empty cells beside them, up to the next column with a sum.
    """
    found: list[Group] = []
    for k, cell in enumerate(row.cells):
        first = k
        if row.role is not Role.BODY and _free(cell, columns[k]):
            if cell is None and found and isinstance(row.cells[found[-1].printed], str | Text):
                found[-1] = found[-1]._replace(taken=found[-1].taken + 1)
                continue
            while cell is not None and found and _blank(row, columns, found[-1]):
                first = found.pop().first
        found.append(Group(first, k + 1 - first, k))
    return tuple(found)


def _free(cell: Cell, column: Column) -> bool:
    return not column.summed and column.kind is not Kind.BLANK and (cell is None or isinstance(cell, str | Text))


def _blank(row: Row, columns: tuple[Column, ...], group: Group) -> bool:
    return row.cells[group.printed] is None and _free(None, columns[group.printed])
