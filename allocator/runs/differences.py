"""In what two files, or two lists of hashes, differ."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

MOST_LINES = 10


def changed_names(claimed: Any, hashes: list[dict[str, str]]) -> list[str]:
    """Names of the inputs whose hashes are not those claimed; all of them where the claim cannot be read.

    Parameters
    ----------
    claimed
        `inputs` of an allocation.json, whatever it holds.
    hashes
        As `input_hashes` gives them.
    """
    try:
        before = {h["name"]: h["sha256"] for h in claimed}
    except (TypeError, KeyError):
        return [h["name"] for h in hashes]
    after = {h["name"]: h["sha256"] for h in hashes}
    return [str(name) for name in sorted(before.keys() | after.keys(), key=str) if before.get(name) != after.get(name)]


def changed_lines(name: str, expected: str, found: str) -> Iterator[str]:
    """The first lines (of a CSV: rows) in which two texts differ, a sentence each.

    Parameters
    ----------
    name
        Of the file; tells its format.
    expected, found
        Texts that are not equal.
    """
    ours, theirs = (_rows(name, text) for text in (expected, found))
    shown = 0
    for n in range(max(len(ours), len(theirs))):
        a, b = (side[n] if n < len(side) else "nothing" for side in (ours, theirs))
        if a != b:
            shown += 1
            if shown > MOST_LINES:
                yield ": and more lines"
                return
            yield f" line {n + 1}: found {b.strip()}, expected {a.strip()}"
    if not shown:
        yield ": differs in line ends or in its encoding mark"


def _rows(name: str, text: str) -> list[str]:
    if name.endswith(".csv"):
        try:
            return [",".join(row) for row in csv.reader(io.StringIO(text.lstrip("\ufeff")))]
        except csv.Error:  # what no reader of CSV takes is shown as it stands
            return text.splitlines()
    return text.splitlines()
