"""How documents cite the articles of a programme's rules, in Chinese and in English."""

from __future__ import annotations

import re

from allocator.policy.rules import ASSUMPTION
from allocator.report.content import Text

_NUMERALS = "零一二三四五六七八九"
_CHINESE = "[一二三四五六七八九十百]+"
_ARTICLE = re.compile(f"第({_CHINESE})条")
_POINT = re.compile(f"（({_CHINESE})）")


def numeral(number: int) -> str:
    """A whole number from 1 to 99 in Chinese numerals, as headings are counted."""
    tens, ones = divmod(number, 10)
    begin = {0: "", 1: "十"}.get(tens, f"{_NUMERALS[tens]}十")
    return begin + (_NUMERALS[ones] if ones else "")


def _value(text: str) -> int:
    """Value of Chinese numerals below 1000."""
    total = digit = 0
    for c in text:
        if c in "十百":
            total += max(1, digit) * (10 if c == "十" else 100)
            digit = 0
        else:
            digit = _NUMERALS.index(c)
    return total + digit


def article(source: str) -> Text:
    """A source as a table names it; what no article says is an assumption of the policy."""
    if source == ASSUMPTION:
        return Text("政策假定", "assumption")
    english = _ARTICLE.sub(lambda m: f"Article {_value(m[1])}", source)
    english = _POINT.sub(lambda m: f"({_value(m[1])})", english)
    return Text(source, english.replace("附件", "Annex ").replace("、", ", ").strip())
