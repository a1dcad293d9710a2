"""What the tests of raw reading share: small scenarios on disk, workbooks in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl

from allocator.errors import InputError, Problems
from allocator.tables.headings import Vocabulary
from allocator.tables.read import open_scenario, read_table
from allocator.tables.table import Table

DATA = Path(__file__).parent / "data"
HEADINGS = ("项目编号", "申报单位")


class Reading:
    """A table that was read, with every message as text."""

    def __init__(self, table: Table | None, problems: Problems) -> None:
        self.table = table
        self.faults = [str(p) for p in problems.faults]
        self.warnings = [str(p) for p in problems.warnings]

    @property
    def columns(self) -> dict[str, list[str]]:
        assert self.faults == []
        assert self.table is not None
        return {name: list(cells) for name, cells in self.table.columns.items()}

    @property
    def places(self) -> list[str]:
        assert self.table is not None
        return [str(self.table.place(i)) for i in range(len(self.table))]


def folder(path: Path, **files: str | bytes) -> Path:
    """A scenario folder: `applications_csv="..."` writes applications.csv, `applications__a_csv` applications/a.csv."""
    path.mkdir(parents=True, exist_ok=True)
    for name, content in {"policy_yaml": "programme: x\n", **files}.items():
        *parents, last = name.split("__")
        stem, _, ending = last.rpartition("_")
        target = path.joinpath(*parents, f"{stem}.{ending}")
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, name: str = "applications", columns: Mapping[str, str] | None = None) -> Reading:
    """Open a scenario and read one of its tables."""
    problems = Problems()
    files = open_scenario(path, problems)
    return Reading(None if files is None else read_table(files, name, columns or {}, problems), problems)


def xlsx(
    rows: Sequence[Sequence[object]], change: Callable[[object], None] | None = None, title: str = "Sheet"
) -> bytes:
    """A workbook of one sheet."""
    return xlsx_of({title: rows}, change)


def xlsx_of(sheets: Mapping[str, Sequence[Sequence[object]]], change: Callable[[object], None] | None = None) -> bytes:
    """A workbook of several sheets; `change` may act on the last."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                sheet.cell(r, c, value)
    if change is not None:
        change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repack(data: bytes, /, **parts: tuple[bytes, bytes]) -> bytes:
    """A workbook with text replaced in its parts: `sheet1=(old, new)`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if change := parts.get(Path(name).stem):
                assert change[0] in content
                content = content.replace(*change)
            new.writestr(name, content)
    return stream.getvalue()


def with_shared_text(data: bytes, cell: str, text: bytes) -> bytes:
    """A workbook whose cell (until now the inline text 甲) refers to a table of texts, as Excel writes them."""
    inline = f'<c r="{cell}" t="inlineStr"><is><t>甲</t></is></c>'.encode()
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    data = repack(data, sheet1=(inline, f'<c r="{cell}" t="s"><v>0</v></c>'.encode()))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</Types>", override))
        namespace = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        new.writestr("xl/sharedStrings.xml", namespace + b"<si>" + text + b"</si></sst>")
    return stream.getvalue()


def applications(**extra: str) -> Vocabulary:
    """Headings of the applications table."""
    return Vocabulary("applications", extra)


def message(error: InputError) -> str:
    """The one problem of an error."""
    (problem,) = error.problems
    return str(problem)
