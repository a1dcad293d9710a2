"""CSV that a spreadsheet opens as it is meant: UTF-8 with a mark, so that Chinese shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_MARKS = re.compile(r'["\r\n]')


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Bytes of a CSV file.

    Parameters
    ----------
    rows
        The heading row, then the rows; texts only.
    """
    return b"\xef\xbb\xbf" + "".join(f"{_line(row)}\n" for row in rows).encode("utf-8")


def _line(row: Sequence[str]) -> str:
    line = ",".join(row)
    sound = line.count(",") == len(row) - 1 and not _MARKS.search(line)  # nearly every row: there are many
    return line if sound else ",".join(map(_cell, row))


def _cell(text: str) -> str:
    # csv.writer leaves a carriage return of its own unquoted, which readers take for the end of the row
    return '"' + text.replace('"', '""') + '"' if "," in text or _MARKS.search(text) else text
