"""A table as it was read: text cells in columns, each cell knowing its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from allocator.arrays import Column, Integers, whole_numbers
from allocator.errors import Place


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one table, as trimmed text, column by column.

    Parameters
    ----------
    name
        `applications`, `reviews`, `ledger` or `decisions`.
    columns
        Internal name of a column -> its cells (`""` where empty), all of one length; held as a `Column`.
    headings
        Internal name -> the heading as it stands in the (first) file.
    files
        The files (or `file.xlsx [sheet]`) that were merged, as the officer knows them.
    file_of
        For each row, the index into `files`.
    rows
        For each row, its row number in that file (the spreadsheet's first row is 1).
    """

    name: str
    columns: Mapping[str, Column[str]]
    headings: Mapping[str, str]
    files: tuple[str, ...]
    file_of: Sequence[int] = field(repr=False)
    rows: Sequence[int] = field(repr=False)

    @classmethod
    def of(
        cls,
        name: str,
        columns: Mapping[str, Sequence[str]],
        headings: Mapping[str, str],
        files: tuple[str, ...],
        file_of: Sequence[int],
        rows: Sequence[int],
    ) -> Table:
        """A table of cells in any sequence."""
        numbers = (Integers(whole_numbers(list(n))) for n in (file_of, rows))
        return cls(name, {c: Column.of(cells) for c, cells in columns.items()}, headings, files, *numbers)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def cells(self, column: str) -> Column[str]:
        """Cells of a column; empty texts where the table lacks it."""
        found = self.columns.get(column)
        return Column.full("", len(self)) if found is None else found

    def place(self, row: int, column: str | None = None) -> Place:
        """Place of a cell, by the index of its row and its internal column name."""
        heading = None if column is None else self.headings.get(column, column)
        return Place(self.files[self.file_of[row]], self.rows[row], heading)
