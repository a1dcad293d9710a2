"""Workbooks of the old format (.xls), read by calamine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from typing import TypeVar

from allocator.errors import InputError, Place, Problem
from allocator.tables.cell_text import cell_text
from allocator.tables.merged import Merged
from allocator.tables.xls_records import Protected, error_cells

T = TypeVar("T")


class XlsWorkbook:
    """An open .xls workbook.

    Parameters
    ----------
    data
        The whole file.
    file
        The file as the officer knows it.

    Raises
    ------
    InputError
        If it is damaged or protected by a password.
    """

    def __init__(self, data: bytes, file: str) -> None:
        from python_calamine import CalamineWorkbook, SheetTypeEnum

        self._file = file
        # first: where a damaged file gives absurd sizes, calamine ends the whole process, and this finds them
        self._errors = self._try(lambda: error_cells(data))
        self._book = self._try(lambda: CalamineWorkbook.from_filelike(BytesIO(data)))
        self._indexes = {
            sheet.name: i for i, sheet in enumerate(self._book.sheets_metadata) if sheet.typ == SheetTypeEnum.WorkSheet
        }

    @property
    def sheets(self) -> Sequence[str]:
        """Names of its worksheets, in order, hidden ones too."""
        return tuple(self._indexes)

    def merged(self, sheet: str) -> Iterable[Merged]:
        """The merged ranges of a sheet."""
        ranges = self._try(lambda: self._book.get_sheet_by_name(sheet).merged_cell_ranges)
        for (top, left), (bottom, right) in ranges or ():
            yield Merged(top + 1, left + 1, bottom + 1, right + 1)

    def records(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a sheet with their numbers, blank ones too."""
        lines = self._try(lambda: self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
        errors = self._errors.get(self._indexes[sheet], {})
        for row in range(max(len(lines), 1 + max(errors, default=0))):
            texts = [cell_text(value) for value in lines[row]] if row < len(lines) else []
            for column, text in errors.get(row, {}).items():
                texts += [""] * (column + 1 - len(texts))
                texts[column] = text
            yield row + 1, texts

    def _try(self, read: Callable[[], T]) -> T:
        """What `read` gives; its failures, which on a damaged file may be of any kind, as an input error."""
        try:
            return read()
        except Protected:
            what, remedy = "is protected by a password", "save it without one"
            raise InputError([Problem(Place(self._file), what, remedy)]) from None
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic inside calamine is no Exception
            what = f"cannot be read as an Excel workbook ({type(error).__name__}: {error})"
            remedy = "open it in Excel and save it as .xlsx"
            raise InputError([Problem(Place(self._file), what, remedy)]) from error
