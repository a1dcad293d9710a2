"""Whether a run folder is what it claims: files, inputs, rules, proof, and the scenario it came from."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allocator.allocation import Allocation
from allocator.audit import audit
from allocator.engines import DEFAULT, ENGINES
from allocator.errors import AllocatorError, EngineError, InputError, UsageError
from allocator.loading import load
from allocator.runs.folder import FILES, FOLDERS
from allocator.runs.inputs import input_files, input_hashes
from allocator.runs.json_text import loads
from allocator.runs.read import allocation_from_record
from allocator.runs.write import result_files
from allocator.scenario import Scenario
from allocator.sensitivity import find_conflict
from allocator.solving import solve

MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying a run found.

    Parameters
    ----------
    notes
        What was checked, a line each.
    differences
        What is missing, broken or different; empty where all is right.
    """

    notes: tuple[str, ...]
    differences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def verify(folder: str | Path, scenario: str | Path | None = None) -> Report:
    """Check a run folder.

    Parameters
    ----------
    folder
        The run.
    scenario
        Where the original scenario is; the path that the run records where None.

    Raises
    ------
    UsageError
        Where the folder is no run.
    """
    folder = Path(folder)
    try:
        names = os.listdir(folder)
    except OSError:
        names = []
    if not {"allocation.json", "run.json"} & {*names}:
        raise UsageError(f"{folder} is no run folder; give the folder that `allocate run` wrote")
    check = _Check(folder)
    check.run(None if scenario is None else Path(scenario))
    return Report(tuple(check.notes), tuple(check.differences))


