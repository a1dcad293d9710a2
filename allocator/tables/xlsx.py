"""Workbooks of the present format (.xlsx), read through openpyxl's parts, row by row."""

from __future__ import annotations

import re
import warnings
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from allocator.errors import InputError, Place, Problem
from allocator.tables.cell_text import NO_VALUE, cell_text
from allocator.tables.merged import Merged
from allocator.tables.xlsx_rows import Unusual, UsualRows

MOST_UNPACKED = 2 * 2**30
_MOST_RATIO, _HARMLESS = 200, 64 * 2**20
_STRICT = b"http://purl.oclc.org/ooxml/"
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_FILLED = (b"/v", b":v", b"/is", b":is", b"<f", b":f")  # also where blanks stand before the > of a tag
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ALIGNED = "vertAlign"
_LONGEST_TAG = 200
_CHUNK = _READ_AHEAD = 2**20
_EXACT = 10**15


class XlsxWorkbook:
    """An open .xlsx workbook.

    Parameters
    ----------
    data
        The whole file.
    file
        The file as the officer knows it.

    Raises
    ------
    InputError
        If it is damaged or far too large.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self._file = file
        self._scanned: dict[str, tuple[frozenset[Merged], int]] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                self._archive = ZipFile(BytesIO(data))
                self._refuse_bomb()
                self._open(data)
            except InputError:
                raise
            except Exception as error:  # a damaged file may fail anywhere inside zipfile, the XML parser or openpyxl
                raise _damaged(file, error) from error

    @property
    def sheets(self) -> Sequence[str]:
        """Names of its worksheets, in order, hidden ones too."""
        return tuple(self._parts)

    def merged(self, sheet: str) -> Iterable[Merged]:
        """The merged ranges of a sheet."""
        return self._scan(sheet)[0]

    def records(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a sheet that are not blank, with their numbers."""
        from openpyxl.utils.cell import coordinate_to_tuple
        from openpyxl.worksheet._reader import WorkSheetParser

        _, last = self._scan(sheet)
        try:
            with self._archive.open(self._parts[sheet]) as source:
                parser = WorkSheetParser(source, self._strings, data_only=True, **self._formats)
                usual = UsualRows(
                    source,
                    last + _READ_AHEAD,
                    lambda row: _parsed(parser, row)[1][0],
                    lambda coordinate: int(coordinate_to_tuple(coordinate)[1]),
                )
                yield from usual
        except Unusual as found:
            yield from self._parsed_records(sheet, found.rows, found.number)
        except Exception as error:
            raise _damaged(self._file, error) from error

    def _parsed_records(self, sheet: str, skipped: int, number: int) -> Iterator[tuple[int, list[str]]]:
        """The same by a full parser, behind so many rows, the last of them numbered so."""
        from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser
        from openpyxl.xml.functions import iterparse

        _, last = self._scan(sheet)
        try:
            with self._archive.open(self._parts[sheet]) as source:
                parser = WorkSheetParser(source, self._strings, data_only=True, **self._formats)
                parser.row_counter = number
                for _, element in iterparse(source):
                    if source.tell() > last + _READ_AHEAD:
                        break  # what is left is styled but empty, often a million rows
                    if element.tag != ROW_TAG:
                        continue
                    if skipped:
                        skipped -= 1
                    elif (parsed := _parsed(parser, element))[1]:
                        yield parsed
                    element.clear()
        except Exception as error:
            raise _damaged(self._file, error) from error

    def _scan(self, sheet: str) -> tuple[frozenset[Merged], int]:
        """Merged ranges, which stand behind the rows, and where in the XML the last filled cell ends."""
        from openpyxl.utils import column_index_from_string as number

        if sheet not in self._scanned:
            merged: set[Merged] = set()
            kept, at, last = b"", 0, 0
            try:
                with self._archive.open(self._parts[sheet]) as source:
                    while chunk := source.read(_CHUNK):
                        if not at and (chunk.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in chunk[:4]):
                            raise ValueError("its XML is in UTF-16")
                        kept = kept[-_LONGEST_TAG:] + chunk
                        at += len(chunk)
                        filled = max(map(kept.rfind, _FILLED))
                        last = last if filled < 0 else at - len(kept) + filled
                        for left, top, right, bottom in _MERGE.findall(kept) if b"mergeCell" in kept else ():
                            corner = int(top), number(left.decode())
                            merged.add(Merged(*corner, int(bottom), number(right.decode())))
            except Exception as error:
                raise _damaged(self._file, error) from error
            self._scanned[sheet] = frozenset(merged), last
        return self._scanned[sheet]

    def _refuse_bomb(self) -> None:
        size = sum(part.file_size for part in self._archive.infolist())
        packed = sum(part.compress_size for part in self._archive.infolist())
        if size > MOST_UNPACKED or size > max(_HARMLESS, _MOST_RATIO * packed):
            what = f"would take {size / 2**30:.1f} GiB unpacked, which no table of a programme does"
            raise InputError([Problem(Place(self._file), what, "copy the table into a new workbook or save it as CSV")])

    def _with_raised(self, strings: Sequence[str]) -> Sequence[str]:
        """Shared strings, raised and lowered digits as such: the 2 of a footnote mark belongs to no amount."""
        name = next((n for n in self._archive.namelist() if n.lower().endswith("/sharedstrings.xml")), None)
        if name is None or _ALIGNED.encode() not in (text := self._archive.read(name)):
            return strings
        from openpyxl.xml.functions import fromstring

        found = [_rich_text(element) for element in fromstring(text) if _tag(element) == "si"]
        return found if len(found) == len(strings) else strings

    def _open(self, data: bytes) -> None:
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.styles.stylesheet import apply_stylesheet

        # not load_workbook: it also reads what no table needs, and fails on a fault in any of it
        reader = ExcelReader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        if _STRICT in self._archive.read(reader.parser.workbook_part_name):
            what = "is saved as 'Strict Open XML Spreadsheet'"
            raise InputError([Problem(Place(self._file), what, "save it as an ordinary Excel workbook (.xlsx)")])
        apply_stylesheet(self._archive, reader.wb)
        self._strings: Sequence[str] = self._with_raised(reader.shared_strings)
        self._parts: Mapping[str, str] = {
            sheet.name: part.target for sheet, part in reader.parser.find_sheets() if part.Type.endswith("/worksheet")
        }
        self._formats: Mapping[str, Any] = {
            "epoch": reader.wb.epoch,
            "date_formats": reader.wb._date_formats,
            "timedelta_formats": reader.wb._timedelta_formats,
        }


