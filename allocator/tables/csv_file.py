"""CSV files: which delimiter, which record in which row."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import StringIO
from itertools import count

import numpy as np

from allocator.encoding import decode
from allocator.errors import InputError, Place, Problem, Problems
from allocator.tables.csv_columns import read_columns
from allocator.tables.grid import Grid, Headings, Record, find_headings, gather, gather_columns, top_rows
from allocator.tables.headings import Vocabulary

DELIMITERS = ",;\t"
LARGE = 2**22  # bytes from which on whole columns are read, where the file has only plain rows
_PIECE = 2**20
_SAMPLE = 200_000
_MOST_IN_A_CELL = 2**31 - 1


def read_csv(data: bytes, file: str, vocabulary: Vocabulary, problems: Problems) -> Grid | None:
    """Cells of a CSV file in any accepted encoding and with any accepted delimiter.

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
        None if no row is recognised as headings.

    Raises
    ------
    InputError
        If the file is not text, or a quotation mark is left open.
    """
    if len(data) >= LARGE:
        grid = _in_columns(data, file, vocabulary, problems)
        if grid is not None:
            return grid
    text = decode(data, file)
    csv.field_size_limit(max(csv.field_size_limit(), min(len(text), _MOST_IN_A_CELL)))
    return gather(file, _records(text, _delimiter(text, vocabulary), file), vocabulary, problems)


def _in_columns(data: bytes, file: str, vocabulary: Vocabulary, problems: Problems) -> Grid | None:
    """The same by whole columns; None, and no problem, where that cannot be done or nothing would be found."""
    begin = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    sample = data[begin : begin + _SAMPLE].decode("utf-8", errors="ignore")
    delimiter = _delimiter(sample, vocabulary)
    try:
        top = top_rows(enumerate(csv.reader(_lines(sample), delimiter=delimiter, strict=True), 1))
        found = find_headings(file, top, vocabulary, Problems())
    except csv.Error:
        return None
    if not isinstance(found, Headings):
        return None
    columns = read_columns(data, begin, found.row, delimiter)
    if columns is None or len(columns) < len(found.texts):
        return None
    rows = np.arange(found.row + 1, found.row + 1 + len(columns[0]))
    return gather_columns(file, found, columns, rows, problems)


def _delimiter(text: str, vocabulary: Vocabulary) -> str:
    """The delimiter that yields the earliest headings, most of them, most cells.

    The earliest, for below them stand texts of applicants, which may hold anything.
    """

    def yields(delimiter: str) -> tuple[int, int, int]:
        reader = csv.reader(_lines(text[:_SAMPLE]), delimiter=delimiter)
        try:
            top = top_rows(enumerate(reader, 1))
        except csv.Error:
            return (-(2**31), 0, 0)
        at = vocabulary.heading_row([cells for _, cells in top])
        if at is None:
            return (-(2**31), 0, max((len(cells) for _, cells in top), default=0))
        return (-top[at][0], vocabulary.count(top[at][1]), len(top[at][1]))

    return max(DELIMITERS, key=yields)


def _lines(text: str) -> Iterator[str]:
    # str.splitlines would also break at form feeds; in pieces, for StringIO takes four bytes a character
    begin = 0
    while begin < len(text):
        end = text.find("\n", begin + _PIECE) + 1 or len(text)
        yield from StringIO(text[begin:end], newline="")
        begin = end


def _records(text: str, delimiter: str, file: str) -> Iterator[Record]:
    """Every record, blank ones too, with its number: the row in which a spreadsheet shows it."""
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    numbers = count(1)
    try:
        yield from zip(numbers, reader, strict=False)
    except csv.Error as error:
        raise InputError([Problem(Place(file, next(numbers) - 1), *_explain(str(error)))]) from None


def _explain(error: str) -> tuple[str, str]:
    if "unexpected end" in error:
        return (
            "a quotation mark is opened and never closed",
            'close it, or write a mark that is part of the text as ""',
        )
    if "expected after" in error:
        return (
            "text follows the closing quotation mark of a cell",
            'write a mark that is part of the text as ""',
        )
    return f"the row cannot be read ({error})", "save the file again as CSV UTF-8"
