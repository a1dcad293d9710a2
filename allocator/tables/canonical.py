"""Cells as values: one form for all the ways in which the same value may be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from allocator.arrays import Column
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.tables.applications import tier_parser
from allocator.tables.cells import BadCell, amount_parser, day, number, year, yes_no
from allocator.tables.decisions import verdict_parser
from allocator.tables.table import Table
from allocator.tables.uscc import codes, uscc

Form = Callable[[str], str]


def canonical_cells(table: Table, column: str, policy: Policy) -> Column[str]:
    """Cells of a column in canonical form."""
    cells = table.cells(column)
    if column not in _forms(table.name, policy):
        return cells
    if column == "uscc":
        return Column(
            cells.codes, [code or text for code, text in zip(codes(cells.values)[0], cells.values, strict=True)]
        )
    return cells.map(canonical_form(table.name, column, policy))


def canonical_form(table: str, column: str, policy: Policy) -> Form:
    """What turns a cell as read into its canonical form, which reads back as the same value.

    Money is in policy units and numbers are plain decimals, tiers and indicators are named by id, yes and no are
    these words, days are written 2026-03-01. Other columns, empty cells and what is no value (a tier of the past in
    the ledger) stay as written.

    Parameters
    ----------
    table, column
        Name of the table and internal name of the column.
    policy
        Gives the money unit, the tiers and the indicators.
    """
    form = _forms(table, policy).get(column, str)

    def canonical(text: str) -> str:
        try:
            return form(text) if text else ""
        except BadCell:
            return text

    return canonical


def _forms(table: str, policy: Policy) -> Mapping[str, Form]:
    tier, amount, verdict = tier_parser(policy), amount_parser(policy.money.unit), verdict_parser(policy)

    def money(text: str) -> str:
        return plain(amount(text))

    def score(text: str) -> str:
        return plain(number(text))

    def tier_id(text: str) -> str:
        return policy.tiers[tier(text)].id

    def indicator(text: str) -> str:
        index = policy.indicator_index(text)
        return text if index is None else policy.indicators[index].id

    def decision(text: str) -> str:
        kind, t = verdict(text)
        return kind if t is None else f"{kind}:{policy.tiers[t].id}"

    forms: Mapping[str, Mapping[str, Form]] = {
        "applications": {"uscc": uscc, "tier": tier_id, "requested": money, "investment": money, "score": score},
        "reviews": {"indicator": indicator, "score": score, "recused": lambda text: "yes" if yes_no(text) else "no"},
        "ledger": {"year": lambda text: str(year(text)), "uscc": uscc, "tier": tier_id, "amount": money},
        "decisions": {"decision": decision, "date": day},
    }
    return forms[table]
