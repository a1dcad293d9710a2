"""Rows of a worksheet's XML in its usual form: every distinct cell is parsed once, however many rows repeat it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.etree.ElementTree import ParseError, fromstring

_CHUNK = 2**20
_MOST_KNOWN = 2**18
_DIGITS = b"0123456789"
_ENCODING = re.compile(rb"""<\?xml[^>]*\sencoding=["'](?!utf-8["'])""", re.IGNORECASE)
_ROOT = re.compile(rb"<worksheet\b[^<>]*>")
_ROW = re.compile(rb'\s*<row((?:\s+[\w:.-]+="[ !#-%\'-;=?-~]*")*)\s*(/?)>\s*')
_VALUE = re.compile(rb'"[^"]*"')
_NUMBER = re.compile(rb'\sr="(\d+)"')
_NAMESPACE = b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OPENS, _CLOSES = b"<sheetData>", b"</sheetData>"


class Unusual(Exception):
    """XML that this reader leaves to a full parser; `rows` elements were read before it, the last numbered `number`."""

    def __init__(self, rows: int, number: int) -> None:
        super().__init__(rows, number)
        self.rows, self.number = rows, number


class UsualRows:
    """The rows of a sheet.

    Parameters
    ----------
    source
        The XML of the sheet.
    end
        Where to stop reading: behind it stands no cell with a value.
    text
        Text of the one cell of a row element.
    column
        Number of the column (from 1) of a coordinate.
    """

    def __init__(self, source: IO[bytes], end: int, text: Callable[[Any], str], column: Callable[[str], int]) -> None:
        self._source, self._end, self._text, self._column = source, end, text, column
        self._known: dict[bytes, str] = {}
        self._columns: dict[bytes, int] = {}
        self._names: set[bytes] = set()
        self._root = b""
        self._rows = self._number = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Numbers and texts of the rows that have cells.

        Raises
        ------
        Unusual
            Where the XML is of another form or not well formed, comments and entities of its own included.
        """
        try:
            yield from self._read()
        except (ParseError, ValueError, LookupError, TypeError) as error:
            raise Unusual(self._rows, self._number) from error

    def _read(self) -> Iterator[tuple[int, list[str]]]:
        head, rest = self._head()
        read = len(head) + len(rest)
        while _CLOSES not in rest:
            *rows, rest = rest.split(b"</row>")
            for row in rows:
                yield from self._row(row)
            if read > self._end:
                return
            chunk = self._source.read(_CHUNK)
            if not chunk:
                raise ValueError("the rows do not end")
            rest, read = rest + chunk, read + len(chunk)
            if b"<!" in chunk:
                raise ValueError("a comment or a section of raw text")
        rows_left, _, tail = rest.partition(_CLOSES)
        *rows, last = rows_left.split(b"</row>")
        for row in rows:
            yield from self._row(row)
        if self._opening(last)[0].strip():
            raise ValueError("more than rows")
        fromstring(head + _CLOSES + tail + self._source.read())

    def _head(self) -> tuple[bytes, bytes]:
        """What stands before the rows, and the first of what follows."""
        start = self._source.read(_CHUNK)
        head, opens, rest = start.partition(_OPENS)
        root = _ROOT.search(head)
        if not opens or root is None or _NAMESPACE not in root[0] or b"<!" in start or _ENCODING.search(head):
            raise ValueError("another form of sheet")
        self._root = root[0]
        return head + opens, rest

    def _opening(self, row: bytes) -> tuple[bytes, bool]:
        """What follows the opening tag of a row, empty rows before it passed over; whether there was a tag."""
        at = 0
        while found := _ROW.match(row, at):
            attributes, closed = found.groups(b"")
            self._check(attributes)
            number = _NUMBER.search(attributes)
            if number is None and b"r=" in attributes:
                raise ValueError("another form of number")
            self._number = self._number + 1 if number is None else int(number[1])
            at = found.end()
            if not closed:
                return row[at:], True
            self._rows += 1
        return row[at:], False

    def _check(self, attributes: bytes) -> None:
        """Let a parser say once of attributes of these names whether they may stand so."""
        names = _VALUE.sub(b"", attributes)
        if names not in self._names:
            fromstring(self._root + b"<row" + attributes + b"/></worksheet>")
            self._names.add(names)

    def _row(self, row: bytes) -> Iterator[tuple[int, list[str]]]:
        before = self._rows, self._number
        try:
            cells, opened = self._opening(row)
            blank, *parts = cells.split(b'<c r="')
            if blank.strip() or not opened:
                raise ValueError("not a row of cells")
            texts = self._texts(parts)
        except BaseException:
            self._rows, self._number = before
            raise
        self._rows += 1
        if parts:
            yield self._number, texts

    def _texts(self, parts: list[bytes]) -> list[str]:
        known, columns = self._known, self._columns
        texts: list[str] = []
        for part in parts:
            coordinate, _, cell = part.partition(b'"')
            text = known.get(cell)
            if text is None:
                text = self._parsed(cell)
            letters = coordinate.rstrip(_DIGITS)
            if len(letters) == len(coordinate):
                raise ValueError("a cell without a row")
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = self._column(coordinate.decode())
            if column == len(texts) + 1:
                texts.append(text)
                continue
            if column <= len(texts):
                raise ValueError("cells out of order")
            texts += [""] * (column - 1 - len(texts))
            texts.append(text)
        return texts

    def _parsed(self, cell: bytes) -> str:
        """Text of a cell, from what follows its coordinate."""
        sheet = fromstring(self._root + b'<row r="1"><c r="A1"' + cell + b"</row></worksheet>")
        (row,) = sheet
        (_,) = row
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        text = self._known[cell] = self._text(row)
        return text
