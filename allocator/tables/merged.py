"""Ranges of merged cells."""

from __future__ import annotations

from dataclasses import dataclass

from allocator.tables.headings import letter


@dataclass(frozen=True, slots=True, order=True)
class Merged:
    """A range of merged cells; rows and columns count from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def __str__(self) -> str:
        corners = (self.first_column, self.first_row), (self.last_column, self.last_row)
        return ":".join(f"{letter(column - 1)}{row}" for column, row in corners)
