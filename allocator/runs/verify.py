"""Whether a run folder is what it claims: files, inputs, rules, proof, and the scenario it came from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from allocator.audit import audit
from allocator.engines import Clock
from allocator.errors import AllocatorError, InputError, UsageError
from allocator.loading import load
from allocator.runs.differences import MOST_LINES, changed_names
from allocator.runs.document_names import DOCUMENT_FILES
from allocator.runs.document_names import FOLDERS as DOCUMENTS
from allocator.runs.explained import EXPLAINED, check_explained
from allocator.runs.inputs import input_files, input_hashes
from allocator.runs.opb_files import FOLDER, WRITTEN
from allocator.runs.proof import ProofCheck
from allocator.runs.proof_files import PROOF_FILES
from allocator.runs.read import allocation_from_record
from allocator.runs.report import Findings, Report
from allocator.runs.run_files import RunFiles
from allocator.runs.run_record import check_run_record
from allocator.scenario import Scenario

ALWAYS = frozenset(
    {"allocation.json", "allocation.csv", "screening.csv", "scores.csv", "run.json", "inputs/policy.yaml"}
)


def verify(
    folder: str | Path,
    scenario: str | Path | None = None,
    *,
    time_limit: float | None = None,
    sensitivity: bool = False,
) -> Report:
    """Check a run folder.

    Parameters
    ----------
    folder
        The run.
    scenario
        Where the original scenario is; the path that the run records where None.
    time_limit
        Seconds for solving again, where there is no certificate. Where None, a run that claims a proof is solved to
        its end, and one that was stopped for a minute.
    sensitivity
        Whether to make the files of `explain` again that are there, and compare.

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
    findings = Findings()
    files = RunFiles(folder, findings)
    record, run = files.record("allocation.json"), files.record("run.json")
    if run is not None:
        findings.differs(*check_run_record(run, record))
        findings.notes.append("run.json: its form; what it says of engine, version, command and times is its own word")
    inputs = _inputs(files)
    tables = {} if inputs is None else input_files(inputs)
    hashes = None if inputs is None else _hashes(inputs, tables, record, findings)
    if inputs is not None and record is not None:
        sound = _rules(inputs, record, findings)
        budget = record.get("budget")
        if type(budget) is int and budget >= 0:  # else the audit has said so
            stated = inputs.with_budget(budget)
            ProofCheck(files, findings, stated, tables, record, run or {}, sound, time_limit).check()
            if sound:
                check_explained(files, allocation_from_record(stated, record, run or {}), sensitivity, time_limit)
    if hashes is not None:
        _original(files, hashes, None if scenario is None else Path(scenario), run or {})
    _strangers(files, tables, run or {})
    return findings.report()


def _inputs(files: RunFiles) -> Scenario | None:
    """The scenario under inputs/."""
    try:
        return load(files.folder / "inputs")
    except InputError as error:
        files.findings.differs(*(f"inputs/{p}" for p in error.problems[:MOST_LINES]))
    except AllocatorError as error:
        files.findings.differs(f"inputs: {error}")
    return None


def _hashes(
    inputs: Scenario, tables: dict[str, bytes], record: Mapping[str, Any] | None, findings: Findings
) -> list[dict[str, str]]:
    """Hashes of the inputs, which the record must name."""
    claimed = None if record is None else record.get("inputs")
    hashes = input_hashes(inputs, tables)
    if record is not None and claimed != hashes:
        names = changed_names(claimed, hashes)
        findings.differs(f"inputs: {', '.join(names) or 'the list'} differ from the hashes in allocation.json")
    read = ", ".join(h["name"] for h in hashes)
    findings.notes.append(f"inputs: {read} read back; the policy's comments are its own")
    return hashes


def _rules(inputs: Scenario, record: Mapping[str, Any], findings: Findings) -> bool:
    found = audit(inputs.policy, inputs.tables, record)
    findings.differs(*(f"audit, {f.rule}: {f.what}" for f in found))
    if not found:
        held = "every rule holds" if record.get("awards") else "the record is consistent, it awards nothing"
        findings.notes.append(f"audit: {held}")
    return not found


def _original(files: RunFiles, ours: list[dict[str, str]], given: Path | None, run: Mapping[str, Any]) -> None:
    """Compare with the scenario the run came from, as values."""
    findings, recorded = files.findings, run.get("scenario")
    where = given or (Path(recorded) if isinstance(recorded, str) and recorded else None)
    if where is None or not os.path.exists(where) or os.path.samefile(where, files.folder / "inputs"):
        gone = f"the original scenario {where or ''} is no longer there: checked against inputs/ alone"
        findings.unchecked.append(gone)
        return
    try:
        original = load(where)
    except InputError as error:
        findings.differs(*(f"original scenario, {p}" for p in error.problems[:MOST_LINES]))
        return
    except AllocatorError as error:
        findings.differs(f"original scenario: {error}")
        return
    names = changed_names(ours, input_hashes(original, input_files(original)))
    if names:
        findings.differs(f"original scenario {where}: {', '.join(names)} differ from inputs/")
    else:
        findings.notes.append(f"original scenario {where}: same values")


def _strangers(files: RunFiles, tables: Mapping[str, bytes], run: Mapping[str, Any]) -> None:
    """Whatever lies in the folder and was not compared, or has no business there."""
    findings, expected, entries = files.findings, set(ALWAYS), files.entries()
    parts = {"conflict.json": (run.get("conflict") == "found", "that found no conflict")}
    proof = run.get("proof")
    parts |= dict.fromkeys(PROOF_FILES, (proof == "certificate", f"whose proof is {proof}"))
    for name, (belongs, why) in parts.items():
        expected |= {name} if belongs or name in entries else set()
        if not belongs and name in entries:
            findings.differs(f"{name}: no part of a run {why}")
    proofs, checked = ({name for name in names if name.startswith(f"{FOLDER}/")} for names in (entries, files.asked))
    if checked or run.get("pseudo_boolean") != WRITTEN:  # else a difference kept them from being looked at
        findings.differs(*(f"{name}: no part of this run" for name in sorted(proofs - checked)))
    expected |= proofs | {f"inputs/{name}.csv" for name in tables}
    findings.differs(*(f"{name} is missing" for name in sorted(expected - entries) if name.startswith("inputs/")))
    documents = {f"{folder}/{name}" for folder in DOCUMENTS.values() for name in DOCUMENT_FILES} & entries
    if documents:
        again = "`allocate report` with the same options makes the same bytes"
        findings.unchecked.append(f"{', '.join(sorted(documents))}: {again}")
    foreign = sorted(entries - expected - EXPLAINED - documents)
    if foreign:
        more = f" and {len(foreign) - MOST_LINES} more" if len(foreign) > MOST_LINES else ""
        findings.unchecked.append(f"not made by `allocate run`: {', '.join(foreign[:MOST_LINES])}{more}")
