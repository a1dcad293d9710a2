"""CSV that a spreadsheet opens as it is meant: UTF-8 with a mark, so that Chinese shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MARK = b"\xef\xbb\xbf"
_MARKS = re.compile(r'["\r\n]')


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Bytes of a CSV file.

    Parameters
    ----------
    rows
        The heading row, then the rows; texts only.
    """
    return MARK + "".join(f"{_line(row)}\n" for row in rows).encode("utf-8")


def _line(row: Sequence[str]) -> str:
    line = ",".join(row)
    sound = line.count(",") == len(row) - 1 and not _MARKS.search(line)  # nearly every row: there are many
    return line if sound else ",".join(map(csv_cell, row))


def csv_cell(text: str) -> str:
    """A text as it stands in a CSV file."""
    # csv.writer leaves a carriage return of its own unquoted, which readers take for the end of the row
    return '"' + text.replace('"', '""') + '"' if "," in text or _MARKS.search(text) else text
