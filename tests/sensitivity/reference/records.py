"""The reference's answers in the shape of FORMATS.md, and where another program's differ."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from allocator.policy.rules import rules_of
from allocator.scenario import Scenario
from tests.sensitivity.reference import margins, overview
from tests.sensitivity.reference.facts import facts_of

UNORDERED = ("rules", "failed", "entering", "leaving", "moved", "gained", "lost")
"""Lists whose order the formats leave open; in sensitivity.json `leaving` and `entering` have one."""


def sensitivity_record(scenario: Scenario) -> dict[str, Any]:
    """sensitivity.json without reasons; scores as fractions."""
    return {"schema": "sensitivity/1", **margins.explain(facts_of(scenario))}


def frontier_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """The rows of frontier.csv by their columns; ids as sorted lists."""
    facts = facts_of(scenario)
    stages = {"deviation": "quota-deviation", "value": facts.stage}
    return [_flat(row, stages) for row in overview.frontier(facts)]


def rule_cost_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """The rows of rule_costs.csv by their columns; ids as sorted lists."""
    facts = facts_of(scenario)
    stages = {"deviation": "quota-deviation", "value": facts.stage}
    sources = {rule.id: rule.source for rule in rules_of(scenario.policy)}
    sources |= {f"decision:{facts.applicants[k].id}": d.authority for k, d in facts.decisions}
    quotas = {t.id for t in scenario.policy.tiers if t.quota is not None}
    rows = [_flat(row, stages) for row in overview.rule_costs(facts, overview.costed_rules(facts, quotas))]
    return [{**row, "source": sources[row["rule"]]} for row in rows]


def _flat(row: dict[str, Any], stages: dict[str, str]) -> dict[str, Any]:
    counts: dict[str, Any] = row.get("counts", {})
    return {stages.get(k, k): v for k, v in row.items() if k != "counts"} | counts


def differences(want: Any, got: Any, unordered: tuple[str, ...] = ("rules", "failed"), at: str = "") -> Iterator[str]:
    """Every place where two records differ, what each has there; what only `got` has is not looked at."""
    if isinstance(want, dict) and isinstance(got, dict):
        name = str(want.get("application_id", ""))
        for key, value in want.items():
            place = f"{at}.{key}{f'({name})' if name else ''}"
            if key not in got:
                yield f"{place}: absent"
            elif key in unordered:
                yield from differences(sorted(value), sorted(got[key]), unordered, place)
            else:
                yield from differences(value, got[key], unordered, place)
    elif isinstance(want, list | tuple) and isinstance(got, list | tuple) and len(want) == len(got):
        for n, (mine, theirs) in enumerate(zip(want, got, strict=True)):
            yield from differences(mine, theirs, unordered, f"{at}[{n}]")
    elif isinstance(want, bool) or isinstance(got, bool):
        if want is not got:
            yield f"{at}: {want} expected, {got} found"
    elif _exact(want) != _exact(got):
        yield f"{at}: {want} expected, {got} found"


def _exact(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else Fraction(value) if isinstance(value, int) else value
