"""How much room a text takes: widths in characters, heights in lines."""

from __future__ import annotations

import unicodedata
from math import ceil

POINTS_A_LINE = 15


def width(text: str) -> int:
    """Columns of half-width characters that a line of text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def lines(text: str, room: float) -> int:
    """Lines that a text takes in `room` characters."""
    return sum(max(1, ceil(width(line) / room)) for line in text.split("\n"))
