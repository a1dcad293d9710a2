"""Composite scores from sheets, and the points that order equal scores (SEMANTICS 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeVar

from allocator.policy import Policy
from allocator.policy.schema import Panel
from allocator.tables.load import Tables
from allocator.tables.reviews import Reviews

T = TypeVar("T", int, Fraction)
Sheet = Sequence[int | None]
"""Points per indicator, base before bonus, in parts of `Sheets.scale`; None where not scored."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The valid sheets of all applications.

    Parameters
    ----------
    scale
        Parts in one point: one common denominator spares a fraction per cell.
    valid
        Application -> expert -> sheet; every application with any row in reviews has an entry.
    """

    scale: int
    valid: Mapping[int, Mapping[str, Sheet]]


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
    """

    policy: Policy
    sheets: Sheets
    last_places: Sequence[int | None]

    def score(self, application: int) -> Fraction | None:
        """Composite score of an application; None where it has none."""
        places = self.last_places[application]
        return None if places is None else Fraction(places, 10**self.policy.score_decimals)

    def reviewed(self, application: int) -> bool:
        """Whether any row of the reviews concerns the application."""
        return application in self.sheets.valid

    def points(self, application: int, indicator: int) -> Fraction | None:
        """Indicator points of an application, unrounded; None where it has no composite score from sheets."""
        sheets = self.sheets.valid.get(application)
        if not sheets or self.last_places[application] is None:
            return None
        values = [sheet[indicator] or 0 for sheet in sheets.values()]
        panel = panel_of(self.policy) if indicator < _base(self.policy) else _MEAN
        return aggregate(values, panel) / self.sheets.scale


_MEAN = Panel(source="assumption")


def panel_of(policy: Policy) -> Panel:
    """The panel of a policy; the plain mean where it states none."""
    stated = None if policy.scoring is None else policy.scoring.panel
    return _MEAN if stated is None else stated


def aggregate(values: Sequence[T], panel: Panel) -> Fraction:
    """One value from those of the sheets, by the panel's method.

    Parameters
    ----------
    values
        At least one, and more than twice the trim where the method is `trimmed`.
    panel
        Gives method and trim.
    """
    if panel.method == "mean":
        return Fraction(sum(values)) / len(values)
    ordered = sorted(values)
    if panel.method == "trimmed":
        kept = ordered[panel.trim : len(ordered) - panel.trim]
        return Fraction(sum(kept)) / len(kept)
    middle = len(ordered) // 2
    return Fraction(ordered[middle] + ordered[~middle]) / 2


def scores_of(policy: Policy, tables: Tables) -> Scores:
    """Composite scores of all applications: by their reviews alone where they have any, else as given.

    Parameters
    ----------
    policy
        Gives indicators, panel, highest score and places.
    tables
        Gives reviews and given scores.
    """
    sheets = Sheets(1, {}) if tables.reviews is None else _sheets(policy, tables.reviews)
    panel, power = panel_of(policy), 10**policy.score_decimals
    shifts = _shifts(policy, sheets) if panel.severity == "mean-shift" else {}
    places: list[int | None] = [
        None if s is None else s.numerator * power // s.denominator for s in tables.applications.scores
    ]
    for application, valid in sheets.valid.items():
        enough = len(valid) >= panel.min_sheets
        places[application] = _rounded(policy, _composite(policy, valid, shifts, sheets.scale)) if enough else None
    return Scores(policy, sheets, places)


def _sheets(policy: Policy, reviews: Reviews) -> Sheets:
    rates = [i.weight / i.max for i in policy.indicators]
    rate_scale = lcm(*(r.denominator for r in rates))
    score_scale = lcm(*{s.denominator for s in reviews.scores if s is not None})
    whole_rates = [r.numerator * (rate_scale // r.denominator) for r in rates]
    sheets: defaultdict[int, dict[str, list[int | None]]] = defaultdict(dict)
    recused: set[tuple[int, str]] = set()
    rows = zip(reviews.applications, reviews.experts, reviews.indicators, reviews.scores, reviews.recused, strict=True)
    for application, expert, indicator, score, is_recused in rows:
        sheet = sheets[application].setdefault(expert, [None] * len(rates))
        if is_recused:
            recused.add((application, expert))
        if indicator is not None and score is not None:
            sheet[indicator] = whole_rates[indicator] * score.numerator * (score_scale // score.denominator)
    base = _base(policy)
    valid = {
        a: {e: s for e, s in by.items() if (a, e) not in recused and None not in s[:base]} for a, by in sheets.items()
    }
    return Sheets(rate_scale * score_scale, valid)


def _base(policy: Policy) -> int:
    return 0 if policy.scoring is None else len(policy.scoring.indicators)


def _total(sheet: Sheet, base: int) -> int:
    return sum(points or 0 for points in sheet[:base])


def _shifts(policy: Policy, sheets: Sheets) -> dict[str, Fraction]:
    """How far the mean of each expert's totals lies above the mean of all totals."""
    totals: defaultdict[str, list[int]] = defaultdict(list)
    for valid in sheets.valid.values():
        for expert, sheet in valid.items():
            totals[expert].append(_total(sheet, _base(policy)))
    count = sum(map(len, totals.values()))
    mean = Fraction(sum(map(sum, totals.values())), count or 1)
    return {expert: Fraction(sum(t), len(t)) - mean for expert, t in totals.items()}


def _composite(policy: Policy, valid: Mapping[str, Sheet], shifts: Mapping[str, Fraction], scale: int) -> Fraction:
    """Exact composite before clamping, in points."""
    base, panel, sheets = _base(policy), panel_of(policy), valid.values()
    if panel.level == "indicator":
        value = sum((aggregate([s[k] or 0 for s in sheets], panel) for k in range(base)), Fraction(0))
    elif shifts:
        value = aggregate([_total(s, base) - shifts[e] for e, s in valid.items()], panel)
    else:
        value = aggregate([_total(s, base) for s in sheets], panel)
    if policy.scoring is None or policy.scoring.bonus is None:
        return value / scale
    bonus = Fraction(sum(points or 0 for s in sheets for points in s[base:]), len(sheets))
    return value / scale + min(bonus / scale, policy.scoring.bonus.ceiling)


def _rounded(policy: Policy, exact: Fraction) -> int:
    """Units of the last place of a composite, clamped, then rounded once with halves upwards (it is not negative)."""
    clamped, power = max(Fraction(0), min(policy.top_score, exact)), int(10**policy.score_decimals)
    return (2 * clamped.numerator * power + clamped.denominator) // (2 * clamped.denominator)
