"""Every check of an explanation, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.runs.consistent.alternatives import alternatives_faults
from allocator.runs.consistent.applications import application_faults
from allocator.runs.consistent.frontier import frontier_faults
from allocator.runs.consistent.known import Known
from allocator.runs.consistent.rule_costs import rule_cost_faults
from allocator.sensitivity.alternatives import Alternatives
from allocator.sensitivity.explanation import Sensitivity


def inconsistency(found: Sensitivity, others: Alternatives) -> str | None:
    """The first thing in which an explanation contradicts its allocation, its inputs or itself; None where nothing.

    What a search alone can tell is not checked: how large a loss is within its bounds, who moves in the allocation
    behind it, whether the winners at other budgets and without a rule are the best, how many lists tie. `allocate
    verify --sensitivity` searches again.

    Parameters
    ----------
    found, others
        As they were read.
    """
    return next(_faults(found, others), None)


def _faults(found: Sensitivity, others: Alternatives) -> Iterator[str]:
    known = Known(found.allocation)
    yield from application_faults(known, found)
    yield from frontier_faults(known, found)
    yield from rule_cost_faults(known, found.rule_costs)
    yield from alternatives_faults(known, found, others)
