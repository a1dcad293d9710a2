"""Runs of a small scenario: with a solver's word, with a certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator import load, solve, write_run
from tests.small import policy, write

LEDGER = "year,enterprise,amount\n2025,戊公司,10\n"


DECISIONS = "application_id,decision,reason\nD,reject,会议\n"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of a small scenario; the folder `scenario` beside it is the original."""
    folder = write(tmp_path / "scenario", policy(budget="21"), ledger=LEDGER, decisions=DECISIONS)
    write_run(tmp_path / "run", solve(load(folder), engine="cp-sat"))
    return tmp_path / "run"


@pytest.fixture
def certified(run: Path) -> Path:
    """The same scenario with a certificate."""
    write_run(run.parent / "certified", solve(load(run.parent / "scenario"), engine="certified"))
    return run.parent / "certified"
