"""Articles of a programme's rules in English: 第五条（四） is Article 5(4)."""

from __future__ import annotations

import re

_NUMERALS = "零一二三四五六七八九"
_CHINESE = "[一二三四五六七八九十百]+"
_ARTICLE = re.compile(f"第({_CHINESE})条")
_POINT = re.compile(f"（({_CHINESE})）")


def article_in_english(source: str) -> str:
    """A source whose articles and points are numbered in digits; what is no such number stays as it is."""
    english = _ARTICLE.sub(lambda m: f"Article {_value(m[1])}", source)
    english = _POINT.sub(lambda m: f"({_value(m[1])})", english)
    return english.replace("附件", "Annex ").replace("、", ", ").strip()


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
