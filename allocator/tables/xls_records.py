"""What calamine does not tell of an .xls workbook: its error cells, which it reads as empty, and absurd sizes.

An empty amount means 'no limit', so an error that is read as empty would change who wins.

References
----------
[MS-CFB] for the container, [MS-XLS] for the records BoundSheet8, BoolErr, Formula, SST and Dimensions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from struct import Struct, unpack_from

_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}
_FORMULA, _END, _PASSWORD, _SHEET = 0x0006, 0x000A, 0x002F, 0x0085
_STRINGS, _SIZE, _BOOL_OR_ERROR, _BEGIN = 0x00FC, 0x0200, 0x0205, 0x0809
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_SIZE_LENGTH = 14  # in Excel 95 and before it is shorter, and its numbers are too small to be absurd
_RECORD = Struct("<HH")
_LAST_SECTOR = 0xFFFFFFFA


Errors = Mapping[int, Mapping[int, str]]
"""Row from 0 -> column from 0 -> error value."""


class Protected(Exception):
    """The workbook cannot be read without its password."""


def error_cells(data: bytes) -> Mapping[int, Errors]:
    """Error values of each sheet, by its index.

    Parameters
    ----------
    data
        The whole file.

    Raises
    ------
    Protected
        If a password protects the workbook.
    ValueError, struct.error, IndexError
        If the file is damaged.
    """
    book = _workbook_stream(data)
    begins: list[int] = []
    for kind, at, _ in _records(book, 0):
        if kind == _SHEET:
            begins.append(unpack_from("<I", book, at)[0])
        elif kind == _PASSWORD:
            raise Protected
        elif kind == _STRINGS and unpack_from("<I", book, at + 4)[0] > len(book):
            raise ValueError("it names more texts than it can hold")
    return {index: _errors(book, begin) for index, begin in enumerate(begins)}


def _errors(book: bytes, begin: int) -> Errors:
    errors: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for kind, at, length in _records(book, begin):
        if kind == _SIZE and length == _SIZE_LENGTH:
            top, bottom, left, right = unpack_from("<IIHH", book, at)
            if not (top <= bottom <= _MOST_ROWS and left <= right <= _MOST_COLUMNS):
                raise ValueError("it names more rows or columns than it can hold")
            continue
        if kind == _BOOL_OR_ERROR:
            row, column, _, code, is_error = unpack_from("<HHHBB", book, at)
        elif kind == _FORMULA:
            row, column, _, result, _, code, _, special = unpack_from("<HHHBBBHxH", book, at)
            is_error = special == 0xFFFF and result == 2
        else:
            continue
        if is_error:
            errors[row][column] = _ERRORS.get(code, "#VALUE!")
    return errors


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, offset and length of each record of one substream; charts nest substreams of their own."""
    depth = 0
    while at + _RECORD.size <= len(book):
        kind, length = _RECORD.unpack_from(book, at)
        at += _RECORD.size
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 1:
            yield kind, at, length
        if not depth:
            return
        at += length


def _workbook_stream(data: bytes) -> bytes:
    sector, short = 1 << unpack_from("<H", data, 30)[0], 1 << unpack_from("<H", data, 32)[0]
    directory_at, cutoff, short_table_at, table_at = (unpack_from("<I", data, at)[0] for at in (48, 56, 60, 68))
    table_sectors = list(unpack_from("<109I", data, 76))
    while table_at < _LAST_SECTOR:
        *more, table_at = unpack_from(f"<{sector // 4}I", data, sector * (table_at + 1))
        table_sectors += more
        if len(table_sectors) > len(data):
            raise ValueError("the list of sectors does not end")
    table: list[int] = []
    for at in table_sectors:
        if at < _LAST_SECTOR:
            table += unpack_from(f"<{sector // 4}I", data, sector * (at + 1))
    directory = _chain(data, directory_at, table, sector, sector)
    for at in range(0, len(directory), 128):
        length = unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, length - 2)].decode("utf-16-le", errors="replace")
        first, size = unpack_from("<II", directory, at + 116)
        if name in ("Workbook", "Book"):
            if size >= cutoff:
                return _chain(data, first, table, sector, sector)[:size]
            root = unpack_from("<I", directory, 116)[0]
            short_table_bytes = _chain(data, short_table_at, table, sector, sector)
            short_table = list(unpack_from(f"<{len(short_table_bytes) // 4}I", short_table_bytes))
            return _chain(_chain(data, root, table, sector, sector), first, short_table, short, 0)[:size]
    raise ValueError("it holds no workbook")


def _chain(data: bytes, first: int, table: list[int], size: int, header: int) -> bytes:
    """The sectors of one stream, in order."""
    parts: list[bytes] = []
    while first < _LAST_SECTOR:
        at = header + size * first
        parts.append(data[at : at + size])
        first = table[first]
        if len(parts) > len(table):
            raise ValueError("a list of sectors does not end")
    return b"".join(parts)
