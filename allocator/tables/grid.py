"""The cells of one file or sheet below its heading row, as trimmed text, column by column."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress, islice

from allocator.errors import Place, Problems
from allocator.tables.cell_text import BLANK, FAULTY, NO_VALUE
from allocator.tables.headings import Vocabulary, letter

TITLE_ROWS = 5
MOST_LISTED = 50
_CHUNK = 4_096
_JUDGED_AT = 10_000
_MOST_FOUND = 12

Record = tuple[int, Sequence[str]]
"""Row number (the first row is 1) and the untrimmed cells of a row."""


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
    columns: Sequence[list[str]]
    rows: Sequence[int]


def trim(cells: Sequence[str]) -> list[str]:
    """Cells without white space and invisible characters at their ends."""
    return [cell.strip(BLANK) for cell in cells]


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
    if not top:
        return Grid(file, 0, (), (), ())
    at = vocabulary.heading_row([cells for _, cells in top])
    if at is None:
        found = ", ".join(repr(cell) for cell in list(filter(None, top[0][1]))[:_MOST_FOUND])
        what = f"no headings in the first {len(top)} rows: found {found}, expected {vocabulary.expected()}"
        problems.add(Place(file, top[0][0]), what, "put the headings into one row above the data")
        return None
    heading_row, headings = top[at]
    while not headings[-1]:
        headings.pop()
    surplus = _Listing(problems)

    def note(row: int, index: int, cell: str) -> None:
        surplus.add(_unheaded(file, row, index, cell))

    columns, rows = _collect(chain(top[at + 1 :], records), len(headings), note)
    surplus.close(file, "more rows have cells under no heading")
    grid = Grid(file, heading_row, headings, columns, rows)
    _check(grid, problems)
    return grid


def _fitted(chunk: list[Record], width: int, surplus: Callable[[int, int, str], None]) -> Iterator[Record]:
    """Rows of one width; the first non-empty cell of a row that lies beyond it is handed to `surplus`."""
    for number, cells in chunk:
        found = len(cells)
        if found == width:
            yield number, cells
        elif found > width:
            beyond = next(((i, text) for i in range(width, found) if (text := cells[i].strip(BLANK))), None)
            if beyond is not None:
                surplus(number, *beyond)
            yield number, cells[:width]
        elif cells:
            yield number, [*cells, *[""] * (width - found)]


def _collect(
    records: Iterator[Record], width: int, surplus: Callable[[int, int, str], None]
) -> tuple[list[list[str]], Sequence[int]]:
    """Trim, leave out blank rows, and keep one object per repeated text: memory limits what can be read."""
    columns: list[list[str]] = [[] for _ in range(width)]
    pools: list[dict[str, str] | None] = [{} for _ in range(width)]
    rows = array("q")
    while chunk := list(islice(records, _CHUNK)):
        if any(len(cells) != width for _, cells in chunk):
            chunk = list(_fitted(chunk, width, surplus))
        if not chunk:
            continue
        numbers, lines = zip(*chunk, strict=True)
        texts = [_pooled(column, pool) for column, pool in zip(zip(*lines, strict=True), pools, strict=True)]
        if all("" in text for text in texts):
            filled = [any(line) for line in zip(*texts, strict=True)]
            numbers = tuple(compress(numbers, filled))
            texts = [list(compress(column, filled)) for column in texts]
        rows.extend(numbers)
        for i, text in enumerate(texts):
            columns[i].extend(text)
            pool = pools[i]
            if pool is not None and len(pool) > len(columns[i]) // 2 and len(pool) > _JUDGED_AT:
                pools[i] = None
    return columns, rows


def _pooled(cells: Sequence[str], pool: dict[str, str] | None) -> list[str]:
    """Trimmed cells; a pool gives the trimmed text of each that came before."""
    if pool is None:
        return trim(cells)
    for cell in set(cells).difference(pool):
        text = cell.strip(BLANK)
        pool[cell] = pool.setdefault(text, text)
    return list(map(pool.__getitem__, cells))


def _check(grid: Grid, problems: Problems) -> None:
    """Record cells that are no value (and empty them: once is enough), and cells under an empty heading."""
    for index, (heading, column) in enumerate(zip(grid.headings, grid.columns, strict=True)):
        if not heading:
            at = next((i for i, cell in enumerate(column) if cell), None)
            if at is not None:
                problems.add(*_unheaded(grid.file, grid.rows[at], index, column[at]))
        elif not FAULTY.keys().isdisjoint(column):
            listing = _Listing(problems)
            for i, cell in enumerate(column):
                if cell in FAULTY:
                    listing.add((Place(grid.file, grid.rows[i], heading), *FAULTY[cell]))
                    column[i] = ""
            listing.close(grid.file, f"more such cells in column {heading}")
        if heading in FAULTY:
            problems.add(Place(grid.file, grid.heading_row, f"column {letter(index)}"), *FAULTY[heading])


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
