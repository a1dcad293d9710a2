"""The inputs of a run as values: a canonical form that does not depend on encoding, order or file format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from allocator.fields import FIELDS
from allocator.numbers import fold, plain
from allocator.policy import Policy
from allocator.policy.values import Operand
from allocator.runs.csv_text import csv_bytes
from allocator.scenario import Scenario
from allocator.tables.cells import BadCell, amount_parser, number, year, yes_no
from allocator.tables.table import Table

MONEY = ("requested", "investment", "amount")


def input_files(scenario: Scenario) -> dict[str, bytes]:
    """Name -> bytes of each table under `inputs/`: internal headings, canonical cells, rows sorted.

    The hash of a table in `allocation.json` is the SHA-256 of these bytes.
    """
    return {table.name: csv_bytes(_canonical(table, scenario.policy)) for table in scenario.tables.raw()}


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
    return json.dumps(
        _values(policy.model_dump(exclude_unset=True, by_alias=True)),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def _values(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"text", "flag"}:
            return value["text"] if value["flag"] is None else value["flag"]
        return {k: _values(v) for k, v in value.items() if v is not None or k == "one_award_per"}
    if isinstance(value, list | tuple):
        return [_values(v) for v in value]
    if isinstance(value, Operand):
        return value.text if value.flag is None else value.flag
    if isinstance(value, Fraction):
        return plain(value)
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def _canonical(table: Table, policy: Policy) -> list[list[str]]:
    known = [c for c in FIELDS[table.name] if c in table]
    columns = known + sorted(c for c in table.columns if c not in FIELDS[table.name])
    cells = [_column(table, column, policy) for column in columns]
    return [columns, *sorted([list(row) for row in zip(*cells, strict=True)])]


def _column(table: Table, column: str, policy: Policy) -> list[str]:
    amount = amount_parser(policy.money.unit)
    forms: dict[str, Callable[[str], str]] = {"score": lambda t: plain(number(t)), "year": lambda t: str(year(t))}
    forms |= {"recused": lambda t: "yes" if yes_no(t) else "no", "uscc": lambda t: fold(t).upper()}
    forms |= dict.fromkeys(MONEY, lambda t: plain(amount(t)))
    forms["tier"] = lambda t: t if (k := policy.tier_index(t)) is None else policy.tiers[k].id
    form = forms.get(column) if column in FIELDS[table.name] else None
    if form is None:
        return list(table.cells(column))
    known = {"": ""}
    for text in set(table.cells(column)) - {""}:
        try:
            known[text] = form(text)
        except (BadCell, ValueError):
            known[text] = text
    return [known[text] for text in table.cells(column)]
