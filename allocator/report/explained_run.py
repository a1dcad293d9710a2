"""What documents are made from: an allocation with everything that is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allocator.allocation import Allocation
from allocator.sensitivity.alternatives import Alternatives
from allocator.sensitivity.conflict import Conflict
from allocator.sensitivity.explanation import Sensitivity


@dataclass(frozen=True, slots=True)
class ExplainedRun:
    """A run and its explanation.

    Parameters
    ----------
    allocation
        As read from the run folder, audited.
    sensitivity, alternatives
        As `explain` and `alternatives` found them; None where no allocation satisfies the rules.
    fingerprint
        SHA-256 of allocation.json, in hexadecimal.
    date
        Of the documents: given, else the day on which the run was started.
    inputs
        Name and SHA-256 of each input, as allocation.json names them.
    conflict
        Why no allocation satisfies the rules, where that is so and the search for it came to an end.
    """

    allocation: Allocation
    sensitivity: Sensitivity | None
    alternatives: Alternatives | None
    fingerprint: str
    date: date
    inputs: tuple[tuple[str, str], ...] = ()
    conflict: Conflict | None = None
