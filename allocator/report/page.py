"""The page of an official document after GB/T 9704: margins, sizes of letters, distances; lengths in points."""

from __future__ import annotations

from dataclasses import dataclass

from allocator.report.content import Document, Lang

MM = 72 / 25.4
FOOTER_MM = 7  # the page number's line stands this far under the text


@dataclass(frozen=True, slots=True)
class Page:
    """Measures of a document's pages.

    Parameters
    ----------
    width, height
        Of the sheet (A4).
    top, bottom, left, right
        Margins.
    title, body, table, number
        Sizes of letters: the title (二号), the text and its headings (三号), tables at most, page numbers (四号).
    line
        Distance of the lines of the text.
    """

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    title: float
    body: float
    table: float
    number: float
    line: float

    @property
    def text_width(self) -> float:
        """Width of the text."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Height of the text."""
        return self.height - self.top - self.bottom

    @property
    def table_sizes(self) -> tuple[float, ...]:
        """Sizes of letters that a table is tried in, the largest first."""
        return tuple(s for s in (12, 10.5, 9, 7.5) if s <= self.table)


def page_of(document: Document, lang: Lang) -> Page:
    """The measures of a document in one language; English is set smaller.

    Parameters
    ----------
    document
        Says whether its pages lie.
    lang
        The language.
    """
    width, height = 210 * MM, 297 * MM
    top, bottom, left, right = 37 * MM, 35 * MM, 28 * MM, 26 * MM
    if document.landscape:
        width, height, top, bottom, left, right = height, width, left, right, bottom, top
    sizes = (22.0, 16.0, 12.0, 14.0, 28.95) if lang is Lang.ZH else (18.0, 12.0, 10.5, 10.5, 19.0)
    return Page(width, height, top, bottom, left, right, *sizes)
