"""Fonts that come with the package: the same glyphs on every machine, and an error for a character none has."""

from allocator.fonts.chain import EMOJI, RARE, SANS, SERIF, SYMBOLS, Font, Style, characters, fonts
from allocator.fonts.embedding import subset
from allocator.fonts.glyphs import MissingGlyphError, check_glyphs, fonts_for, left_to_readers, pieces, readers_fonts

__all__ = [
    "EMOJI",
    "RARE",
    "SANS",
    "SERIF",
    "SYMBOLS",
    "Font",
    "MissingGlyphError",
    "Style",
    "characters",
    "check_glyphs",
    "fonts",
    "fonts_for",
    "left_to_readers",
    "pieces",
    "readers_fonts",
    "subset",
]
