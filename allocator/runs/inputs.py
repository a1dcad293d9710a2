"""The inputs of a run as values: a canonical form that does not depend on encoding, order or file format."""

from __future__ import annotations

import hashlib
import json

from allocator.policy import Policy
from allocator.policy.write import policy_value
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
    return json.dumps(policy_value(policy), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
