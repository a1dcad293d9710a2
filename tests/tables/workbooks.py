"""Reading workbooks made for a test."""

import pytest

from allocator.errors import InputError, Problems
from allocator.tables.grid import Grid
from allocator.tables.workbook import read_workbook
from tests.tables.raw import applications, message


def read(data: bytes) -> tuple[Grid | None, list[str], list[str]]:
    problems = Problems()
    grid = read_workbook(data, "a.xlsx", applications(), problems)
    return grid, [str(p) for p in problems.faults], [str(p) for p in problems.warnings]


def grid_of(data: bytes) -> Grid:
    grid, faults, _ = read(data)
    assert faults == []
    assert grid is not None
    return grid


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(data)
    return message(caught.value)
