"""Reading a run folder back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from allocator.allocation import Allocation, Award, StageValue
from allocator.audit import audit
from allocator.errors import InputError, UsageError
from allocator.loading import load
from allocator.runs.differences import changed_lines
from allocator.runs.inputs import input_files, input_hashes
from allocator.runs.json_text import dumps, loads
from allocator.scenario import Scenario

_LONGEST = 600


def read_run(folder: str | Path) -> Allocation:
    """The allocation of a run folder, read from it alone and audited.

    Parameters
    ----------
    folder
        What `allocate run` wrote.

    Raises
    ------
    UsageError
        Where it is no run, or not as it was written.
    """
    folder = Path(folder)
    if not os.path.isdir(folder) or not {"allocation.json", "run.json"} <= set(os.listdir(folder)):
        raise UsageError(f"{folder} is no run folder; give the folder that `allocate run` wrote")
    text, record = _record(folder, "allocation.json")
    _, run = _record(folder, "run.json")
    try:
        scenario = load(folder / "inputs")
    except InputError as error:
        raise _broken(folder, f"its inputs cannot be read: {error.problems[0]}") from None
    findings = audit(scenario.policy, scenario.tables, record)
    if findings:
        raise _broken(folder, f"allocation.json breaks a rule: {findings[0].rule}: {findings[0].what}")
    if record.get("inputs") != input_hashes(scenario, input_files(scenario)):
        raise _broken(folder, "its inputs are not those of allocation.json")
    allocation = allocation_from_record(scenario.with_budget(record["budget"]), record, run)
    made = dumps(allocation.record(record["inputs"]))
    if made != text:  # keys that are there twice or belong to nothing, texts for numbers
        changed = next(changed_lines("allocation.json", made, text))
        raise _broken(folder, f"allocation.json{changed if len(changed) <= _LONGEST else changed[:_LONGEST] + '...'}")
    return allocation


def _record(folder: Path, name: str) -> tuple[str, Mapping[str, Any]]:
    if os.path.islink(folder / name):
        raise _broken(folder, f"{name} is a link, and a run holds none")
    try:
        if not os.path.isfile(folder / name):  # a pipe would never end
            raise FileNotFoundError(name)
        text = (folder / name).read_bytes().decode("utf-8")
        record = loads(text)
    except UnicodeDecodeError:
        raise _broken(folder, f"{name} cannot be read: it is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise _broken(folder, f"{name} cannot be read: {why or 'it is no file'}") from None
    if not isinstance(record, dict):
        raise _broken(folder, f"{name} holds no record")
    return text, record


def _broken(folder: Path, what: str) -> UsageError:
    return UsageError(f"{folder} is not as it was written: {what}; `allocate verify` tells more")


def allocation_from_record(scenario: Scenario, record: Mapping[str, Any], run: Mapping[str, Any]) -> Allocation:
    """The allocation that an audited `allocation.json` holds.

    Parameters
    ----------
    scenario
        The run's inputs, with the record's budget.
    record
        Content of allocation.json, against which the audit found nothing.
    run
        Content of run.json; may be empty.
    """
    index = {text: k for k, text in enumerate(scenario.tables.applications.ids)}
    stages = [StageValue(s["stage"], Fraction(s["value"]), _exact(s["bound"])) for s in record["objective"]]
    awards = [
        Award(
            index[a["application_id"]],
            a["application_id"],
            a["enterprise"],
            a["tier"],
            int(a["amount"]),
            Fraction(a["score"]),
            Fraction(a["weighted_score"]),
        )
        for a in record["awards"]
    ]
    engine, proof = (str(run.get(key, "unknown")) for key in ("engine", "proof"))
    stopped = run.get("stopped")
    reason = stopped if isinstance(stopped, str) else None
    return Allocation(scenario, record["status"], tuple(stages), tuple(awards), engine, proof, reason)


def _exact(bound: Any) -> Fraction | None:
    return None if bound is None else Fraction(bound)
