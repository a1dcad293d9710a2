"""Workbooks of the old format.

data/city.xls and data/scenario.xls were written with xlwt 1.3.0; the stored value of the formula in city.xls was then
set to #DIV/0!, as Excel would. The containers below are built here, record by record.
"""

import struct

import pytest

from allocator.errors import InputError, Problems
from allocator.tables import xls as module
from allocator.tables.grid import Grid
from allocator.tables.workbook import open_workbook, read_lines, read_workbook
from allocator.tables.xls_records import error_cells
from tests.tables.raw import DATA, applications, message

CITY = (DATA / "city.xls").read_bytes()
FREE, END = 0xFFFFFFFF, 0xFFFFFFFE
BEGIN, FINISH = (0x0809, bytes(16)), (0x000A, b"")


def read(data: bytes) -> tuple[Grid | None, list[str], list[str]]:
    problems = Problems()
    grid = read_workbook(data, "a.xls", applications(), problems)
    return grid, [str(p) for p in problems.faults], [str(p) for p in problems.warnings]


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(data)
    return message(caught.value)


def test_values_rows_merged_cells_and_errors_are_read() -> None:
    grid, faults, warnings = read(CITY)
    assert grid is not None
    assert grid.heading_row == 3
    assert list(grid.rows) == [4, 6, 7, 8]
    assert dict(zip(grid.headings, grid.columns, strict=True)) == {
        "项目编号": ["P1", "P2", "P2", ""],
        "申报单位": ["甲公司", "乙公司", "丙公司", ""],
        "申请金额": ["0.3", "1234", "1000000000000000", ""],
        "日": ["2026-05-01", "", "", ""],
        "时刻": ["2026-05-01T08:30:00", "", "", ""],
        "钟点": ["08:30:00", "", "", ""],
        "有": ["yes", "", "no", ""],
        "错": [""] * 4,
        "式": [""] * 4,
    }
    assert [fault.split(" is ")[0] for fault in faults] == [
        "a.xls [济南] row 8, 项目编号: '#DIV/0!'",
        "a.xls [济南] row 4, 错: '#N/A'",
        "a.xls [济南] row 4, 式: '#DIV/0!'",
    ]
    assert [w.split(" are ")[0] for w in warnings] == ["a.xls [济南] row 6: cells A6:A7"]


def test_lines_of_a_policy_are_read() -> None:
    book = open_workbook((DATA / "scenario.xls").read_bytes(), "a.xls")
    assert book.sheets == ("Policy", "申报项目")
    assert (
        read_lines(book, "Policy", "a.xls [policy]", Problems()) == "programme: 试点\ntiers:\n  - id: a\n\n    cap: 5\n"
    )


def test_a_protected_workbook_is_named() -> None:
    interface = b"\xe1\x00\x02\x00"  # a record that no reader needs becomes FilePass
    data = CITY.replace(interface, b"\x2f\x00\x02\x00", 1)
    assert data != CITY
    assert refusal(data) == "a.xls: is protected by a password; save it without one"


@pytest.mark.parametrize("length", [9, 40, 600, 5000])
def test_a_workbook_that_breaks_off_is_refused(length: int) -> None:
    assert refusal(CITY[:length]).startswith("a.xls: cannot be read as an Excel workbook (")


def test_a_stop_by_the_user_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(data: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "error_cells", stop)
    with pytest.raises(KeyboardInterrupt):
        read(CITY)


def test_a_panic_of_the_reader_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(data: bytes) -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(module, "error_cells", panic)
    assert refusal(CITY) == (
        "a.xls: cannot be read as an Excel workbook (PanicException: index out of bounds); "
        "open it in Excel and save it as .xlsx"
    )


def records(*items: tuple[int, bytes]) -> bytes:
    """One substream."""
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in items)


def book(*sheets: bytes, extra: tuple[tuple[int, bytes], ...] = ()) -> bytes:
    """A workbook stream of these sheets."""
    length = len(records(BEGIN, *extra, *[(0x85, bytes(10))] * len(sheets), FINISH))
    bounds = []
    for sheet in sheets:
        bounds.append((0x85, struct.pack("<I", length) + bytes(6)))
        length += len(sheet)
    return records(BEGIN, *extra, *bounds, FINISH) + b"".join(sheets)


