"""Reading the explanation of a run back from its files: what is read makes the same files again, byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

from allocator.allocation import Allocation
from allocator.errors import UsageError
from allocator.runs.consistent import inconsistency
from allocator.runs.differences import changed_lines
from allocator.runs.explained import EXPLAINED, sensitivity_files
from allocator.runs.explained_records import ReadRecords
from allocator.runs.explained_tables import ReadTables, cells
from allocator.runs.json_text import loads
from allocator.runs.stated import Misstated, Stated
from allocator.sensitivity.alternatives import Alternatives
from allocator.sensitivity.explanation import Sensitivity

_LONGEST = 600


def is_explained(folder: str | Path) -> bool:
    """Whether every file of an explanation stands in a run folder."""
    return all(os.path.isfile(Path(folder) / name) for name in EXPLAINED)


def read_explained(folder: str | Path, allocation: Allocation) -> tuple[Sensitivity, Alternatives]:
    """The explanation that stands in a run folder.

    Parameters
    ----------
    folder
        The run; `is_explained` says whether its explanation is there.
    allocation
        What it holds, audited and optimal.

    Raises
    ------
    UsageError
        Where a file is not as `allocate explain` writes it for this allocation, as far as that can be told without
        searching again: place, found, expected.
    """
    folder = Path(folder)
    texts = {name: _text(folder, name) for name in sorted(EXPLAINED)}
    try:
        found, others = _explanation(texts, allocation)
        wrong = inconsistency(found, others)
    except Misstated as fault:
        raise _broken(folder, str(fault)) from None
    if wrong is not None:
        raise _broken(folder, wrong)
    made = sensitivity_files(found, others)
    for name, text in texts.items():
        if made[name] != text.encode():
            changed = next(changed_lines(name, made[name].decode(), text))
            raise _broken(folder, f"{name}{changed if len(changed) <= _LONGEST else changed[:_LONGEST] + '...'}")
    return found, others


def _explanation(texts: dict[str, str], allocation: Allocation) -> tuple[Sensitivity, Alternatives]:
    records, tables = ReadRecords(allocation), ReadTables(allocation)
    said = _record(texts, "sensitivity.json")
    first, last = said["range"].pair()
    applications = tuple(map(records.explanation, said["applications"].each()))
    screened = tuple(map(records.screened, said["screened"].each()))
    frontier = tuple(tables.frontier(cells("frontier.csv", texts["frontier.csv"]), applications))
    costs = tuple(map(tables.cost, cells("rule_costs.csv", texts["rule_costs.csv"])))
    found = Sensitivity(allocation, (first.whole(), last.whole()), applications, screened, frontier, costs)
    return found, records.alternatives(_record(texts, "alternatives.json"))


def _record(texts: dict[str, str], name: str) -> Stated:
    try:
        return Stated(name, loads(texts[name]))
    except ValueError as error:
        raise Misstated(f"{name} is not readable: {error}") from None


def _broken(folder: Path, what: str) -> UsageError:
    return UsageError(f"{folder}: {what}; `allocate explain {folder}` makes the explanation again")


def _text(folder: Path, name: str) -> str:
    if os.path.islink(folder / name):  # it would lead out of the folder, and explaining does not replace it
        raise UsageError(
            f"{folder}: {name} is a link, and a run holds none; move it away, then `allocate explain {folder}` makes "
            "the explanation again"
        )
    try:
        if not os.path.isfile(folder / name):  # a pipe would never end
            raise FileNotFoundError(name)
        return (folder / name).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "it cannot be opened"
        raise _broken(folder, f"{name} cannot be read: {why}") from None
