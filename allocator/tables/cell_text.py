"""A typed cell of a workbook or a parquet file -> the text it would have in a CSV file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isnan

from allocator.unseen import FILLERS, SELECTORS

NO_VALUE = "\0formula"
"""Stands for a formula cell whose value was never stored; no real cell can hold it."""

_ERRORS: tuple[str, ...] = (
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
)
_ERRORS += ("#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#EXTERNAL!")
FAULTY: Mapping[str, tuple[str, str]] = {
    **{e: (f"{e!r} is an Excel error, not a value", "correct the formula or type the value") for e in _ERRORS},
    "\0": ("holds a NUL character, which is no text", "type the value again"),
    NO_VALUE: ("is a formula without a stored value", "open the file in Excel and save it"),
}
"""Cell texts that are never values -> (what is wrong, remedy)."""

_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
_SPACES += "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_INVISIBLE = "\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_INVISIBLE += "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f"
_INVISIBLE += "\ufeff\ufff9\ufffa\ufffb"
BLANK = _SPACES + _INVISIBLE + FILLERS
"""Characters trimmed from the ends of a cell: white space of every script, and what cannot be seen."""
_BEGINNING = BLANK + SELECTORS


def trimmed(text: str) -> str:
    """A cell without white space and invisible characters at its ends."""
    text = text.strip(BLANK)
    return text.lstrip(_BEGINNING) if text and text[0] in SELECTORS else text


def cell_text(value: object) -> str:
    """Untrimmed text of a cell.

    Parameters
    ----------
    value
        Text, a number (floats count at 15 significant digits), a truth value, a date or a time; None is "".
    """
    write = _WRITERS.get(type(value))
    return str(value) if write is None else write(value)


def decimal_text(value: Decimal) -> str:
    """Plain decimal digits, without exponent and without trailing zeros."""
    if not value.is_finite():
        return "" if value.is_nan() else str(value)
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _float_text(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isnan(value):  # how data frames mark a missing value
        return ""
    text = format(value, ".15g")
    return decimal_text(Decimal(text)) if "e" in text else text


def _datetime_text(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time() and value.tzinfo is None else value.isoformat()


def _timedelta_text(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    minutes, second = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02}:{second:02}"


_WRITERS: Mapping[type, Callable[..., str]] = {
    str: lambda text: "\0" if "\0" in text else text.replace("_x000D_", "\r") if "_x000D_" in text else text,
    type(None): lambda _: "",
    bool: lambda flag: "yes" if flag else "no",
    int: str,
    float: _float_text,
    Decimal: decimal_text,
    datetime: _datetime_text,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _timedelta_text,
}
