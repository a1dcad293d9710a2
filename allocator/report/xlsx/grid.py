"""The columns of a sheet, and how tables of fewer columns spread over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from allocator.numbers import plain
from allocator.report.content import Cell, Document, Kind, Particulars, Table
from allocator.template.layout import width

PORTRAIT, LANDSCAPE = 92.0, 142.0
"""Characters across a sheet, so that it prints on A4 at a readable size."""
NAME_AND_VALUE = (1.0, 3.0)
"""Shares of the width that names and values of particulars have."""
_LEAST = 6.0
_RASTER = 60
_SLACK, _MOST = 3, 40


@dataclass(frozen=True, slots=True)
class Span:
    """Some neighbouring columns of a sheet.

    Parameters
    ----------
    first, last
        Their numbers, both included.
    width
        Characters across them.
    """

    first: int
    last: int
    width: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a sheet.

    Parameters
    ----------
    widths
        Of each column, in characters.
    """

    widths: tuple[float, ...]

    @classmethod
    def of(cls, document: Document, unit: int) -> Grid:
        """Columns such that every table gets its own: those of the only one, or all at which any of them ends one.

        Parameters
        ----------
        document
            What is written.
        unit
            Base units of money in one policy unit.
        """
        across = LANDSCAPE if document.landscape else PORTRAIT
        tables = [shares(b, unit) for b in _tables(document)]
        if len(tables) > 1:
            tables = [narrowed(b, w, across) for b, w in zip(_tables(document), tables, strict=True)]
        across = max(across, *map(sum, tables), 0.0)  # a wider one is printed smaller
        tables += [list(NAME_AND_VALUE) for b in document.blocks if isinstance(b, Particulars)][:1]
        if len(tables) == 1:
            return cls(tuple(max(_LEAST, round(w / sum(tables[0]) * across, 1)) for w in tables[0]))
        ends = {end for wanted in tables or [[1.0] * 6] for end in _ends(wanted)}
        begins = [0, *sorted(ends)]
        return cls(tuple(round((b - a) / _RASTER * across, 2) for a, b in pairwise(begins)))

    @property
    def whole(self) -> Span:
        """All columns."""
        return self._span(0, len(self.widths) - 1)

    def spans(self, shares: Sequence[float]) -> list[Span]:
        """Columns for each of some shares of the width, from left to right, as near as they can be to the shares."""
        if len(shares) == len(self.widths):
            return [self._span(n, n) for n in range(len(self.widths))]
        reached = [end / _RASTER * sum(self.widths) for end in _ends(shares)]
        borders = [0.0]
        for each in self.widths:
            borders.append(borders[-1] + each)
        spans, begin = [], 0
        for n, end in enumerate(reached, 1):
            last = len(self.widths) - (len(reached) - n)  # leave one for each of those to come
            column = min(range(begin + 1, last + 1), key=lambda c: abs(borders[c] - end))
            spans.append(self._span(begin, len(self.widths) - 1 if n == len(reached) else column - 1))
            begin = column
        return spans

    def _span(self, first: int, last: int) -> Span:
        return Span(first, last, sum(self.widths[first : last + 1]))


def shares(table: Table, unit: int) -> list[float]:
    """Widths of the columns of a table, none too narrow for its numbers and codes, which cannot break.

    Parameters
    ----------
    table
        The table.
    unit
        Base units of money in one policy unit.
    """
    found = []
    for n, column in enumerate(table.columns):
        least = 0
        if column.kind in (Kind.CODE, Kind.COUNT, Kind.SCORE, Kind.MONEY):
            least = max((_characters(column.kind, row.cells[n], unit) for row in table.rows), default=0)
        found.append(max(column.width, float(min(least + _SLACK, _MOST))))
    return found


def _tables(document: Document) -> list[Table]:
    return [b for b in document.blocks if isinstance(b, Table)]


def narrowed(table: Table, wanted: Sequence[float], across: float) -> list[float]:
    """Widths that fit the page, taken from the columns whose texts can break, down to half of what they want."""
    breaks = [c.kind in (Kind.TEXT, Kind.BLANK) for c in table.columns]
    room = across - sum(w for w, b in zip(wanted, breaks, strict=True) if not b)
    texts = sum(w for w, b in zip(wanted, breaks, strict=True) if b)
    scale = max(0.5, min(1.0, room / texts)) if texts else 1.0
    return [w * scale if b else w for w, b in zip(wanted, breaks, strict=True)]


def _characters(kind: Kind, cell: Cell, unit: int) -> int:
    if isinstance(cell, str):
        return width(cell)
    if isinstance(cell, int | Fraction):
        value = Fraction(cell) / unit if kind is Kind.MONEY else Fraction(cell)
        return len(f"{int(value):,}") + max(0, len(plain(value).partition(".")[2]) + 1)
    return 0


def _ends(shares: Sequence[float]) -> list[int]:
    """Where each share of the width ends, on a raster that keeps the borders of different tables apart or together."""
    ends: list[int] = []
    reached = 0.0
    for n, share in enumerate(shares):
        reached += share
        wanted = round(reached / sum(shares) * _RASTER)
        ends.append(min(max(wanted, n + 1, (ends[-1] + 1) if ends else 1), _RASTER - (len(shares) - n - 1)))
    return ends
