"""The sensitivity module against literal re-solving by enumeration, every field, on random small scenarios."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from allocator import solve
from allocator.scenario import Scenario
from allocator.sensitivity.explain import explain
from allocator.sensitivity.record import frontier_table, rule_cost_rows, sensitivity_record
from tests.sensitivity.made import loaded, seeded
from tests.sensitivity.reference import records

SEEDS, CAMPAIGN = 40, 300


def checked(seeds: range, most: int) -> Iterator[str]:
    """The differences of the scenarios of some seeds, with the seed."""
    compared = 0
    for seed in seeds:
        scenario = loaded(seeded(seed, most))
        if scenario is None:
            continue
        found = differences(scenario)
        if found is not None:
            compared += 1
            yield from (f"seed {seed}{d}" for d in found)
    assert compared > len(seeds) // 3


def differences(scenario: Scenario) -> list[str] | None:
    """Where the module and the reference differ; None where there is nothing to explain."""
    allocation = solve(scenario)
    if allocation.status != "optimal":
        return None
    found = explain(allocation)
    record, stage = sensitivity_record(found), scenario.policy.objective_stage
    wanted = records.sensitivity_record(scenario)
    order = [a["application_id"] for a in wanted["applications"]]
    assert [a["application_id"] for a in record["applications"]] == order
    by = {s["application_id"]: {**s, "failed": list(map(named, s["failed"]))} for s in record["screened"]}
    screened = {"screened": [by.get(s["application_id"]) for s in wanted["screened"]]}
    assert len(by) == len(wanted["screened"])
    differing = list(records.differences(wanted, record | screened))
    frontier = rows_of(frontier_table(scenario, stage, found.frontier))
    differing += records.differences(records.frontier_rows(scenario), frontier, records.UNORDERED, " frontier")
    costs = {row["rule"]: row for row in rows_of(rule_cost_rows(scenario, stage, found.rule_costs))}
    theirs = records.rule_cost_rows(scenario)
    assert {row["rule"] for row in theirs} == set(costs)
    mine = [costs[row["rule"]] for row in theirs]
    return differing + list(records.differences(theirs, mine, records.UNORDERED, " rule costs"))


def named(rule: str) -> str:
    """A rule that closes, as the reference calls it: it does not tell reasons of a missing score apart."""
    return "score" if rule.startswith(("score-", "reviews-")) else rule


def rows_of(table: Iterator[list[str]]) -> list[dict[str, Any]]:
    """Rows of a CSV by their columns, read back as values."""
    text = io.StringIO()
    csv.writer(text).writerows(table)
    text.seek(0)
    return [{k: value_of(k, v) for k, v in row.items() if v or k in (*LISTS, "source")} for row in csv.DictReader(text)]


LISTS = ("entering", "leaving", "moved", "gained", "lost")


def value_of(column: str, text: str) -> Any:
    """A cell as the reference has it."""
    if column in LISTS:
        return [i for i in text.split(";") if i]
    return text if column in ("rule", "source", "status") else Fraction(text)


def test_every_field_is_that_of_literal_re_solving() -> None:
    assert list(checked(range(SEEDS), 6)) == []


@pytest.mark.campaign
def test_every_field_is_that_of_literal_re_solving_on_many_scenarios() -> None:
    assert list(checked(range(1_000, 1_000 + 2 * CAMPAIGN), 7)) == []
