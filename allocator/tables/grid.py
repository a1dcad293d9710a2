"""The cells of one file or sheet below its heading row, as trimmed text, column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice

import numpy as np

from allocator.arrays import Codes, Column, Integers, Ints
from allocator.errors import Place, Problems
from allocator.tables.cell_text import FAULTY, NO_VALUE, trimmed
from allocator.tables.headings import Vocabulary, letter

TITLE_ROWS = 5
MOST_LISTED = 50
_CHUNK = 4_096
_MOST_FOUND = 12
_SURPLUS = "more rows have cells under no heading"

Record = tuple[int, Sequence[str]]
"""Row number (the first row is 1) and the untrimmed cells of a row."""

Surplus = Callable[[int, int, str], None]
"""Takes row number, position and text of a cell that lies beyond the headings."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as they stand, below a heading row; blank rows are left out.

    Parameters
    ----------
    file
        The file (or `file.xlsx [sheet]`) as the officer knows it.
    heading_row
        Row number of the headings; 0 where the file is blank.
    headings
        The heading of each column, trimmed; may be empty.
    columns
        The cells of each column, trimmed.
    rows
        The row number of each row.
    """

    file: str
    heading_row: int
    headings: Sequence[str]
    columns: Sequence[Column[str]]
    rows: Sequence[int]


def trim(cells: Sequence[str]) -> list[str]:
    """Cells without white space and invisible characters at their ends."""
    return [trimmed(cell) for cell in cells]


def top_rows(records: Iterator[Record]) -> list[tuple[int, list[str]]]:
    """The first rows that are not blank: five title rows and the headings lie among them."""
    trimmed = ((number, trim(cells)) for number, cells in records)
    return list(islice((row for row in trimmed if any(row[1])), TITLE_ROWS + 1))


def gather(file: str, records: Iterator[Record], vocabulary: Vocabulary, problems: Problems) -> Grid | None:
    """Find the heading row and collect what stands below it.

    Parameters
    ----------
    file
        The file (or `file.xlsx [sheet]`) as the officer knows it.
    records
        Every row in order; blank ones may be missing or have no cells.
    vocabulary
        The headings that the table may have.
    problems
        Takes a fault for every cell that is no value or stands under no heading.

    Returns
    -------
    Grid or None
        None if no row is recognised as headings. A file that is wholly blank gives a grid without columns.
    """
    top = top_rows(records)
    found = find_headings(file, top, vocabulary, problems)
    if not isinstance(found, Headings):
        return found
    surplus = _Listing(problems)

    def note(row: int, index: int, cell: str) -> None:
        surplus.add(_unheaded(file, row, index, cell))

    columns, rows = _collect(chain(top[found.at + 1 :], records), len(found.texts), note)
    surplus.close(file, _SURPLUS)
    return _finished(file, found, columns, rows, problems)


def gather_columns(file: str, found: Headings, columns: Sequence[Column[str]], rows: Ints, problems: Problems) -> Grid:
    """The same from whole columns.

    Parameters
    ----------
    file
        As for `gather`.
    found
        The headings.
    columns
        The untrimmed cells below them; there may be more columns than headings.
    rows
        The number of each row.
    problems
        As for `gather`.
    """
    width = len(found.texts)
    cell: dict[int, tuple[int, str]] = {}
    for index in range(len(columns) - 1, width - 1, -1):  # the first of a row is noted last
        stripped = columns[index].map(trimmed)
        cell |= {int(k): (index, stripped[int(k)]) for k in stripped.rows(bool)}
    surplus = _Listing(problems)
    for k in sorted(cell):
        surplus.add(_unheaded(file, int(rows[k]), *cell[k]))
    surplus.close(file, _SURPLUS)
    return _finished(file, found, columns[:width], rows, problems)


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading row of a file.

    Parameters
    ----------
    at
        Its place among the first rows that are not blank.
    row
        Its row number.
    texts
        The headings, trimmed; the last is not empty.
    """

    at: int
    row: int
    texts: Sequence[str]


def find_headings(
    file: str, top: Sequence[tuple[int, list[str]]], vocabulary: Vocabulary, problems: Problems
) -> Headings | Grid | None:
    """The heading row among the first rows; a grid without columns where there are no rows, None where it is none.

    Parameters
    ----------
    top
        As `top_rows` gives them.
    """
    if not top:
        return Grid(file, 0, (), (), ())
    at = vocabulary.heading_row([cells for _, cells in top])
    if at is None:
        found = ", ".join(repr(cell) for cell in list(filter(None, top[0][1]))[:_MOST_FOUND])
        what = f"no headings in the first {len(top)} rows: found {found}, expected {vocabulary.expected()}"
        problems.add(Place(file, top[0][0]), what, "put the headings into one row above the data")
        return None
    row, texts = top[at]
    while not texts[-1]:
        texts.pop()
    return Headings(at, row, texts)


