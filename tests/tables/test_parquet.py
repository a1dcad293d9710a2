"""Parquet files: every type of column as text."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from allocator.errors import InputError, Problems
from allocator.tables.grid import Grid
from allocator.tables.parquet import read_parquet
from tests.tables.raw import applications, message


def parquet(*columns: Any, names: tuple[str, ...] = ()) -> bytes:
    table = pa.table([pa.array(c) if isinstance(c, list) else c for c in columns], names=[*names])
    stream = io.BytesIO()
    pq.write_table(table, stream, row_group_size=2)
    return stream.getvalue()


def read(data: bytes) -> tuple[Grid | None, list[str]]:
    problems = Problems()
    grid = read_parquet(data, "a.parquet", applications(), problems)
    return grid, [str(p) for p in problems.faults]


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(data)
    return message(caught.value)


def texts(values: Any) -> list[str]:
    """The cells of a column beside one without gaps."""
    count = len(values)
    grid, faults = read(parquet([f"P{i}" for i in range(count)], values, names=("项目编号", "x")))
    assert faults == []
    assert grid is not None
    return list(grid.columns[1])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([" 甲\u3000", None, ""]), ["甲", "", ""]),
        (pa.array(["甲", "乙", "甲"]).dictionary_encode(), ["甲", "乙", "甲"]),
        (pa.array([10**18 + 1, None, -5]), ["1000000000000000001", "", "-5"]),
        (pa.array([1, 2], pa.uint8()), ["1", "2"]),
        (pa.array([0.1 + 0.2, 1234.0, float("nan"), None]), ["0.3", "1234", "", ""]),
        (pa.array([0.1, 16777216.0, 1e-7], pa.float32()), ["0.1", "16777216", "0.0000001"]),
        (pa.array([1.5, None], pa.float16()), ["1.5", ""]),
        (pa.array([Decimal("134.50"), None]), ["134.5", ""]),
        (pa.array([True, False, None]), ["yes", "no", ""]),
        (pa.array([date(2026, 5, 1)]), ["2026-05-01"]),
        (pa.array([datetime(2026, 5, 1)], pa.date64()), ["2026-05-01"]),
        (pa.array([datetime(2026, 5, 1, 8, 30), datetime(2026, 5, 1)]), ["2026-05-01T08:30:00", "2026-05-01"]),
        (pa.array([1_777_594_200_000_000_123], pa.timestamp("ns")), ["2026-05-01T00:10:00"]),
        (pa.array([datetime(2026, 5, 1)], pa.timestamp("ms", "Asia/Shanghai")), ["2026-05-01T08:00:00+08:00"]),
        (pa.array([time(8, 30)], pa.time32("s")), ["08:30:00"]),
        (pa.array([8_001], pa.time64("ns")), ["00:00:00.000008"]),
        (pa.array([timedelta(hours=36)], pa.duration("ns")), ["36:00:00"]),
        (pa.array(["甲".encode()], pa.binary()), ["甲"]),
        (pa.array(["甲".encode()], pa.large_binary()), ["甲"]),
        (pa.array(["甲"], pa.large_string()), ["甲"]),
        (pa.nulls(2), ["", ""]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_every_type_of_column_is_read_as_text(values: Any, expected: list[str]) -> None:
    assert texts(values) == expected


def test_rows_are_numbered_as_if_the_headings_stood_in_row_one() -> None:
    data = parquet(["P1", "", "P2"], ["甲", None, "#N/A"], names=("Application_ID", "申报单位"))
    grid, faults = read(data)
    assert grid is not None
    assert grid.heading_row == 1
    assert list(grid.rows) == [2, 4]
    assert faults[0].startswith("a.parquet row 4, 申报单位: '#N/A' is an Excel error")


def test_without_known_columns_the_headings_are_expected() -> None:
    grid, faults = read(parquet([1], [2], names=("a", "b")))
    assert grid is None
    assert faults[0].startswith("a.parquet row 1: no headings in the first 2 rows: found 'a', 'b', expected ")


def test_a_file_without_columns_is_blank() -> None:
    assert read(parquet()) == (Grid("a.parquet", 0, (), (), ()), [])


def test_a_file_without_rows_has_headings() -> None:
    grid, _ = read(parquet(pa.array([], pa.string()), names=("项目编号",)))
    assert grid is not None
    assert grid.columns == [[]]


@pytest.mark.parametrize(
    ("values", "kind"),
    [(pa.array([[1, 2]]), "list<"), (pa.array([{"a": 1}]), "struct<"), (pa.array([b"\xff"]), "binary")],
)
def test_columns_that_are_no_cells_are_refused(values: Any, kind: str) -> None:
    refused = refusal(parquet(values, names=("项目编号",)))
    assert refused.startswith(f"a.parquet, 项目编号: holds values of type {kind}")
    assert " that cannot be read as text (" in refused
    assert refused.endswith("; write the column as text")


def test_times_beyond_the_calendar_are_refused() -> None:
    assert "cannot be read as text" in refusal(parquet(pa.array([2**51], pa.timestamp("ms")), names=("项目编号",)))


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + bytes(40) + b"PAR1", b"a,b\n1,2\n"])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    refused = refusal(data)
    assert refused.startswith("a.parquet: cannot be read as a parquet file (")
    assert refused.endswith("; write it again, or save the table as CSV UTF-8")


def test_characters_that_no_text_file_can_hold_are_faults() -> None:
    _, faults = read(parquet(["A\0"], ["x"], names=("项目编号", "b\0")))
    assert [f.partition(":")[2] for f in faults] == [
        " holds a NUL character, which is no text; type the value again"
    ] * 2