class _Check:
    def __init__(self, folder: Path) -> None:
        self.folder, self.notes, self.differences = folder, list[str](), list[str]()

    def run(self, scenario: Path | None) -> None:
        record, run = self.record("allocation.json"), self.record("run.json")
        self.strangers()
        for key in ("budget", "status"):
            if record is not None and run is not None and record.get(key) != run.get(key):
                self.differences.append(f"{key}: allocation.json says {record.get(key)}, run.json {run.get(key)}")
        inputs = self.inputs(record)
        if inputs is not None and record is not None:
            sound = self.rules(inputs, record)
            self.again(inputs, record, run or {}, sound)
        if inputs is not None:
            self.original(inputs, scenario, run or {})

    def record(self, name: str) -> dict[str, Any] | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            record = loads(text)
        except ValueError as error:
            self.differences.append(f"{name} is not readable: {error}")
            return None
        if not isinstance(record, dict):
            self.differences.append(f"{name} holds no record")
            return None
        return record

    def text(self, name: str) -> str | None:
        path = self.folder / name
        try:
            if path.is_file():
                return path.read_bytes().decode("utf-8")
            self.differences.append(f"{name} is missing or no file")
        except OSError:
            self.differences.append(f"{name} cannot be read")
        except UnicodeDecodeError:
            self.differences.append(f"{name} is not UTF-8 text")
        return None

    def strangers(self) -> None:
        foreign = sorted({e.name for e in self.folder.iterdir()} - FILES - FOLDERS)
        if foreign:
            self.notes.append(f"not part of the run, not checked: {', '.join(foreign)}")

    def inputs(self, record: Mapping[str, Any] | None) -> Scenario | None:
        """The scenario under inputs/, whose hashes the record must name."""
        try:
            inputs = load(self.folder / "inputs")
        except InputError as error:
            self.differences += [f"inputs/{p}" for p in error.problems[:MOST_LINES]]
            return None
        claimed = None if record is None else record.get("inputs")
        hashes = input_hashes(inputs, input_files(inputs))
        if record is not None and claimed != hashes:
            names = _changed(claimed, hashes)
            self.differences.append(
                f"inputs: {', '.join(names) or 'the list'} differ from the hashes in allocation.json"
            )
        self.notes.append(f"inputs: {', '.join(h['name'] for h in hashes)} read back")
        return inputs

    def rules(self, inputs: Scenario, record: Mapping[str, Any]) -> bool:
        findings = audit(inputs.policy, inputs.tables, record)
        self.differences += [f"audit, {f.rule}: {f.what}" for f in findings]
        if not findings:
            held = "every rule holds" if record.get("awards") else "the record is consistent, it awards nothing"
            self.notes.append(f"audit: {held}")
        return not findings

    def again(self, inputs: Scenario, record: Mapping[str, Any], run: Mapping[str, Any], sound: bool) -> None:
        """Make the files again and compare: from a new proof, or from the record where the run had none."""
        budget = record.get("budget")
        if not isinstance(budget, int) or isinstance(budget, bool) or budget < 0:
            return
        scenario = inputs.with_budget(budget)
        if record.get("status") not in ("optimal", "infeasible"):
            if sound:
                self.compare(allocation_from_record(scenario, record, run))
            self.notes.append(
                f"status {record.get('status')}: stopped before its proof, so that its optimum is not checked"
            )
            return
        try:
            allocation = self.solved(scenario, str(run.get("engine")))
        except AllocatorError as error:
            self.differences.append(f"solving again failed: {error}")
            return
        self.compare(allocation)
        self.notes.append("solved again: compared with a new proof (a solver's word, not a certificate)")

    def solved(self, scenario: Scenario, engine: str) -> Allocation:
        """A new proof by the default engine, or by the run's own where that refuses the case."""
        try:
            return solve(scenario)
        except EngineError:
            if engine not in ENGINES or engine == DEFAULT:
                raise
            return solve(scenario, engine=engine)

    def compare(self, allocation: Allocation) -> None:
        conflict = find_conflict(allocation.scenario) if allocation.status == "infeasible" else None
        for name, data in result_files(allocation, conflict).items():
            if name.startswith("inputs/"):
                continue  # compared as values, by hash
            found = self.text(name)
            if found is not None and found.encode() != data:
                self.differences += [f"{name}{what}" for what in _lines(name, data.decode(), found)]

    def original(self, inputs: Scenario, given: Path | None, run: Mapping[str, Any]) -> None:
        """Compare with the scenario the run came from, as values."""
        where = given or (Path(path) if isinstance(path := run.get("scenario"), str) else None)
        if where is None or not os.path.exists(where):
            if given is not None:
                raise UsageError(f"{given} does not exist; give the folder or workbook of the scenario")
            self.notes.append(f"original scenario {where or ''} is no longer there; checked against inputs/ alone")
            return
        try:
            original = load(where)
        except InputError as error:
            self.differences += [f"original scenario, {p}" for p in error.problems[:MOST_LINES]]
            return
        ours, theirs = (input_hashes(s, input_files(s)) for s in (inputs, original))
        names = _changed(ours, theirs)
        if names:
            self.differences.append(f"original scenario {where}: {', '.join(names)} differ from inputs/")
        else:
            self.notes.append(f"original scenario {where}: same values")


def _changed(claimed: Any, hashes: list[dict[str, str]]) -> list[str]:
    try:
        before = {h["name"]: h["sha256"] for h in claimed}
    except (TypeError, KeyError):
        return [h["name"] for h in hashes]
    after = {h["name"]: h["sha256"] for h in hashes}
    return [str(name) for name in sorted(before.keys() | after.keys(), key=str) if before.get(name) != after.get(name)]


def _lines(name: str, expected: str, found: str) -> Iterator[str]:
    """The first lines (or rows) in which two texts differ."""
    ours, theirs = (_rows(name, text) for text in (expected, found))
    shown = 0
    for n in range(max(len(ours), len(theirs))):
        a, b = (side[n] if n < len(side) else "nothing" for side in (ours, theirs))
        if a != b:
            shown += 1
            if shown > MOST_LINES:
                yield ": and more lines"
                return
            yield f" line {n + 1}: found {b.strip()}, expected {a.strip()}"
    if not shown:
        yield ": differs in line ends or in its encoding mark"


def _rows(name: str, text: str) -> list[str]:
    if name.endswith(".csv"):
        return [",".join(row) for row in csv.reader(io.StringIO(text.lstrip("\ufeff")))]
    return text.splitlines()
