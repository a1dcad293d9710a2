"""Widths of a table's columns: what must not be broken gets its room, the rest is shared as the document asks."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from allocator.policy.awards import Money
from allocator.report.cells import RIGID, cell_text, decimals, groups, shown
from allocator.report.content import Column, Kind, Lang, Table

PADDING = 3.5  # points on either side of a cell
_WIDE, _OTHER = 1.0, 0.75
_CLASSES = {  # em: ASCII in the wider of the two fonts of documents
    0.35: " '!,.:;il[]|-j",
    0.4: "(){}tf/\\",
    0.5: 'Irs"?*z',
    0.6: "Jcvye$1470325689_axg#+<=>^~S",
    0.65: "Z`okqLFdbpP",
    0.7: "EuTnhBYCX",
    0.8: "VRAKGOQD&NU",
    0.9: "wH",
    1.1: "%@mMW",
}
_WIDTHS = {character: width for width, characters in _CLASSES.items() for character in characters}
_LEAST_TEXT = 5.0  # a column of words narrower than so many characters cannot be read
_LEAST_BLANK = 4.0
_LEAST_WORD = 12.0  # a word up to so long is not broken
_READABLE = 9  # points
_SHORT, _TALL = 2.2, 4.0  # lines of a row, on average, that are worth smaller letters; that no letters make short
_SLACK = 0.3  # word processors round, and fonts other than ours may be a little wider
_UNIT = re.compile(r"(.+?) ?([（(].+[）)])")
_WORD_ENDS = re.compile(r"[”》）的度]|(?<=[^0-9])(?=[0-9]{4})")
_MOST_NAMES = 0.45  # of the room that names and values share
_AMPLE = 40.0  # em: no column of words is too wide before that
_LONG_WORD = re.compile(r"[!-~\u00a1-\u058f]+")
_WORD = re.compile(_LONG_WORD.pattern + "[、，。；：）》”]?")  # what closes a phrase stays on its line


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
    if character in _WIDTHS:
        return _WIDTHS[character]
    return _WIDE if unicodedata.east_asian_width(character) in "WFA" or ord(character) >= 0x590 else _OTHER


@lru_cache(4096)
def ems(text: str) -> float:
    """Width of a line, in the size of its letters; never less than it really is in the fonts of documents."""
    return sum(map(_em, text))


@lru_cache(4096)
def longest_word(text: str) -> float:
    """Width of the widest piece that is not broken: words of alphabets; Chinese may be broken anywhere."""
    return max([1.0, *(ems(w) for w in _WORD.findall(text))])


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


def title_lines(title: str, room: float) -> str:
    """A title that does not fit in one line, broken in two where a word ends: after a quotation, before a year."""
    if ems(title) <= room - 1 or "\n" in title or title.isascii():
        return title
    places = [m.end() for m in _WORD_ENDS.finditer(title)]
    fitting = [p for p in places if max(ems(title[:p]), ems(title[p:])) <= room - 1]
    best = min(fitting, key=lambda p: abs(ems(title[:p]) - ems(title[p:])), default=None)
    return title if best is None else f"{title[:best]}\n{title[best:]}"


def balanced(title: str, room: float) -> float:
    """Width, in em, in which a title of several lines has lines of about the same length."""
    whole = max(map(ems, title.split("\n")))
    return room if whole <= room else min(room, whole / math.ceil(whole / (room - 1)) + 2)


def heading_text(column: Column, lang: Lang, room: float) -> str:
    """A column's heading, broken before its unit, or into lines of the same length, where it does not fit in one."""
    words = shown(column.heading, lang)
    if ems(words) <= room or "\n" in words:
        return words
    if unit := _UNIT.fullmatch(words):
        return "\n".join(unit.groups())
    if not words.isalpha() or any(c.isascii() for c in words):
        return words
    count = math.ceil(ems(words) / room)
    while (each := math.ceil(len(words) / count)) > max(room, 1):
        count += 1
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
    needs = _needs(table, money, lang)
    fits = [fit for size in sizes if (fit := _fit(table, needs, room, size)) is not None]
    if not fits:
        least = [n.least * sizes[-1] + 2 * PADDING for n in needs]
        return Fit(sizes[-1], tuple(width * room / sum(least) for width in least))
    readable = [fit for fit in fits if fit.size >= _READABLE] or fits[:1]
    heights = [_lines(table, money, lang, fit) for fit in readable]
    short = (fit for fit, lines in zip(readable, heights, strict=True) if lines <= _SHORT)
    return next(short, readable[-1] if heights[-1] <= _TALL else readable[:2][-1])


