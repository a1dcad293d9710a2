"""The files of a run that sensitivity adds: sensitivity.json, frontier.csv, rule_costs.csv, alternatives.json."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from allocator.allocation import Allocation
from allocator.atomic import write_beside
from allocator.runs.csv_text import csv_bytes
from allocator.runs.json_text import dumps
from allocator.runs.run_files import RunFiles
from allocator.sensitivity.alternatives import Alternatives, alternatives
from allocator.sensitivity.explain import explain
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.frontier import FrontierRow
from allocator.sensitivity.record import frontier_table, rule_cost_rows, sensitivity_record

EXPLAINED = frozenset({"sensitivity.json", "frontier.csv", "rule_costs.csv", "alternatives.json"})


def sensitivity_files(found: Sensitivity, others: Alternatives) -> dict[str, bytes]:
    """Name -> bytes of every file of an explanation.

    Parameters
    ----------
    found, others
        What `explain` and `alternatives` found.
    """
    scenario, stage = found.allocation.scenario, found.allocation.scenario.policy.objective_stage
    return {
        "sensitivity.json": dumps(sensitivity_record(found)).encode(),
        "frontier.csv": frontier_file(found.allocation, found.frontier),
        "rule_costs.csv": csv_bytes(rule_cost_rows(scenario, stage, found.rule_costs)),
        "alternatives.json": dumps(others.record()).encode(),
    }


def frontier_file(allocation: Allocation, rows: tuple[FrontierRow, ...]) -> bytes:
    """Bytes of frontier.csv."""
    policy = allocation.scenario.policy
    return csv_bytes(frontier_table(allocation.scenario, policy.objective_stage, rows))


def add_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a run folder, each whole or not at all; those of the same names are replaced.

    Raises
    ------
    UsageError
        Where one cannot be written; then none is.
    """
    write_beside(folder, files)


def check_explained(files: RunFiles, allocation: Allocation, again: bool, time_limit: float | None) -> None:
    """Make the files of an explanation again and compare those that are there; name them where that is not asked.

    Parameters
    ----------
    files
        The run.
    allocation
        What it holds, audited.
    again
        Whether to make them again.
    time_limit
        Seconds of search.
    """
    there = sorted(EXPLAINED & files.entries())
    if not there:
        return
    names = ", ".join(there)
    if allocation.status != "optimal":
        files.findings.differs(*(f"{name}: no part of a run whose status is {allocation.status}" for name in there))
    elif not again:
        files.findings.unchecked.append(f"{names}: `allocate verify --sensitivity` makes them again and compares")
    else:
        others = alternatives(allocation, time_limit=time_limit)
        made = sensitivity_files(explain(allocation, time_limit=time_limit), others)
        for name in there:
            files.compare(name, made[name])
        files.findings.notes.append(f"{names}: made again and compared")
