"""Texts of others shown as what they are: nothing in them steers a terminal or breaks a line."""

from __future__ import annotations

import unicodedata

from allocator.unseen import FILLERS

_FILLERS = frozenset(FILLERS)
_HARMLESS = "\u200c\u200d"  # joiners, without which some scripts and emoji fall apart
_STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")
_NONCHARACTERS = frozenset(range(0xFDD0, 0xFDF0)) | {
    plane | end for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)
}


def visible(text: str) -> str:
    """A text in one line, its control, direction, half and non-characters as escapes (`\\x1b`, `\\u202e`, `\\n`), and
    characters that look like nothing (`\\u3164`).

    XML, in which most documents are written, cannot hold most of these at all.

    Parameters
    ----------
    text
        From an input, a path or a fault.
    """
    if text.isprintable() and (text.isascii() or _FILLERS.isdisjoint(text)):
        return text
    return "".join(_escaped(c) if _steers(c) else c for c in text)


def _steers(character: str) -> bool:
    if character in _FILLERS:
        return True
    return unicodedata.category(character) in _STEERING or ord(character) in _NONCHARACTERS


def _escaped(character: str) -> str:
    return character if character in _HARMLESS else character.encode("unicode_escape").decode()
