"""Columns that the policy names: finding them, reading them as numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from allocator.errors import Place, Problems
from allocator.fields import MONEY_COLUMNS
from allocator.numbers import fold
from allocator.policy import Policy
from allocator.tables.applications import Applications
from allocator.tables.canonical import canonical_form
from allocator.tables.cells import amount_parser, number


def number_parser(policy: Policy, column: str) -> Callable[[str], Fraction]:
    """Parser of a column's numbers: amounts in policy units in a money column, else plain numbers."""
    return amount_parser(policy.money.unit) if column in MONEY_COLUMNS else number


def comparable(policy: Policy, column: str) -> Callable[[str], str]:
    """What makes a cell of a column, or a value that a rule compares it with, a text that is equal where they are.

    Known columns compare by value (a USCC in any case, `1.5万` as 1.5, a tier by its id), so that rules see in a run's
    inputs what they saw in the files.
    """
    form = canonical_form("applications", column, policy)
    return lambda text: fold(form(text))


def has_column(policy: Policy, applications: Applications, column: str, rule: str, problems: Problems) -> bool:
    """Whether a column that a rule names is there; a fault where it is not."""
    if column in applications.table:
        return True
    heading = policy.columns.get(column, column)
    what = f"the column {heading!r} that rule {rule!r} needs is missing"
    problems.add(
        Place(applications.table.files[0]), what, "add the column, or correct `column` or `columns` in the policy"
    )
    return False
