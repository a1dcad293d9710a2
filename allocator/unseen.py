"""Characters that look like nothing although no system counts them as white space."""

from __future__ import annotations

FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Fillers of Hangul and Khmer, the grapheme joiner and the blank of Braille: letters and signs by their kind."""
SELECTORS = "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
"""Variation selectors: part of the character before them, nothing without one."""
