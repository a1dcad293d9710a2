"""Every text that a document prints, with its place: characters that no font has are found before it is written."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.fonts import MissingGlyphError, Style, check_glyphs
from allocator.policy.awards import Money
from allocator.report.cells import cell_text, shown
from allocator.report.content import (
    Block,
    Document,
    FigureBlock,
    Formula,
    Heading,
    Lang,
    PageBreak,
    Paragraph,
    Particulars,
    Table,
    Text,
)


def check_printable(document: Document, money: Money, lang: Lang) -> frozenset[str]:
    """The characters of a document; one that would show boxes in place of some is refused.

    Parameters
    ----------
    document
        The document.
    money, lang
        How it is written.

    Raises
    ------
    MissingGlyphError
        Naming each character that no font has, and where in the document it stands.
    """
    used: set[str] = set().union(*(text for _, text in printed(document, money, lang)))
    used.discard("\n")
    try:
        check_glyphs([("", "".join(sorted(used)))], Style.SERIF)
    except MissingGlyphError:
        check_glyphs(printed(document, money, lang), Style.SERIF)
        raise
    return frozenset(used)


def printed(document: Document, money: Money, lang: Lang) -> Iterator[tuple[str, str]]:
    """Texts of a document in order, each after words that say where it stands.

    Parameters
    ----------
    document
        The document.
    money, lang
        How it is written.
    """
    name = shown(document.name, lang)
    yield f"{name}, title", shown(document.title, lang)
    for block in document.blocks:
        for where, text in _printed(block, money, lang):
            yield f"{name}, {where}", text


def _printed(block: Block, money: Money, lang: Lang) -> Iterator[tuple[str, str]]:
    match block:
        case Heading(text) | Paragraph(text):
            yield _short(text, lang), shown(text, lang)
        case Formula(lines):
            yield from (("formula", shown(line, lang)) for line in lines)
        case Particulars(pairs):
            yield from ((_short(key, lang), shown(text, lang)) for pair in pairs for key, text in [pair, pair[::-1]])
        case FigureBlock(_, caption):
            yield _short(caption, lang), shown(caption, lang)
        case Table():
            yield from _of_table(block, money, lang)
        case PageBreak():
            pass


def _of_table(table: Table, money: Money, lang: Lang) -> Iterator[tuple[str, str]]:
    where = "table" if table.title is None else f"table {_short(table.title, lang)}"
    yield from ((where, shown(text, lang)) for text in (table.title, table.note) if text is not None)
    headings = [shown(c.heading, lang) for c in table.columns]
    yield from ((where, heading) for heading in headings)
    for number, row in enumerate(table.rows, 1):
        for heading, column, cell in zip(headings, table.columns, row.cells, strict=True):
            if cell is not None:
                yield f"{where}, row {number}, {heading}", cell_text(cell, column, money, lang)


def _short(text: Text, lang: Lang) -> str:
    words = shown(text, lang).replace("\n", " ")
    return words if len(words) <= 30 else f"{words[:30]}..."
