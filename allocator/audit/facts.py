"""Facts of the inputs that the audit works out for itself: scores, enterprises, open tiers, published order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocator.audit.enterprises import closed_by_ledger, same_enterprise
from allocator.audit.gates import Gate, gates_of
from allocator.audit.scores import Judgement, judge
from allocator.numbers import NotANumber, parse_amount, parse_number
from allocator.policy import Policy
from allocator.tables.applications import MONEY_COLUMNS
from allocator.tables.load import Tables


@dataclass(frozen=True, slots=True)
class Facts:
    """What the inputs say of every application, by its id.

    Parameters
    ----------
    row
        Index in the applications table.
    judgements
        Score and indicator points.
    enterprise
        A label that two applications share where they are of one enterprise.
    gates
        Failed rules, and bounds in steps for the tiers that are open.
    rank
        Place in published order among all applications.
    """

    row: Mapping[str, int]
    judgements: Mapping[str, Judgement]
    enterprise: Mapping[str, int]
    gates: Mapping[str, Gate]
    rank: Mapping[str, int]


def gather_facts(policy: Policy, tables: Tables) -> Facts:
    """Work out the facts from policy and tables alone."""
    applications = tables.applications
    row = {text: k for k, text in enumerate(applications.ids)}
    judgements = judge(policy, tables)
    label = same_enterprise(applications)
    awarded = closed_by_ledger(policy, tables, label)
    gates = {i: gates_of(policy, applications, k, judgements[i], label[k] in awarded) for i, k in row.items()}
    order = sorted(row, key=lambda i: _sort_key(policy, tables, row[i], judgements[i]))
    return Facts(
        row=row,
        judgements=judgements,
        enterprise={i: label[k] for i, k in row.items()},
        gates=gates,
        rank={i: n for n, i in enumerate(order)},
    )


def _sort_key(policy: Policy, tables: Tables, row: int, judgement: Judgement) -> tuple[object, ...]:
    key: list[object] = [-(judgement.score or Fraction(0))]
    for name in policy.scoring.tie_break if policy.scoring else ():
        value = _tie_value(policy, tables, row, judgement, name)
        key.append((value is None, -(value or Fraction(0))))
    return (*key, tables.applications.ids[row])


def _tie_value(policy: Policy, tables: Tables, row: int, judgement: Judgement, name: str) -> Fraction | None:
    if name in {i.id for i in policy.indicators}:
        return judgement.points.get(name)
    text = tables.applications.table.cells(name)[row]
    if not text:
        return None
    try:
        return parse_amount(text, policy.money.unit) if name in MONEY_COLUMNS else parse_number(text)
    except NotANumber:  # reading the inputs has already refused this
        return None
