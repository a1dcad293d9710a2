"""Whole columns of a CSV file at once, where it holds nothing but plain rows: most large files do."""

from __future__ import annotations

from typing import Any

import numpy as np

from allocator.arrays import Codes, Column, Ints, Mask
from allocator.encoding import is_marked

_QUOTE, _LINE_FEED, _RETURN = b'"\n\r'


def read_columns(data: bytes, begin: int, lines: int, delimiter: str) -> list[Column[str]] | None:
    """The untrimmed cells of a CSV file in UTF-8, column by column.

    Parameters
    ----------
    data
        The whole file.
    begin
        Where its text begins, behind a byte order mark.
    lines
        How many lines to pass over.
    delimiter
        Between cells.

    Returns
    -------
    list or None
        None where the file is to be read row by row: it is not UTF-8, or has rows of different widths, cells with
        line breaks, or quotation marks that do not enclose a whole cell.
    """
    import pyarrow as pa
    from pyarrow import csv

    if is_marked(data[begin:]) or b"\0" in data or not _is_plain(data, begin, delimiter):
        return None
    for _ in range(lines):
        begin = data.find(b"\n", begin) + 1
        if not begin:
            return None
    end = len(data)
    while end > begin and data[end - 1] in (_LINE_FEED, _RETURN):
        end -= 1
    width = _width(data, begin, delimiter)
    if end == begin or width is None:
        return None
    names = [str(k) for k in range(width)]
    text = pa.large_string() if end > 2**31 - 1 else pa.string()
    try:
        table = csv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(begin, end - begin)),
            csv.ReadOptions(column_names=names),
            csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=dict.fromkeys(names, text), strings_can_be_null=False),
        )
    except pa.ArrowException:
        return None
    columns = []
    for name in names:
        columns.append(numbered(table.column(0)))
        table = table.drop_columns([name])  # its memory is free again
    return columns


def numbered(texts: Any) -> Column[str]:
    """A column of an arrow array of texts."""
    joined = texts.combine_chunks()
    encoded = (joined.chunk(0) if hasattr(joined, "chunk") else joined).dictionary_encode()
    values = encoded.dictionary.to_pylist()
    return Column(numbers_of(encoded.indices), values)


def numbers_of(indices: Any) -> Codes:
    """An arrow array of 32-bit numbers without gaps; arrow's own way would load pandas first."""
    if not len(indices):
        return np.zeros(0, np.int32)
    return np.frombuffer(indices.buffers()[1], np.int32)[indices.offset : indices.offset + len(indices)]


def _is_plain(data: bytes, begin: int, delimiter: str) -> bool:
    """Whether lines end in one way, and every quotation mark belongs to a cell enclosed whole within its line."""
    if data.count(b"\r") != data.count(b"\r\n"):
        return False
    if b'"' not in data:
        return True
    found = np.frombuffer(data, np.uint8)
    marks = np.flatnonzero(found == _QUOTE)
    if len(marks) % 2:
        return False
    opening, closing = marks[::2], marks[1::2]
    edges = np.array([ord(delimiter), _LINE_FEED, _RETURN, _QUOTE], np.uint8)
    begins = (opening == begin) | np.isin(found[np.maximum(opening, 1) - 1], edges)
    ends = (closing == len(found) - 1) | np.isin(found[np.minimum(closing + 1, len(found) - 1)], edges)
    return bool(begins.all() and ends.all()) and not _enclosed(found, marks)


def _enclosed(found: Any, marks: Ints) -> bool:
    breaks = np.flatnonzero(found == _LINE_FEED)
    inside: Mask = np.searchsorted(marks, breaks) % 2 == 1
    return bool(inside.any())


def _width(data: bytes, begin: int, delimiter: str) -> int | None:
    """Cells of the first row."""
    import csv

    end = data.find(b"\n", begin)
    try:
        line = data[begin : len(data) if end < 0 else end].decode()
        return len(next(csv.reader([line], delimiter=delimiter, strict=True), ()))
    except (UnicodeDecodeError, csv.Error):
        return None
