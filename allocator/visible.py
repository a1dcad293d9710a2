"""Texts of others shown as what they are: nothing in them steers a terminal or breaks a line."""

from __future__ import annotations

import unicodedata

_HARMLESS = "\u200c\u200d"  # joiners, without which some scripts and emoji fall apart
_STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")


def visible(text: str) -> str:
    """A text in one line, its control, direction and half characters as escapes (`\\x1b`, `\\u202e`, `\\n`).

    Parameters
    ----------
    text
        From an input, a path or a fault.
    """
    if text.isprintable():
        return text
    return "".join(_escaped(c) if unicodedata.category(c) in _STEERING else c for c in text)


def _escaped(character: str) -> str:
    return character if character in _HARMLESS else character.encode("unicode_escape").decode()