def _parsed(parser: Any, row: Any) -> tuple[int, list[str]]:
    """Number and texts of a row element."""
    from openpyxl.worksheet._reader import FORMULA_TAG

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        number, cells = parser.parse_row(row)
    return number, _texts(cells, row, FORMULA_TAG) if cells else []


def _texts(cells: Sequence[Mapping[str, Any]], element: Any, formula: str) -> list[str]:
    texts = [""] * max(cell["column"] for cell in cells)
    for cell, source in zip(cells, element, strict=True):
        value = cell["value"]
        if value is None:
            # a formula that gives an empty text stores it as t="str"
            if len(source) and source.get("t") != "str" and source.find(formula) is not None:
                texts[cell["column"] - 1] = NO_VALUE
            continue
        if type(value) is int and not -_EXACT < value < _EXACT:
            value = float(value)
        if source.get("t") == "inlineStr" and any(_tag(e) == _ALIGNED for e in source.iter()):
            value = _rich_text(next(e for e in source if _tag(e) == "is"))
        texts[cell["column"] - 1] = cell_text(value)
    return texts


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _rich_text(element: Any) -> str:
    """Text of a string with formats, digits above or below the line as Unicode's raised digits."""
    parts = []
    for part in element:
        text = "".join(e.text or "" for e in part.iter() if _tag(e) == "t")
        aligned = any(_tag(e) == _ALIGNED and e.get("val") in ("superscript", "subscript") for e in part.iter())
        if _tag(part) in ("r", "t"):
            parts.append(text.translate(_RAISED) if aligned else text)
    return "".join(parts)


def _damaged(file: str, error: Exception) -> InputError:
    reason = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    what = f"cannot be read as an Excel workbook ({reason})"
    return InputError([Problem(Place(file), what, "open it in Excel and save it again as .xlsx")])
