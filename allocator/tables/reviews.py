"""The experts' scores (评审), typed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocator.errors import Place, Problems
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.tables.applications import Applications
from allocator.tables.cells import BadCell, check_distinct_looks, enterprise_name, number, parse_column, yes_no
from allocator.tables.table import Table


@dataclass(frozen=True, slots=True)
class Reviews:
    """Columns of the reviews table, one value per application x expert x indicator.

    Parameters
    ----------
    table
        The cells as read.
    applications
        Index of the application among the applications.
    experts
        The expert's id, trimmed.
    indicators
        Position among the policy's indicators (base, then bonus); None where a recused row lacks it.
    scores
        Score, 0 to the indicator's max; None where empty.
    recused
        Whether this row marks its sheet as recused (回避).
    """

    table: Table
    applications: Sequence[int]
    experts: Sequence[str]
    indicators: Sequence[int | None]
    scores: Sequence[Fraction | None]
    recused: Sequence[bool]

    def __len__(self) -> int:
        return len(self.experts)


def known_application(table: Table, ids: Sequence[str], problems: Problems) -> list[int]:
    """Index of each row's application; a fault where it is empty or unknown (then -1)."""
    index = {text: k for k, text in enumerate(ids) if text}
    found: list[int] = []
    hints: dict[str, str] = {}
    for row, text in enumerate(table.cells("application_id")):
        found.append(index.get(text, -1))
        if found[-1] >= 0:
            continue
        if text not in hints:
            near = difflib.get_close_matches(text, index, 1) if len(index) <= 20_000 else []
            hints[text] = f"did you mean {near[0]!r}?" if near else "add it to the applications or take the row out"
        what = f"{text!r} is not among the applications" if text else "the cell is empty"
        problems.add(table.place(row, "application_id"), what, hints[text])
    return found


def read_reviews(table: Table, policy: Policy, applications: Applications, problems: Problems) -> Reviews | None:
    """Type the reviews table; None where its rows cannot be told apart.

    Parameters
    ----------
    table
        Cells as read.
    policy
        Gives the indicators.
    applications
        Those that may be reviewed.
    problems
        Takes every fault.
    """
    if not policy.indicators:
        what = "there are reviews, but the policy has no scoring.indicators"
        problems.add(Place(table.files[0]), what, "add the indicators to the policy, or take the reviews out")
        return None
    check_distinct_looks(table, "expert", problems, unique=False)
    recused = [bool(r) for r in parse_column(table, "recused", yes_no, problems)]
    reviews = Reviews(
        table=table,
        applications=known_application(table, applications.ids, problems),
        experts=table.cells("expert"),
        indicators=_indicators(table, policy, recused, problems),
        scores=parse_column(table, "score", number, problems),
        recused=recused,
    )
    _check_rows(reviews, policy, problems)
    _check_conflicts_of_interest(reviews, applications, problems)
    return reviews


def _indicators(table: Table, policy: Policy, recused: Sequence[bool], problems: Problems) -> list[int | None]:
    names = [label for i in policy.indicators for label in (i.id, i.name)]

    def indicator(text: str) -> int:
        index = policy.indicator_index(text)
        if index is None:
            near = difflib.get_close_matches(text, names, 1)
            raise BadCell(
                f"{text!r} is no indicator",
                f"did you mean {near[0]!r}?" if near else "write an id or name of the policy's indicators",
            )
        return index

    values = parse_column(table, "indicator", indicator, problems)
    for row, text in enumerate(table.cells("indicator")):
        if not text and not recused[row]:
            problems.add(table.place(row, "indicator"), "the cell is empty", "name the indicator")
    return values


def _check_rows(reviews: Reviews, policy: Policy, problems: Problems) -> None:
    table, tops = reviews.table, [i.max for i in policy.indicators]
    first: dict[tuple[int, str, int], int] = {}
    columns = zip(reviews.applications, reviews.experts, reviews.indicators, reviews.scores, strict=True)
    for row, (application, expert, indicator, score) in enumerate(columns):
        if not expert:
            problems.add(table.place(row, "expert"), "the cell is empty", "name the expert")
        if indicator is None:
            continue
        name = policy.indicators[indicator].id
        if score is not None and not 0 <= score <= tops[indicator]:
            what = f"{plain(score)} is outside 0 to {plain(tops[indicator])} for indicator {name}"
            problems.add(table.place(row, "score"), what, "correct the score")
        if application >= 0 and expert:
            at = first.setdefault((application, expert, indicator), row)
            if at != row:
                what = f"{expert!r} scored indicator {name} of this application already in {table.place(at)}"
                problems.add(table.place(row, "expert"), what, "keep one of the two rows")


def _check_conflicts_of_interest(reviews: Reviews, applications: Applications, problems: Problems) -> None:
    if "expert_unit" not in reviews.table:
        return
    units = reviews.table.cells("expert_unit")
    recused = {(a, e) for a, e, r in zip(reviews.applications, reviews.experts, reviews.recused, strict=True) if r}
    names: dict[str, str] = {}
    for row, (application, expert, unit) in enumerate(zip(reviews.applications, reviews.experts, units, strict=True)):
        if not unit or application < 0 or (application, expert) in recused:
            continue
        owner = applications.enterprises[application]
        for text in (unit, owner):
            names.setdefault(text, enterprise_name(text))
        if names[unit] == names[owner]:
            what = f"expert {expert!r} belongs to the applicant {owner!r} and is not recused"
            problems.add(reviews.table.place(row, "expert_unit"), what, "mark the sheet as recused (回避: 是)")
