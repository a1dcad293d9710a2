"""Cells of the applications as rules compare them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from allocator.arrays import Column
from allocator.fields import MONEY_COLUMNS
from allocator.numbers import fold, plain
from allocator.policy import Policy
from allocator.tables.cells import BadCell, amount_parser, number
from allocator.tables.load import Tables


def texts_of(policy: Policy, tables: Tables, column: str) -> Column[str]:
    """Comparable texts of a column, one per application; empty where the cell is, or where there is no such column.

    Parameters
    ----------
    policy
        Gives the tiers: a tier named by its name counts as named by its id.
    tables
        Gives the cells.
    column
        Internal name of the column.
    """
    return tables.applications.table.cells(column).map(lambda text: text_of(policy, column, text)).merged()


def text_of(policy: Policy, column: str, text: str) -> str:
    """A cell of a column, or a value that a rule compares it with, in comparable form."""
    folded = fold(text)
    if column == "tier":
        tier = policy.tier_index(folded)
        return folded if tier is None else policy.tiers[tier].id
    if column in (*MONEY_COLUMNS, "score"):
        value = number_reader(policy, column)(text)
        return folded if value is None else plain(value)
    return folded.upper() if column == "uscc" else folded


def number_reader(policy: Policy, column: str) -> Callable[[str], Fraction | None]:
    """Reader of the numbers of a column (money in policy units); None where a text is no number."""
    parse = amount_parser(policy.money.unit) if column in MONEY_COLUMNS else number

    def read(text: str) -> Fraction | None:
        try:
            return parse(text) if text else None
        except BadCell:
            return None

    return read
