"""Tables written as CSV, the same bytes on every platform."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

Row = dict[str, str]


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Row], encoding: str = "utf-8") -> None:
    """Write rows under headings, with LF line ends and without a byte order mark; an absent cell is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
