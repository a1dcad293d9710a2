"""Reading a run folder back."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from allocator.allocation import Allocation, Award, StageValue
from allocator.scenario import Scenario


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
