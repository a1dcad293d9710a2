"""CSV that a spreadsheet opens as it is meant: UTF-8 with a mark, so that Chinese shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_QUOTED = re.compile(r'[",\r\n]')


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Bytes of a CSV file.

    Parameters
    ----------
    rows
        The heading row, then the rows; texts only.
    """
    text = "".join(",".join(map(_cell, row)) + "\n" for row in rows)
    return b"\xef\xbb\xbf" + text.encode("utf-8")


def _cell(text: str) -> str:
    # csv.writer leaves a carriage return of its own unquoted, which readers take for the end of the row
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
