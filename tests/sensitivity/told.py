"""Reasons of small scenarios, by application id."""

from __future__ import annotations

from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.reasons import Reasons
from tests.small import TIERS

HEADER = "application_id,enterprise,tier,requested,score,city\n"


FALLBACK = "fallback: [{from: top, to: base, source: 第十条}]"


class Told:
    """Reasons of a scenario by application id: `kind`, `zh` and `en`."""

    def __init__(self, found: Sensitivity) -> None:
        reasons, ids = Reasons(found), found.allocation.scenario.tables.applications.ids
        said = {ids[e.application]: reasons.kind(e) for e in found.applications}
        said |= {ids[s.application]: ("screened", reasons.of_screened(s)) for s in found.screened}
        self.kind = {i: kind for i, (kind, _) in said.items()}
        self.zh = {i: reason[0] for i, (_, reason) in said.items()}
        self.en = {i: reason[1] for i, (_, reason) in said.items()}


def with_quota(quota: str) -> str:
    return TIERS.replace("floor: 2,", f"floor: 2, quota: {quota},")
