"""Columns read like the sequences they stand for, and no sum or product leaves its integers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.arrays import Column, Integers, alike, patterns, ranks, sortable, times, total, whole_numbers

TEXTS = st.lists(st.sampled_from(["", "a", "A", " a", "b", "é"]))
WIDE = st.one_of(st.integers(-5, 5), st.integers(2**61, 2**63), st.integers(-(2**90), 2**90))


@given(TEXTS)
def test_a_column_reads_like_its_cells(cells: list[str]) -> None:
    column = Column.of(cells)
    assert column == cells
    assert [column[k] for k in range(len(cells))] == cells
    assert column[1:] == cells[1:]
    assert len(column.values) == len(set(cells))
    assert column.map(str.upper) == [c.upper() for c in cells]
    assert column.map(str.upper).merged().values == list(dict.fromkeys(c.upper() for c in column.values))
    assert column.changed(str.strip) == [c.strip() for c in cells]
    assert column.rows(bool).tolist() == [k for k, c in enumerate(cells) if c]


@given(st.lists(TEXTS, min_size=1))
def test_joined_columns_stand_below_each_other(parts: list[list[str]]) -> None:
    joined = Column.joined([Column.of(p) for p in parts])
    assert joined == [c for p in parts for c in p]
    assert len(set(joined.values)) == len(joined.values)


def test_a_column_differs_from_what_is_no_such_sequence() -> None:
    assert Column.of(["a", "b"]) != "ab"
    assert Column.of(["a", "b"]) != ["a"]
    assert Integers(np.arange(2)) != [0, 2]


def test_integers_give_what_python_counts_with() -> None:
    numbers = Integers(np.array([3, 1, 2]))
    assert (numbers == [3, 1, 2], type(numbers[0]), list(numbers[1:])) == (True, int, [1, 2])
    assert np.asarray(numbers, np.int64) is numbers.array


@given(st.lists(WIDE))
def test_no_whole_number_wraps(values: list[int]) -> None:
    numbers = whole_numbers(values)
    assert numbers.tolist() == values
    assert total(numbers) == sum(values)
    assert times(numbers, numbers).tolist() == [v * v for v in values]
    assert np.argsort(sortable(numbers), kind="stable").tolist() == sorted(range(len(values)), key=values.__getitem__)


@given(st.lists(st.integers(0, 4)))
def test_equal_values_have_equal_ranks(values: list[int]) -> None:
    assert ranks(values).tolist() == [sorted(set(values)).index(v) for v in values]


@given(st.lists(st.tuples(st.integers(-1, 2), WIDE, st.integers(0, 1)), min_size=1))
def test_rows_are_alike_where_all_their_numbers_are(rows: list[tuple[int, ...]]) -> None:
    first, codes = alike([whole_numbers(list(column)) for column in zip(*rows, strict=True)])
    assert len(first) == len(set(rows))
    assert [rows[first[c]] for c in codes.tolist()] == rows


@pytest.mark.parametrize("width", [3, 70])
def test_patterns_tell_rows_apart_by_every_mask(width: int) -> None:
    draw = np.random.default_rng(1)
    masks = [draw.random(50) < 0.2 for _ in range(width)]
    labels = draw.integers(0, 3, 50)
    first, codes = patterns(labels, masks)
    keys = [(labels[k], *(bool(m[k]) for m in masks)) for k in range(50)]
    assert len(first) == len(set(keys))
    assert [keys[first[c]] for c in codes.tolist()] == keys
