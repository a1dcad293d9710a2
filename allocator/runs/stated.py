"""What a file states: values that know where they stand, and that are refused unless they are of the kind expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from allocator.audit.finding import shown

T = TypeVar("T")

_DIGITS = 40
_PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class Misstated(ValueError):
    """A value that a file must not hold: place, found, expected in one clause."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A value of a file.

    Parameters
    ----------
    place
        Where it stands, the file first.
    value
        As it was read: of JSON with decimals as fractions, of CSV a text.
    """

    place: str
    value: Any

    def not_as(self, expected: str) -> Misstated:
        """The fault that something else stands here than what is expected."""
        return Misstated(f"{self.place}: found {shown(self.value)}, expected {expected}")

    def __getitem__(self, key: str) -> Stated:
        """The value of a key.

        Raises
        ------
        Misstated
            Where this is no object, or has no such key.
        """
        if not isinstance(self.value, Mapping):
            raise self.not_as("an object")
        if key not in self.value:
            raise Misstated(f"{self.place}: the key {key} is missing")
        return Stated(f"{self.place}, {key}", self.value[key])

    def items(self) -> Iterator[tuple[str, Stated]]:
        """Keys and values of an object."""
        if not isinstance(self.value, Mapping):
            raise self.not_as("an object")
        return ((key, Stated(f"{self.place}, {key}", value)) for key, value in self.value.items())

    def each(self) -> Iterator[Stated]:
        """The entries of a list."""
        if not isinstance(self.value, list):
            raise self.not_as("a list")
        return (Stated(f"{self.place} {n}", value) for n, value in enumerate(self.value, 1))

    def pair(self) -> tuple[Stated, Stated]:
        """The entries of a list of two."""
        if not isinstance(self.value, list) or len(self.value) != 2:
            raise self.not_as("a list of two")
        first, second = self.each()
        return first, second

    def text(self) -> str:
        """A text."""
        if not isinstance(self.value, str):
            raise self.not_as("a text")
        return self.value

    def one_of(self, known: Mapping[str, T], what: str) -> T:
        """What a name stands for.

        Parameters
        ----------
        known
            Name -> what it stands for.
        what
            Words for all the names, for the message.
        """
        if not isinstance(self.value, str) or self.value not in known:
            raise self.not_as(what)
        return known[self.value]

    def whole(self) -> int:
        """A whole number of 0 or more, of at most 40 digits."""
        if type(self.value) is not int or not 0 <= self.value < 10**_DIGITS:
            raise self.not_as("a whole number of 0 or more")
        return self.value

    def number(self) -> Fraction:
        """A decimal of 0 or more, of at most 40 digits."""
        if type(self.value) not in (int, Fraction) or not 0 <= self.value < 10**_DIGITS:
            raise self.not_as("a number of 0 or more")
        return Fraction(self.value)

    def digits(self) -> Stated:
        """The number that a cell holds as its text."""
        text = self.value
        if not isinstance(text, str) or len(text) > _DIGITS or not _PLAIN.fullmatch(text):
            raise self.not_as("a plain decimal")
        return Stated(self.place, Fraction(text) if "." in text else int(text))
