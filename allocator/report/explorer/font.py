"""The page's fonts: cut down to the characters that occur, inside the file."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator

from allocator.fonts import Font, characters, fonts, subset

JOINERS = "\u200c\u200d\ufe0e\ufe0f"
"""Without them emoji of several characters fall apart."""


def font_style(texts: str) -> str:
    """Style that defines the faces, and the custom property `--faces` that lists them in the order of use.

    A character that no font has is no error here, unlike on paper: the browser goes on to the reader's own fonts,
    which may have it.

    Parameters
    ----------
    texts
        Everything that the page may show.
    """
    names: list[str] = []
    faces: list[str] = []
    for font, mine in _shared(frozenset(texts)):
        name = f"run-{len(names)}"
        names.append(name)
        source = f"data:font/woff2;base64,{base64.b64encode(_compressed(font, mine)).decode()}"
        faces.append(f'@font-face{{font-family:{name};src:url("{source}") format("woff2")}}\n')
    return "".join(faces) + f":root{{--faces:{','.join([*names, 'system-ui', 'sans-serif'])}}}\n"


def _shared(wanted: frozenset[str]) -> Iterator[tuple[Font, str]]:
    """Fonts with the characters that each is to set: the first that has one sets it."""
    for font in fonts():
        mine = wanted & characters(font)
        wanted -= mine
        if any(c.isprintable() and c not in JOINERS for c in mine):
            yield font, "".join(sorted(mine)) + JOINERS


def _compressed(font: Font, mine: str) -> bytes:
    """The subset as WOFF2."""
    from fontTools.ttLib import TTFont

    written = io.BytesIO()
    with TTFont(io.BytesIO(subset(font, mine)), recalcTimestamp=False) as opened:
        opened.flavor = "woff2"
        opened.save(written)
    return written.getvalue()
