"""One awkward run for all tests of documents."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from allocator import load, solve
from allocator.report.explained_run import ExplainedRun
from tests.report.made import awkward, explained


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
