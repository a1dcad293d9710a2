"""One awkward run for all tests of documents."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from allocator import load, solve
from allocator.report.explained_run import ExplainedRun
from tests.report.made import awkward, explained, run_of


@pytest.fixture(scope="session")
def awkward_run(tmp_path_factory: pytest.TempPathFactory) -> ExplainedRun:
    """The awkward scenario, solved and explained."""
    return explained(solve(load(awkward(tmp_path_factory.mktemp("awkward") / "scenario"))))


@pytest.fixture(scope="session")
def embedded_run() -> ExplainedRun:
    """The embedded scenario, solved and explained; over few budgets, because each takes a solve."""
    scenario = load(Path(__file__).resolve().parents[2] / "scenarios" / "shandong-2026")
    near = scenario.policy.sensitivity.replace(budgets=(Fraction(57, 100), Fraction(11, 10)))
    return explained(solve(replace(scenario, policy=scenario.policy.replace(sensitivity=near))))


@pytest.fixture(scope="session")
def unexplained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the awkward scenario that has not been explained."""
    folder = tmp_path_factory.mktemp("unexplained")
    return run_of(folder / "run", awkward(folder / "scenario"))


@pytest.fixture
def run(unexplained: Path, tmp_path: Path) -> Path:
    """A copy of it, to write into."""
    return Path(shutil.copytree(unexplained, tmp_path / "run"))
