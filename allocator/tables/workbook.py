"""Workbooks: opening by content, merged cells, one sheet as a grid or as lines of text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from allocator.errors import InputError, Place, Problem, Problems
from allocator.tables.cell_text import FAULTY, trimmed
from allocator.tables.grid import Grid, Record, gather, top_rows
from allocator.tables.headings import Vocabulary, letter
from allocator.tables.merged import Merged

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_RANGES = 10


class Workbook(Protocol):
    """An open workbook of either format."""

    @property
    def sheets(self) -> Sequence[str]:
        """Names of its worksheets, in order, hidden ones too."""

    def merged(self, sheet: str) -> Iterable[Merged]:
        """The merged ranges of a sheet."""

    def records(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a sheet with their numbers; blank rows may be left out.

        Raises
        ------
        InputError
            If the sheet is damaged.
        """


def open_workbook(data: bytes, file: str) -> Workbook:
    """Open a workbook by its content, whatever its name ends in.

    Parameters
    ----------
    data
        The whole file.
    file
        The file as the officer knows it.

    Raises
    ------
    InputError
        If it is no workbook, or one that is protected, damaged or far too large.
    """
    if data.startswith(ZIP):
        from allocator.tables.xlsx import XlsxWorkbook

        return XlsxWorkbook(data, file)
    if data.startswith(OLE) and _ENCRYPTED not in data:
        from allocator.tables.xls import XlsWorkbook

        return XlsWorkbook(data, file)
    if data.startswith(OLE):
        raise InputError([Problem(Place(file), "is protected by a password", "save it without one")])
    what = "is not an Excel workbook" if data else "is an empty file"
    raise InputError([Problem(Place(file), what, "open it in Excel and save it as .xlsx")])


def read_workbook(data: bytes, file: str, vocabulary: Vocabulary, problems: Problems) -> Grid | None:
    """Cells of the first sheet that has the headings of a table, in a workbook of one table.

    Parameters
    ----------
    data, file, vocabulary, problems
        As for `read_sheet`; further sheets that have such headings too are warned of.

    Raises
    ------
    InputError
        If the workbook cannot be read.
    """
    book = open_workbook(data, file)
    if len(book.sheets) == 1:
        return read_sheet(book, book.sheets[0], file, vocabulary, problems)
    # one known heading may be a word in a sheet of notes; two are a heading row
    counts = {sheet: min(2, _count(book, sheet, vocabulary)) for sheet in book.sheets}
    best = max(counts.values(), default=0)
    if not best:
        sheets = ", ".join(book.sheets) or "none"
        what = f"no sheet has a row of headings: found sheets {sheets}, expected {vocabulary.expected()}"
        problems.add(Place(file), what, "put the headings into one row above the data")
        return None
    first, *others = [sheet for sheet, count in counts.items() if count == best]
    for other in others:
        problems.warn(
            Place(f"{file} [{other}]"),
            f"is not read; only {first} is",
            "put every sheet into a file of its own",
        )
    return read_sheet(book, first, f"{file} [{first}]", vocabulary, problems)


def read_sheet(book: Workbook, sheet: str, file: str, vocabulary: Vocabulary, problems: Problems) -> Grid | None:
    """Cells of one sheet; cells merged vertically count as filled.

    Parameters
    ----------
    book, sheet
        The sheet to read.
    file
        What messages call it.
    vocabulary
        The headings that the table may have.
    problems
        Takes faults of headings and cells; merged ranges below the headings are warned of.

    Returns
    -------
    Grid or None
        None if no row is recognised as headings.

    Raises
    ------
    InputError
        If the sheet is damaged.
    """
    merged = sorted(book.merged(sheet))
    grid = gather(file, _spread(book.records(sheet), merged), vocabulary, problems)
    if grid is not None and merged:
        _warn(grid, merged, problems)
    return grid


def read_lines(book: Workbook, sheet: str, file: str, problems: Problems) -> str:
    """Text of a sheet that has a line a row in column A, indentation kept.

    Parameters
    ----------
    book, sheet
        The sheet to read.
    file
        What messages call it.
    problems
        Takes cells beside column A and cells that are no value as faults.

    Raises
    ------
    InputError
        If the sheet is damaged.
    """
    lines: list[str] = []
    for number, cells in book.records(sheet):
        beside = next((i for i, cell in enumerate(cells) if i and trimmed(cell)), None)
        if beside is not None:
            what = f"column {letter(beside)} is not empty; only column A is read"
            problems.add(Place(file, number), what, "put the whole line into column A")
        line = cells[0] if cells else ""
        if line in FAULTY:
            problems.add(Place(file, number), *FAULTY[line])
        lines += [""] * (number - 1 - len(lines))
        lines.append(line.rstrip("\r\n"))
    return "".join(f"{line}\n" for line in lines)


def _count(book: Workbook, sheet: str, vocabulary: Vocabulary) -> int:
    rows = top_rows(_spread(book.records(sheet), sorted(book.merged(sheet))))
    return max((vocabulary.count(cells) for _, cells in rows), default=0)


def _spread(records: Iterator[tuple[int, list[str]]], merged: Sequence[Merged]) -> Iterator[Record]:
    """Give every row of a merged range its value, in the first column of the range alone.

    A row that holds nothing of its own stays blank: whole records merged over two rows are one record each.
    """
    if not merged:
        yield from records
        return
    beginning: defaultdict[int, list[Merged]] = defaultdict(list)
    for area in merged:
        beginning[area.first_row].append(area)
    open_: list[tuple[Merged, str]] = []
    for number, cells in records:
        if not any(trimmed(cell) for cell in cells):
            continue
        open_ = [(area, value) for area, value in open_ if area.last_row >= number]
        for area in beginning.pop(number, ()):
            value = cells[area.first_column - 1] if area.first_column <= len(cells) else ""
            open_.append((area, value))
        for area, value in open_:
            cells += [""] * (area.first_column - len(cells))
            cells[area.first_column - 1] = value
            covered = range(area.first_column, min(area.last_column, len(cells)))
            for i in covered:
                cells[i] = ""
        yield number, cells


def _warn(grid: Grid, merged: Sequence[Merged], problems: Problems) -> None:
    below = [area for area in merged if area.first_row > grid.heading_row and area.first_column <= len(grid.headings)]
    last = grid.rows[-1] if grid.rows else 0
    below = [area for area in below if area.first_row <= last]
    kinds = (
        ([a for a in below if a.last_row > a.first_row], "each of their rows is read as having the value"),
        ([a for a in below if a.last_row == a.first_row], "the value is read for their first column alone"),
    )
    for areas, reading in kinds:
        if areas:
            named = ", ".join(map(str, areas[:_MOST_RANGES]))
            more = f" and {len(areas) - _MOST_RANGES} more ranges" if len(areas) > _MOST_RANGES else ""
            where = Place(grid.file, areas[0].first_row)
            problems.warn(where, f"cells {named}{more} are merged; {reading}", "unmerge them if that is wrong")
