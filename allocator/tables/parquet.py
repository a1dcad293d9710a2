"""Parquet files: typed columns -> text."""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np

from allocator.arrays import Column
from allocator.errors import InputError, Place, Problem, Problems
from allocator.tables.cell_text import cell_text
from allocator.tables.csv_columns import numbers_of
from allocator.tables.grid import Grid, Headings, find_headings, gather_columns, top_rows
from allocator.tables.headings import Vocabulary


def read_parquet(data: bytes, file: str, vocabulary: Vocabulary, problems: Problems) -> Grid | None:
    """Cells of a parquet file; rows are numbered as if the headings stood in row 1.

    Parameters
    ----------
    data
        The whole file.
    file
        The file as the officer knows it.
    vocabulary
        The headings that the table may have.
    problems
        Takes faults of headings and cells.

    Returns
    -------
    Grid or None
        None if no column is known.

    Raises
    ------
    InputError
        If the file is damaged, or a column holds lists or other values that are no cells.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(pa.BufferReader(data)).read()
    except (pa.ArrowException, OSError) as error:
        first = str(error).partition("\n")[0]
        what = f"cannot be read as a parquet file ({first})"
        raise InputError([Problem(Place(file), what, "write it again, or save the table as CSV UTF-8")]) from None
    names = table.column_names
    columns = [_texts(column, Place(file, None, name)) for name, column in zip(names, table.columns, strict=True)]
    records = enumerate(chain([[cell_text(name) for name in names]], zip(*columns, strict=True)), 1)
    found = find_headings(file, top_rows(records), vocabulary, problems)
    if not isinstance(found, Headings):
        return found
    below = [column[found.row - 1 :] for column in columns]
    rows = np.arange(found.row + 1, found.row + 1 + len(below[0]))
    return gather_columns(file, found, below, rows, problems)


def _texts(column: Any, place: Place) -> Column[str]:
    """Text of every cell; each distinct value is converted once."""
    import pyarrow as pa

    try:
        encoded = _encoded(column)
        texts = [cell_text(value) for value in _plain(encoded.dictionary).to_pylist()]
    except (pa.ArrowException, ValueError, OverflowError) as error:
        first = str(error).partition("\n")[0]
        what = f"holds values of type {column.type} that cannot be read as text ({first})"
        raise InputError([Problem(place, what, "write the column as text")]) from None
    indices = numbers_of(encoded.indices.cast(pa.int32()).fill_null(len(texts)))
    distinct = len(set(texts)) == len(texts) and "" not in texts  # numbers and times may be equal as texts
    found = Column(indices, [*texts, ""])
    return found if distinct else found.merged()


def _encoded(column: Any) -> Any:
    """Numbers of the different values; in one piece first, for it is slow to make one of the numbers of many pieces."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        return column.unify_dictionaries().combine_chunks()
    joined = column.combine_chunks()
    if isinstance(joined, pa.ChunkedArray):  # beyond 2 GB
        return column.dictionary_encode().unify_dictionaries().combine_chunks()
    return joined.dictionary_encode()


def _plain(values: Any) -> Any:
    """Values that Python has a type for: single floats by their shortest digits, times to the microsecond."""
    import pyarrow as pa
    from pyarrow import types

    kind = values.type
    if types.is_float16(kind) or types.is_float32(kind):
        return _decimals(values)
    if types.is_timestamp(kind):
        return values.cast(pa.timestamp("us", kind.tz), safe=False)
    if types.is_duration(kind):
        return values.cast(pa.duration("us"), safe=False)
    if types.is_time64(kind):
        return values.cast(pa.time64("us"), safe=False)
    if types.is_binary(kind) or types.is_large_binary(kind):
        return values.cast(pa.large_string())
    return values


def _decimals(values: Any) -> Any:
    import pyarrow as pa

    # the shortest text that gives the same single float, read as a double, has the digits that were written
    return values.cast(pa.string()).cast(pa.float64())
