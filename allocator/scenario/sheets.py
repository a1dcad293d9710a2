"""Sheets: all the scores of one expert for one application, told apart as valid, recused or incomplete."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocator.policy import Policy
from allocator.tables.reviews import Reviews, sheet_keys

Whole = NDArray[Any]
"""Whole numbers: of 64 bits where every sum of a panel is known to fit, else Python's own."""
_WORD = 2**63


@dataclass(frozen=True, slots=True)
class Panels:
    """The applications with a like number of valid sheets.

    Parameters
    ----------
    applications
        Their indices, ascending.
    points
        Application x sheet x indicator (base, then bonus): numerators over `Sheets.scale`.
    experts
        Application x sheet: a number per expert.
    """

    applications: NDArray[np.int64]
    points: Whole
    experts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of every application that has rows in reviews.

    Parameters
    ----------
    scale
        Common denominator of all points.
    counts
        Application x (valid, recused, left out): numbers of sheets; all 0 where it has no rows.
    panels
        The valid sheets, by how many of them an application has.
    """

    scale: int
    counts: NDArray[np.int64]
    panels: Sequence[Panels] = field(repr=False)


def collect_sheets(policy: Policy, reviews: Reviews | None, applications: int) -> Sheets:
    """Group the rows of reviews into sheets (SEMANTICS 3).

    The points of a score are `weight * score / max`, kept as integers over one common denominator. One recused row
    marks its whole sheet; a sheet without a base indicator is incomplete; an absent bonus score is 0.

    Parameters
    ----------
    applications
        How many there are.
    """
    counts = np.zeros((applications, 3), dtype=np.int64)
    if reviews is None:
        return Sheets(1, counts, ())
    first, sheet = _numbered(sheet_keys(reviews))
    owner, experts = reviews.applications[first], reviews.experts.codes[first]
    scale, points, missing = _points(policy, reviews, sheet, len(first))
    base = len(policy.scoring.indicators) if policy.scoring else 0
    recused = np.zeros(len(first), dtype=bool)
    recused[sheet[reviews.recused]] = True
    left_out = ~recused & missing[:, :base].any(axis=1)
    valid = ~recused & ~left_out
    for column, kind in enumerate((valid, recused, left_out)):
        counts[:, column] = np.bincount(owner[kind], minlength=applications)
    members = np.flatnonzero(valid)  # by application, as the sheets are
    size = counts[:, 0][owner[members]]
    panels = []
    for n in np.flatnonzero(np.bincount(size)).tolist():
        of_size = members[size == n].reshape(-1, n)
        panels.append(Panels(owner[of_size[:, 0]], points[of_size], experts[of_size]))
    return Sheets(scale, counts, panels)


def _numbered(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sheets in the order of their keys: for each a row of it, and for each row its sheet."""
    order = np.argsort(keys, kind="stable")  # np.unique would import the masked arrays
    begins = np.diff(keys[order], prepend=-1) != 0
    sheet = np.empty_like(order)
    sheet[order] = np.cumsum(begins) - 1
    return order[begins], sheet


def _points(policy: Policy, reviews: Reviews, sheet: NDArray[np.int64], sheets: int) -> tuple[int, Whole, Whole]:
    """Common denominator; sheet x indicator: numerators (0 where not scored), and whether it is not scored."""
    factors = [i.weight / i.max for i in policy.indicators]
    score_scale = math.lcm(1, *{s.denominator for s in reviews.scores.values if s is not None})
    factor_scale = math.lcm(1, *(f.denominator for f in factors))
    weights = [int(f * factor_scale) for f in factors]
    scaled = [0 if s is None else s.numerator * (score_scale // s.denominator) for s in reviews.scores.values]
    most = max(1, *weights) * max(1, *scaled) * len(factors) * sheets
    kind: type = np.int64 if most < _WORD else object
    given = reviews.scores.mask(lambda s: s is not None)
    rows = np.flatnonzero(given & (reviews.indicators >= 0))
    at = sheet[rows], reviews.indicators[rows]
    points: Whole = np.zeros((sheets, len(factors)), dtype=kind)
    missing = np.ones(points.shape, dtype=bool)
    points[at] = np.array(weights, dtype=kind)[at[1]] * np.array(scaled, dtype=kind)[reviews.scores.codes[rows]]
    missing[at] = False
    return score_scale * factor_scale, points, missing
