"""CSV that a spreadsheet opens as it is meant: UTF-8 with a mark, so that Chinese shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from allocator.arrays import Column, Ints

_MARKS = re.compile(r'["\r\n]')
MARK = b"\xef\xbb\xbf"
_CHUNK = 20_000


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Bytes of a CSV file.

    Parameters
    ----------
    rows
        The heading row, then the rows; texts only.
    """
    return MARK + "".join(f"{_line(row)}\n" for row in rows).encode("utf-8")


def csv_of_columns(columns: Mapping[str, Column[str]], order: Ints) -> bytes:
    """Bytes of a CSV file from whole columns.

    Parameters
    ----------
    columns
        Heading -> cells, all of one length.
    order
        The rows that are written, in their order.
    """
    pieces = [MARK, f"{_line(list(columns))}\n".encode()]
    written = [_cells(column.values) for column in columns.values()]
    for begin in range(0, len(order), _CHUNK):
        rows = order[begin : begin + _CHUNK]
        cells = [map(v.__getitem__, c.codes[rows].tolist()) for v, c in zip(written, columns.values(), strict=True)]
        pieces.append(("\n".join(map(",".join, zip(*cells, strict=True))) + "\n").encode())
    return b"".join(pieces)


def _line(row: Sequence[str]) -> str:
    line = ",".join(row)
    sound = line.count(",") == len(row) - 1 and not _MARKS.search(line)  # nearly every row: there are many
    return line if sound else ",".join(map(csv_cell, row))


def _cells(texts: Sequence[str]) -> Sequence[str]:
    joined = "\n".join(texts)
    sound = "," not in joined and '"' not in joined and "\r" not in joined and joined.count("\n") < max(1, len(texts))
    return texts if sound else [csv_cell(text) for text in texts]


def csv_cell(text: str) -> str:
    """A text as it stands in a CSV file."""
    # csv.writer leaves a carriage return of its own unquoted, which readers take for the end of the row
    return '"' + text.replace('"', '""') + '"' if "," in text or _MARKS.search(text) else text