def container(
    stream: bytes, name: str = "Workbook", size: int | None = None, short: bool = False, chained: bool = False
) -> bytes:
    """A compound file of one stream, in long or in short sectors; `chained`: a sector lists those of the table."""
    size = len(stream) if size is None else size
    stream += bytes(-len(stream) % 512)
    count = len(stream) // 512
    # sectors: 0 table, 1 directory, 2 table of short sectors, 3 list of table sectors, 4.. the stream
    table = [0xFFFFFFFD, END, END, END, *range(5, 4 + count), END]
    table += [FREE] * (128 - len(table))
    shorts = [*range(1, count * 8), END]
    shorts += [FREE] * (128 - len(shorts))

    def entry(title: str, start: int, length: int) -> bytes:
        return title.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H50xII4x", 2 * len(title) + 2, start, length)

    directory = entry("Root Entry", 4 if short else END, len(stream) if short else 0) + entry(
        name, 0 if short else 4, size
    )
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 62, 3, 0xFFFE, 9, 6)
    header += struct.pack(
        "<IIIIIIIIII", 0, 1, 1, 0, 10**6 if short else 0, 2, 1, 3 if chained else END, 1, FREE if chained else 0
    )
    header += struct.pack("<108I", *[FREE] * 108)
    assert len(header) == 512
    chain = struct.pack("<128I", 0, *[FREE] * 126, END)
    return b"".join(
        [
            header,
            struct.pack("<128I", *table),
            directory.ljust(512, b"\0"),
            struct.pack("<128I", *shorts),
            chain,
            stream,
        ]
    )


CHART = records(BEGIN, (0x0205, struct.pack("<HHHBB", 9, 9, 0, 42, 1)), FINISH)
SHEET = records(
    BEGIN,
    (0x0200, struct.pack("<IIHHH", 0, 9, 0, 9, 0)),
    (0x0205, struct.pack("<HHHBB", 1, 2, 0, 42, 1)),
    (0x0205, struct.pack("<HHHBB", 1, 3, 0, 1, 0)),
    (0x0205, struct.pack("<HHHBB", 5, 0, 0, 99, 1)),
    (0x0006, struct.pack("<HHH", 7, 1, 0) + bytes([2, 0, 36, 0, 0, 0, 255, 255])),
    (0x0006, struct.pack("<HHH", 7, 2, 0) + bytes([0, 0, 0, 0, 0, 0, 255, 255])),
    (0x0006, struct.pack("<HHHd", 7, 3, 0, 2.5)),
    (0x0203, bytes(14)),
)
ERRORS = {1: {2: "#N/A"}, 5: {0: "#VALUE!"}, 7: {1: "#NUM!"}}


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("chained", [False, True])
@pytest.mark.parametrize("name", ["Workbook", "Book"])
def test_error_cells_are_found_in_every_kind_of_container(short: bool, chained: bool, name: str) -> None:
    stream = book(records(BEGIN, FINISH), SHEET + CHART + records(FINISH))
    assert error_cells(container(stream, name, short=short, chained=chained)) == {0: {}, 1: ERRORS}


def test_a_stream_that_ends_without_an_end_is_read_as_far_as_it_goes() -> None:
    assert error_cells(container(book(SHEET))) == {0: ERRORS}


def test_errors_beyond_the_last_value_are_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "error_cells", lambda data: {0: {10: {11: "#N/A"}}})
    _, faults, _ = read(CITY)
    assert faults == [
        "a.xls [济南] row 11, column L: '#N/A' stands under no heading; give the column a heading, or empty the cell"
    ]


@pytest.mark.parametrize(
    ("stream", "what"),
    [
        (book(SHEET, extra=((0x00FC, struct.pack("<II", 1, 10**9)),)), "more texts"),
        (book(records(BEGIN, (0x0200, struct.pack("<IIHHH", 0, 70_000, 0, 9, 0)))), "more rows or columns"),
        (book(records(BEGIN, (0x0200, struct.pack("<IIHHH", 5, 2, 0, 9, 0)))), "more rows or columns"),
        (book(records(BEGIN, (0x0200, struct.pack("<IIHHH", 0, 2, 0, 300, 0)))), "more rows or columns"),
    ],
)
def test_absurd_sizes_are_refused(stream: bytes, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        error_cells(container(stream))


def test_sizes_of_excel_95_are_not_judged() -> None:
    assert error_cells(container(book(records(BEGIN, (0x0200, struct.pack("<HHHHH", 5, 2, 0, 9, 0)))))) == {0: {}}


def test_a_container_without_workbook_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no workbook"):
        error_cells(container(book(SHEET), name="Notes"))


def test_sectors_in_a_circle_are_refused() -> None:
    data = bytearray(container(book(SHEET)))
    struct.pack_into("<I", data, 512 + 4 * 4, 4)
    with pytest.raises(ValueError, match="a list of sectors does not end"):
        error_cells(bytes(data))


def test_a_list_of_tables_in_a_circle_is_refused() -> None:
    data = bytearray(container(book(SHEET), chained=True))
    struct.pack_into("<I", data, 512 * 5 - 4, 3)
    with pytest.raises(ValueError, match="the list of sectors does not end"):
        error_cells(bytes(data))
