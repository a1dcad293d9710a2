"""JSON whose decimals are plain and exact, laid out as `json.dumps(o, ensure_ascii=False, indent=2)` does."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from json.encoder import encode_basestring
from typing import Any

from allocator.numbers import plain

_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(value: Any) -> str:
    """Text of a record, with a newline at its end.

    Parameters
    ----------
    value
        Dicts, lists, texts, integers, booleans, None, and fractions with a finite decimal expansion.
    """
    return _dumps(value, "\n") + "\n"


def _dumps(value: Any, newline: str) -> str:
    if isinstance(value, str | int) or value is None:
        return _scalar(value)
    if isinstance(value, Fraction):
        return plain(value)
    inner = newline + "  "
    if isinstance(value, dict) and value:
        items = [f"{_scalar(str(k))}: {_dumps(v, inner)}" for k, v in value.items()]
        return "{" + inner + ("," + inner).join(items) + newline + "}"
    if isinstance(value, list | tuple) and value:
        return "[" + inner + ("," + inner).join([_dumps(v, inner) for v in value]) + newline + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """A text, number or constant; half characters (how Python holds a path that is not UTF-8) as JSON escapes."""
    if type(value) is int:
        return str(value)
    text = encode_basestring(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if text.isascii() else _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def loads(text: str) -> Any:
    """Record of a JSON text; decimals become exact fractions.

    Raises
    ------
    ValueError
        If it is not JSON, or holds NaN, infinities or numbers of absurd length.
    """

    def number(digits: str) -> Fraction:
        if len(digits) > 400 or "e" in digits.lower():
            raise ValueError(f"the number {digits[:20]}... is not a plain decimal")
        return Fraction(digits)

    def constant(name: str) -> None:
        raise ValueError(f"{name} is no number")

    try:
        return json.loads(text, parse_float=number, parse_constant=constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
