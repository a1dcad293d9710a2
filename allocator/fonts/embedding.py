"""A font cut down to the characters of a document, for embedding."""

from __future__ import annotations

import io
from functools import lru_cache

from allocator.errors import UsageError
from allocator.fonts.chain import Font, characters

_REGULAR = {"wght": 400}


def subset(font: Font, texts: str) -> bytes:
    """A font that has the characters of a text and no others; the same bytes for the same characters.

    Parameters
    ----------
    font
        Which; a variable font is fixed at its regular weight first.
    texts
        What it is to set, in any order; characters that the font lacks are left out.

    Returns
    -------
    bytes
        OpenType (TrueType or CFF outlines), under the family's own name.

    Raises
    ------
    UsageError
        If the font has none of the characters, or its package is not installed.
    """
    wanted = characters(font) & set(texts)
    if not wanted:
        raise UsageError(f"the font {font.family} has none of these characters; embed another font")
    return _subset(font, "".join(sorted(wanted)))


@lru_cache(64)
def _subset(font: Font, wanted: str) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    written = io.BytesIO()
    with TTFont(font.path, fontNumber=font.face, recalcTimestamp=False, lazy=True) as opened:
        cutter = Subsetter(Options(notdef_outline=True, recalc_timestamp=False))
        cutter.populate(text=wanted)
        cutter.subset(opened)
        if "fvar" in opened:
            instantiateVariableFont(opened, _REGULAR, inplace=True)
        opened.save(written, reorderTables=True)
    return written.getvalue()
