"""Documents as data of the page: their blocks in both languages, every cell as it is printed."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any

from allocator.fonts import MissingGlyphError, readers_fonts
from allocator.policy.schema import Money
from allocator.report.cells import NUMBERS, cell_text, decimals, groups, shown
from allocator.report.content import (
    Block,
    Column,
    Document,
    FigureBlock,
    Formula,
    Heading,
    Lang,
    PageBreak,
    Paragraph,
    Particulars,
    Row,
    Table,
    Text,
)
from allocator.report.explained_run import ExplainedRun
from allocator.report.figures import figure

Written = str | list[str]
"""A text that is the same in both languages, or its Chinese and its English."""


def document_records(documents: Sequence[Document], money: Money) -> list[dict[str, Any]]:
    """A record a document."""
    return [
        {
            "id": d.id,
            "name": _text(d.name),
            "title": _text(d.title),
            "landscape": d.landscape,
            "blocks": [_block(b, money) for b in d.blocks],
        }
        for d in documents
    ]


def pictures(documents: Iterable[Document], run: ExplainedRun) -> dict[str, Written]:
    """Name -> address (of the data themselves) of every figure in some documents, in Chinese and in English."""
    names = {b.name for d in documents for b in d.blocks if isinstance(b, FigureBlock)}
    return {name: [_picture(name, run, lang) for lang in Lang] for name in sorted(names)}


def _picture(name: str, run: ExplainedRun, lang: Lang) -> str:
    """The picture; where no font of the package has a character of it, its texts are left to the browser's."""
    try:
        drawn = figure(name, run, lang, "svg")
    except MissingGlyphError:
        with readers_fonts():
            drawn = figure(name, run, lang, "svg")
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"


def _both(texts: Iterable[str]) -> Written:
    zh, en = texts
    return zh if zh == en else [zh, en]


def _text(text: Text) -> Written:
    return _both(shown(text, lang) for lang in Lang)


def _block(block: Block, money: Money) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"heading": _text(text), "level": level}
        case Paragraph(text, style):
            return {"paragraph": _text(text), "style": style.value}
        case Formula(lines):
            return {"formula": [_text(line) for line in lines]}
        case Particulars(pairs):
            return {"particulars": [[_text(name), _text(value)] for name, value in pairs]}
        case Table():
            return _table(block, money)
        case FigureBlock(name, caption, description):
            return {"figure": name, "caption": _text(caption), "description": _text(description)}
        case PageBreak():
            return {"page_break": True}


def _table(table: Table, money: Money) -> dict[str, Any]:
    whole, places = sum(c.width for c in table.columns), decimals(table, money)
    record: dict[str, Any] = {
        "columns": [
            {
                "heading": _text(c.heading),
                "kind": "n" if c.kind in NUMBERS else c.kind.value,
                "width": f"{100 * c.width / whole:.2f}%",
            }
            for c in table.columns
        ],
        "rows": [_row(row, table.columns, places, money) for row in table.rows],
    }
    both = {"title": table.title, "note": table.note}
    return record | {name: _text(text) for name, text in both.items() if text is not None}


def _row(row: Row, columns: tuple[Column, ...], places: Sequence[int], money: Money) -> list[Written | None]:
    """The role, then the cells; None for one that the cell before it covers."""
    written: list[Written | None] = [None] * len(columns)
    for group in groups(row, columns):
        n = group.printed
        written[group.first] = _both(cell_text(row.cells[n], columns[n], money, lang, places[n]) for lang in Lang)
    return [row.role.value, *written]
