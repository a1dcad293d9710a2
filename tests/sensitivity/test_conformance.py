"""The slow reference against the conformance cases, computed by an independent program, where they are at hand."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator import load
from allocator.scenario import Scenario
from allocator.solving import stated_budget
from tests.sensitivity.reference.facts import facts_of
from tests.sensitivity.reference.records import (
    UNORDERED,
    differences,
    frontier_rows,
    rule_cost_rows,
    sensitivity_record,
)
from tests.sensitivity.reference.rules import conflict
from tests.sensitivity.reference.solution import solve
from tests.test_conformance import CASES, FOLDER

pytestmark = pytest.mark.skipif(not CASES, reason="the conformance cases are kept outside the project")


def expected(name: str, file: str) -> Any:
    text = (FOLDER / "cases" / name / "expected" / file).read_text(encoding="utf-8")
    return json.loads(text, parse_float=Fraction)


def loaded(name: str) -> Scenario:
    scenario = load(Path(FOLDER / "cases" / name))
    budget = expected(name, "meta.json")["budget"]
    return scenario.with_budget(stated_budget(scenario, budget)) if budget else scenario


def check(name: str) -> None:
    meta, scenario, extra = expected(name, "meta.json"), loaded(name), expected(name, "extra.json")
    if meta["exit"] == 3:
        facts = facts_of(scenario)
        assert not solve(facts).feasible
        assert conflict(facts) == extra["conflict"]
        return
    want, got = expected(name, "sensitivity.json"), sensitivity_record(scenario)
    for mine, theirs in zip(want["applications"], got["applications"], strict=True):
        if mine["regret"].get("rules") == []:  # not laid down by the cases: the score closes every tier
            mine["regret"]["rules"] = theirs["regret"]["rules"]
        if mine["regret"]["stage"] == "tie":
            mine["regret"]["loss"] = 0
    assert not list(differences(want, got))
    assert not list(differences(flat(extra["frontier"]), frontier_rows(scenario), UNORDERED))
    assert not list(differences(flat(extra["rule_costs"]), rule_cost_rows(scenario), UNORDERED))


def flat(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of extra.json by the columns of the files."""
    kept = ("budget", "rule", "source", "status", "awarded", "gained", "lost", "entering", "leaving", "moved")
    found = []
    for row in rows:
        optimal = row["status"] == "optimal"
        named = [k for k in kept if k in row and row[k] is not None and (optimal or k != "awarded")]
        values = {**row["stages"], **row.get("counts", {})} if optimal else {}
        found.append({k: row[k] for k in named} | values)
    return found


def of_size(most: int) -> list[str]:
    metas = [(name, expected(name, "meta.json")) for name in CASES]
    return [name for name, m in metas if m["exit"] == 3 or (m["exit"] == 0 and m["eligible"] <= most)]


@pytest.mark.parametrize("name", of_size(5)[::8])
def test_the_reference_agrees_with_a_case(name: str) -> None:
    check(name)


@pytest.mark.campaign
@pytest.mark.parametrize("name", of_size(12))
def test_the_reference_agrees_with_every_case(name: str) -> None:
    check(name)
