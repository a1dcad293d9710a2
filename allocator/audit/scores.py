"""Composite scores from sheets, and the points that order equal scores (SEMANTICS 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocator.policy import Policy
from allocator.policy.schema import Panel
from allocator.tables.load import Tables
from allocator.tables.reviews import Reviews

Numbers = NDArray[Any]
_FITS = 2**62


@dataclass(frozen=True, slots=True)
class Sheets:
    """The valid sheets of all applications, those of one application beside each other.

    Parameters
    ----------
    scale
        Parts in one point: one common denominator spares a fraction per cell.
    cells
        Sheet x indicator, base before bonus: points in parts of `scale`; 0 where not scored.
    experts
        A number for the expert of each sheet.
    ranges
        Application -> its sheets from here to there; every application with any row in reviews has an entry.
    """

    scale: int
    cells: Numbers
    experts: Sequence[int]
    ranges: Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Scores:
    """Composite scores of all applications.

    Parameters
    ----------
    policy
        Gives panel and indicators.
    sheets
        What the scores rest on.
    last_places
        A score per application in units of the last decimal place; None where there is none.
    by_sheets
        The same before a what-if put others in the place of some: indicator points are theirs.
    """

    policy: Policy
    sheets: Sheets
    last_places: Sequence[int | None]
    by_sheets: Sequence[int | None]

    def score(self, application: int) -> Fraction | None:
        """Composite score of an application; None where it has none."""
        places = self.last_places[application]
        return None if places is None else Fraction(places, 10**self.policy.score_decimals)

    def reviewed(self, application: int) -> bool:
        """Whether any row of the reviews concerns the application."""
        return application in self.sheets.ranges

    def points(self, application: int, indicator: int) -> Fraction | None:
        """Indicator points of an application, unrounded; None where it has no composite score from sheets."""
        begin, end = self.sheets.ranges.get(application, (0, 0))
        if begin == end or self.by_sheets[application] is None:
            return None
        panel = panel_of(self.policy) if indicator < _base(self.policy) else _MEAN
        return aggregate(self.sheets.cells[begin:end, indicator].tolist(), panel) / self.sheets.scale


_MEAN = Panel(source="assumption")


def panel_of(policy: Policy) -> Panel:
    """The panel of a policy; the plain mean where it states none."""
    stated = None if policy.scoring is None else policy.scoring.panel
    return _MEAN if stated is None else stated


def aggregate(values: Sequence[int], panel: Panel) -> Fraction:
    """One value from those of the sheets, by the panel's method.

    Parameters
    ----------
    values
        At least one, and more than twice the trim where the method is `trimmed`.
    panel
        Gives method and trim.
    """
    if panel.method == "mean":
        return Fraction(sum(values), len(values))
    ordered = sorted(values)
    if panel.method == "trimmed":
        kept = ordered[panel.trim : len(ordered) - panel.trim]
        return Fraction(sum(kept), len(kept))
    middle = len(ordered) // 2
    return Fraction(ordered[middle] + ordered[~middle], 2)


def scores_of(policy: Policy, tables: Tables, assumed: Mapping[int, int] | None = None) -> Scores:
    """Composite scores of all applications: by their reviews alone where they have any, else as given.

    Parameters
    ----------
    policy
        Gives indicators, panel, highest score and places.
    tables
        Gives reviews and given scores.
    assumed
        Application -> the composite, in units of the last place, that a what-if puts in the place of its own.
    """
    sheets = Sheets(1, np.zeros((0, 0)), (), {}) if tables.reviews is None else _sheets(policy, tables.reviews)
    panel, power = panel_of(policy), 10**policy.score_decimals
    composites = _Composites(policy, sheets)
    given = tables.applications.scores.map(lambda s: None if s is None else s.numerator * power // s.denominator)
    places = list(given)
    for application, (begin, end) in sheets.ranges.items():
        enough = end - begin >= panel.min_sheets
        places[application] = _rounded(policy, composites.of(begin, end)) if enough else None
    replaced = assumed or {}
    return Scores(policy, sheets, [replaced.get(k, p) for k, p in enumerate(places)], places)


def _sheets(policy: Policy, reviews: Reviews) -> Sheets:
    """Rows sorted into sheets; those recused or without a base indicator are taken out."""
    by_sheet = np.lexsort((reviews.experts.codes, reviews.applications))
    owners, experts = reviews.applications[by_sheet], reviews.experts.codes[by_sheet]
    begins = np.ones(len(by_sheet), dtype=bool)
    begins[1:] = (owners[1:] != owners[:-1]) | (experts[1:] != experts[:-1])
    sheet, starts = np.cumsum(begins) - 1, np.flatnonzero(begins)
    scale, rates, marks = _parts(policy, reviews.scores.values)
    indicator, score = reviews.indicators[by_sheet], reviews.scores.codes[by_sheet]
    filled = np.array([s is not None for s in reviews.scores.values])[score] & (indicator >= 0)
    sheet, indicator, score = sheet[filled], indicator[filled], score[filled]
    cells: Numbers = np.zeros((len(starts), len(rates)), dtype=rates.dtype)
    cells[sheet, indicator] = rates[indicator] * marks[score]
    scored = np.zeros(cells.shape, dtype=bool)
    scored[sheet, indicator] = True
    recused = np.logical_or.reduceat(reviews.recused[by_sheet], starts)
    valid = scored[:, : _base(policy)].all(axis=1) & ~recused
    owners = owners[starts]
    counts = np.cumsum(np.concatenate([[0], valid]))
    firsts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))
    ends = counts[np.append(firsts[1:], len(owners))].tolist()
    ranges = dict(zip(owners[firsts].tolist(), zip(counts[firsts].tolist(), ends, strict=True), strict=True))
    return Sheets(scale, cells[valid], experts[starts][valid].tolist(), ranges)


def _parts(policy: Policy, scores: Sequence[Fraction | None]) -> tuple[int, Numbers, Numbers]:
    """Parts in a point, and two factors of them: one per indicator, one per score; of 64 bits where any sheet fits."""
    rates = [i.weight / i.max for i in policy.indicators]
    rate_scale = lcm(*(r.denominator for r in rates))
    score_scale = lcm(*{s.denominator for s in scores if s is not None})
    whole_rates = [r.numerator * (rate_scale // r.denominator) for r in rates]
    marks = [0 if s is None else s.numerator * (score_scale // s.denominator) for s in scores]
    fits = (1 + sum(whole_rates)) * (1 + max(marks)) < _FITS
    word: type = np.int64 if fits else object
    return rate_scale * score_scale, np.array(whole_rates, dtype=word), np.array(marks, dtype=word)


def _base(policy: Policy) -> int:
    return 0 if policy.scoring is None else len(policy.scoring.indicators)


class _Composites:
    """Exact composites before clamping, in points."""

    def __init__(self, policy: Policy, sheets: Sheets) -> None:
        base, self._policy, self._scale = _base(policy), policy, sheets.scale
        self._panel, self._experts = panel_of(policy), sheets.experts
        self._totals: list[int] = sheets.cells[:, :base].sum(axis=1).tolist()
        self._bonuses: list[int] = sheets.cells[:, base:].sum(axis=1).tolist()
        self._columns: list[list[int]] = sheets.cells[:, :base].T.tolist() if self._panel.level == "indicator" else []
        self._shifts = self._found_shifts() if self._panel.severity == "mean-shift" else {}

    def _found_shifts(self) -> dict[int, Fraction]:
        """How far the mean of each expert's totals lies above the mean of all totals."""
        own: defaultdict[int, list[int]] = defaultdict(list)
        for expert, total in zip(self._experts, self._totals, strict=True):
            own[expert].append(total)
        mean = Fraction(sum(self._totals), len(self._totals) or 1)
        return {expert: Fraction(sum(totals), len(totals)) - mean for expert, totals in own.items()}

    def of(self, begin: int, end: int) -> Fraction:
        """The composite of the sheets from `begin` to `end`."""
        if self._columns:
            value = sum((aggregate(c[begin:end], self._panel) for c in self._columns), Fraction(0))
        elif self._shifts:
            value = self._shifted(begin, end)
        else:
            value = aggregate(self._totals[begin:end], self._panel)
        if self._policy.scoring is None or self._policy.scoring.bonus is None:
            return value / self._scale
        bonus = Fraction(sum(self._bonuses[begin:end]), (end - begin) * self._scale)
        return value / self._scale + min(bonus, self._policy.scoring.bonus.ceiling)

    def _shifted(self, begin: int, end: int) -> Fraction:
        shifts = [self._shifts[expert] for expert in self._experts[begin:end]]
        common = lcm(*(s.denominator for s in shifts))
        pairs = zip(self._totals[begin:end], shifts, strict=True)
        return aggregate([t * common - int(s * common) for t, s in pairs], self._panel) / common


def _rounded(policy: Policy, exact: Fraction) -> int:
    """Units of the last place of a composite, clamped, then rounded once with halves upwards (it is not negative)."""
    clamped, power = max(Fraction(0), min(policy.top_score, exact)), int(10**policy.score_decimals)
    return (2 * clamped.numerator * power + clamped.denominator) // (2 * clamped.denominator)
