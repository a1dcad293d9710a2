"""What the audit finds: a rule, an application where one is concerned, and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocator.numbers import plain

_MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which an allocation is not what the rules demand.

    Parameters
    ----------
    rule
        Id of the rule that is broken; or `record`, `status`, `counts`, `awarded`, `duplicate`, `order`, `enterprise`,
        `score`, `tier`, `amounts`, `objective`.
    application_id
        The application concerned; None where it is no single one.
    what
        One sentence: place, found, expected.
    """

    rule: str
    application_id: str | None
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"


def as_number(value: object) -> Fraction | int | None:
    """The value where it is an exact number; None where it is anything else (a truth value is no number)."""
    return value if isinstance(value, Fraction | int) and not isinstance(value, bool) else None


def as_whole(value: object) -> int | None:
    """The value where it is a whole number written as one; None where it is anything else, 30.0 included."""
    return value if type(value) is int else None


def shown(value: object) -> str:
    """Short text of anything that may stand in a record, numbers exact."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Fraction | int):
        try:
            return plain(value)
        except ValueError:  # a tampered 1e5000 is longer than Python prints
            return "a number without a short decimal"
    if isinstance(value, str):
        return repr(value if len(value) <= _MOST_SHOWN else value[:_MOST_SHOWN] + "...")
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else f"a {type(value).__name__}"
