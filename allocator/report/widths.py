"""Widths of a table's columns: what must not be broken gets its room, the rest is shared as the document asks."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from allocator.policy.awards import Money
from allocator.report.cells import RIGID, cell_text, shown, spans
from allocator.report.content import Column, Kind, Lang, Table

PADDING = 3.5  # points on either side of a cell
_WIDE = 1.0
_NARROW = {"upper": 0.74, "mark": 0.34, "other": 0.57}
_MARKS = ".,:;'|!()[] -ijlftI/"
_LEAST_TEXT = 5.0  # a column of words narrower than so many characters cannot be read
_LEAST_BLANK = 4.0
_UNIT = re.compile(r"(.+?) ?([（(].+[）)])")
_LONG_WORD = re.compile(r"[!-~\u00a1-\u058f]+")


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table fits its page.

    Parameters
    ----------
    size
        Of its letters, in points.
    widths
        Of its columns, in points, the padding included.
    """

    size: float
    widths: tuple[float, ...]

    def room(self, first: int, taken: int = 1) -> float:
        """Characters (em) that fit in a line of a cell."""
        return (sum(self.widths[first : first + taken]) - 2 * PADDING) / self.size


@lru_cache(4096)
def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA" or ord(character) >= 0x590:
        return _WIDE
    if character in _MARKS:
        return _NARROW["mark"]
    return _NARROW["upper" if character.isupper() or character in "mw%@&—" else "other"]


def ems(text: str) -> float:
    """Width of a line, in the size of its letters; never less than it really is in the fonts of documents."""
    return sum(map(_em, text))


def longest_word(text: str) -> float:
    """Width of the widest piece that is not broken: words of alphabets; Chinese may be broken anywhere."""
    return max([1.0, *(ems(w) for w in _LONG_WORD.findall(text))])


def breakable(text: str, room: float) -> list[str]:
    """A text cut where it must be breakable: the words that are wider than the room lie in single characters.

    Parameters
    ----------
    text
        One line.
    room
        Width of its line in em.
    """
    found: list[str] = []
    end = 0
    for word in _LONG_WORD.finditer(text):
        if ems(word[0]) > room:
            found += [text[end : word.start()], *word[0]]
            end = word.end()
    return [p for p in [*found, text[end:]] if p]


def balanced(text: str, room: float) -> float:
    """Width, in em, in which a title of several lines has lines of about the same length."""
    whole = max(map(ems, text.split("\n")))
    return room if whole <= room else min(room, whole / math.ceil(whole / (room - 1)) + 2)


def heading_text(column: Column, lang: Lang, room: float) -> str:
    """A column's heading, broken before its unit, or into lines of the same length, where it does not fit in one."""
    words = shown(column.heading, lang)
    if ems(words) <= room or "\n" in words:
        return words
    if (unit := _UNIT.fullmatch(words)) and max(map(ems, unit.groups())) <= room:
        return "\n".join(unit.groups())
    if any(c.isascii() for c in words):
        return words
    each = math.ceil(len(words) / math.ceil(ems(words) / room))
    return "\n".join(words[k : k + each] for k in range(0, len(words), each))


def fitted(table: Table, money: Money, lang: Lang, room: float, sizes: Sequence[float]) -> Fit:
    """Widths of a table's columns in the largest letters in which it fits.

    Parameters
    ----------
    table
        The table.
    money, lang
        How its cells are written.
    room
        Width in points.
    sizes
        Sizes of letters to try, the largest first.
    """
    least = _least(table, money, lang)
    for size in sizes:
        needed = [e * size + 2 * PADDING for e in least]
        if sum(needed) <= room:
            return Fit(size, _shared(needed, [c.width for c in table.columns], room))
    size = sizes[-1]
    needed = [e * size + 2 * PADDING for e in least]
    return Fit(size, tuple(n * room / sum(needed) for n in needed))


def _least(table: Table, money: Money, lang: Lang) -> list[float]:
    """What each column needs at least, in em."""
    least = [_heading(c, lang) for c in table.columns]
    for row in table.rows:
        for k, (cell, taken) in enumerate(zip(row.cells, spans(row, table.columns), strict=True)):
            kind = table.columns[k].kind
            if taken == 1 and (kind in RIGID or least[k] < _LEAST_TEXT):
                width = max(map(ems, cell_text(cell, kind, money, lang).split("\n")))
                least[k] = max(least[k], width if kind in RIGID else min(width, _LEAST_TEXT))
    return least


def _heading(column: Column, lang: Lang) -> float:
    """What a heading needs: two lines of it, or its longest word."""
    words = shown(column.heading, lang)
    needed = max(min(ems(words), 3.0), min(longest_word(words), _LEAST_TEXT))
    return max(needed, _LEAST_BLANK) if column.kind is Kind.BLANK else needed


def _shared(needed: list[float], shares: list[float], room: float) -> tuple[float, ...]:
    """The room shared out by the columns' shares, none below its need."""
    held: set[int] = set()
    while True:
        free = [k for k in range(len(needed)) if k not in held]
        left = room - sum(needed[k] for k in held)
        total = sum(shares[k] for k in free)
        short = {k for k in free if shares[k] * left < needed[k] * total}
        if not short or len(free) == len(short):
            break
        held |= short
    widths = list(needed)
    for k in free:
        widths[k] = shares[k] * left / total if total else left / len(free)
    return tuple(widths)
