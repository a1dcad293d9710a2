"""Content of documents, free of any format: headings, sentences, tables, figures; renderers turn it into files.

Texts stand in both languages (`zh`, `en`) until a renderer takes one. Numbers stay numbers, so that a workbook can
calculate with them; a renderer writes them by the kind of their column.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

__all__ = [
    "Block",
    "Cell",
    "Column",
    "Document",
    "FigureBlock",
    "Formula",
    "Heading",
    "Kind",
    "Lang",
    "PageBreak",
    "Paragraph",
    "Particulars",
    "Role",
    "Row",
    "Style",
    "Table",
    "Text",
]


class Lang(Enum):
    """A language that documents are written in."""

    ZH = "zh"
    EN = "en"


class Text(NamedTuple):
    """The same words in Chinese and in English; interchangeable with the pairs that reasons are."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """The words in one language."""
        return self.zh if lang is Lang.ZH else self.en


class Style(Enum):
    """How a paragraph is set."""

    BODY = "body"  # first line indented by two characters
    PLAIN = "plain"  # not indented
    NOTE = "note"  # small print
    RIGHT = "right"  # signatures, dates


class Kind(Enum):
    """What a column holds, hence how its cells are written and aligned."""

    TEXT = "text"  # str (a name from the inputs, the same in both languages) or Text
    CODE = "code"  # an id or a USCC: never broken, never a number
    COUNT = "count"  # int
    SCORE = "score"  # Fraction or int, exact decimal
    MONEY = "money"  # int of base units, written in policy units, exact decimal
    BLANK = "blank"  # None: room to write by hand


class Role(Enum):
    """What a row is; sums are of the body rows: a subtotal's of those since the one before, a total's of all."""

    BODY = "body"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


Cell = str | Text | int | Fraction | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    heading
        Its heading.
    kind
        What its cells hold.
    width
        Share of the table's width, in any unit.
    summed
        Whether subtotal and total rows hold its sum.
    places
        Decimals that its numbers are written with, at the least; all of them with as many as the longest needs.
    """

    heading: Text
    kind: Kind
    width: float
    summed: bool = False
    places: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a cell a column, None for an empty one."""

    cells: tuple[Cell, ...]
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class Table:
    """A table; where it breaks over pages its headings are repeated.

    Parameters
    ----------
    columns, rows
        Its content.
    title
        Stands above it.
    note
        Stands under it, in small print.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is 一、, level 2 （一）. The number is part of the text."""

    text: Text
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences."""

    text: Text
    style: Style = Style.BODY


@dataclass(frozen=True, slots=True)
class Formula:
    """Lines set apart in a box."""

    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Particulars:
    """Names and values, a pair a line; an empty value is room to write by hand."""

    pairs: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure.

    Parameters
    ----------
    name
        Which: a key of `allocator.report.figures.FIGURES`.
    caption
        Stands under it.
    description
        What it shows, for who cannot see it.
    """

    name: str
    caption: Text
    description: Text


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page (in a workbook: nothing)."""


Block = Heading | Paragraph | Formula | Particulars | Table | FigureBlock | PageBreak


def signed(block: Block, following: Block | None) -> bool:
    """Whether a signature or a date follows a block: these never stand alone on a page."""
    return not isinstance(block, PageBreak) and isinstance(following, Paragraph) and following.style is Style.RIGHT


@dataclass(frozen=True, slots=True)
class Document:
    """A document.

    Parameters
    ----------
    id
        Its name for `--document`, in ASCII.
    name
        Name of its file and of its sheet in the workbook, at most 20 characters.
    title
        Stands over it.
    blocks
        Its content in order.
    landscape
        Whether its pages lie.
    """

    id: str
    name: Text
    title: Text
    blocks: tuple[Block, ...]
    landscape: bool = False
