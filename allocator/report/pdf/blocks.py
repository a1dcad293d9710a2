"""Blocks of a document as data for the Typst template: texts are lines, each one string or pieces to break between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from allocator.policy.awards import Money
from allocator.report.cells import NUMBERS, cell_text, decimals, groups, shown
from allocator.report.content import (
    Block,
    Document,
    FigureBlock,
    Formula,
    Heading,
    Kind,
    Lang,
    PageBreak,
    Paragraph,
    Particulars,
    Role,
    Row,
    Style,
    Table,
    Text,
    signed,
)
from allocator.report.explained_run import ExplainedRun
from allocator.report.figures import figure
from allocator.report.page import Page
from allocator.report.widths import Fit, breakable, ems, fitted, heading_text, named_values

Lines = list[str | list[str]]
_WHOLE_ROW = 24  # lines in a row, above which it may go over to the next page


def lines(text: str, room: float) -> Lines:
    """A text as lines; one in which a word is wider than the room (in em) as pieces."""
    found: Lines = []
    for line in text.split("\n"):
        cut = breakable(line, room)
        found.append(line if len(cut) <= 1 else cut)
    return found


def blocks(document: Document, run: ExplainedRun, lang: Lang, page: Page) -> list[dict[str, Any]]:
    """What the template sets, in order; a signature under a table is a part of it, lest it stand alone on a page.

    Parameters
    ----------
    document
        Its content.
    run
        Gives the unit of money, and what figures show.
    lang
        The language.
    page
        Measures of the pages.
    """
    made: list[dict[str, Any]] = []
    for block, following in zip(document.blocks, (*document.blocks[1:], None), strict=False):
        under = bool(made) and made[-1]["kind"] == "table" and not made[-1]["note"] and made[-1]["rows"] != []
        if under and isinstance(block, Paragraph) and block.style is Style.RIGHT:
            made[-1]["closing"].append(lines(shown(block.text, lang), page.text_width / page.body))
        else:
            made.append(_block(block, run, lang, page) | {"signed": signed(block, following)})
    return made


def _block(block: Block, run: ExplainedRun, lang: Lang, page: Page) -> dict[str, Any]:
    room = page.text_width / page.body - 1

    def text(words: Text) -> Lines:
        return lines(shown(words, lang), room)

    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": text(block.text)}
        case Paragraph():
            return {"kind": "paragraph", "style": block.style.value, "text": text(block.text)}
        case Formula():
            return {"kind": "formula", "lines": [text(line) for line in block.lines]}
        case Particulars():
            return _particulars(block, lang, page)
        case FigureBlock():
            drawn = figure(block.name, run, lang, "svg").decode()
            return {
                "kind": "figure",
                "svg": drawn,
                "caption": text(block.caption),
                "alt": shown(block.description, lang),
            }
        case Table():
            return _table(block, run.allocation.scenario.policy.money, lang, page)
        case PageBreak():
            return {"kind": "page-break"}


def _particulars(block: Particulars, lang: Lang, page: Page) -> dict[str, Any]:
    pairs = [(shown(name, lang), shown(value, lang)) for name, value in block.pairs]
    fit = named_values(pairs, page.text_width, page.body * 0.8)
    return {
        "kind": "particulars",
        "size": fit.size,
        "widths": list(fit.widths),
        "pairs": [[lines(text, fit.room(k)) for k, text in enumerate(pair)] for pair in pairs],
    }


def _table(table: Table, money: Money, lang: Lang, page: Page) -> dict[str, Any]:
    fit = fitted(table, money, lang, page.text_width, page.table_sizes)
    return {
        "kind": "table",
        "title": None if table.title is None else lines(shown(table.title, lang), page.text_width / page.body),
        "note": None if table.note is None else lines(shown(table.note, lang), page.text_width / page.body),
        "size": fit.size,
        "widths": list(fit.widths),
        "header": [lines(heading_text(c, lang, fit.room(k)), fit.room(k)) for k, c in enumerate(table.columns)],
        "rows": _rows(table, money, lang, fit),
        "closing": [],
    }


def _rows(table: Table, money: Money, lang: Lang, fit: Fit) -> list[dict[str, Any]]:
    rows, places = [], decimals(table, money)
    for row in table.rows:
        cells, tall = [], False
        for first, taken, k in groups(row, table.columns):
            cell, kind, room = row.cells[k], table.columns[k].kind, fit.room(first, taken)
            words = cell_text(cell, table.columns[k], money, lang, places[k])
            tall = tall or ems(words) > _WHOLE_ROW * room
            cells.append({"text": lines(words, room), "span": taken, "align": _align(cell, kind)})
        rows.append({"role": row.role.value, "whole": not tall, "cells": cells, "tie": 0, "tied": False})
    for first, count in _ties(table.rows):
        tied = rows[first : first + count]
        if all(r["whole"] for r in tied):
            rows[first]["tie"] = count
            for r in tied:
                r["tied"] = True
    return rows


def _ties(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """First row and number of the rows that stay on one page: sums with what stands above them."""
    summed = [row.role is not Role.BODY for row in rows]
    first = 0
    for n, is_sum in enumerate([*summed, False]):
        if not is_sum:
            if n - first > 1:
                yield first, n - first
            first = n


def _align(cell: object, kind: Kind) -> str:
    if kind is Kind.BLANK:
        return "blank"
    return "right" if kind in NUMBERS and not isinstance(cell, str | Text) else "left"
