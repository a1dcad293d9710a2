"""From a run folder to what documents are made from; what is missing of its explanation is made first."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

from allocator.allocation import Allocation
from allocator.errors import UsageError
from allocator.report.explained_run import ExplainedRun
from allocator.runs.explained import add_files, sensitivity_files
from allocator.runs.json_text import dumps, loads
from allocator.runs.read import read_run
from allocator.runs.read_explained import is_explained, read_explained
from allocator.sensitivity.alternatives import Alternatives, alternatives
from allocator.sensitivity.conflict import Conflict, find_conflict
from allocator.sensitivity.explain import explain
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.progress import Progress, silent


def read_explained_run(
    folder: str | Path,
    *,
    date: datetime.date | None = None,
    time_limit: float | None = None,
    progress: Progress = silent,
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

    Raises
    ------
    UsageError
        Where it is no run, nothing was found in it, or its files are not as they were written.
    """
    folder = Path(folder)
    allocation = read_run(folder)
    record = (folder / "allocation.json").read_bytes()
    if allocation.status == "unknown":
        raise UsageError(
            f"{folder}: no allocation was found before the search was stopped; run it again with more time"
        )
    found, others = _explanation(folder, allocation, time_limit, progress)
    inputs = tuple((i["name"], i["sha256"]) for i in loads(record.decode())["inputs"])
    return ExplainedRun(
        allocation,
        found,
        others,
        hashlib.sha256(record).hexdigest(),
        date or _started(folder),
        inputs,
        _conflict(folder, allocation, time_limit),
    )


def _explanation(
    folder: Path, allocation: Allocation, time_limit: float | None, progress: Progress
) -> tuple[Sensitivity | None, Alternatives | None]:
    if allocation.status != "optimal":
        return None, None
    if not is_explained(folder):
        found = explain(allocation, time_limit=time_limit, progress=progress)
        others = alternatives(allocation, time_limit=time_limit)
        add_files(folder, sensitivity_files(found, others))
        return found, others
    return read_explained(folder, allocation)


def _conflict(folder: Path, allocation: Allocation, time_limit: float | None) -> Conflict | None:
    """The rules in conflict, found anew: what stands in conflict.json may be anybody's."""
    if allocation.status != "infeasible":
        return None
    conflict = find_conflict(allocation.scenario, time_limit=time_limit)
    if conflict is not None:
        made = dumps(conflict.record()).encode()
        path = folder / "conflict.json"
        if not path.is_file() or path.read_bytes() != made:
            add_files(folder, {"conflict.json": made})
    return conflict


def _started(folder: Path) -> datetime.date:
    try:
        run = loads((folder / "run.json").read_bytes().decode("utf-8"))
        return datetime.datetime.fromisoformat(run["started"]).date()
    except (KeyError, TypeError, ValueError):
        raise UsageError(f"{folder}: run.json does not say when the run was started; give --date") from None
