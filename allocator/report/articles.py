"""How documents cite the articles of a programme's rules, in Chinese and in English."""

from __future__ import annotations

from allocator.policy.articles import article_in_english
from allocator.policy.rules import ASSUMPTION
from allocator.report.content import Text

_NUMERALS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """A whole number from 1 to 99 in Chinese numerals, as headings are counted."""
    tens, ones = divmod(number, 10)
    begin = {0: "", 1: "十"}.get(tens, f"{_NUMERALS[tens]}十")
    return begin + (_NUMERALS[ones] if ones else "")


def article(source: str) -> Text:
    """A source as a table names it; what no article says is an assumption of the policy."""
    if source == ASSUMPTION:
        return Text("政策假定", "assumption")
    return Text(source, article_in_english(source))
