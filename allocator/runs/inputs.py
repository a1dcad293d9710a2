"""The inputs of a run as values: a canonical form that does not depend on encoding, order or file format."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import Any

from allocator.numbers import plain
from allocator.policy import Policy
from allocator.policy.part import Part
from allocator.policy.values import Operand
from allocator.runs.input_table import table_bytes
from allocator.scenario import Scenario


def input_files(scenario: Scenario) -> dict[str, bytes]:
    """Name -> bytes of each table under `inputs/`: internal headings, canonical cells, rows sorted.

    The hash of a table in `allocation.json` is the SHA-256 of these bytes.
    """
    return {table.name: table_bytes(table, scenario.policy) for table in scenario.tables.raw()}


def input_hashes(scenario: Scenario, files: dict[str, bytes]) -> list[dict[str, str]]:
    """`inputs` of `allocation.json`: names and SHA-256, the policy first.

    Parameters
    ----------
    files
        As `input_files` gives them.
    """
    hashes = [("policy", hashlib.sha256(policy_text(scenario.policy).encode()).hexdigest())]
    hashes += [(name, hashlib.sha256(data).hexdigest()) for name, data in files.items()]
    return [{"name": name, "sha256": digest} for name, digest in hashes]


def policy_text(policy: Policy) -> str:
    """Canonical text of a policy: its given keys sorted, numbers as plain decimals, in one line of JSON."""
    return json.dumps(_value(policy), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _value(value: Any) -> Any:
    if isinstance(value, Part):
        given = {
            f.alias or n: getattr(value, n) for n, f in type(value).model_fields.items() if n in value.model_fields_set
        }
        return {key: _value(v) for key, v in given.items() if v is not None or key == "one_award_per"}
    if isinstance(value, dict):
        return {key: _value(v) for key, v in value.items()}
    if isinstance(value, tuple):
        return [_value(v) for v in value]
    if isinstance(value, Operand):
        return value.text if value.flag is None else value.flag
    if isinstance(value, Fraction):
        return plain(value)
    return value if isinstance(value, bool | int | str) or value is None else str(value)
