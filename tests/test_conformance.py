"""The conformance cases, computed by an independent program, where they are at hand."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from allocator import find_conflict, load, solve
from allocator.errors import InputError
from allocator.runs.write import result_files
from allocator.solving import stated_budget

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "conformance"
CASES = sorted(p.name for p in (FOLDER / "cases").iterdir()) if FOLDER.exists() else []
pytestmark = pytest.mark.skipif(not CASES, reason="the conformance cases are kept outside the project")


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    folder = FOLDER / "cases" / name
    expected = folder / "expected"
    meta = json.loads((expected / "meta.json").read_text(encoding="utf-8"))
    if meta["exit"] == 2:
        with pytest.raises(InputError):
            load(folder)
        return
    scenario = load(folder)
    if meta["budget"]:
        scenario = scenario.with_budget(stated_budget(scenario, meta["budget"]))
    allocation = solve(scenario)
    conflict = find_conflict(scenario) if allocation.status == "infeasible" else None
    files = result_files(allocation, conflict)
    text = files["allocation.json"].decode()
    start = text.index(',\n  "inputs": [')
    assert text[:start] + "\n}\n" == (expected / "allocation.json").read_text(encoding="utf-8")
    if allocation.status == "optimal":
        assert rows(files["allocation.csv"]) == rows((expected / "allocation.csv").read_bytes())
    extra = json.loads((expected / "extra.json").read_text(encoding="utf-8"), parse_float=Fraction)
    header, *screening = rows(files["screening.csv"])
    found = {r[0]: dict(zip(header, r, strict=True)) for r in screening}
    for application, wanted in extra["screening"].items():
        assert sorted(filter(None, found[application]["open_tiers"].split(";"))) == sorted(wanted["open"])
        assert sorted(filter(None, found[application]["failed"].split(";"))) == sorted(wanted["failed"])
    header, *scores = rows(files["scores.csv"])
    by_id = {r[0]: dict(zip(header, r, strict=True)) for r in scores}
    for application, score in extra["scores"].items():
        assert (Fraction(by_id[application]["score"]) if by_id[application]["score"] else None) == score
    if conflict is not None:
        assert conflict.record() == {"rules": extra["conflict"], "repairs": extra["repairs"]}


@pytest.mark.campaign
@pytest.mark.parametrize("engine", ["auto", "cp-sat", "highs", "cbc"])
def test_the_script_that_compares_agrees(engine: str, tmp_path: Path) -> None:
    """Through the command line, as the script calls it."""
    wrapper = tmp_path / "allocate"
    call = f'exec "{sys.executable}" -m allocator "$@"'
    wrapper.write_text(
        f'#!/bin/sh\nif [ "$1" = run ]; then set -- "$@" --engine {engine}; fi\n{call}\n', encoding="utf-8"
    )
    wrapper.chmod(0o755)
    command = [
        sys.executable,
        str(FOLDER / "check.py"),
        str(FOLDER / "cases"),
        "--allocate",
        str(wrapper),
        "--stage",
        "run",
    ]
    done = subprocess.run([*command, "--tmp", str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
