"""Which font sets which part of a text; what none of them can set is an error, not a box."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Iterable, Iterator
from contextvars import ContextVar

from allocator.errors import AllocatorError
from allocator.fonts.chain import Font, Style, characters, fonts
from allocator.unseen import SELECTORS
from allocator.visible import visible

_MOST_TOLD = 20
_READERS_FONTS: ContextVar[bool] = ContextVar("readers_fonts", default=False)
_JOINER = "\u200d"
_UNSEEN = {"\u200c", _JOINER, *SELECTORS}


class MissingGlyphError(AllocatorError):
    """Characters that no font has.

    Parameters
    ----------
    missing
        (where the text is from, the character), in the order of the texts.
    style
        What the text is set in.
    """

    def __init__(self, missing: Iterable[tuple[str, str]], style: Style) -> None:
        self.missing = tuple(missing)
        lines = [f"{visible(where)}: {_named(character)}" for where, character in self.missing[:_MOST_TOLD]]
        more = len(self.missing) - len(lines)
        lines += [f"... and {more} more"] if more else []
        asked = ", ".join(font.family for font in fonts(style))
        remedy = f"no font has these characters (asked: {asked}); write them with others in the input"
        super().__init__("\n".join([*lines, remedy]))


def check_glyphs(texts: Iterable[tuple[str, str]], style: Style = Style.SANS) -> None:
    """Refuse texts that would show as boxes. Control characters are taken as `visible` shows them.

    Parameters
    ----------
    texts
        (where it is from, the text), as `("application SD2026-001, enterprise", "...")`.
    style
        What they are to be set in.

    Raises
    ------
    MissingGlyphError
        Naming each character that no font has, with its code point and where it stands.
    UsageError
        If a font is not installed.
    """
    if left_to_readers():
        return
    missing = [(where, c) for where, text in texts for c in dict.fromkeys(visible(text)) if _font(c, style) is None]
    if missing:
        raise MissingGlyphError(missing, style)


@contextlib.contextmanager
def readers_fonts() -> Iterator[None]:
    """Leave texts to the fonts of whoever reads them: within, no character is refused, and svg holds texts as texts."""
    token = _READERS_FONTS.set(True)
    try:
        yield
    finally:
        _READERS_FONTS.reset(token)


def left_to_readers() -> bool:
    """Whether texts are left to the fonts of whoever reads them."""
    return _READERS_FONTS.get()


def fonts_for(text: str, style: Style = Style.SANS) -> tuple[Font, ...]:
    """The fonts that a text needs, in their order; see `pieces`."""
    needed = {font for font, _ in pieces(text, style)}
    return tuple(font for font in fonts(style) if font in needed)


def pieces(text: str, style: Style = Style.SANS) -> tuple[tuple[Font, str], ...]:
    """A text cut where its font changes; an emoji of several characters stays in one piece.

    Parameters
    ----------
    text
        Control characters in it are taken as `visible` shows them.
    style
        What running text is set in.

    Returns
    -------
    tuple of (Font, str)
        In the order of the text; joined, they are `visible(text)`.

    Raises
    ------
    MissingGlyphError
        If no font has a character of it.
    UsageError
        If a font is not installed.
    """
    made: list[tuple[Font, str]] = []
    for cluster in _clusters(visible(text)):
        for font, part in _set(cluster, style):
            if made and made[-1][0] == font:
                made[-1] = (font, made[-1][1] + part)
            else:
                made.append((font, part))
    return tuple(made)


def _set(cluster: str, style: Style) -> list[tuple[Font, str]]:
    seen = set(cluster) - _UNSEEN
    if whole := next((f for f in fonts(style) if seen <= characters(f)), None):
        return [(whole, cluster)]
    missing = [c for c in cluster if _font(c, style) is None]
    if missing:
        raise MissingGlyphError([(repr(cluster), c) for c in missing], style)
    return [(font, c) for c in cluster if (font := _font(c, style))]


def _font(character: str, style: Style) -> Font | None:
    asked = fonts(style)
    return asked[0] if character in _UNSEEN else next((f for f in asked if character in characters(f)), None)


def _clusters(text: str) -> Iterator[str]:
    cluster = ""
    for c in text:
        joined = c in _UNSEEN or cluster.endswith(_JOINER) or unicodedata.category(c).startswith("M") or _tone(c)
        if cluster and not joined:
            yield cluster
            cluster = ""
        cluster += c
    if cluster:
        yield cluster


def _tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _named(character: str) -> str:
    return f"'{visible(character)}' (U+{ord(character):04X})"
