"""Amounts in capital numerals: written out by hand, and read back by another way for any amount."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import UsageError
from allocator.report.capitals import capital_amount

BY_HAND = {
    "0": "人民币零元整",
    "1": "人民币壹元整",
    "10": "人民币壹拾元整",
    "15": "人民币壹拾伍元整",
    "101": "人民币壹佰零壹元整",
    "1001": "人民币壹仟零壹元整",
    "1010": "人民币壹仟零壹拾元整",
    "1100": "人民币壹仟壹佰元整",
    "10000": "人民币壹万元整",
    "10001": "人民币壹万零壹元整",
    "10100": "人民币壹万零壹佰元整",
    "107000": "人民币壹拾万柒仟元整",
    "100000": "人民币壹拾万元整",
    "1500000": "人民币壹佰伍拾万元整",
    "1000100": "人民币壹佰万零壹佰元整",
    "20300400": "人民币贰仟零叁拾万零肆佰元整",
    "30000000": "人民币叁仟万元整",
    "100000000": "人民币壹亿元整",
    "100000001": "人民币壹亿零壹元整",
    "100010000": "人民币壹亿零壹万元整",
    "1000010000": "人民币壹拾亿零壹万元整",
    "110000000": "人民币壹亿壹仟万元整",
    "123456789012": "人民币壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元整",
    "1000000000000": "人民币壹万亿元整",
    "1000000000001": "人民币壹万亿零壹元整",
    "1000100000000": "人民币壹万零壹亿元整",
    "1680.32": "人民币壹仟陆佰捌拾元叁角贰分",
    "107000.53": "人民币壹拾万柒仟元伍角叁分",
    "16409.02": "人民币壹万陆仟肆佰零玖元零贰分",
    "325.04": "人民币叁佰贰拾伍元零肆分",
    "10.5": "人民币壹拾元伍角整",
    "0.5": "人民币伍角整",
    "0.05": "人民币伍分",
    "0.55": "人民币伍角伍分",
}


@pytest.mark.parametrize("amount", BY_HAND)
def test_amounts_written_by_hand(amount: str) -> None:
    assert capital_amount(Fraction(amount)) == BY_HAND[amount]


def read(text: str) -> Fraction:
    """Value of an amount in capital numerals: units multiply what stands before them."""
    units = {"拾": 10, "佰": 100, "仟": 1000}
    text = text.removeprefix("人民币").removesuffix("整")
    whole, _, small = text.rpartition("元")
    total = section = digit = 0
    for c in whole:
        if c in units:
            section, digit = section + digit * units[c], 0
        elif c == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif c == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(c)
    value = Fraction(total + section + digit)
    for c in small:
        if c in "角分":
            value += Fraction(digit, 10 if c == "角" else 100)
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(c)
    return value


@given(st.integers(0, 10**18 - 1) | st.integers(0, 10**6) | st.integers(0, 10**8).map(lambda n: n * 10**6))
def test_any_amount_reads_back(fen: int) -> None:
    text = capital_amount(Fraction(fen, 100))
    assert read(text) == Fraction(fen, 100)
    assert "零零" not in text
    assert text.endswith(("整", "分"))
    assert not any(f"零{unit}" in text for unit in "拾佰仟万亿角分")


@pytest.mark.parametrize("amount", [Fraction(-1), Fraction(1, 1000), Fraction(10**16)])
def test_what_cannot_be_written_is_refused(amount: Fraction) -> None:
    with pytest.raises(UsageError, match="cannot be written in capital numerals"):
        capital_amount(amount)
