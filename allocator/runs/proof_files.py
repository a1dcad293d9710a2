"""model.json and certificate.json: what a checker needs to prove an allocation anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from allocator.allocation import Allocation
from allocator.arrays import Column
from allocator.model import compile_model
from allocator.runs.model_json import model_json
from allocator.scenario import Scenario

PROOF_FILES = ("model.json", "certificate.json")


def proof_files(allocation: Allocation) -> dict[str, bytes]:
    """Files of the proof; none where the proof is a solver's word.

    Parameters
    ----------
    allocation
        The outcome.
    """
    if allocation.certificate is None:
        return {}
    return {
        "model.json": program_file(allocation.scenario),
        "certificate.json": compact(allocation.certificate),
    }


def program_file(scenario: Scenario) -> bytes:
    """Bytes of model.json of a scenario, with its budget."""
    ids, policy = scenario.tables.applications.ids, scenario.policy
    names = list(Column(ids.codes[scenario.order.array], ids.values))
    return model_json(compile_model(scenario), names, [t.id for t in policy.tiers], policy.money.step_base)


def compact(record: Mapping[str, Any]) -> bytes:
    """JSON with an entry of each list of records a line, so that large ones stay small and can be read."""
    lines = []
    for key, value in record.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            entries = ",\n".join("  " + json.dumps(v, ensure_ascii=False) for v in value)
            lines.append(f" {json.dumps(key)}: [\n{entries}\n ]")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


NODE = {"scale", "prices", "cuts", "cut_prices", "option", "use", "taken", "other"}


def misses_form(certificate: Mapping[str, Any], stage: str) -> bool:
    """Whether a certificate has not the form that this package writes; what it proves is the checker's to say.

    Parameters
    ----------
    certificate
        Content of certificate.json.
    stage
        Name of stage 2.
    """
    names = ("quota-deviation", stage) if certificate.get("status") == "optimal" else ("quota-deviation",)
    stages = certificate.get("stages")
    if list(certificate) != ["schema", "status", "stages", "chosen"] or not isinstance(stages, list):
        return True
    forms = all(isinstance(s, dict) and list(s) == ["stage", "value", "nodes"] for s in stages)
    forms = forms and all(isinstance(s["nodes"], list) and all(map(_is_node, s["nodes"])) for s in stages)
    return not forms or certificate["schema"] != "certificate/1" or tuple(s["stage"] for s in stages) != names


def _is_node(node: object) -> bool:
    return isinstance(node, dict) and {"scale", "prices"} <= node.keys() <= NODE
