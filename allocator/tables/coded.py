"""A column as its distinct texts and a code per row: each text is looked at once, the rows are numpy's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from allocator.errors import Problems
from allocator.fields import identity
from allocator.tables.cells import BadCell, check_distinct_looks
from allocator.tables.table import Table

T = TypeVar("T")
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Coded:
    """The cells of a column.

    Parameters
    ----------
    texts
        The distinct texts; some may stand in no row.
    codes
        For each row, the index of its text.
    """

    texts: Sequence[str]
    codes: Codes = field(repr=False)

    def rows(self, texts: Collection[int]) -> list[int]:
        """Rows, ascending, that hold one of these texts, given by index."""
        return np.flatnonzero(self.flags(texts)).tolist() if texts else []

    def flags(self, texts: Collection[int]) -> NDArray[np.bool_]:
        """Whether each row holds one of these texts, given by index."""
        wanted = np.zeros(len(self.texts), dtype=bool)
        wanted[list(texts)] = True
        return wanted[self.codes]


def coded(table: Table, column: str) -> Coded:
    """Code a column, once for each table; one empty text on every row where the table lacks it."""
    if column not in table:
        return Coded([""] if len(table) else [], np.zeros(len(table), dtype=np.int64))
    known: Coded | None = table.found.get(column)
    if known is None:
        cells = table.cells(column)
        known = table.found[column] = Coded(cells.values, cells.codes.astype(np.int64))
    return known


def parse_texts(
    cells: Coded, table: Table, column: str, parse: Callable[[str], T], problems: Problems
) -> list[T | None]:
    """Parse every distinct, non-empty text; as `parse_column`, with a value per text.

    Parameters
    ----------
    cells
        The column, coded.
    table, column
        Which column that is.
    parse
        Value of a trimmed, non-empty text; raises `BadCell`.
    problems
        Takes a fault per cell that does not fit, in the order of the rows.

    Returns
    -------
    list
        A value per text; None where it is empty or does not fit.
    """
    values: list[T | None] = []
    bad: dict[int, BadCell] = {}
    for n, text in enumerate(cells.texts):
        try:
            values.append(parse(text) if text else None)
        except BadCell as error:
            values.append(None)
            bad[n] = error
    for row in cells.rows(bad):
        found = bad[int(cells.codes[row])]
        problems.add(table.place(row, column), found.what, found.remedy)
    return values


def check_looks(cells: Coded, table: Table, column: str, problems: Problems) -> None:
    """Record a fault where two ids differ in what cannot be seen; as `check_distinct_looks`, ids may repeat."""
    looks = {identity(text) for text in cells.texts if text}
    if len(looks) < sum(map(bool, cells.texts)):
        check_distinct_looks(table, column, problems, unique=False)
