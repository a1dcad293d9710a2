"""A table of a run's inputs: canonical cells, rows sorted, as CSV; every distinct text is written once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from allocator.fields import FIELDS
from allocator.policy import Policy
from allocator.runs.csv_text import MARK, csv_cell
from allocator.tables.canonical import canonical_form
from allocator.tables.coded import coded
from allocator.tables.table import Table

Ranks = NDArray[np.int64]
_WORD = 2**63


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
    names = known + sorted(c for c in table.columns if c not in FIELDS[table.name])
    columns = [_ranked(table, name, policy) for name in names]
    order = _order([(ranks, len(texts)) for texts, ranks in columns])
    cells = [np.array([csv_cell(t) for t in texts], dtype=object)[ranks[order]].tolist() for texts, ranks in columns]
    lines = [",".join(map(csv_cell, names)), *map(",".join, zip(*cells, strict=True)), ""]
    return MARK + "\n".join(lines).encode("utf-8")


def _ranked(table: Table, column: str, policy: Policy) -> tuple[list[str], Ranks]:
    """The canonical texts of a column, sorted, and for each row the place of its own."""
    form, cells = canonical_form(table.name, column, policy), coded(table, column)
    canonical = [form(text) for text in cells.texts]
    texts = sorted(set(canonical))
    place = {text: n for n, text in enumerate(texts)}
    return texts, np.array([place[text] for text in canonical], dtype=np.int64)[cells.codes]


def _order(columns: Sequence[tuple[Ranks, int]]) -> Ranks:
    """Order of the rows by their ranks in the first column, then in the next; all columns in one number."""
    keys, most = columns[0]
    for ranks, count in columns[1:]:
        if most * count >= _WORD:
            distinct, keys = np.unique(keys, return_inverse=True)
            most = len(distinct)
        keys, most = keys * count + ranks, most * count
    return np.argsort(keys, kind="stable")
