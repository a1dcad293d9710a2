"""The columns of a sheet, and how tables of fewer columns spread over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from allocator.report.content import Document, Particulars, Table

PORTRAIT, LANDSCAPE = 92.0, 142.0
"""Characters across a sheet, so that it prints on A4 at a readable size."""
NAME_AND_VALUE = (1.0, 3.0)
"""Shares of the width that names and values of particulars have."""
_LEAST = 6.0
_RASTER = 60


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
        """Columns such that every table gets its own: those of the only one, or all at which any of them ends one."""
        across = LANDSCAPE if document.landscape else PORTRAIT
        tables = [[c.width for c in b.columns] for b in document.blocks if isinstance(b, Table)]
        tables += [list(NAME_AND_VALUE) for b in document.blocks if isinstance(b, Particulars)][:1]
        if len(tables) == 1:
            scale = max(1.0, across / sum(tables[0]))  # a wider one is printed smaller
            return cls(tuple(max(_LEAST, round(w * scale, 1)) for w in tables[0]))
        ends = {end for shares in tables or [[1.0] * 6] for end in _ends(shares)}
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
        for width in self.widths:
            borders.append(borders[-1] + width)
        spans, begin = [], 0
        for n, end in enumerate(reached, 1):
            last = len(self.widths) - (len(reached) - n)  # leave one for each of those to come
            column = min(range(begin + 1, last + 1), key=lambda c: abs(borders[c] - end))
            spans.append(self._span(begin, len(self.widths) - 1 if n == len(reached) else column - 1))
            begin = column
        return spans

    def _span(self, first: int, last: int) -> Span:
        return Span(first, last, sum(self.widths[first : last + 1]))


def _ends(shares: Sequence[float]) -> list[int]:
    """Where each share of the width ends, on a raster that keeps the borders of different tables apart or together."""
    ends: list[int] = []
    reached = 0.0
    for n, share in enumerate(shares):
        reached += share
        wanted = round(reached / sum(shares) * _RASTER)
        ends.append(min(max(wanted, n + 1, (ends[-1] + 1) if ends else 1), _RASTER - (len(shares) - n - 1)))
    return ends
