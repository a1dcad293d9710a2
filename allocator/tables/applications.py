"""The applications (申报项目), typed."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from allocator.arrays import Column
from allocator.errors import Place, Problems
from allocator.policy import Policy
from allocator.tables.cells import BadCell, amount_parser, check_distinct_looks, parse_column, require, score_parser
from allocator.tables.table import Table
from allocator.tables.uscc import uscc_column


@dataclass(frozen=True, slots=True)
class Applications:
    """Columns of the applications table, one value per application in the order of the file.

    Parameters
    ----------
    table
        The cells as read, for places and for columns that only rules use.
    ids, enterprises
        Text cells as read, trimmed.
    usccs
        Unified social credit codes, upper case; `""` where not given.
    tiers
        Position in the policy of the tier applied for.
    requested, investment
        Policy units; None where empty.
    scores
        Composite scores as given; None where empty.
    """

    table: Table
    ids: Column[str]
    enterprises: Column[str]
    usccs: Column[str]
    tiers: Column[int]
    requested: Column[Fraction | None]
    investment: Column[Fraction | None]
    scores: Column[Fraction | None]

    def __len__(self) -> int:
        return len(self.ids)


def read_applications(table: Table, policy: Policy, problems: Problems) -> Applications:
    """Type the applications table.

    Parameters
    ----------
    table
        Cells as read.
    policy
        Gives units, tiers and the form of scores.
    problems
        Takes every fault.
    """
    for column in ("application_id", "enterprise"):
        require(table, column, problems)
    check_distinct_looks(table, "application_id", problems, unique=True)
    amount = amount_parser(policy.money.unit)
    if len(policy.tiers) > 1:
        if "tier" in table:
            require(table, "tier", problems)
        else:
            place, remedy = Place(table.files[0]), "add it; the policy has more than one tier"
            problems.add(place, "the column tier (申报类型) is missing", remedy)
    tiers = parse_column(table, "tier", tier_parser(policy), problems)
    return Applications(
        table=table,
        ids=table.cells("application_id"),
        enterprises=table.cells("enterprise"),
        usccs=uscc_column(table, problems),
        tiers=tiers.map(lambda tier: tier or 0),
        requested=parse_column(table, "requested", amount, problems),
        investment=parse_column(table, "investment", amount, problems),
        scores=parse_column(table, "score", score_parser(policy.score_decimals, policy.top_score), problems),
    )


def tier_parser(policy: Policy) -> Callable[[str], int]:
    """Parser of cells that name a tier by its id or name."""

    def tier(text: str) -> int:
        index = policy.tier_index(text)
        if index is None:
            labels = [label for t in policy.tiers for label in (t.id, t.name)]
            near = difflib.get_close_matches(text, labels, 1)
            listed = ", ".join(f"{t.id} ({t.name})" for t in policy.tiers)
            raise BadCell(f"{text!r} is no tier", f"did you mean {near[0]!r}?" if near else f"write one of {listed}")
        return index

    return tier
