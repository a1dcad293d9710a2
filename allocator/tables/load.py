"""All tables of a scenario, read, typed and checked against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocator.errors import Place, Problems
from allocator.fields import FIELDS
from allocator.policy import Policy
from allocator.tables.applications import Applications, read_applications
from allocator.tables.decisions import Decisions, read_decisions
from allocator.tables.ledger import Ledger, read_ledger
from allocator.tables.read import ScenarioFiles, read_table
from allocator.tables.reviews import Reviews, read_reviews
from allocator.tables.table import Table


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a scenario; those that are optional may be None.

    Parameters
    ----------
    applications, reviews, ledger, decisions
        Typed tables.
    """

    applications: Applications
    reviews: Reviews | None
    ledger: Ledger | None
    decisions: Decisions | None

    def raw(self) -> Iterator[Table]:
        """The tables that were given, as read."""
        for table in (self.applications, self.reviews, self.ledger, self.decisions):
            if table is not None:
                yield table.table


def check_structure(files: ScenarioFiles, problems: Problems) -> None:
    """Record what is wrong with the tables whatever the policy says: files, headings, cells that are no value.

    Parameters
    ----------
    files
        Where the tables are.
    problems
        Takes every fault; warnings may be wrong, as headings that only the policy knows are not known.
    """
    for name in FIELDS:
        read_table(files, name, {}, problems)


def load_tables(files: ScenarioFiles, policy: Policy, problems: Problems) -> Tables:
    """Read every table of a scenario; faulty cells leave gaps, so look at `problems` before using the values.

    Parameters
    ----------
    files
        Where the tables are.
    policy
        Gives headings of extra columns, units, tiers and indicators.
    problems
        What finding the files has brought up; takes every further fault.

    Raises
    ------
    InputError
        Where there are no applications to go on with.
    """
    raw = {name: read_table(files, name, policy.columns, problems) for name in FIELDS}
    table = raw["applications"]
    if table is None:
        raise problems.error()
    applications = read_applications(table, policy, problems)
    reviews = ledger = decisions = None
    if (given := raw["reviews"]) is not None:
        reviews = read_reviews(given, policy, applications, problems)
    if (given := raw["ledger"]) is not None:
        ledger = read_ledger(given, policy, problems)
    if (given := raw["decisions"]) is not None:
        decisions = read_decisions(given, policy, applications, problems)
    if "score" not in table and raw["reviews"] is None:
        problems.add(
            Place(table.files[0]), "there is neither a column score (综合得分) nor a reviews table", "add one of them"
        )
    if policy.one_award_per is None:
        what = "one_award_per is null: an enterprise may win several awards"
        what += "" if ledger is None else f", and {ledger.table.files[0]} is not applied"
        problems.warn(Place(files.policy_name), what, "name a key where that is not meant")
    return Tables(applications, reviews, ledger, decisions)
