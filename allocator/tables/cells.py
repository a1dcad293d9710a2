"""One column of text cells -> one column of typed values; every cell that does not fit is a problem."""

from __future__ import annotations

import contextlib
import datetime
import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from allocator.errors import Problems
from allocator.fields import identity
from allocator.numbers import NotANumber, fold_digits, parse_amount, parse_number, plain
from allocator.tables.table import Table

T = TypeVar("T")

YES = frozenset(["yes", "true", "1", "y", "是", "√", "有"])
NO = frozenset(["no", "false", "0", "n", "否", "×", "无"])
_DAY = re.compile(
    r"(\d{4})\s*(?:[-/.](\d{1,2})[-/.](\d{1,2})|年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)(?:[T ]\d[\d:.+-]*Z?)?",
    re.ASCII,
)
_COMMA = re.compile(r"[+-]?\d+,\d{1,2}")


class BadCell(ValueError):
    """A cell that is not what its column wants: (what, remedy)."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def parse_column(table: Table, column: str, parse: Callable[[str], T], problems: Problems) -> list[T | None]:
    """Parse every filled cell of a column, each distinct text once.

    Parameters
    ----------
    table, column
        Which cells.
    parse
        Value of a trimmed, non-empty text; raises `BadCell`.
    problems
        Takes a fault per cell that does not fit.

    Returns
    -------
    list
        A value per row; None where the cell is empty or does not fit.
    """
    known: dict[str, T | None] = {"": None}
    bad: dict[str, BadCell] = {}
    values: list[T | None] = []
    for row, text in enumerate(table.cells(column)):
        if text not in known:
            try:
                known[text] = parse(text)
            except BadCell as error:
                known[text], bad[text] = None, error
        if text in bad:
            problems.add(table.place(row, column), bad[text].what, bad[text].remedy)
        values.append(known[text])
    return values


def require(table: Table, column: str, problems: Problems) -> None:
    """Record a fault for every empty cell of a column."""
    for row, text in enumerate(table.cells(column)):
        if not text:
            problems.add(table.place(row, column), "the cell is empty", "fill it in")


def number(text: str) -> Fraction:
    """Exact number of a cell."""
    try:
        return parse_number(text)
    except NotANumber:
        raise BadCell(f"{text!r} is not a number", _suggest(text, "a number, for example 12.5")) from None


def amount_parser(unit: int) -> Callable[[str], Fraction]:
    """Parser of money cells into policy units.

    Parameters
    ----------
    unit
        Base units in one policy unit.
    """

    def amount(text: str) -> Fraction:
        try:
            value = parse_amount(text, unit)
        except NotANumber:
            raise BadCell(
                f"{text!r} is not an amount", _suggest(text, "an amount, for example 150 or 150万元")
            ) from None
        if value < 0:
            raise BadCell(f"{text!r} is below 0", "write an amount of 0 or more, or leave it empty")
        return value

    return amount


def yes_no(text: str) -> bool:
    """Truth of a cell."""
    with contextlib.suppress(NotANumber):  # a circled 1 may number a choice
        folded = fold_digits(text).lower()
        if folded in YES | NO:
            return folded in YES
    raise BadCell(f"{text!r} is neither yes nor no", "write yes or no (是 or 否)")


def score_parser(decimals: int, top: Fraction) -> Callable[[str], Fraction]:
    """Parser of composite scores.

    Parameters
    ----------
    decimals
        Places that a score may have.
    top
        Highest score.
    """

    def score(text: str) -> Fraction:
        value = number(text)
        if not 0 <= value <= top:
            raise BadCell(f"{text!r} is outside 0 to {plain(top)}", "correct the score")
        if (value * 10**decimals).denominator != 1:
            raise BadCell(f"{text!r} has more than {decimals} decimal places", f"round it to {decimals} places")
        return value

    return score


def year(text: str) -> int:
    """Calendar year of a cell (`2026`, `2026年`, `2026年度`)."""
    try:
        value = parse_number(fold_digits(text).removesuffix("度").removesuffix("年"))
    except NotANumber:
        raise BadCell(f"{text!r} is not a year", "write for example 2026") from None
    if value.denominator != 1 or not 1900 <= value <= 2999:
        raise BadCell(f"{text!r} is not a year", "write for example 2026")
    return int(value)


def day(text: str) -> str:
    """Calendar day of a cell (`2026-03-01`, `2026/3/1`, `2026年3月1日`; a time of day is left out) as 2026-03-01."""
    with contextlib.suppress(NotANumber, ValueError):
        if found := _DAY.fullmatch(fold_digits(text)):
            return datetime.date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5])).isoformat()
    raise BadCell(f"{text!r} is not a date", "write for example 2026-03-01")


def enterprise_name(text: str) -> str:
    """Form in which names of enterprises are compared: NFKC, white space removed."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def check_distinct_looks(table: Table, column: str, problems: Problems, *, unique: bool) -> None:
    """Record a fault where two ids differ only in case, width, composition or invisible characters.

    Parameters
    ----------
    unique
        Whether the same id twice is a fault too.
    """
    first: dict[str, tuple[int, str]] = {}
    for row, text in enumerate(table.cells(column)):
        if not text:
            continue
        at, seen = first.setdefault(identity(text), (row, text))
        if at == row or (seen == text and not unique):
            continue
        where = table.place(at)
        if seen == text:
            problems.add(
                table.place(row, column), f"{text!r} stands already in {where}", "give every application its own id"
            )
        else:
            what = f"{text!r} differs from {seen!r} in {where} only in case, width, composition or invisible characters"
            problems.add(table.place(row, column), what, "write both alike, or give them different ids")


def _suggest(text: str, example: str) -> str:
    """A remedy; a value only where the whole cell can mean but that: a decimal comma."""
    with contextlib.suppress(NotANumber):
        digits = fold_digits(text)
        if _COMMA.fullmatch(digits):
            return f"write {digits.replace(',', '.')}"
    return f"write {example}"