def _fitted(chunk: list[Record], width: int, surplus: Surplus) -> Iterator[Record]:
    """Rows of one width; the first non-empty cell of a row that lies beyond it is handed to `surplus`."""
    for number, cells in chunk:
        found = len(cells)
        if found == width:
            yield number, cells
        elif found > width:
            beyond = next(((i, text) for i in range(width, found) if (text := trimmed(cells[i]))), None)
            if beyond is not None:
                surplus(number, *beyond)
            yield number, cells[:width]
        elif cells:
            yield number, [*cells, *[""] * (width - found)]


def _collect(records: Iterator[Record], width: int, surplus: Surplus) -> tuple[list[Column[str]], Ints]:
    """Number the different texts of each column: memory limits what can be read."""
    pools: list[defaultdict[str, int]] = [defaultdict(count().__next__) for _ in range(width)]
    codes: list[list[Codes]] = [[np.zeros(0, np.int32)] for _ in range(width)]
    rows = [np.zeros(0, np.int64)]
    while chunk := list(islice(records, _CHUNK)):
        if any(len(cells) != width for _, cells in chunk):
            chunk = list(_fitted(chunk, width, surplus))
        if not chunk:
            continue
        numbers, lines = zip(*chunk, strict=True)
        rows.append(np.array(numbers, np.int64))
        for pool, found, texts in zip(pools, codes, zip(*lines, strict=True), strict=True):
            found.append(np.fromiter(map(pool.__getitem__, texts), np.int32, len(texts)))
    columns = [Column(np.concatenate(found), list(pool)) for pool, found in zip(pools, codes, strict=True)]
    return columns, np.concatenate(rows)


def _finished(file: str, found: Headings, columns: Sequence[Column[str]], rows: Ints, problems: Problems) -> Grid:
    """Trim, leave out blank rows, and record what is no value."""
    cells = [column.changed(trimmed) for column in columns]
    filled = np.zeros(len(rows), bool)
    for column in cells:
        filled |= column.mask(bool)
        if filled.all():
            break
    else:
        rows = rows[filled]
        cells = [Column(column.codes[filled], column.values) for column in cells]
    checked = [_checked(file, found, index, column, rows, problems) for index, column in enumerate(cells)]
    return Grid(file, found.row, found.texts, checked, Integers(rows))


def _checked(
    file: str, found: Headings, index: int, column: Column[str], rows: Ints, problems: Problems
) -> Column[str]:
    """A column without cells that are no value; these are recorded, and (once is enough) cells without a heading."""
    heading = found.texts[index]
    if not heading:
        filled = column.rows(bool)
        if len(filled):
            problems.add(*_unheaded(file, int(rows[filled[0]]), index, column[int(filled[0])]))
    elif not FAULTY.keys().isdisjoint(column.values):
        listing = _Listing(problems)
        for k in column.rows(FAULTY.__contains__).tolist():
            listing.add((Place(file, int(rows[k]), heading), *FAULTY[column[k]]))
        listing.close(file, f"more such cells in column {heading}")
        column = column.map(lambda text: "" if text in FAULTY else text).merged()
    if heading in FAULTY:
        problems.add(Place(file, found.row, f"column {letter(index)}"), *FAULTY[heading])
    return column


def _unheaded(file: str, row: int, index: int, cell: str) -> tuple[Place, str, str]:
    where = Place(file, row, f"column {letter(index)}")
    found = "a formula" if cell == NO_VALUE else repr(cell)
    return where, f"{found} stands under no heading", "give the column a heading, or empty the cell"


class _Listing:
    """Faults of one kind: the first of them one by one, the others as a count."""

    def __init__(self, problems: Problems) -> None:
        self.problems, self.found = problems, 0

    def add(self, fault: tuple[Place, str, str]) -> None:
        self.found += 1
        if self.found <= MOST_LISTED:
            self.problems.add(*fault)

    def close(self, file: str, what: str) -> None:
        if self.found > MOST_LISTED:
            self.problems.add(Place(file), f"{self.found - MOST_LISTED} {what}", "correct them in the same way")
