"""Certificates of models that have no scenario, as they are read back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from allocator.engines import Outcome
from allocator.model import Model

SHAPES: dict[str, dict[str, Any]] = {
    "quotas": {},
    "in full": {"full": True},
    "ties": {"places": 0},
    "groups": {"groups": True},
    "groups with money": {"groups": True, "money": True},
    "groups with money, in full": {"groups": True, "money": True, "full": True},
}


def record_of(model: Model) -> dict[str, Any]:
    """model.json of a model that has no scenario, as it is read back."""
    ids, tiers = [f"P{k}" for k in range(len(model.choices))], [f"t{k}" for k in range(model.tiers)]
    record: dict[str, Any] = json.loads(json.dumps(model_record(model, ids, tiers, 1)))
    return record


def certificate(outcome: Outcome) -> dict[str, Any]:
    assert outcome.certificate is not None
    found: dict[str, Any] = json.loads(json.dumps(outcome.certificate))
    return found


def model_record(model: Model, ids: Sequence[str], tiers: Sequence[str], step: int) -> dict[str, Any]:
    """Content of model.json made row by row: what the package writes from columns must equal it.

    `uses` of an option: the rows that it counts in, with its use of them; null where that is its award (funded-score).

    Parameters
    ----------
    model
        The program. A value is an integer over `scale`, money is in steps.
    ids, tiers
        Ids of its applications and of the tiers.
    step
        Base units in a step of money.
    """
    uses: list[list[list[int | None]]] = [[] for _ in model.options]
    for r, row in enumerate(model.rows):
        for o in row.options:
            amount = None if model.funded else model.options[o].lo
            uses[o].append([r, 1 if row.kind == "awards" else amount])
    return {
        "schema": "model/1",
        "stage": model.stage,
        "scale": model.scale,
        "tiers": model.tiers,
        "step": step,
        "options": [
            {
                "application_id": ids[o.application],
                "tier_id": tiers[o.tier],
                "application": o.application,
                "tier": o.tier,
                "value": o.value,
                "lo": o.lo,
                "hi": o.hi,
                "uses": mine,
            }
            for o, mine in zip(model.options, uses, strict=True)
        ],
        "rows": [
            {"rule": r.rule, "about": r.about, "kind": r.kind, "lower": r.lower, "upper": r.upper} for r in model.rows
        ],
        "targets": [{"tier": t.tier, "aim": t.aim, "options": list(t.options)} for t in model.targets],
    }
