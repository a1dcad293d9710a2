"""From a run folder to what documents are made from; what is missing of its explanation is made first."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from allocator.allocation import Allocation
from allocator.atomic import check_beside
from allocator.errors import UsageError
from allocator.report.explained_run import ExplainedRun
from allocator.runs.explained import EXPLAINED, add_files, sensitivity_files
from allocator.runs.json_text import dumps, loads
from allocator.runs.proof_files import PROOF_FILES
from allocator.runs.read import read_run
from allocator.runs.read_explained import is_explained, read_explained
from allocator.runs.run_record import check_run_record
from allocator.sensitivity.alternatives import Alternatives, alternatives
from allocator.sensitivity.conflict import Conflict, find_conflict
from allocator.sensitivity.explain import explain
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.progress import Progress, silent

EARLIEST, LATEST = datetime.date(1980, 1, 1), datetime.date(2107, 12, 31)
"""Days that documents may bear: files inside archives bear no other."""

CONFLICT = "conflict.json"


def unheard(path: Path) -> None:
    """Tell nobody of a file."""


def read_explained_run(
    folder: str | Path,
    *,
    date: datetime.date | None = None,
    time_limit: float | None = None,
    progress: Progress = silent,
    check: Callable[[Allocation], None] | None = None,
    added: Callable[[Path], None] = unheard,
) -> ExplainedRun:
    """A run with its explanation, from its folder alone.

    Where an optimal run has not been explained, it is, and the files of `allocate explain` are added to it.

    Parameters
    ----------
    folder
        The run.
    date
        Of the documents; the day on which the run was started where None.
    time_limit
        Seconds of search, where it has to be explained.
    progress
        Told how far that has come.
    check
        Raises what stands in the way of the documents; asked before any search.
    added
        Told of a file that was added to the run.

    Raises
    ------
    UsageError
        Where it is no run, nothing was found in it, its files are not as they were written, or an explanation could
        not be added to it.
    """
    folder = Path(folder)
    allocation = read_run(folder)
    record = (folder / "allocation.json").read_bytes()
    said = loads(record.decode())
    day = date or _started(folder, _run_record(folder, said))
    if allocation.status == "unknown":
        raise UsageError(
            f"{folder}: no allocation was found before the search was stopped; run it again with more time"
        )
    if check is not None:
        check(allocation)
    found, others = _explanation(folder, allocation, time_limit, progress, added)
    inputs = tuple((i["name"], i["sha256"]) for i in said["inputs"])
    conflict = _conflict(folder, allocation, time_limit, added)
    return ExplainedRun(allocation, found, others, hashlib.sha256(record).hexdigest(), day, inputs, conflict)


def _explanation(
    folder: Path,
    allocation: Allocation,
    time_limit: float | None,
    progress: Progress,
    added: Callable[[Path], None],
) -> tuple[Sensitivity | None, Alternatives | None]:
    if allocation.status != "optimal":
        return None, None
    if is_explained(folder):
        return read_explained(folder, allocation)
    check_beside(folder, EXPLAINED)
    found = explain(allocation, time_limit=time_limit, progress=progress)
    others = alternatives(allocation, time_limit=time_limit)
    add_files(folder, sensitivity_files(found, others))
    added(folder / "sensitivity.json")
    return found, others


def _conflict(
    folder: Path, allocation: Allocation, time_limit: float | None, added: Callable[[Path], None]
) -> Conflict | None:
    """The rules in conflict, found anew: what stands in conflict.json may be anybody's."""
    if allocation.status != "infeasible":
        return None
    path = folder / CONFLICT
    there = os.path.lexists(path)
    check_beside(folder, [CONFLICT])
    conflict = find_conflict(allocation.scenario, time_limit=time_limit)
    if conflict is None:
        return None
    made = dumps(conflict.record()).encode()
    if not there:
        add_files(folder, {CONFLICT: made})
        added(path)
    elif path.read_bytes() != made:
        raise UsageError(
            f"{folder}: {CONFLICT} is not what is found of the run; `allocate explain {folder}` makes it again"
        )
    return conflict


def _run_record(folder: Path, allocation: Mapping[str, Any]) -> Mapping[str, Any]:
    """Content of run.json, which must have its form and agree with allocation.json; its times are its own word."""
    text = (folder / "run.json").read_bytes().decode("utf-8")
    run: Mapping[str, Any] = loads(text)
    for fault in check_run_record(run, allocation):
        raise _not_as_written(folder, fault)
    if dumps(run) != text:
        raise _not_as_written(folder, "run.json is laid out otherwise, or has a key twice")
    there = sum(os.path.lexists(folder / name) for name in PROOF_FILES)
    if there != (len(PROOF_FILES) if run["proof"] == "certificate" else 0):
        raise _not_as_written(
            folder, f"run.json, proof: found {run['proof']!r}, and {there} of {', '.join(PROOF_FILES)} beside it"
        )
    return run


def _not_as_written(folder: Path, what: str) -> UsageError:
    return UsageError(
        f"{folder} is not as it was written: {what}; put the file back as it was, or run the allocation again"
    )


def _started(folder: Path, run: Mapping[str, Any]) -> datetime.date:
    day = datetime.datetime.fromisoformat(run["started"]).date()
    if not EARLIEST <= day <= LATEST:
        raise UsageError(
            f"{folder}: run.json, started: found {day}, expected a day from {EARLIEST} to {LATEST}, as files inside "
            "archives bear no other; give --date"
        )
    return day
