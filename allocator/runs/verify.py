"""Whether a run folder is what it claims: files, inputs, rules, proof, and the scenario it came from."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allocator.allocation import Allocation
from allocator.audit import audit
from allocator.check.check_certificate import FAULTS, prove
from allocator.engines import DEFAULT, ENGINES, Clock
from allocator.errors import AllocatorError, EngineError, InputError, UsageError
from allocator.loading import load
from allocator.model import compile_model
from allocator.runs.differences import MOST_LINES, changed_lines, changed_names
from allocator.runs.inputs import input_files, input_hashes
from allocator.runs.json_text import dumps, loads
from allocator.runs.proof_files import PROOF_FILES, compact, model_record
from allocator.runs.read import allocation_from_record
from allocator.runs.run_record import check_run_record
from allocator.runs.stopped import compare_stopped
from allocator.runs.write import result_files
from allocator.scenario import Scenario
from allocator.sensitivity import find_conflict
from allocator.solving import solve

SLOWEST = "enumeration"
PROVEN = ("optimal", "infeasible")
DEFAULT_LIMIT = 60.0


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying a run found.

    Parameters
    ----------
    notes
        What was checked, a line each.
    unchecked
        What was not checked, and why; a line each.
    differences
        What is missing, broken or different; empty where all is right.
    proven
        Whether what the run claims is proven: False for one that was stopped before its proof.
    stopped
        `interrupt` or `time-limit` where that kept the proof from being made again; else None.
    """

    notes: tuple[str, ...]
    unchecked: tuple[str, ...]
    differences: tuple[str, ...]
    proven: bool = True
    stopped: str | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing differs; see `unchecked` for what that does not cover."""
        return not self.differences


def verify(folder: str | Path, scenario: str | Path | None = None, *, time_limit: float | None = None) -> Report:
    """Check a run folder.

    Parameters
    ----------
    folder
        The run.
    scenario
        Where the original scenario is; the path that the run records where None.
    time_limit
        Seconds for solving again. Where None, a run that claims a proof is solved to its end, and one that was
        stopped for a minute.

    Raises
    ------
    UsageError
        Where the folder is no run, or the limit no number of seconds.
    """
    Clock(time_limit)
    folder = Path(folder)
    if not os.path.isdir(folder) or not {"allocation.json", "run.json"} & set(os.listdir(folder)):
        raise UsageError(f"{folder} is no run folder; give the folder that `allocate run` wrote")
    if scenario is not None and not os.path.exists(scenario):
        raise UsageError(f"{scenario} does not exist; give the folder or workbook of the scenario")
    check = _Check(folder, time_limit)
    check.run(None if scenario is None else Path(scenario))
    return Report(tuple(check.notes), tuple(check.unchecked), tuple(check.differences), check.proven, check.stopped)


def pretty(record: Any) -> bytes:
    """Layout of allocation.json and run.json."""
    return dumps(record).encode()


class _Check:
    def __init__(self, folder: Path, time_limit: float | None) -> None:
        self.folder, self.time_limit = folder, time_limit
        self.proven, self.stopped = True, None  # type: bool, str | None
        self.notes, self.unchecked, self.differences = list[str](), list[str](), list[str]()

    def run(self, scenario: Path | None) -> None:
        record, run = self.record("allocation.json"), self.record("run.json")
        if run is not None:
            self.differences += check_run_record(run, record)
            self.notes.append("run.json: its form; what it says of engine, version, command and times is its own word")
        inputs = self.inputs(record)
        if inputs is not None and record is not None:
            sound = self.rules(inputs, record)
            budget = record.get("budget")
            if type(budget) is int and budget >= 0:  # else the audit has said so
                self.again(inputs.with_budget(budget), record, run or {}, sound)
        if inputs is not None:
            self.original(inputs, scenario, run or {})
        self.strangers(inputs, run or {})

    def record(self, name: str, layout: Callable[[Any], bytes] = pretty) -> dict[str, Any] | None:
        """A JSON object; its text must be laid out as this package writes it.

        Parameters
        ----------
        layout
            How it is written.
        """
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
        try:
            again = layout(record).decode()
        except RecursionError:
            self.differences.append(f"{name} is nested too deeply")
            return None
        except TypeError as error:
            self.differences.append(f"{name} has another form: {error}")
            return None
        if text != again:
            self.differences += [f"{name}{what}" for what in changed_lines(name, again, text)]
        return record

    def text(self, name: str) -> str | None:
        path = self.folder / name
        try:
            if os.path.isfile(path) and not os.path.islink(path):  # reading a pipe would wait for ever
                return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            self.differences.append(f"{name} is not UTF-8 text")
            return None
        except OSError:
            pass
        self.differences.append(f"{name} is missing or cannot be read")
        return None

    def inputs(self, record: Mapping[str, Any] | None) -> Scenario | None:
        """The scenario under inputs/, whose hashes the record must name."""
        try:
            inputs = load(self.folder / "inputs")
        except InputError as error:
            self.differences += [f"inputs/{p}" for p in error.problems[:MOST_LINES]]
            return None
        except AllocatorError as error:
            self.differences.append(f"inputs: {error}")
            return None
        claimed = None if record is None else record.get("inputs")
        hashes = input_hashes(inputs, input_files(inputs))
        if record is not None and claimed != hashes:
            names = changed_names(claimed, hashes)
            self.differences.append(
                f"inputs: {', '.join(names) or 'the list'} differ from the hashes in allocation.json"
            )
        self.notes.append(
            f"inputs: {', '.join(h['name'] for h in hashes)} read back; the policy's comments are its own"
        )
        return inputs

    def rules(self, inputs: Scenario, record: Mapping[str, Any]) -> bool:
        findings = audit(inputs.policy, inputs.tables, record)
        self.differences += [f"audit, {f.rule}: {f.what}" for f in findings]
        if not findings:
            held = "every rule holds" if record.get("awards") else "the record is consistent, it awards nothing"
            self.notes.append(f"audit: {held}")
        return not findings

    def again(self, scenario: Scenario, record: Mapping[str, Any], run: Mapping[str, Any], sound: bool) -> None:
        """Solve again and make the files again; where the run has no proof, from its record, within new bounds."""
        if run.get("proof") == "certificate" and self.proved(scenario, record, run, sound):
            return
        proven = record.get("status") in PROVEN
        limit = self.time_limit if proven or self.time_limit is not None else DEFAULT_LIMIT
        try:
            allocation = self.solved(scenario, run.get("engine"), limit)
        except AllocatorError as error:
            self.differences.append(f"solving again failed: {error}")
            return
        if not proven:
            self.proven = False
            if sound:
                self.compare(allocation_from_record(scenario, record, run), run)
                compare_stopped(record, allocation, self.notes, self.unchecked, self.differences)
            return
        if allocation.status not in PROVEN:
            self.stopped = allocation.stopped
            why = "by Ctrl-C" if allocation.stopped == "interrupt" else f"after {limit or 0:g} s"
            self.unchecked.append(f"solving again was stopped {why}: whether it is the best is not checked")
            if sound:
                self.compare(allocation_from_record(scenario, record, run), run)
            return
        self.compare(allocation, run)
        self.notes.append(
            f"solved again by {allocation.engine}: compared with a new proof (a solver's word, not a certificate)"
        )

    def proved(self, scenario: Scenario, record: Mapping[str, Any], run: Mapping[str, Any], sound: bool) -> bool:
        """Check the certificate against the program of the inputs; False where it is too large to check."""
        certificate, model = self.record("certificate.json", layout=compact), self.text("model.json")
        expected = model_record(scenario, compile_model(scenario))
        if model is not None and model.encode() != compact(expected):
            self.differences.append("model.json is not the program of the inputs")
        if certificate is None or not sound:
            return True
        try:
            said = prove(expected, certificate, record)
        except FAULTS as error:
            if "too many to look at" in str(error):
                self.unchecked.append(f"certificate.json: {error}; solved again instead")
                return False
            self.differences.append(f"certificate.json proves nothing: {error}")
            return True
        self.compare(allocation_from_record(scenario, record, run), run)
        self.notes.append(f"certificate: {said}")
        return True

    def solved(self, scenario: Scenario, engine: object, limit: float | None) -> Allocation:
        """A new search by the run's own engine, or by the default one where it names none or that refuses the case."""
        own = engine if isinstance(engine, str) and engine in ENGINES and engine != SLOWEST else DEFAULT
        try:
            return solve(scenario, engine=own, time_limit=limit)
        except EngineError:
            if own == DEFAULT:
                raise
            return solve(scenario, time_limit=limit)

    def compare(self, allocation: Allocation, run: Mapping[str, Any]) -> None:
        conflict = None
        if allocation.status == "infeasible" and run.get("conflict") == "stopped":
            self.unchecked.append("conflict.json: the run stopped before it had found the conflict")
        elif allocation.status == "infeasible":
            conflict = find_conflict(allocation.scenario, time_limit=self.time_limit)
            if conflict is None:
                self.unchecked.append("conflict.json: the search for the conflict was stopped")
        for name, data in result_files(allocation, conflict).items():
            if name == "inputs/policy.yaml":
                continue  # its comments are nobody's; its values are compared by hash
            found = self.text(name)
            if found is not None and found.encode() != data:
                lines = [f"{name}{what}" for what in changed_lines(name, data.decode(), found)]
                self.differences += [line for line in lines if line not in self.differences]

    def original(self, inputs: Scenario, given: Path | None, run: Mapping[str, Any]) -> None:
        """Compare with the scenario the run came from, as values."""
        recorded = run.get("scenario")
        where = given or (Path(recorded) if isinstance(recorded, str) and recorded else None)
        if where is None or not os.path.exists(where) or os.path.samefile(where, self.folder / "inputs"):
            self.unchecked.append(
                f"the original scenario {where or ''} is no longer there: checked against inputs/ alone"
            )
            return
        try:
            original = load(where)
        except InputError as error:
            self.differences += [f"original scenario, {p}" for p in error.problems[:MOST_LINES]]
            return
        except AllocatorError as error:
            self.differences.append(f"original scenario: {error}")
            return
        ours, theirs = (input_hashes(s, input_files(s)) for s in (inputs, original))
        names = changed_names(ours, theirs)
        if names:
            self.differences.append(f"original scenario {where}: {', '.join(names)} differ from inputs/")
        else:
            self.notes.append(f"original scenario {where}: same values")

    def strangers(self, inputs: Scenario | None, run: Mapping[str, Any]) -> None:
        """Whatever lies in the folder and was not compared."""
        expected = {
            "allocation.json",
            "allocation.csv",
            "screening.csv",
            "scores.csv",
            "run.json",
            "inputs/policy.yaml",
        }
        conflict, proof = run.get("conflict"), run.get("proof")
        parts = {"conflict.json": (conflict == "found", "that found no conflict")}
        parts |= dict.fromkeys(PROOF_FILES, (proof == "certificate", f"whose proof is {proof}"))
        for name, (belongs, why) in parts.items():
            expected.add(name)
            if not belongs and os.path.lexists(self.folder / name):
                self.differences.append(f"{name}: no part of a run {why}")
        if inputs is not None:
            expected |= {f"inputs/{name}.csv" for name in input_files(inputs)}
        entries = _entries(self.folder)
        self.differences += [f"{name} is missing" for name in sorted(expected - entries) if name.startswith("inputs/")]
        foreign = sorted(entries - expected)
        if foreign:
            more = f" and {len(foreign) - MOST_LINES} more" if len(foreign) > MOST_LINES else ""
            self.unchecked.append(f"not made by `allocate run`: {', '.join(foreign[:MOST_LINES])}{more}")


def _entries(folder: Path) -> set[str]:
    """Entries of a folder, and of its inputs; a folder other than inputs by its name alone."""
    names = {e.name + ("/" if e.is_dir(follow_symlinks=False) else "") for e in os.scandir(folder)} - {"inputs/"}
    inputs = folder / "inputs"
    if os.path.isdir(inputs) and not os.path.islink(inputs):
        names |= {f"inputs/{e.name}" for e in os.scandir(inputs)}
    return names
