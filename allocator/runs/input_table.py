"""A table of a run's inputs: canonical cells, rows sorted, as CSV; every distinct text is written once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from allocator.arrays import Column, Ints, ranks
from allocator.fields import FIELDS
from allocator.policy import Policy
from allocator.runs.csv_text import csv_of_columns
from allocator.tables.canonical import canonical_cells
from allocator.tables.table import Table


def table_bytes(table: Table, policy: Policy) -> bytes:
    """Bytes of a table under `inputs/`: internal headings, canonical cells, rows sorted by code point.

    Parameters
    ----------
    table
        As read.
    policy
        Gives the money unit, the tiers and the indicators.
    """
    known = [c for c in FIELDS[table.name] if c in table]
    columns = known + sorted(c for c in table.columns if c not in FIELDS[table.name])
    cells = {column: canonical_cells(table, column, policy) for column in columns}
    return csv_of_columns(cells, _order(list(cells.values())))


def _order(columns: Sequence[Column[str]]) -> Ints:
    """The order of the rows by their cells, the first column counting most."""
    first = ranks(columns[0].values)[columns[0].codes]
    if int(np.bincount(first).max()) == 1:  # ids
        return np.argsort(first)
    return np.lexsort([*reversed([ranks(c.values)[c.codes] for c in columns[1:]]), first])
