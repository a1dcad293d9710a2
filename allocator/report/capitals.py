"""Amounts of money in the capital numerals of Chinese accounts (大写): 人民币壹佰伍拾万元整."""

from __future__ import annotations

from fractions import Fraction

from allocator.errors import UsageError

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
MYRIADS = ("", "万", "亿")
MOST = 10**16


def capital_amount(yuan: int | Fraction) -> str:
    """An amount of yuan in capital numerals, as cheques and payment orders want it.

    Written after 《正确填写票据和结算凭证的基本规定》: one 零 for any run of zeros inside, 整 where no 分 follow.

    Parameters
    ----------
    yuan
        From 0 up, below 10**16, in whole fen.

    Raises
    ------
    UsageError
        Where it is no such amount.
    """
    fen = yuan * 100
    if not 0 <= yuan < MOST or Fraction(fen).denominator != 1:
        raise UsageError(f"{yuan} yuan cannot be written in capital numerals; give whole fen from 0 to below 10^16")
    whole, rest = divmod(int(fen), 100)
    return f"人民币{_yuan(whole, rest)}{_small(whole, *divmod(rest, 10))}"


def _yuan(whole: int, rest: int) -> str:
    if whole:
        return f"{_whole(whole)}元"
    return "" if rest else "零元"


def _small(whole: int, jiao: int, fen: int) -> str:
    """角 and 分: a 零 holds the place of missing 角 between yuan and 分."""
    if not jiao and not fen:
        return "整"
    begin = f"{DIGITS[jiao]}角" if jiao else ("零" if whole else "")
    return f"{begin}{DIGITS[fen]}分" if fen else f"{begin}整"


def _whole(number: int) -> str:
    """A number from 1 up: four places at a time, those of 亿 again by 万."""
    if number >= 10**8:
        high, low = divmod(number, 10**8)
        return f"{_whole(high)}{MYRIADS[2]}{_rest(low, 10**7)}"
    high, low = divmod(number, 10**4)
    if high:
        return f"{_four(high)}{MYRIADS[1]}{_rest(low, 10**3)}"
    return _four(low)


def _rest(number: int, first_place: int) -> str:
    """What follows a larger unit: 零 where its first place is empty, nothing where all are."""
    if not number:
        return ""
    return f"{'零' if number < first_place else ''}{_whole(number)}"


def _four(number: int) -> str:
    """A number from 1 to 9999."""
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += f"{DIGITS[0] if gap and said else ''}{DIGITS[digit]}{PLACES[place]}"
            gap = False
        else:
            gap = True
    return said
