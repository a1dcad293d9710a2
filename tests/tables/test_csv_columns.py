"""Whole columns of a CSV file are what its rows are, and whatever is not plain is read by rows."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import InputError, Problems
from allocator.tables import csv_file
from allocator.tables.csv_columns import read_columns
from allocator.tables.grid import Grid
from tests.tables.raw import applications

Outcome = tuple[Grid | None, list[str]]


def outcome(data: bytes, large: int) -> Outcome:
    problems = Problems()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "LARGE", large)
        try:
            grid = csv_file.read_csv(data, "a.csv", applications(), problems)
        except InputError as error:
            return None, [str(p) for p in error.problems]
    return grid, [str(p) for p in problems.faults]


CELLS = st.sampled_from(["", " ", "P1", "甲 公司", " 乙", "1,5", 'say "x"', "#N/A", "a;b", "\ufeffx", "甲\n乙", "é\tq"])


@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8),
    titles=st.lists(st.sampled_from(["表一", "", '"引"']), max_size=2),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    even=st.booleans(),
)
def test_columns_and_rows_give_the_same_cells_and_faults(
    rows: list[list[str]], titles: list[str], delimiter: str, end: str, quoting: int, encoding: str, even: bool
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([[title] for title in titles])
    writer.writerows([["项目编号", "申报单位", "综合得分"], *((r * 3)[:3] if even else r for r in rows)])
    data = text.getvalue().encode(encoding)
    assert outcome(data, 0) == outcome(data, 2**40)


PLAIN = "项目编号,申报单位\nP1,甲\nP2,乙\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.rstrip(),
        PLAIN + "\n\n",
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("甲", '"甲,""乙"""'),
        PLAIN.replace("甲", '""'),
    ],
)
def test_plain_files_are_read_by_columns(text: str) -> None:
    found = read_columns(text.encode(), 0, 1, ",")
    assert found is not None
    records = list(csv.reader(io.StringIO(text.strip(), newline="")))[1:]
    assert [list(column) for column in found] == [list(cells) for cells in zip(*records, strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "项目编号,申报单位\n",
        PLAIN + "P3\n",
        PLAIN + "P3,丙,x\n",
        PLAIN.replace("甲", '甲"乙'),
        PLAIN.replace("甲", '"甲"乙'),
        PLAIN.replace("甲", '"甲'),
        PLAIN.replace("甲", '"甲\n乙"'),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("甲", "甲\0"),
    ],
)
def test_what_is_not_plain_is_left_to_the_rows(text: str) -> None:
    assert read_columns(text.encode(), 0, 1, ",") is None


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_other_encodings_are_left_to_the_rows(encoding: str) -> None:
    assert read_columns(PLAIN.encode(encoding), 0, 1, ",") is None


def test_bytes_behind_a_mark_are_read_by_columns() -> None:
    data = PLAIN.replace("P1", '"P1"').encode("utf-8-sig")
    assert read_columns(data, 3, 1, ",") == [["P1", "P2"], ["甲", "乙"]]
