"""Typed cells -> text."""

import sys
import unicodedata
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.tables.cell_text import BLANK, cell_text
from allocator.unseen import FILLERS


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" 甲 ", " 甲 "),
        ("a_x000D_\nb", "a\r\nb"),
        (True, "yes"),
        (False, "no"),
        (7, "7"),
        (12345678901234567, "12345678901234567"),
        (0.1 + 0.2, "0.3"),
        (1234.0, "1234"),
        (-0.0, "0"),
        (1e15, "1000000000000000"),
        (-1.5e300, "-15" + "0" * 299),
        (1e-7, "0.0000001"),
        (91.234999999999999, "91.235"),
        (float("nan"), ""),
        (float("inf"), "inf"),
        (Decimal("1.50"), "1.5"),
        (Decimal("100"), "100"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0"),
        (Decimal("NaN"), ""),
        (Decimal("Infinity"), "Infinity"),
        (date(2026, 5, 1), "2026-05-01"),
        (datetime(2026, 5, 1), "2026-05-01"),
        (datetime(2026, 5, 1, 8, 30), "2026-05-01T08:30:00"),
        (datetime(2026, 5, 1, tzinfo=timezone(timedelta(hours=8))), "2026-05-01T00:00:00+08:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=36, seconds=5), "36:00:05"),
        (timedelta(minutes=-90), "-1:30:00"),
        (Fraction(1, 2), "1/2"),
    ],
)
def test_text_of_a_value(value: object, text: str) -> None:
    assert cell_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_plain_digits_within_fifteen_significant_ones(value: float) -> None:
    text = cell_text(value)
    assert set(text) <= set("-.0123456789")
    assert Fraction(text) == Fraction(Decimal(f"{value:.15g}"))


def test_all_white_space_of_unicode_is_blank() -> None:
    white = {chr(i) for i in range(sys.maxunicode + 1) if chr(i).isspace()}
    assert white <= set(BLANK)
    assert all(unicodedata.category(c) == "Cf" for c in set(BLANK) - white - set(FILLERS))
