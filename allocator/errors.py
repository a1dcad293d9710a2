"""Faults that carry their place: where, what was found, what was expected, what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

MOST_SHOWN = 200
MOST_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the inputs a fault lies.

    Parameters
    ----------
    file
        Name of the file (or `file.xlsx [sheet]`) as the officer knows it.
    row
        Row number of the spreadsheet (its first row is 1); a line number in a policy.
    column
        Heading as it stands in the file, or the key of a policy.
    """

    file: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        unit = "line" if self.file.endswith((".yaml", ".yml", "[policy]")) else "row"
        where = self.file if self.row is None else f"{self.file} {unit} {self.row}"
        return where if self.column is None else f"{where}, {self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the inputs: `place: what; remedy`.

    Parameters
    ----------
    place
        Where it was found.
    what
        What was found and what was expected, in one clause.
    remedy
        What the officer should do, in one clause; may be empty.
    """

    place: Place
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" + (f"; {self.remedy}" if self.remedy else "")


class AllocatorError(Exception):
    """Base of every error this package raises on purpose."""


class UsageError(AllocatorError):
    """A call that cannot be carried out as written (a wrong option, an existing folder)."""


class EngineError(AllocatorError):
    """An engine refuses a case, or its answer does not stand up to exact recomputation."""


class AuditError(AllocatorError):
    """The audit found that an allocation breaks a rule: an internal fault, nothing is written."""


class InputError(AllocatorError):
    """Every problem of the inputs at once.

    Parameters
    ----------
    problems
        The faults found, in the order in which they were found; at least one.
    note
        What was left unchecked because of them; may be empty.
    more
        How many further ones were counted but not listed.
    """

    def __init__(self, problems: Iterable[Problem], note: str = "", more: int = 0) -> None:
        self.problems, self.note, self.more = tuple(problems), note, more
        shown = [str(p) for p in self.problems[:MOST_SHOWN]]
        more += len(self.problems) - len(shown)
        ending = [f"... and {more} more problems"] if more > 0 else []
        self.lines = shown + ending + ([note] if note else [])
        super().__init__("\n".join(self.lines))


class Problems:
    """Collects faults and warnings while the inputs are read, so that all are reported together.

    Of the faults of one kind in one column, and of such warnings, the first `MOST_LISTED` are listed, the others
    counted in `more` and `more_warnings`.
    """

    def __init__(self) -> None:
        self.faults: list[Problem] = []
        self.warnings: list[Problem] = []
        self.more = self.more_warnings = 0

    def add(self, place: Place, what: str, remedy: str = "") -> None:
        """Record a fault."""
        self.faults.append(Problem(place, what, remedy))

    def warn(self, place: Place, what: str, remedy: str = "") -> None:
        """Record something the officer should know but that stops nothing."""
        self.warnings.append(Problem(place, what, remedy))

    def add_each(self, rows: Sequence[int], fault: Callable[[int], Problem]) -> None:
        """Record a fault for each of some rows.

        Parameters
        ----------
        rows
            Indices of the rows.
        fault
            The fault of a row; asked for the first `MOST_LISTED` alone.
        """
        self.faults += map(fault, map(int, rows[:MOST_LISTED]))
        self.more += max(0, len(rows) - MOST_LISTED)

    def warn_each(self, rows: Sequence[int], warning: Callable[[int], Problem]) -> None:
        """Record a warning for each of some rows; see `add_each`."""
        self.warnings += map(warning, map(int, rows[:MOST_LISTED]))
        self.more_warnings += max(0, len(rows) - MOST_LISTED)

    def error(self, note: str = "") -> InputError:
        """The error that tells every fault so far."""
        return InputError(self.faults, note, self.more)

    def check(self) -> None:
        """Raise `InputError` if any fault was recorded.

        Raises
        ------
        InputError
            With every fault so far.
        """
        if self.faults:
            raise self.error()
