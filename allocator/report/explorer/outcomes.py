"""What every budget of the searched range gives, row by row, and amounts where they are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allocator.numbers import plain
from allocator.report.explorer.known_amounts import known_amounts
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.frontier import FrontierRow

NO_AWARD = -1


def outcomes(found: Sensitivity) -> dict[str, Any]:
    """The range, the rows of the frontier as changes against the row before, and the known amounts.

    Money is in base units, a text each; a change is a pair of an application's place in published order and its tier
    from there on, -1 where it wins no more.
    """
    scenario = found.allocation.scenario
    positions, stage = scenario.positions, scenario.policy.objective_stage
    return {
        "range": [str(budget) for budget in found.range],
        "rows": [_row(row, positions, stage) for row in found.frontier],
        "known": [
            {"budget": str(k.budget), "amounts": [[positions[i], str(a)] for i, a in k.amounts.items()]}
            for k in known_amounts(found)
        ],
    }


def _row(row: FrontierRow, positions: Sequence[int], stage: str) -> dict[str, Any]:
    record: dict[str, Any] = {"budget": str(row.budget), "changes": _changes(row, positions)}
    if row.status == "optimal":
        record |= {"counts": list(row.counts), "awarded": str(row.awarded)}
        record |= {"deviation": plain(row.stages["quota-deviation"]), "value": plain(row.stages[stage])}
    return record


def _changes(row: FrontierRow, positions: Sequence[int]) -> list[list[int]]:
    tiers: Mapping[int, int] = row.tiers
    concerned = (*row.entering, *row.leaving, *row.moved)
    return sorted([positions[k], tiers.get(k, NO_AWARD)] for k in concerned)
