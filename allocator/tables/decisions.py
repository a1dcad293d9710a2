"""Recorded decisions (决定): who must or must not be funded, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from allocator.errors import Problems
from allocator.numbers import fold
from allocator.policy import Policy
from allocator.tables.applications import Applications, tier_parser
from allocator.tables.cells import BadCell, day, parse_column, require
from allocator.tables.reviews import known_application
from allocator.tables.table import Table

Verdict = tuple[Literal["fund", "reject"], int | None]
_CHINESE = {"支持": "fund", "予以支持": "fund", "不支持": "reject", "不予支持": "reject"}


@dataclass(frozen=True, slots=True)
class Decision:
    """One recorded decision.

    Parameters
    ----------
    application
        Index of the application.
    verdict
        `fund` (must win) or `reject`.
    tier
        Position of the tier in which it must win; None: any.
    reason, authority, date
        As recorded, the date as 2026-03-01; `authority` and `date` may be empty.
    row
        Index of its row in the table.
    """

    application: int
    verdict: Literal["fund", "reject"]
    tier: int | None
    reason: str
    authority: str
    date: str
    row: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions in the order of the file, at most one per application."""

    table: Table
    entries: Sequence[Decision]


def read_decisions(table: Table, policy: Policy, applications: Applications, problems: Problems) -> Decisions:
    """Type the decisions table.

    Parameters
    ----------
    table
        Cells as read.
    policy
        Gives the tiers.
    applications
        Those that may be decided on.
    problems
        Takes every fault.
    """
    require(table, "decision", problems)
    require(table, "reason", problems)
    where = known_application(table, applications.ids, problems).tolist()
    verdicts = parse_column(table, "decision", verdict_parser(policy), problems)
    first: dict[int, int] = {}
    entries: list[Decision] = []
    authorities, reasons = table.cells("authority"), table.cells("reason")
    dates = parse_column(table, "date", day, problems)
    for row, (application, verdict) in enumerate(zip(where, verdicts, strict=True)):
        if application < 0:
            continue
        at = first.setdefault(application, row)
        if at != row:
            what = f"{applications.ids[application]!r} is already decided on in {table.place(at)}"
            problems.add(table.place(row, "application_id"), what, "keep one decision an application")
        elif verdict is not None:
            entries.append(Decision(application, *verdict, reasons[row], authorities[row], dates[row] or "", row))
    return Decisions(table, tuple(entries))


def verdict_parser(policy: Policy) -> Callable[[str], Verdict]:
    """Parser of cells that hold a decision."""
    tier_of = tier_parser(policy)

    def verdict(text: str) -> Verdict:
        word, colon, tier = fold(text).partition(":")
        word = _CHINESE.get(word.strip(), word.strip().lower())
        if word == "reject" and not colon:
            return "reject", None
        if word == "fund" and bool(colon) == bool(tier):
            return "fund", tier_of(tier.strip()) if tier else None
        raise BadCell(f"{text!r} is no decision", "write fund, fund:TIER or reject")

    return verdict
