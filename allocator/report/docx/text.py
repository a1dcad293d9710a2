"""Paragraphs: lines of text cut into runs by typeface."""

from __future__ import annotations

import re
from functools import lru_cache

from allocator.report.docx.typefaces import Typefaces
from allocator.report.docx.xml import el, text, val

_HYPHENED = re.compile(r"(?=[A-Za-z-]*[0-9])[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+")  # an id, a date


def paragraph(
    style: str,
    words: str,
    faces: Typefaces,
    *,
    layout: str = "",
    heavy: bool = False,
    marked: bool = False,
    running: bool = False,
) -> str:
    """A paragraph.

    Parameters
    ----------
    style
        Id of its style.
    words
        Its text, with line breaks.
    faces
        Which typeface sets which character.
    layout
        What it has of its own beside the style (elements of w:pPr after w:pStyle).
    heavy
        Whether its style is set in 黑体.
    marked
        Whether its letters are to be 黑体, whatever its style.
    running
        Whether it is running text, in which ids and dates are not broken at their hyphens. Those of a code that stands
        alone stay what they are, which any search finds.
    """
    return f"<w:p>{_layout(style, layout)}{_runs(words, faces, heavy or marked, marked, running)}</w:p>"


@lru_cache(1024)
def _layout(style: str, layout: str) -> str:
    return el("w:pPr", val("pStyle", style), layout)


def _runs(words: str, faces: Typefaces, heavy: bool, marked: bool, running: bool) -> str:
    made = []
    for number, line in enumerate(words.split("\n")):
        if number:
            made.append("<w:r><w:br/></w:r>")
        if line:
            made += [_run(name, run, marked, running) for name, run in faces.runs(line, heavy)]
    return "".join(made)


def _run(typeface: str | None, words: str, marked: bool, running: bool) -> str:
    properties = '<w:rStyle w:val="Heavy"/>' if marked else ""
    if typeface is not None:
        properties += el("w:rFonts", w_ascii=typeface, w_hAnsi=typeface, w_eastAsia=typeface, w_cs=typeface)
    elif not words.isascii():
        properties += '<w:rFonts w:hint="eastAsia"/>'  # quotes and dashes as Chinese has them
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    pieces = _between_hyphens(words) if running and "-" in words else [words]
    texts = (f'<w:t xml:space="preserve">{text(piece)}</w:t>' for piece in pieces)
    return f"<w:r>{inner}{'<w:noBreakHyphen/>'.join(texts)}</w:r>"


def _between_hyphens(words: str) -> list[str]:
    """A line cut at the hyphens of its ids and dates, without these."""
    made, end = [""], 0
    for found in _HYPHENED.finditer(words):
        first, *rest = found[0].split("-")
        made[-1] += words[end : found.start()] + first
        made += rest
        end = found.end()
    made[-1] += words[end:]
    return made
