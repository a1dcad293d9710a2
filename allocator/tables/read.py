"""Reading a table of a scenario: each of its files, then all of them as one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from allocator.arrays import Column, Integers
from allocator.errors import InputError, Place, Problems
from allocator.fields import heading_key
from allocator.tables.headings import Vocabulary, name_columns
from allocator.tables.sources import ScenarioFiles, TableFile, open_scenario
from allocator.tables.table import Table

__all__ = ["ScenarioFiles", "open_scenario", "read_table"]

_BARE_NUMBER = re.compile(r"¥?\s*[-+−]?\s*[\d.][\d.,\s]*(e[-+]?\d+)?", re.IGNORECASE)


def read_table(files: ScenarioFiles, name: str, columns: Mapping[str, str], problems: Problems) -> Table | None:
    """Read a table and merge its files.

    Parameters
    ----------
    files
        Where the tables are.
    name
        `applications`, `reviews`, `ledger` or `decisions`.
    columns
        The policy's `columns`: internal name of an extra column -> its heading.
    problems
        Takes every fault of headings and cells.

    Returns
    -------
    Table or None
        None if the scenario has no such table, or (then with a fault) it cannot be read.
    """
    sources = files.tables.get(name, ())
    vocabulary = Vocabulary(name, columns)
    parts = [_read_part(source, vocabulary, problems) for source in sources]
    read = [part for part in parts if part is not None]
    if len(read) < len(parts) or not read:
        return None
    filled = [part for part in read if part.rows]
    if not filled:
        folder, _, _ = sources[0].file.partition("/")
        problems.add(Place(folder), "has no rows below its headings", "add them, or remove it")
        return None
    return _merge(name, filled)


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of a table, its columns named."""

    file: str
    columns: Mapping[str, Column[str]]
    headings: Mapping[str, str]
    rows: Sequence[int]


def _read_part(source: TableFile, vocabulary: Vocabulary, problems: Problems) -> _Part | None:
    try:
        grid = source.read(vocabulary, problems)
    except InputError as error:
        problems.faults.extend(error.problems)
        return None
    if grid is None:
        return None
    if source.is_part and not grid.rows:
        problems.warn(Place(grid.file), "has no rows below its headings", "add them, or remove the file")
        return _Part(grid.file, {}, {}, ())
    if not grid.headings:
        problems.add(
            Place(grid.file),
            f"is empty; expected {vocabulary.expected()}",
            "add a row of headings and the data",
        )
        return None
    named = name_columns(grid.headings, vocabulary, Place(grid.file, grid.heading_row), problems)
    if named is None:
        return None
    columns = {column.name: _with_unit(column.unit, grid.columns[column.index]) for column in named}
    return _Part(grid.file, columns, {column.name: column.heading for column in named}, grid.rows)


def _with_unit(unit: str, cells: Column[str]) -> Column[str]:
    """Amounts with the unit that their heading gives; those with a unit of their own keep it."""
    if not unit:
        return cells
    return cells.map(lambda cell: cell + unit if _is_bare(cell) else cell).merged()


def _is_bare(cell: str) -> bool:
    return _BARE_NUMBER.fullmatch(unicodedata.normalize("NFKC", cell)) is not None


def _merge(name: str, parts: Sequence[_Part]) -> Table:
    """One table of all parts, in order; a column that a part lacks is empty there."""
    headings: dict[str, str] = {}
    first_spelling: dict[str, str] = {}
    spelled: list[dict[str, str]] = []  # for each part: name in the table -> name in the part
    for part in parts:
        spelled.append({first_spelling.setdefault(heading_key(column), column): column for column in part.columns})
        for column, own in spelled[-1].items():
            headings.setdefault(column, part.headings[own])
    columns: dict[str, Column[str]] = {}
    for column in headings:
        cells = []
        for part, own_names in zip(parts, spelled, strict=True):
            own_name = own_names.get(column)
            cells.append(Column.full("", len(part.rows)) if own_name is None else part.columns[own_name])
        columns[column] = Column.joined(cells)
    file_of = Integers(np.repeat(np.arange(len(parts)), [len(part.rows) for part in parts]))
    rows = Integers(np.concatenate([np.asarray(part.rows) for part in parts]))
    return Table(name, columns, headings, tuple(part.file for part in parts), file_of, rows)
