"""The columns of a sheet, and how tables of fewer columns spread over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allocator.report.content import Document, Table

PORTRAIT, LANDSCAPE = 92.0, 142.0
"""Characters across a sheet, so that it prints on A4 at a readable size."""
_LEAST = 6.0


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
    def of(cls, document: Document) -> Grid:
        """Columns as the table with most of them wants them; six equal ones where there is no table."""
        across = LANDSCAPE if document.landscape else PORTRAIT
        tables = [b for b in document.blocks if isinstance(b, Table)]
        widest = max(tables, key=lambda t: (len(t.columns), len(t.rows)), default=None)
        shares = [1.0] * 6 if widest is None else [c.width for c in widest.columns]
        if len(shares) == 1:
            shares = [shares[0] / 2] * 2
        scale = across / sum(shares)
        return cls(tuple(max(_LEAST, round(s * scale, 1)) for s in shares))

    @property
    def whole(self) -> Span:
        """All columns."""
        return self._span(0, len(self.widths) - 1)

    def spans(self, shares: Sequence[float]) -> list[Span]:
        """Columns for each of some shares of the width, from left to right; at most one share a column."""
        if len(shares) == len(self.widths):
            return [self._span(n, n) for n in range(len(self.widths))]
        ends: list[int] = []
        total, across = sum(shares), sum(self.widths)
        reached, used, column = 0.0, 0.0, 0
        for n, share in enumerate(shares):
            reached += share / total * across
            rest = len(shares) - n - 1
            begin = column
            while column < len(self.widths) - rest and (
                column == begin or used + self.widths[column] / 2 <= reached or rest == 0
            ):
                used += self.widths[column]
                column += 1
            ends.append(column)
        return [self._span(a, b - 1) for a, b in zip([0, *ends], ends, strict=False)]

    def _span(self, first: int, last: int) -> Span:
        return Span(first, last, sum(self.widths[first : last + 1]))
