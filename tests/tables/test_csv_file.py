"""CSV files: delimiters, quotation marks, row numbers."""

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import InputError, Problems
from allocator.tables import csv_file
from allocator.tables.cell_text import BLANK, FAULTY
from allocator.tables.csv_file import read_csv
from allocator.tables.grid import Grid
from tests.tables.raw import applications, message


def grid_of(text: str, encoding: str = "utf-8") -> tuple[Grid | None, list[str]]:
    problems = Problems()
    grid = read_csv(text.encode(encoding), "a.csv", applications(), problems)
    return grid, [str(p) for p in problems.faults]


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        grid_of(text)
    return message(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_delimiter_is_found_in_the_headings(delimiter: str) -> None:
    grid, _ = grid_of(f"项目编号{delimiter}申报单位\nP1{delimiter}甲\n")
    assert grid is not None
    assert grid.columns == [["P1"], ["甲"]]


def test_delimiters_in_titles_quotes_and_data_do_not_mislead() -> None:
    grid, _ = grid_of('表一,二,三,四,五\n"项目编号";"申报单位";"备注,一,二"\nP1;"甲,乙,丙;丁";1,5\n')
    assert grid is not None
    assert list(grid.headings) == ["项目编号", "申报单位", "备注,一,二"]
    assert grid.columns == [["P1"], ["甲,乙,丙;丁"], ["1,5"]]


def test_the_delimiter_line_of_excel_is_a_title() -> None:
    grid, _ = grid_of("sep=;\r\n项目编号;申报单位\r\nP1;甲\r\n")
    assert grid is not None
    assert list(grid.rows) == [3]


def test_without_known_headings_the_widest_reading_is_shown() -> None:
    grid, faults = grid_of("a;b;c\n1;2;3\n")
    assert grid is None
    assert faults[0].startswith("a.csv row 1: no headings in the first 2 rows: found 'a', 'b', 'c', expected")


def test_an_empty_file_is_blank() -> None:
    grid, faults = grid_of("")
    assert grid == Grid("a.csv", 0, (), (), ())
    assert faults == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_numbered_as_a_spreadsheet_does(end: str) -> None:
    text = end.join(["项目编号,申报单位", "", 'P1,"甲', '公司 ""一"""', "P2,乙", ",", "P3,丙"])
    grid, faults = grid_of(text)
    assert faults == []
    assert grid is not None
    assert list(grid.rows) == [3, 4, 6]
    assert grid.columns[1] == [f'甲{end}公司 "一"', "乙", "丙"]


def test_separators_of_unicode_end_no_row() -> None:
    grid, _ = grid_of("项目编号,申报单位\nP1,甲\u2028乙\x0c丙\x85丁\nP2,x\n")
    assert grid is not None
    assert list(grid.rows) == [2, 3]
    assert grid.columns[1][0] == "甲\u2028乙\x0c丙\x85丁"


def test_lines_are_whole_wherever_pieces_end(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "项目编号,申报单位\r\n" + "".join(f'P{i},"甲\r\n{i}"\r\n' for i in range(50))
    whole = grid_of(text)
    for size in (0, 1, 7, 10, 11, 12, 13):
        monkeypatch.setattr(csv_file, "_PIECE", size)
        assert grid_of(text) == whole


def test_a_mark_that_is_never_closed_is_named_where_it_opens() -> None:
    text = '项目编号,申报单位\nP1,甲\n\nP2,"乙\nP3,丙\n'
    assert refusal(text) == (
        "a.csv row 4: a quotation mark is opened and never closed; "
        'close it, or write a mark that is part of the text as ""'
    )


def test_text_behind_a_closing_mark_is_refused() -> None:
    assert refusal('项目编号,申报单位\nP1,"甲"乙\n').startswith(
        "a.csv row 2: text follows the closing quotation mark of a cell; "
    )


def test_a_mark_inside_a_cell_is_text() -> None:
    grid, _ = grid_of('项目编号,申报单位\nP1,3"屏\n')
    assert grid is not None
    assert grid.columns[1] == ['3"屏']


def test_very_long_cells_are_read() -> None:
    long = "长" * 200_000
    grid, _ = grid_of(f'项目编号,申报单位\nP1,"{long}"\n')
    assert grid is not None
    assert grid.columns[1] == [long]


def test_any_other_failure_of_the_reader_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "_MOST_IN_A_CELL", 10)
    old = csv.field_size_limit(10)
    try:
        assert refusal("项目编号,申报单位\nP1,一二三四五六七八九十十一\n").startswith(
            "a.csv row 2: the row cannot be read (field larger than field limit (10)); "
        )
        assert refusal("一二三四五六七八九十十一,申报单位\n").startswith("a.csv row 1: the row cannot be read")
    finally:
        csv.field_size_limit(old)


def test_a_row_with_one_cell_too_many_is_named() -> None:
    _, faults = grid_of("项目编号,申报单位\nP1,甲\nP2,乙,丙\n")
    assert faults == [
        "a.csv row 3, column C: '丙' stands under no heading; give the column a heading, or empty the cell"
    ]


def test_a_large_file_is_read_quickly() -> None:
    head = "项目编号,申报单位,所在市,申请金额,综合得分\n"
    data = head + "".join(f"P{i},公司{i % 999},济南市,{i % 500},{i % 100}.5\n" for i in range(100_000))
    begin = time.perf_counter()
    grid, faults = grid_of(data)
    assert time.perf_counter() - begin < 10
    assert faults == []
    assert grid is not None
    assert grid.rows[-1] == 100_001


def is_plain(cell: str) -> bool:
    """Neither a heading nor an Excel error: Hypothesis knows the constants of the code."""
    return cell.strip(BLANK) not in FAULTY and not applications().count([cell])


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12).filter(is_plain)
GBK = "".join(chr(c) for c in range(0x4E00, 0x9FA6)) + "abc012 ,;\t\"'\n"


