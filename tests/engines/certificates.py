"""Certificates of models that have no scenario, as they are read back."""

from __future__ import annotations

import json
from typing import Any

from allocator.engines import Outcome
from allocator.model import Model
from allocator.runs.proof_files import model_record

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