def named_values(pairs: Sequence[tuple[str, str]], room: float, size: float) -> Fit:
    """Widths of names and of the values beside them: the names have what they need, up to a share of the room.

    Parameters
    ----------
    pairs
        Names and values as they are printed.
    room
        Width in points.
    size
        Of the letters.
    """
    widest = max((ems(line) for name, _ in pairs for line in name.split("\n")), default=0.0)
    names = min(widest * size + 2 * PADDING + 2, _MOST_NAMES * room)
    return Fit(size, (names, room - names))


def _fit(table: Table, needs: list[_Need], room: float, size: float) -> Fit | None:
    """The table in letters of a size; None where it does not fit."""
    least = [n.least * size + 2 * PADDING for n in needs]
    if sum(least) > room:
        return None
    most = [n.most * size + 2 * PADDING for n in needs]
    weights = [c.width * math.sqrt(n.usual) for c, n in zip(table.columns, needs, strict=True)]
    return Fit(size, _shared(least, most, weights, room))


def _lines(table: Table, money: Money, lang: Lang, fit: Fit) -> float:
    """Lines of a row, on average."""
    lines, places = 0, decimals(table, money)
    for row in table.rows:
        cells = [(k, cell_text(row.cells[k], c, money, lang, places[k])) for k, c in enumerate(table.columns)]
        lines += max(math.ceil(ems(text) / fit.room(k)) for k, text in cells)
    return lines / max(len(table.rows), 1)


class _Need(NamedTuple):
    """Least width of a column, the width beyond which it has no use for more, and that of a cell on average; in em."""

    least: float
    most: float
    usual: float


def _needs(table: Table, money: Money, lang: Lang) -> list[_Need]:
    least = [_heading(c, lang) for c in table.columns]
    most = [_AMPLE if c.kind is Kind.BLANK else min(_AMPLE, ems(shown(c.heading, lang))) for c in table.columns]
    whole = [m * (len(table.rows) + 1) if c.kind is Kind.BLANK else m for c, m in zip(table.columns, most, strict=True)]
    places = decimals(table, money)
    for row in table.rows:
        for _, taken, k in groups(row, table.columns):
            if taken == 1 and row.cells[k] is not None:
                kind = table.columns[k].kind
                text = cell_text(row.cells[k], table.columns[k], money, lang, places[k])
                width = max(map(ems, text.split("\n")))
                least[k] = max(least[k], width if kind in RIGID else _least_of_words(text, width))
                most[k] = max(most[k], min(width, _AMPLE), least[k])
                whole[k] += width
    usual = [w / (len(table.rows) + 1) for w in whole]
    return [_Need(low + _SLACK, high + _SLACK, u + 1) for low, high, u in zip(least, most, usual, strict=True)]


def _least_of_words(text: str, width: float) -> float:
    word = longest_word(text)
    return max(min(width, _LEAST_TEXT), word if word <= _LEAST_WORD else 0)


def _heading(column: Column, lang: Lang) -> float:
    """What a heading needs: half of it, what stands before its unit, or its longest word."""
    words = shown(column.heading, lang)
    unit = _UNIT.fullmatch(words)
    lines = unit.groups() if unit else (words[: math.ceil(len(words) / 2)],)
    needed = max(min(ems(words), 3.0), min(max(map(ems, lines)), _LEAST_TEXT), min(longest_word(words), _LEAST_WORD))
    return max(needed, _LEAST_BLANK) if column.kind is Kind.BLANK else needed


def _shared(least: list[float], most: list[float], weights: list[float], room: float) -> tuple[float, ...]:
    """The room shared out by weights, none below its least; none above its most while another can use more."""
    widths, free = list(least), set(range(len(least)))
    caps = most if sum(most) > room else [math.inf] * len(most)
    while free:
        left = room - sum(widths[k] for k in range(len(widths)) if k not in free)
        total = sum(weights[k] for k in free)
        wished = {k: weights[k] * left / total for k in free}
        low = {k for k in free if wished[k] < least[k]}
        high = {k for k in free if wished[k] > caps[k]}
        short = sum(least[k] - wished[k] for k in low) >= sum(wished[k] - caps[k] for k in high)
        held = (low if short else high) if low or high else free
        for k in held:
            widths[k] = wished[k] if not (low or high) else least[k] if short else caps[k]
        free -= held
    return tuple(widths)
