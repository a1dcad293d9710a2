"""Tables: their headings repeated on every page, no row broken, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from allocator.policy.awards import Money
from allocator.report.cells import NUMBERS, cell_text, decimals, groups, shown
from allocator.report.content import Kind, Lang, Particulars, Role, Row, Table, Text
from allocator.report.docx.styles import cell_style, twips
from allocator.report.docx.text import paragraph
from allocator.report.docx.typefaces import Typefaces
from allocator.report.docx.xml import el, val
from allocator.report.page import Page
from allocator.report.widths import PADDING, Fit, fitted, heading_text, named_values

_TO_WRITE = 22.0  # height of a row to be filled in by hand, in points
_KEPT = el("w:keepNext")  # a sum stands on the page of the row above it
_RIGHT = val("jc", "right")
_LOOK = el(
    "w:tblLook", w_val="0620", w_firstRow=1, w_lastRow=0, w_firstColumn=0, w_lastColumn=0, w_noHBand=1, w_noVBand=1
)
_GREY = el("w:shd", w_val="clear", w_color="auto", w_fill="F0F0F0")


def table(block: Table, money: Money, lang: Lang, page: Page, faces: Typefaces, *, kept: bool) -> str:
    """A table with its title and note.

    Parameters
    ----------
    block
        The table.
    money, lang
        How its cells are written.
    page
        Its measures.
    faces
        Which typeface sets which character.
    kept
        Whether its last row stays on the page of what follows.
    """
    fit = fitted(block, money, lang, page.text_width, page.table_sizes)
    places = decimals(block, money)
    title = "" if block.title is None else shown(block.title, lang)
    style = cell_style(fit.size, True)
    head = [
        _cell(paragraph(style, heading_text(c, lang, fit.room(k)), faces, heavy=True), fit, k, 1, _GREY)
        for k, c in enumerate(block.columns)
    ]
    summed = [row.role is not Role.BODY for row in block.rows]
    ties, layout = [*summed[1:], kept], _KEPT if kept else ""
    rows = [
        _row(row, block, places, money, lang, fit, faces, _KEPT if tied else "")
        for row, tied in zip(block.rows, ties, strict=False)
    ]
    return "".join((
        paragraph("TableTitle", title, faces, heavy=True) if title else "",
        _table(fit.widths, [el("w:tr", el("w:trPr", el("w:cantSplit"), el("w:tblHeader")), *head), *rows], title),
        "" if block.note is None else paragraph("SmallPrint", shown(block.note, lang), faces, layout=layout),
        gap(kept),
    ))  # fmt: skip


def particulars(block: Particulars, lang: Lang, page: Page, faces: Typefaces, *, kept: bool) -> str:
    """Names and values in two columns.

    Parameters
    ----------
    block
        The pairs.
    lang
        The language.
    page
        Its measures.
    faces
        Which typeface sets which character.
    kept
        Whether its last line stays on the page of what follows.
    """
    pairs = [(shown(name, lang), shown(value, lang)) for name, value in block.pairs]
    fit = named_values(pairs, page.text_width, page.table_sizes[0])
    style = cell_style(fit.size)
    layouts = [_KEPT if kept and n >= len(pairs) - 2 else "" for n in range(len(pairs))]  # no lonely last line
    rows = [
        el(
            "w:tr",
            el("w:trPr", el("w:cantSplit"), "" if value else _height(_TO_WRITE)),
            _cell(paragraph(style, name, faces, layout=layout, marked=True), fit, 0, 1),
            _cell(paragraph(style, value, faces, layout=layout, running=True), fit, 1, 1),
        )
        for (name, value), layout in zip(pairs, layouts, strict=True)
    ]
    return _table(fit.widths, rows, "") + gap(kept)


def gap(kept: bool = False) -> str:
    """A narrow empty paragraph: between tables, which would run into one another without it."""
    spacing = el("w:spacing", w_line=120, w_lineRule="exact")
    return el("w:p", el("w:pPr", val("pStyle", "SmallPrint"), _KEPT if kept else "", spacing))


def _row(
    row: Row,
    block: Table,
    places: Sequence[int],
    money: Money,
    lang: Lang,
    fit: Fit,
    faces: Typefaces,
    kept: str,
) -> str:
    style, marked, cells = cell_style(fit.size), row.role is not Role.BODY, []
    for first, taken, k in groups(row, block.columns):
        cell, kind = row.cells[k], block.columns[k].kind
        layout = kept + (_RIGHT if kind in NUMBERS and not isinstance(cell, str | Text) else "")
        words = cell_text(cell, block.columns[k], money, lang, places[k])
        running = kind is Kind.TEXT
        content = paragraph(style, words, faces, layout=layout, marked=marked, running=running)
        cells.append(_cell(content, fit, first, taken))
    by_hand = any(c.kind is Kind.BLANK for c in block.columns)
    return el("w:tr", el("w:trPr", el("w:cantSplit"), _height(_TO_WRITE) if by_hand else ""), *cells)


def _height(points: float) -> str:
    return el("w:trHeight", w_val=twips(points), w_hRule="atLeast")


def _cell(content: str, fit: Fit, first: int, taken: int, shade: str = "") -> str:
    return f"<w:tc>{_frame(twips(sum(fit.widths[first : first + taken])), taken, shade)}{content}</w:tc>"


@lru_cache(1024)
def _frame(width: int, taken: int, shade: str) -> str:
    span = val("gridSpan", taken) if taken > 1 else ""
    return el("w:tcPr", el("w:tcW", w_w=width, w_type="dxa"), span, shade, val("vAlign", "center"))


def _table(widths: tuple[float, ...], rows: list[str], title: str) -> str:
    sides = (("top", 2.5), ("left", PADDING), ("bottom", 2.5), ("right", PADDING))
    return el(
        "w:tbl",
        el(
            "w:tblPr",
            val("tblStyle", "TableGrid"),
            el("w:tblW", w_w=twips(sum(widths)), w_type="dxa"),
            val("jc", "center"),
            el("w:tblLayout", w_type="fixed"),
            el("w:tblCellMar", *(el(f"w:{side}", w_w=twips(room), w_type="dxa") for side, room in sides)),
            _LOOK,
            val("tblCaption", title) if title else "",
        ),
        el("w:tblGrid", *(el("w:gridCol", w_w=twips(width)) for width in widths)),
        *rows,
    )  # fmt: skip
