"""CSV that a spreadsheet opens as it is meant: UTF-8 with a mark, so that Chinese shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Bytes of a CSV file.

    Parameters
    ----------
    rows
        The heading row, then the rows; texts only.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
