"""Paragraphs: lines of text cut into runs by typeface."""

from __future__ import annotations

from functools import lru_cache

from allocator.report.docx.typefaces import Typefaces
from allocator.report.docx.xml import el, text, val


def paragraph(
    style: str, words: str, faces: Typefaces, *, layout: str = "", heavy: bool = False, marked: bool = False
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
    """
    return f"<w:p>{_layout(style, layout)}{_runs(words, faces, heavy or marked, marked)}</w:p>"


@lru_cache(1024)
def _layout(style: str, layout: str) -> str:
    return el("w:pPr", val("pStyle", style), layout)


def _runs(words: str, faces: Typefaces, heavy: bool, marked: bool) -> str:
    made = []
    for number, line in enumerate(words.split("\n")):
        if number:
            made.append("<w:r><w:br/></w:r>")
        if line:
            made += [_run(name, run, marked) for name, run in faces.runs(line, heavy)]
    return "".join(made)


def _run(typeface: str | None, words: str, marked: bool) -> str:
    properties = '<w:rStyle w:val="Heavy"/>' if marked else ""
    if typeface is not None:
        properties += el("w:rFonts", w_ascii=typeface, w_hAnsi=typeface, w_eastAsia=typeface, w_cs=typeface)
    elif not words.isascii():
        properties += '<w:rFonts w:hint="eastAsia"/>'  # quotes and dashes as Chinese has them
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{text(words)}</w:t></w:r>'
