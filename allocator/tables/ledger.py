"""Awards of earlier batches and years (台账), typed."""

from __future__ import annotations

from dataclasses import dataclass

from allocator.arrays import Column
from allocator.errors import Problems
from allocator.policy import Policy
from allocator.tables.applications import tier_parser
from allocator.tables.cells import BadCell, amount_parser, parse_column, require, year
from allocator.tables.table import Table
from allocator.tables.uscc import uscc_column


@dataclass(frozen=True, slots=True)
class Ledger:
    """Columns of the ledger, one value per award.

    Parameters
    ----------
    table
        The cells as read.
    years
        Calendar year of the award; 0 only where the cell was faulty.
    enterprises, usccs
        Whose award it was; `""` where not given.
    """

    table: Table
    years: Column[int]
    enterprises: Column[str]
    usccs: Column[str]

    def __len__(self) -> int:
        return len(self.years)


def read_ledger(table: Table, policy: Policy, problems: Problems) -> Ledger:
    """Type the ledger.

    Parameters
    ----------
    table
        Cells as read.
    policy
        Gives the money unit and the tiers.
    problems
        Takes every fault; a tier that the policy no longer has is only warned of.
    """
    require(table, "year", problems)
    codes = uscc_column(table, problems)
    names = table.cells("enterprise")
    for row, (name, code) in enumerate(zip(names, table.cells("uscc"), strict=True)):
        if not name and not code:
            problems.add(
                table.place(row, "enterprise"), "neither an enterprise nor its code is given", "fill in one of them"
            )
    parse_column(table, "amount", amount_parser(policy.money.unit), problems)
    tier = tier_parser(policy)
    for row, text in enumerate(table.cells("tier")):
        try:
            text and tier(text)
        except BadCell as error:
            problems.warn(table.place(row, "tier"), error.what, "it is not used")
    years = parse_column(table, "year", year, problems)
    return Ledger(table, years.map(lambda year: year or 0), names, codes)
