"""Exact numbers: reading them from text, rounding them, writing them as plain decimals."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

MOST_DIGITS = 40
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_EXPONENT = re.compile(r"([+-]?\d(?:\.\d+)?)[eE]([+-]?\d{1,2})")
_UNITS = {"": None, "元": 1, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8, "千元": 10**3, "百万元": 10**6}
_LOOK_ALIKES = ("<super>", "<sub>", "<circle>", "<square>", "<fraction>", "<font>")
_WITH_UNIT = re.compile(r"(?P<number>[^元千百万亿]*?)\s*(?P<unit>百万元|千元|万元|亿元|元|万|亿|)")


class NotANumber(ValueError):
    """A text that is no number (or no amount)."""


def fold(text: str) -> str:
    """Text in its compatibility form, trimmed: how cells are compared."""
    return text if text.isascii() and text == text.strip() else unicodedata.normalize("NFKC", text).strip()


def fold_digits(text: str) -> str:
    """Folded text of a cell that holds a number or a date.

    Raises
    ------
    NotANumber
        If a character only folds to digits or letters, as superscripts and circled digits do: 15² is not 152.
    """
    if not text.isascii():
        for character in text:
            if unicodedata.category(character) == "No" or unicodedata.decomposition(character).startswith(_LOOK_ALIKES):
                raise NotANumber(text)
    return fold(text)


def parse_number(text: str) -> Fraction:
    """Exact value of a decimal number.

    Parameters
    ----------
    text
        Digits of any width, with or without thousands separators; `1.2E+05` as spreadsheets export it.

    Raises
    ------
    NotANumber
        If it is anything else, or longer than 40 characters when written out.
    """
    digits = fold_digits(text)
    if len(digits) > MOST_DIGITS or not digits.isascii():
        raise NotANumber(text)
    if _PLAIN.fullmatch(digits) or _EXPONENT.fullmatch(digits):
        return _writable(Fraction(digits), text)
    if _GROUPED.fullmatch(digits):
        return Fraction(digits.replace(",", ""))
    raise NotANumber(text)


def _writable(value: Fraction, text: str) -> Fraction:
    """A value that reads back from its plain decimals: what is longer would be refused then."""
    if len(plain(value)) > MOST_DIGITS:
        raise NotANumber(text)
    return value


def parse_amount(text: str, unit: int) -> Fraction:
    """Exact amount in policy units.

    Parameters
    ----------
    text
        A number in policy units, or with its own unit (`150 万元`, `0.3亿`, `30000000元`).
    unit
        Base units in one policy unit; a product of twos and fives, so that amounts have finite decimals.

    Raises
    ------
    NotANumber
        If it is no amount, or longer than 40 characters when written out in policy units.
    """
    match = _WITH_UNIT.fullmatch(fold_digits(text))
    if match is None:
        raise NotANumber(text)
    value = parse_number(match["number"])
    base = _UNITS[match["unit"]]
    return value if base is None else _writable(value * base / unit, text)


def floor_div(value: Fraction, step: Fraction) -> int:
    """Largest whole number of steps not above `value`."""
    return (value / step).__floor__()


def ceil_div(value: Fraction, step: Fraction) -> int:
    """Smallest whole number of steps not below `value`."""
    return (value / step).__ceil__()


def round_half_away(value: Fraction) -> int:
    """Nearest whole number, halves away from zero (四舍五入)."""
    doubled = 2 * abs(value.numerator) + value.denominator
    rounded = doubled // (2 * value.denominator)
    return rounded if value >= 0 else -rounded


@lru_cache(1024)
def _decimals(denominator: int) -> tuple[int, int]:
    """Decimal places of a fraction in lowest terms, and ten to that power; 0 where it has no finite expansion."""
    for places in range(1, 401):
        if 10**places % denominator == 0:
            return places, 10**places
    return 0, 1


def plain(value: Fraction | int) -> str:
    """Exact decimal text without trailing zeros.

    Raises
    ------
    ValueError
        If the value has no finite decimal expansion.
    """
    denominator = value.denominator
    if denominator == 1:
        return str(int(value))
    places, power = _decimals(denominator)
    if not places:
        raise ValueError(f"{value} has no finite decimal expansion")
    digits = str(abs(value.numerator) * (power // denominator)).rjust(places + 1, "0")
    return ("-" if value < 0 else "") + f"{digits[:-places]}.{digits[-places:]}"


def places_of(value: Fraction | int) -> int:
    """Decimal places of a number.

    Raises
    ------
    ValueError
        If the value has no finite decimal expansion.
    """
    return len(plain(value).partition(".")[2])


def grouped(number: str) -> str:
    """A plain decimal with its thousands separated by commas."""
    whole, point, places = number.partition(".")
    return f"{int(whole):,}{point}{places}" if whole != "-0" else number


def fixed_text(value: Fraction, places: int) -> str:
    """Decimal text of `value` with exactly `places` places, rounded half away from zero: for people to read."""
    text = rounded_text(value, places)
    whole, _, tail = text.partition(".")
    return f"{whole}.{tail.ljust(places, '0')}" if places else whole


def rounded_text(value: Fraction, places: int) -> str:
    """Decimal text of `value` rounded half away from zero to `places`, without trailing zeros."""
    return plain(Fraction(round_half_away(value * 10**places), 10**places))
