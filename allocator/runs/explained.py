"""The files of a run that sensitivity adds: sensitivity.json, frontier.csv, rule_costs.csv."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from allocator.allocation import Allocation
from allocator.atomic import write_file
from allocator.runs.csv_text import csv_bytes
from allocator.runs.json_text import dumps
from allocator.sensitivity.explain import Sensitivity
from allocator.sensitivity.frontier import FrontierRow
from allocator.sensitivity.record import frontier_table, rule_cost_rows, sensitivity_record


def sensitivity_files(found: Sensitivity) -> dict[str, bytes]:
    """Name -> bytes of every file of an explanation."""
    scenario, stage = found.allocation.scenario, found.allocation.scenario.policy.objective_stage
    return {
        "sensitivity.json": dumps(sensitivity_record(found)).encode(),
        "frontier.csv": frontier_file(found.allocation, found.frontier),
        "rule_costs.csv": csv_bytes(rule_cost_rows(scenario, stage, found.rule_costs)),
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
        Where one cannot be written.
    """
    for name, data in files.items():
        write_file(folder / name, data, force=True)