@given(data=st.data(), delimiter=st.sampled_from(",;\t"), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_written_in_unicode_is_read_back(data: st.DataObject, delimiter: str, encoding: str) -> None:
    round_trip(data.draw(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8)), delimiter, encoding)


@given(data=st.data(), delimiter=st.sampled_from(",;\t"), encoding=st.sampled_from(["gb18030", "gbk"]))
def test_what_is_written_in_chinese_encodings_is_read_back(data: st.DataObject, delimiter: str, encoding: str) -> None:
    cells = st.text(GBK, max_size=12)
    round_trip(data.draw(st.lists(st.tuples(cells, cells, cells), max_size=8)), delimiter, encoding)


def round_trip(rows: list[tuple[str, ...]], delimiter: str, encoding: str) -> None:
    """Write records with the standard library and compare what is read, row numbers included."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["项目编号", "申报单位", "备注"])
    writer.writerows(rows)
    grid, faults = grid_of(stream.getvalue(), encoding)
    assert faults == []
    assert grid is not None
    kept = [(i, cells) for i, row in enumerate(rows, 2) if any(cells := [c.strip(BLANK) for c in row])]
    assert list(grid.rows) == [number for number, _ in kept]
    assert [list(column) for column in grid.columns] == [[cells[i] for _, cells in kept] for i in range(3)]


POISON = '"作品\n项目编号;申报单位;综合得分;申请金额\nP9;邪恶公司;100;150"'


@pytest.mark.parametrize("line", [1, 3])
def test_no_cell_of_an_applicant_becomes_the_headings(line: int) -> None:
    """However the cell is written, the rows above it stay."""
    rows = [f"P{k},单位{k},t" for k in range(1, 6)]
    rows[line] = f"P{line + 1},单位{line + 1},{POISON}"
    grid, faults = grid_of("项目编号,申报单位,备注\n" + "\n".join(rows) + "\n")
    assert faults == []
    assert grid is not None
    assert grid.columns[0] == [f"P{k}" for k in range(1, 6)]


@pytest.mark.parametrize("cells", ["项目编号,申报单位,备注", "项目编号,申报单位,综合得分"])
def test_headings_written_into_a_row_of_data_are_data(cells: str) -> None:
    grid, _ = grid_of(f"项目编号,申报单位,备注\nP1,甲,x\n{cells}\nP2,乙,y\n")
    assert grid is not None
    assert grid.columns[0] == ["P1", "项目编号", "P2"]
