from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.numbers import NotANumber, fixed_text, parse_amount, parse_number, plain, round_half_away, rounded_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", Fraction(25, 2)),
        ("1,250.50", Fraction(2501, 2)),
        ("１５０", Fraction(150)),
        ("-3", Fraction(-3)),
        (".5", Fraction(1, 2)),
        ("7.", Fraction(7)),
        ("1.2E+05", Fraction(120000)),
        ("1，250", Fraction(1250)),
    ],
)
def test_numbers_are_read_exactly(text: str, value: Fraction) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12,5",
        "1,25",
        "三年",
        "12.5k",
        "1 000",
        "1²",
        "①",
        "1⑤",
        "1ᵉ5",
        "𝟏",
        "1e50",
        "-." + "5" * 38,
        "nan",
        "inf",
        "1e999",
        "0x10",
        "1_000",
        "1/3",
        "9" * 41,
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("150", 150),
        ("150 万元", 150),
        ("1500000元", 150),
        ("0.3亿", 3000),
        ("3000万", 3000),
        ("１５０万元", 150),
        ("1,500千元", 150),
        ("2百万元", 200),
        ("1.5", Fraction(3, 2)),
    ],
)
def test_amounts_are_in_policy_units_or_carry_their_own(text: str, value: Fraction) -> None:
    assert parse_amount(text, 10_000) == value


@pytest.mark.parametrize(
    "text", ["万元", "150 美元", "150元万", "元150", "12,5k", "15²", "150①", "15²万元", "1½", "9" * 39 + ".1元"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_amount(text, 10_000)


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("2.49", 2), ("-2.5", -3)]
)
def test_halves_are_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_away(Fraction(value)) == rounded


@given(st.integers(-(10**12), 10**12), st.integers(0, 9))
def test_plain_decimals_read_back_and_have_no_trailing_zeros(digits: int, places: int) -> None:
    value = Fraction(digits, 10**places)
    text = plain(value)
    assert Fraction(text) == value
    assert "e" not in text
    assert "." not in text or text[-1] != "0"


def test_a_value_without_a_decimal_expansion_is_refused() -> None:
    with pytest.raises(ValueError, match="no finite decimal"):
        plain(Fraction(1, 3))
    assert rounded_text(Fraction(2, 3), 6) == "0.666667"


@pytest.mark.parametrize(
    ("value", "places", "text"), [("93.1", 2, "93.10"), ("90", 0, "90"), ("90", 1, "90.0"), ("0.005", 2, "0.01")]
)
def test_columns_that_people_read_have_all_their_places(value: str, places: int, text: str) -> None:
    assert fixed_text(Fraction(value), places) == text
