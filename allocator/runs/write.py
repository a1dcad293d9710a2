"""The files of a run, from an allocation."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from allocator.allocation import Allocation
from allocator.engines import Clock, catching_interrupt
from allocator.runs.csv_text import csv_bytes
from allocator.runs.folder import Written, write_folder, write_next
from allocator.runs.inputs import input_files, input_hashes
from allocator.runs.json_text import dumps
from allocator.runs.opb_files import NONE, STOPS, opb_files
from allocator.runs.proof_files import proof_files
from allocator.runs.run_record import run_record
from allocator.runs.tables import scores_file, screening_file
from allocator.scenario.settled import settled
from allocator.sensitivity import Conflict
from allocator.timing import Timings

RUNS = Path("runs")


def result_files(
    allocation: Allocation, conflict: Conflict | None = None, inputs: dict[str, bytes] | None = None
) -> dict[str, bytes]:
    """Everything in a run folder that depends on the inputs, the budget and the outcome alone.

    Parameters
    ----------
    allocation
        The outcome.
    conflict
        Why there is none, where it is infeasible.
    inputs
        What `input_files` gives, where that is known already.
    """
    scenario = allocation.scenario
    inputs = input_files(scenario) if inputs is None else inputs
    files = {
        "allocation.json": dumps(allocation.record(input_hashes(scenario, inputs))).encode(),
        "allocation.csv": csv_bytes(allocation.rows()),
        "screening.csv": screening_file(scenario),
        "scores.csv": scores_file(scenario),
    }
    if conflict is not None:
        files["conflict.json"] = dumps(conflict.record()).encode()
    files["inputs/policy.yaml"] = scenario.source.policy_text.replace("\r\n", "\n").replace("\r", "\n").encode()
    return files | {f"inputs/{name}.csv": data for name, data in inputs.items()}


def write_run(
    folder: Path | None,
    allocation: Allocation,
    *,
    conflict: Conflict | None = None,
    command: Sequence[str] = (),
    started: datetime.datetime | None = None,
    timings: Timings | None = None,
    force: bool = False,
    time_limit: float | None = None,
) -> Written:
    """Write a run folder, all or nothing.

    Ctrl-C while its files are made or written costs the pseudo-Boolean proofs where they are not complete, and not the
    run; a second one raises as usual, and nothing is left.

    Parameters
    ----------
    folder
        Where; see `write_folder`. The next free `runs/SCENARIO-BUDGET` where None.
    allocation, conflict
        The outcome.
    command
        The command line, for run.json.
    started
        When the run began; now where None.
    timings
        Seconds of each part.
    force
        Replace the run that is there.
    time_limit
        Seconds for the pseudo-Boolean proofs; where they are not enough, the run is written without them.

    Raises
    ------
    UsageError
        Where the folder must not or cannot be written; where a what-if has no inputs that give it (see `settled`).
    """
    timings, clock = timings or Timings(), Clock()
    with catching_interrupt(clock):
        allocation = replace(allocation, scenario=settled(allocation.scenario))
        with timings("write"):
            files = result_files(allocation, conflict) | proof_files(allocation)
        with timings("prove"):
            proofs, said = opb_files(allocation, Clock(time_limit, clock))
        record = run_record(allocation, conflict, command, started, timings, said)
        files |= proofs | {"run.json": dumps(record).encode()}
        if folder is None:
            written = write_next(RUNS, allocation.scenario, files)
        else:
            written = write_folder(folder, files, force=force)
    return replace(written, left_out=said.removeprefix(NONE) if said in STOPS else "")
