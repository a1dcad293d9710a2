"""Some rows of a table, and tables one below the other."""

from __future__ import annotations

import numpy as np

from allocator.arrays import Column, Integers, Ints
from allocator.tables.table import Table


def rows_of(table: Table, rows: Ints) -> Table:
    """A table of some of the rows of another, which keep their places."""
    columns = {name: Column(c.codes[rows], c.values) for name, c in table.columns.items()}
    file_of, numbers = (Integers(np.asarray(n)[rows]) for n in (table.file_of, table.rows))
    return Table(table.name, columns, table.headings, table.files, file_of, numbers)


def joined(one: Table, other: Table) -> Table:
    """Two tables of one kind, one below the other; a column that one lacks is empty there."""
    names = dict.fromkeys([*one.columns, *other.columns])
    columns = {n: Column.joined([one.cells(n), other.cells(n)]) for n in names}
    files = np.concatenate([np.asarray(one.file_of), np.asarray(other.file_of) + len(one.files)])
    rows = np.concatenate([np.asarray(one.rows), np.asarray(other.rows)])
    headings = {**other.headings, **one.headings}
    return Table(one.name, columns, headings, (*one.files, *other.files), Integers(files), Integers(rows))
