"""Stage values recomputed from the awards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator.audit.amounts import Share
from allocator.audit.claims import compared, number
from allocator.audit.finding import Finding
from allocator.policy import Policy


def check_objective(
    policy: Policy, record: Mapping[str, Any], shares: Sequence[Share], tiers: Sequence[str]
) -> Iterator[Finding]:
    """Findings where stages, values or bounds do not follow from the awards.

    Parameters
    ----------
    shares, tiers
        The winners, and the id of each one's tier.
    """
    counts = Counter(tiers)
    deviation = sum(
        abs(counts[t.id] - t.quota.target)
        for t in policy.tiers
        if t.quota is not None and t.quota.target is not None and t.quota.prefer == "target"
    )
    if policy.objective == "funded-score":
        name = "funded-score"
        value = sum((s.weight * s.steps * policy.money.step for s in shares), Fraction(0))
    else:
        name, value = "weighted-score", sum((s.weight for s in shares), Fraction(0))
    stages = record.get("objective")
    if not isinstance(stages, list) or not all(isinstance(s, Mapping) for s in stages):
        yield Finding("objective", None, "the record has no list of stages")
        return
    yield from compared("objective", None, [s.get("stage") for s in stages], ["quota-deviation", name])
    for stage, expected, largest in zip(stages, (Fraction(deviation), value), (False, True), strict=False):
        found, bound = number(stage.get("value")), number(stage.get("bound"))
        label = f"objective {stage.get('stage')}"
        yield from compared(label, None, found, expected)
        if record.get("status") == "optimal":
            yield from compared(f"{label}, bound", None, bound, expected)
        elif stage.get("bound") is not None and (bound is None or (bound < expected if largest else bound > expected)):
            yield Finding(label, None, f"the bound {stage.get('bound')} is on the wrong side of the value")
