"""Cells written out: each by the kind of its column, in one language; what every renderer and format has in common."""

from __future__ import annotations

from fractions import Fraction

from allocator.numbers import plain
from allocator.policy.awards import Money
from allocator.report.content import Cell, Column, Kind, Lang, Role, Row, Text
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


def grouped(number: str) -> str:
    """A plain decimal with its thousands separated by commas."""
    whole, point, places = number.partition(".")
    return f"{int(whole):,}{point}{places}" if whole != "-0" else number


def money_text(base: int, money: Money) -> str:
    """An amount of base units: in policy units where they have a name, else in the currency's; exact.

    Parameters
    ----------
    base
        Base units (yuan).
    money
        The policy's unit.
    """
    return grouped(str(base) if money.unit_name is None else plain(Fraction(base, money.unit)))


def cell_text(cell: Cell, kind: Kind, money: Money, lang: Lang) -> str:
    """A cell as it is printed; empty for None.

    Parameters
    ----------
    cell
        What it holds. A text stands in a column of any kind (the word 'total', say).
    kind
        Of its column.
    money
        The policy's unit.
    lang
        The language.
    """
    if cell is None:
        return ""
    if isinstance(cell, str | Text):
        return shown(cell, lang)
    if kind is Kind.MONEY:
        return money_text(int(cell), money)
    return plain(cell)


def spans(row: Row, columns: tuple[Column, ...]) -> tuple[int, ...]:
    """How many columns each cell of a row takes; 0 for one that the cell before it covers.

    The words of a subtotal or total row run on over the empty cells beside them, up to the next column with a sum.
    """
    taken = [1] * len(columns)
    if row.role is Role.BODY:
        return tuple(taken)
    first = 0
    for k in range(1, len(columns)):
        words = isinstance(row.cells[first], str | Text)
        if words and row.cells[k] is None and not columns[k].summed and columns[k].kind is not Kind.BLANK:
            taken[first], taken[k] = taken[first] + 1, 0
        else:
            first = k
    return tuple(taken)
