"""The experts' scores (评审), typed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from allocator.arrays import Column, Integers, Ints, Mask
from allocator.errors import Place, Problem, Problems
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.tables.applications import Applications
from allocator.tables.cells import BadCell, check_distinct_looks, enterprise_name, number, parse_column, yes_no
from allocator.tables.table import Table

_MOST_COMPARED = 200_000
"""Ids looked at for likenesses of unknown ones: of 10,000 applications, for the first twenty."""


@dataclass(frozen=True, slots=True)
class Reviews:
    """Columns of the reviews table, one value per application x expert x indicator.

    Parameters
    ----------
    table
        The cells as read.
    applications
        Index of the application among the applications; -1 where it is none of them (a fault).
    experts
        The expert's id, trimmed.
    indicators
        Position among the policy's indicators (base, then bonus); -1 where a recused row lacks it.
    scores
        0 to the indicator's max; None where empty.
    recused
        Whether this row marks its sheet as recused (回避).
    """

    table: Table
    applications: Ints
    experts: Column[str]
    indicators: Ints
    scores: Column[Fraction | None]
    recused: Mask

    def __len__(self) -> int:
        return len(self.applications)


def known_application(table: Table, ids: Sequence[str], problems: Problems) -> Ints:
    """Index of each row's application; a fault where it is empty or unknown (then -1)."""
    index = {text: k for k, text in enumerate(ids) if text}
    cells = table.cells("application_id")
    hints: dict[str, str] = {}
    most = _MOST_COMPARED // max(len(index), 1)

    def fault(row: int) -> Problem:
        text = cells[row]
        if text not in hints:
            near = difflib.get_close_matches(text, index, 1) if len(hints) < most else []
            hints[text] = f"did you mean {near[0]!r}?" if near else "add it to the applications or take the row out"
        what = f"{text!r} is not among the applications" if text else "the cell is empty"
        return Problem(table.place(row, "application_id"), what, hints[text])

    problems.add_each(Integers(cells.rows(lambda text: text not in index)), fault)
    return cells.map(lambda text: index.get(text, -1)).array()


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
    recused = _recused(table, problems)
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


def sheet_keys(reviews: Reviews) -> Ints:
    """A number per row that is the same on the rows of one sheet: those of one expert on one application."""
    return reviews.applications * len(reviews.experts.values) + reviews.experts.codes


def _recused(table: Table, problems: Problems) -> Mask:
    return parse_column(table, "recused", yes_no, problems).mask(bool)


def _indicators(table: Table, policy: Policy, recused: Mask, problems: Problems) -> Ints:
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

    places = parse_column(table, "indicator", indicator, problems)
    nameless = table.cells("indicator").mask(_is_empty) & ~recused
    _empty_cells(table, "indicator", nameless, "name the indicator", problems)
    return places.map(lambda k: -1 if k is None else k).array()


def _is_empty(text: str) -> bool:
    return not text


def _empty_cells(table: Table, column: str, rows: Mask, remedy: str, problems: Problems) -> None:
    found = Integers(np.flatnonzero(rows))
    problems.add_each(found, lambda row: Problem(table.place(row, column), "the cell is empty", remedy))


def _check_rows(reviews: Reviews, policy: Policy, problems: Problems) -> None:
    table, nameless = reviews.table, reviews.experts.mask(_is_empty)
    first = _first_rows(reviews, nameless, len(policy.indicators))

    def outside(row: int) -> Problem:
        score, indicator = reviews.scores[row], policy.indicators[reviews.indicators[row]]
        assert score is not None
        what = f"{plain(score)} is outside 0 to {plain(indicator.max)} for indicator {indicator.id}"
        return Problem(table.place(row, "score"), what, "correct the score")

    def repeated(row: int) -> Problem:
        indicator, where = policy.indicators[reviews.indicators[row]], table.place(int(first[row]))
        what = f"{reviews.experts[row]!r} scored indicator {indicator.id} of this application already in {where}"
        return Problem(table.place(row, "expert"), what, "keep one of the two rows")

    _empty_cells(table, "expert", nameless, "name the expert", problems)
    problems.add_each(Integers(np.flatnonzero(_outside(reviews, policy))), outside)
    problems.add_each(Integers(np.flatnonzero(first != np.arange(len(reviews)))), repeated)


def _outside(reviews: Reviews, policy: Policy) -> Mask:
    """Whether each row's score is below 0 or above its indicator's max."""
    ranks, tops = _ranks(reviews.scores.values, [i.max for i in policy.indicators])
    rank, at = ranks[reviews.scores.codes], reviews.indicators
    outside: Mask = (at >= 0) & (rank != _EMPTY) & ((rank < 0) | (rank > tops[at]))
    return outside


_EMPTY = -2


def _ranks(scores: Sequence[Fraction | None], tops: Sequence[Fraction]) -> tuple[Ints, Ints]:
    """Whole numbers that stand to each other as scores and tops do: -1 below 0, `_EMPTY` for no score."""
    ladder = {v: n for n, v in enumerate(sorted({Fraction(0), *tops, *(s for s in scores if s is not None and s > 0)}))}
    ranks = [_EMPTY if s is None else -1 if s < 0 else ladder[s] for s in scores]
    return np.array(ranks, dtype=np.int64), np.array([ladder[top] for top in tops], dtype=np.int64)


def _first_rows(reviews: Reviews, nameless: Mask, indicators: int) -> Ints:
    """For each row, the first of the rows of its application, expert and indicator; itself where it lacks one."""
    first = np.arange(len(reviews))
    rows = np.flatnonzero((reviews.applications >= 0) & ~nameless & (reviews.indicators >= 0))
    keys = sheet_keys(reviews)[rows] * indicators + reviews.indicators[rows]
    order = np.argsort(keys, kind="stable")
    fresh = np.diff(keys[order], prepend=-1) != 0
    if not fresh.all():
        ordered = rows[order]
        first[ordered] = ordered[np.maximum.accumulate(np.where(fresh, np.arange(len(rows)), 0))]
    return first


def _check_conflicts_of_interest(reviews: Reviews, applications: Applications, problems: Problems) -> None:
    if "expert_unit" not in reviews.table:
        return
    units, names = reviews.table.cells("expert_unit"), dict[str, int]()

    def number_of(text: str) -> int:
        return names.setdefault(enterprise_name(text), len(names))

    unit, owner = units.map(number_of).array(), applications.enterprises.map(number_of).array()[reviews.applications]
    of_applicant = ~units.mask(_is_empty) & (reviews.applications >= 0) & (unit == owner)
    keys = sheet_keys(reviews)
    of_applicant &= ~np.isin(keys, keys[reviews.recused])

    def fault(row: int) -> Problem:
        expert, applicant = reviews.experts[row], applications.enterprises[reviews.applications[row]]
        what = f"expert {expert!r} belongs to the applicant {applicant!r} and is not recused"
        return Problem(reviews.table.place(row, "expert_unit"), what, "mark the sheet as recused (回避: 是)")

    problems.add_each(Integers(np.flatnonzero(of_applicant)), fault)
