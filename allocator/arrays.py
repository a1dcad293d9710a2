"""Columns: cells as numbers of their distinct values, and whole numbers in an array; both read like any sequence."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
U = TypeVar("U")
Codes = NDArray[np.int32]
Ints = NDArray[np.int64]
Numbers = NDArray[Any]
"""Whole numbers: int64, or Python's own where 64 bits do not hold them all."""
Mask = NDArray[np.bool_]
WIDEST = 2**62


class _Equal:
    """Equality with any sequence of equal things."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))  # type: ignore[arg-type, call-overload]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"  # type: ignore[call-overload]


class Column(_Equal, Sequence[T], Generic[T]):
    """One value per row, of which each distinct one is held once.

    Parameters
    ----------
    codes
        For each row the place of its value.
    values
        The values; some may occur in no row.
    """

    __slots__ = ("codes", "values")

    def __init__(self, codes: Codes, values: Sequence[T]) -> None:
        self.codes, self.values = codes, values

    @classmethod
    def of(cls, cells: Iterable[T]) -> Column[T]:
        """A column of hashable values."""
        if isinstance(cells, Column):
            return cells
        pool: defaultdict[T, int] = defaultdict(count().__next__)
        codes = np.fromiter(map(pool.__getitem__, cells), np.int32)
        return cls(codes, list(pool))

    @classmethod
    def full(cls, value: T, size: int) -> Column[T]:
        """A column of one value."""
        return cls(np.zeros(size, np.int32), [value])

    @classmethod
    def joined(cls, columns: Sequence[Column[T]]) -> Column[T]:
        """Columns one below the other."""
        if len(columns) == 1:
            return columns[0]
        pool: defaultdict[T, int] = defaultdict(count().__next__)
        parts = [np.array([pool[v] for v in c.values], np.int32)[c.codes] for c in columns]
        return cls(np.concatenate(parts), list(pool))

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Column[T]: ...
    def __getitem__(self, index: int | slice) -> T | Column[T]:
        if isinstance(index, slice):
            return Column(self.codes[index], self.values)
        value: T = self.values[self.codes[index]]
        return value

    def __iter__(self) -> Iterator[T]:
        return map(self.values.__getitem__, self.codes.tolist())

    def with_row(self, row: int, value: T) -> Column[T]:
        """The same with another value in one row."""
        codes = self.codes.copy()
        codes[row] = len(self.values)
        return Column(codes, [*self.values, value])

    def map(self, change: Callable[[T], U]) -> Column[U]:
        """The column with every value changed, each distinct one once; what becomes equal is still held apart."""
        return Column(self.codes, [change(v) for v in self.values])

    def changed(self, change: Callable[[T], T]) -> Column[T]:
        """The same as `map`, equal values held once."""
        values = list(map(change, self.values))
        if all(map(operator.is_, values, self.values)):
            return self
        return Column(self.codes, values).merged()

    def merged(self) -> Column[T]:
        """The same with equal values held once."""
        if len(set(self.values)) == len(self.values):
            return self
        pool: defaultdict[T, int] = defaultdict(count().__next__)
        places = np.fromiter(map(pool.__getitem__, self.values), np.int32, len(self.values))
        return Column(places[self.codes], list(pool))

    def rows(self, wanted: Callable[[T], bool]) -> Ints:
        """Rows whose value is wanted, ascending; each distinct value is asked once."""
        return np.flatnonzero(self.mask(wanted))

    def mask(self, wanted: Callable[[T], bool]) -> Mask:
        """Whether the value of each row is wanted; each distinct value is asked once."""
        return np.fromiter(map(wanted, self.values), bool, len(self.values))[self.codes]

    def array(self: Column[int]) -> Numbers:
        """Whole numbers as an array."""
        return whole_numbers(self.values)[self.codes]


class Integers(_Equal, Sequence[int]):
    """Whole numbers of an array, as Python's own when they are looked at.

    Parameters
    ----------
    array
        The numbers.
    """

    __slots__ = ("array",)

    def __init__(self, array: Numbers) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Integers: ...
    def __getitem__(self, index: int | slice) -> int | Integers:
        if isinstance(index, slice):
            return Integers(self.array[index])
        return int(self.array[index])

    def __iter__(self) -> Iterator[int]:
        return iter(self.array.tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Numbers:
        return np.array(self.array, dtype) if copy or dtype not in (None, self.array.dtype) else self.array


def whole_numbers(values: Sequence[int]) -> Numbers:
    """An array of whole numbers: int64 where all are far from its edge, else Python's own."""
    fits = min(values, default=0) > -WIDEST and max(values, default=0) < WIDEST
    return np.array(values, np.int64 if fits else object)


def holding(column: Column[tuple[int, ...]], number: int) -> Mask:
    """Whether the numbers of each row hold one."""
    return column.mask(lambda numbers: number in numbers)


def total(numbers: Numbers) -> int:
    """Sum of whole numbers, whatever its size."""
    if numbers.dtype == object or int(np.abs(numbers).max(initial=0)) * len(numbers) >= WIDEST:
        return sum(numbers.tolist())
    return int(numbers.sum())


def times(numbers: Numbers, factors: Numbers) -> Numbers:
    """Products of whole numbers, whatever their size."""
    reach = [int(np.abs(n).max(initial=0)) for n in (numbers, factors)]
    if reach[0] * reach[1] >= WIDEST:
        numbers, factors = numbers.astype(object), factors.astype(object)
    products: Numbers = numbers * factors
    return products


def ranks(values: Sequence[Any]) -> Ints:
    """For each value its place in ascending order; equal values have equal ranks."""
    if all(map(operator.lt, values, values[1:])):  # ids often stand in their order
        return np.arange(len(values), dtype=np.int64)
    order = sorted(range(len(values)), key=values.__getitem__)
    found = np.zeros(len(values), np.int64)
    sorted_ = [values[k] for k in order]
    new = np.fromiter((a != b for a, b in zip(sorted_[1:], sorted_, strict=False)), np.int64, max(0, len(order) - 1))
    found[order] = np.concatenate([[0], np.cumsum(new)]) if order else found
    return found


def sortable(numbers: Numbers) -> Ints:
    """Whole numbers in 64 bits that stand in the same order."""
    return numbers if numbers.dtype == np.int64 else ranks(numbers.tolist())


def alike(columns: Iterable[Numbers]) -> tuple[Ints, Codes]:
    """Rows told apart by whole numbers in some columns.

    Returns
    -------
    tuple
        The first row of each kind; for each row its kind.
    """
    kind: Ints | None = None
    for column in columns:
        distinct, own = np.unique(sortable(column), return_inverse=True)
        kind = own if kind is None else np.unique(kind * len(distinct) + own, return_inverse=True)[1]
    assert kind is not None
    _, first, back = np.unique(kind, return_index=True, return_inverse=True)
    return first, back.astype(np.int32)


def patterns(labels: Ints, masks: Iterable[Mask]) -> tuple[Ints, Codes]:
    """Rows told apart by a label and by whether they are in each of some masks.

    Returns
    -------
    tuple
        The first row of each pattern; for each row its pattern.
    """
    found, width = labels.astype(np.int64), int(labels.max(initial=0)) + 1
    for mask in masks:
        if width > WIDEST // 4:
            distinct, found = np.unique(found, return_inverse=True)
            width = len(distinct)
        found = 2 * found + mask
        width *= 2
    _, first, back = np.unique(found, return_index=True, return_inverse=True)
    return first, back.astype(np.int32)
