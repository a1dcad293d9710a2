"""One column of text cells -> one column of typed values; every cell that does not fit is a problem."""

from __future__ import annotations

import contextlib
import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeVar

import numpy as np

from allocator.arrays import Column, Integers
from allocator.errors import Problem, Problems
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


def parse_column(table: Table, column: str, parse: Callable[[str], T], problems: Problems) -> Column[T | None]:
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
    Column
        A value per row; None where the cell is empty or does not fit.
    """
    cells = table.cells(column)
    values: list[T | None] = []
    bad: dict[int, BadCell] = {}
    for code, text in enumerate(cells.values):
        try:
            values.append(parse(text) if text else None)
        except BadCell as error:
            values.append(None)
            bad[code] = error
    if bad:
        report_bad(table, column, bad, problems)
    return Column(cells.codes, values)


def report_bad(table: Table, column: str, bad: Mapping[int, BadCell], problems: Problems) -> None:
    """Record a fault for every cell that does not fit.

    Parameters
    ----------
    table, column
        Which cells.
    bad
        Place among the column's values -> what is wrong with that value.
    problems
        Takes the faults.
    """
    codes = table.cells(column).codes
    is_bad = np.zeros(int(codes.max(initial=0)) + 1 + max(bad), bool)
    is_bad[list(bad)] = True

    def fault(row: int) -> Problem:
        error = bad[int(codes[row])]
        return Problem(table.place(row, column), error.what, error.remedy)

    problems.add_each(Integers(np.flatnonzero(is_bad[codes])), fault)


def require(table: Table, column: str, problems: Problems) -> None:
    """Record a fault for every empty cell of a column."""
    empty = Integers(table.cells(column).rows(lambda text: not text))
    problems.add_each(empty, lambda row: Problem(table.place(row, column), "the cell is empty", "fill it in"))


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
    cells = table.cells(column)
    looks = Column(cells.codes, [identity(text) for text in cells.values]).merged()
    times = np.bincount(looks.codes, minlength=len(looks.values))
    different = np.bincount(looks.codes[np.unique(cells.codes, return_index=True)[1]], minlength=len(looks.values))
    doubtful = (times if unique else different) > 1
    doubtful &= np.fromiter(map(bool, looks.values), bool, len(looks.values))
    first: dict[int, tuple[int, str]] = {}
    twice: dict[int, tuple[int, str]] = {}
    for row in np.flatnonzero(doubtful[looks.codes]).tolist():
        text = cells[row]
        at, seen = first.setdefault(int(looks.codes[row]), (row, text))
        if at != row and (unique or seen != text):
            twice[row] = at, seen

    def fault(row: int) -> Problem:
        (at, seen), text = twice[row], cells[row]
        place, where = table.place(row, column), table.place(at)
        if seen == text:
            return Problem(place, f"{text!r} stands already in {where}", "give every application its own id")
        what = f"{text!r} differs from {seen!r} in {where} only in case, width, composition or invisible characters"
        return Problem(place, what, "write both alike, or give them different ids")

    problems.add_each(list(twice), fault)


def _suggest(text: str, example: str) -> str:
    """A remedy; a value only where the whole cell can mean but that: a decimal comma."""
    with contextlib.suppress(NotANumber):
        digits = fold_digits(text)
        if _COMMA.fullmatch(digits):
            return f"write {digits.replace(',', '.')}"
    return f"write {example}"
