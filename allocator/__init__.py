"""Exact, explained allocation of award money: `load` a scenario, `solve` it, write the run."""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # type checkers know it by its name; `typing` takes a while to import, and Ctrl-C may come
if TYPE_CHECKING:
    from typing import Any

    from allocator.allocation import Allocation, Award, StageValue
    from allocator.errors import AllocatorError, InputError
    from allocator.loading import load
    from allocator.report.write import write_report
    from allocator.runs.verify import verify
    from allocator.runs.write import write_run
    from allocator.scenario import Scenario
    from allocator.sensitivity import find_conflict
    from allocator.sensitivity.alternatives import alternatives
    from allocator.sensitivity.compare import compare
    from allocator.sensitivity.what_if import what_if
    from allocator.solving import solve

_FACE = {
    "Allocation": "allocator.allocation",
    "AllocatorError": "allocator.errors",
    "Award": "allocator.allocation",
    "InputError": "allocator.errors",
    "Scenario": "allocator.scenario",
    "StageValue": "allocator.allocation",
    "alternatives": "allocator.sensitivity.alternatives",
    "compare": "allocator.sensitivity.compare",
    "explain": "allocator.sensitivity.explain",
    "find_conflict": "allocator.sensitivity",
    "frontier": "allocator.sensitivity.frontier",
    "load": "allocator.loading",
    "rule_costs": "allocator.sensitivity.rule_costs",
    "solve": "allocator.solving",
    "verify": "allocator.runs.verify",
    "what_if": "allocator.sensitivity.what_if",
    "write_report": "allocator.report.write",
    "write_run": "allocator.runs.write",
}

__all__ = [
    "Allocation",
    "AllocatorError",
    "Award",
    "InputError",
    "Scenario",
    "StageValue",
    "alternatives",
    "compare",
    "explain",
    "find_conflict",
    "frontier",
    "load",
    "rule_costs",
    "solve",
    "verify",
    "what_if",
    "write_report",
    "write_run",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `import allocator` costs nothing."""
    if name in _FACE:
        return getattr(importlib.import_module(_FACE[name]), name)
    raise AttributeError(f"module 'allocator' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
