"""The experts' scores (评审), typed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from allocator.errors import Place, Problems
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.tables.applications import Applications
from allocator.tables.cells import BadCell, enterprise_name, number, yes_no
from allocator.tables.coded import Coded, Codes, check_looks, coded, parse_texts
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
    score_codes
        For each row, the index of its score among `scores`.
    scores
        The different scores, 0 to the indicator's max; None where empty.
    recused
        Whether this row marks its sheet as recused (回避).
    """

    table: Table
    applications: Codes
    experts: Coded
    indicators: Codes
    score_codes: Codes
    scores: Sequence[Fraction | None]
    recused: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.applications)


def known_application(table: Table, ids: Sequence[str], problems: Problems) -> Codes:
    """Index of each row's application; a fault where it is empty or unknown (then -1)."""
    index = {text: k for k, text in enumerate(ids) if text}
    cells = coded(table, "application_id")
    known = [index.get(text, -1) for text in cells.texts]
    hints: dict[int, str] = {}
    most = _MOST_COMPARED // max(len(index), 1)
    for row in cells.rows([n for n, k in enumerate(known) if k < 0]):
        code = int(cells.codes[row])
        text = cells.texts[code]
        if code not in hints:
            near = difflib.get_close_matches(text, index, 1) if len(hints) < most else []
            hints[code] = f"did you mean {near[0]!r}?" if near else "add it to the applications or take the row out"
        what = f"{text!r} is not among the applications" if text else "the cell is empty"
        problems.add(table.place(row, "application_id"), what, hints[code])
    return np.array(known, dtype=np.int64)[cells.codes]


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
    experts, scores = coded(table, "expert"), coded(table, "score")
    check_looks(experts, table, "expert", problems)
    recused = _recused(table, problems)
    reviews = Reviews(
        table=table,
        applications=known_application(table, applications.ids, problems),
        experts=experts,
        indicators=_indicators(table, policy, recused, problems),
        score_codes=scores.codes,
        scores=parse_texts(scores, table, "score", number, problems),
        recused=recused,
    )
    _check_rows(reviews, policy, problems)
    _check_conflicts_of_interest(reviews, applications, problems)
    return reviews


def sheet_keys(reviews: Reviews) -> Codes:
    """A number per row that is the same on the rows of one sheet: those of one expert on one application."""
    return reviews.applications * len(reviews.experts.texts) + reviews.experts.codes


def _recused(table: Table, problems: Problems) -> NDArray[np.bool_]:
    cells = coded(table, "recused")
    said = parse_texts(cells, table, "recused", yes_no, problems)
    return np.array([bool(yes) for yes in said])[cells.codes]


def _indicators(table: Table, policy: Policy, recused: NDArray[np.bool_], problems: Problems) -> Codes:
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

    cells = coded(table, "indicator")
    places = parse_texts(cells, table, "indicator", indicator, problems)
    empty = cells.flags([n for n, text in enumerate(cells.texts) if not text])
    for row in np.flatnonzero(empty & ~recused).tolist():
        problems.add(table.place(row, "indicator"), "the cell is empty", "name the indicator")
    return np.array([-1 if k is None else k for k in places], dtype=np.int64)[cells.codes]


def _check_rows(reviews: Reviews, policy: Policy, problems: Problems) -> None:
    table = reviews.table
    nameless = reviews.experts.flags([n for n, text in enumerate(reviews.experts.texts) if not text])
    outside, first = _outside(reviews, policy), _first_rows(reviews, nameless, len(policy.indicators))
    repeated = first != np.arange(len(reviews))
    for row in np.flatnonzero(nameless | outside | repeated).tolist():
        if nameless[row]:
            problems.add(table.place(row, "expert"), "the cell is empty", "name the expert")
        indicator = policy.indicators[reviews.indicators[row]]
        if outside[row]:
            score = reviews.scores[reviews.score_codes[row]]
            assert score is not None
            what = f"{plain(score)} is outside 0 to {plain(indicator.max)} for indicator {indicator.id}"
            problems.add(table.place(row, "score"), what, "correct the score")
        if repeated[row]:
            expert, where = reviews.experts.texts[reviews.experts.codes[row]], table.place(int(first[row]))
            what = f"{expert!r} scored indicator {indicator.id} of this application already in {where}"
            problems.add(table.place(row, "expert"), what, "keep one of the two rows")


def _outside(reviews: Reviews, policy: Policy) -> NDArray[np.bool_]:
    """Whether each row's score is below 0 or above its indicator's max."""
    ranks, tops = _ranks(reviews.scores, [i.max for i in policy.indicators])
    rank, at = ranks[reviews.score_codes], reviews.indicators
    outside: NDArray[np.bool_] = (at >= 0) & (rank != _EMPTY) & ((rank < 0) | (rank > tops[at]))
    return outside


_EMPTY = -2


def _ranks(scores: Sequence[Fraction | None], tops: Sequence[Fraction]) -> tuple[Codes, Codes]:
    """Whole numbers that stand to each other as scores and tops do: -1 below 0, `_EMPTY` for no score."""
    ladder = {v: n for n, v in enumerate(sorted({Fraction(0), *tops, *(s for s in scores if s is not None and s > 0)}))}
    ranks = [_EMPTY if s is None else -1 if s < 0 else ladder[s] for s in scores]
    return np.array(ranks, dtype=np.int64), np.array([ladder[top] for top in tops], dtype=np.int64)


def _first_rows(reviews: Reviews, nameless: NDArray[np.bool_], indicators: int) -> Codes:
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
    units, names = coded(reviews.table, "expert_unit"), dict[str, int]()

    def numbered(texts: Sequence[str]) -> Codes:
        same = {text: names.setdefault(enterprise_name(text), len(names)) for text in set(texts)}
        return np.array([same[text] for text in texts], dtype=np.int64)

    filled = ~units.flags([n for n, text in enumerate(units.texts) if not text])
    unit, owner = numbered(units.texts)[units.codes], numbered(applications.enterprises)[reviews.applications]
    of_applicant = np.flatnonzero(filled & (reviews.applications >= 0) & (unit == owner))
    if not of_applicant.size:
        return
    keys = sheet_keys(reviews)
    recused = set(keys[reviews.recused].tolist())
    for row in of_applicant.tolist():
        if int(keys[row]) in recused:
            continue
        expert = reviews.experts.texts[reviews.experts.codes[row]]
        applicant = applications.enterprises[reviews.applications[row]]
        what = f"expert {expert!r} belongs to the applicant {applicant!r} and is not recused"
        problems.add(reviews.table.place(row, "expert_unit"), what, "mark the sheet as recused (回避: 是)")
