"""Kinds of values that a policy holds, each read exactly from its written text."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo

from allocator.fields import identity
from allocator.numbers import NotANumber, parse_amount, parse_number

YES = frozenset({"yes", "true"})
NO = frozenset({"no", "false"})


def _text(value: Any) -> str:
    if isinstance(value, str) and identity(value).strip():
        return str(value).strip()
    if value is None or isinstance(value, str):
        raise ValueError("is empty; write a text" if not value else "looks empty; write a text that can be seen")
    raise ValueError("is a list or a mapping; write a text")


def _identifier(value: Any) -> str:
    text = _text(value)
    if ";" in text or any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in text):
        raise ValueError(f"{text!r} holds a semicolon, a line break or a control character; choose another id")
    return text


def _number(value: Any) -> Fraction:
    if isinstance(value, Fraction | int) and not isinstance(value, bool):
        return Fraction(value)  # defaults of the schema
    if not isinstance(value, str):
        raise ValueError("is not a number; write one, for example 1.5")
    try:
        return parse_number(value)
    except NotANumber:
        raise ValueError(f"{str(value)!r} is not a number; write one, for example 1.5") from None


def _whole(value: Any) -> int:
    number = _number(value)
    if number.denominator != 1:
        raise ValueError(f"{str(value)!r} is not a whole number; write one, for example 3")
    return int(number)


def money_unit(value: Any) -> int:
    """Base units in one policy unit, from its written text.

    Raises
    ------
    ValueError
        If it is no whole number of at least 1, or amounts in it had no finite decimals.
    """
    number = rest = _whole(value)
    if number < 1:
        raise ValueError(f"{str(value)!r} is below 1; write for example 10000")
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        what = f"{str(value)!r} is no product of twos and fives, so that amounts in it would have no finite decimals"
        raise ValueError(f"{what}; write for example 1, 1000 or 10000")
    return number


def _amount(value: Any, info: ValidationInfo) -> Fraction:
    if isinstance(value, Fraction | int) and not isinstance(value, bool):
        return Fraction(value)
    unit = (info.context or {}).get("unit", 1)
    if not isinstance(value, str):
        raise ValueError("is not an amount; write one, for example 150")
    try:
        amount = parse_amount(value, unit)
    except NotANumber:
        raise ValueError(f"{str(value)!r} is not an amount; write one, for example 150 or 150万元") from None
    if amount < 0:
        raise ValueError(f"{str(value)!r} is below 0; write an amount of 0 or more")
    return amount


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and str(value).lower() in YES | NO:
        return str(value).lower() in YES
    raise ValueError(f"{value if value is None else str(value)!r} is not a flag; write yes or no")


def _date(value: Any) -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{str(value)!r} is not a date; write it as 2027-12-31") from None


@dataclass(frozen=True, slots=True)
class Operand:
    """What a cell is compared with: its text, and its truth where the policy wrote an unquoted yes or no."""

    text: str
    flag: bool | None = None


def _operand(value: Any) -> Operand:
    if isinstance(value, Operand):
        return value
    text = _text(value)
    flag = None
    if not getattr(value, "quoted", False) and text.lower() in YES | NO:
        flag = text.lower() in YES
    return Operand(text, flag)


Text = Annotated[str, BeforeValidator(_text)]
Id = Annotated[str, BeforeValidator(_identifier)]
Number = Annotated[Fraction, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_whole)]
MoneyUnit = Annotated[int, BeforeValidator(money_unit)]
Amount = Annotated[Fraction, BeforeValidator(_amount)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Date = Annotated[datetime.date, BeforeValidator(_date)]
Value = Annotated[Operand, BeforeValidator(_operand)]
