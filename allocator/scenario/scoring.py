"""From sheets to one composite score per application, exact and rounded once (SEMANTICS 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from allocator.errors import Problems
from allocator.numbers import plain
from allocator.policy import Policy
from allocator.policy.schema import Panel as PanelRule
from allocator.scenario.points import Points
from allocator.scenario.sheets import Panels, Whole, collect_sheets
from allocator.scenario.shifts import Shifts, find_shifts
from allocator.tables.load import Tables

_PLAIN_MEAN = PanelRule(source="assumption")


@dataclass(frozen=True, slots=True)
class Scores:
    """Composite scores and what they rest on, one value per application in the order of the file.

    Parameters
    ----------
    values
        Composite scores in units of the last place; None where there is none.
    reviewed
        Whether the application has rows in reviews (and is scored by them alone).
    sheets
        Numbers of (valid, recused, left out) sheets.
    points
        Indicator points (base, then bonus), unrounded; None where it has no valid panel.
    """

    values: Sequence[int | None]
    reviewed: Sequence[bool]
    sheets: Sequence[tuple[int, ...]]
    points: Points = field(repr=False)


def score_applications(policy: Policy, tables: Tables, problems: Problems) -> Scores:
    """Score every application.

    Parameters
    ----------
    policy
        Indicators, panel, bonus, places.
    tables
        Applications, and reviews where given.
    problems
        Takes a fault where a given score and the reviews disagree.
    """
    rule = policy.scoring.panel if policy.scoring and policy.scoring.panel else _PLAIN_MEAN
    applications, unit = tables.applications, 10**policy.score_decimals
    sheets = collect_sheets(policy, tables.reviews, len(applications))
    shifts = find_shifts(sheets, _base(policy)) if rule.severity == "mean-shift" else None
    given = list(applications.scores.map(lambda s: None if s is None else int(s * unit)))
    reviewed = [rows > 0 for rows in sheets.counts.sum(axis=1).tolist()]
    values = [None if by_sheets else score for by_sheets, score in zip(reviewed, given, strict=True)]
    points = Points({}, {})
    scored: list[int] = []
    for panels in sheets.panels:
        if panels.points.shape[1] < rule.min_sheets:
            continue
        own = panels.applications.tolist()
        numerators, denominators = _indicator_points(policy, rule, panels, sheets.scale)
        bases = _base_scores(policy, rule, panels, shifts, sheets.scale)
        bonuses = numerators[:, _base(policy) :].sum(axis=1).tolist()
        for k, row, base, bonus in zip(own, numerators.tolist(), bases, bonuses, strict=True):
            points.numerators[k], points.denominators[k] = row, denominators
            values[k] = _composite(policy, *base, bonus, denominators[-1])
        scored += own
    for k in sorted(scored):
        if given[k] is not None and given[k] != values[k]:
            shown = plain(Fraction(values[k] or 0, unit))
            what = f"{applications.table.cells('score')[k]!r} differs from {shown}, which the reviews give"
            problems.add(
                applications.table.place(k, "score"), what, "correct the score or the reviews, or empty the cell"
            )
    return Scores(values, reviewed, list(map(tuple, sheets.counts.tolist())), points)


def aggregate(values: Whole, rule: PanelRule) -> tuple[Whole, int]:
    """One value from those of the sheets by the panel's method: numerators, and their denominator.

    Parameters
    ----------
    values
        Panel x sheet (x anything): at least `min_sheets` values.
    rule
        `mean`, `trimmed` (drops the `trim` highest and lowest) or `median`.
    """
    count = values.shape[1]
    if rule.method == "mean":
        return values.sum(axis=1), count
    dropped = rule.trim if rule.method == "trimmed" else (count - 1) // 2
    return np.sort(values, axis=1)[:, dropped : count - dropped].sum(axis=1), count - 2 * dropped


def _base(policy: Policy) -> int:
    return len(policy.scoring.indicators) if policy.scoring else 0


def _indicator_points(policy: Policy, rule: PanelRule, panels: Panels, scale: int) -> tuple[Whole, list[int]]:
    """Application x indicator: numerators; and a denominator per indicator."""
    base, count = _base(policy), panels.points.shape[1]
    points, kept = aggregate(panels.points[:, :, :base], rule)
    numerators = np.concatenate([points, panels.points[:, :, base:].sum(axis=1)], axis=1)
    return numerators, [kept * scale] * base + [count * scale] * (len(policy.indicators) - base)


def _base_scores(
    policy: Policy, rule: PanelRule, panels: Panels, shifts: Shifts | None, scale: int
) -> Iterator[tuple[int, int]]:
    """Numerator and denominator of each application's score without bonus."""
    points = panels.points[:, :, : _base(policy)]
    if rule.level == "indicator":
        parts, count = aggregate(points, rule)
        yield from ((score, count * scale) for score in parts.sum(axis=1).tolist())
        return
    totals = points.sum(axis=2)
    if shifts is None:
        scores, count = aggregate(totals, rule)
        yield from ((score, count * scale) for score in scores.tolist())
        return
    for own, experts in zip(totals.tolist(), panels.experts.tolist(), strict=True):
        shifted, common = shifts.values(own, experts)
        (score,), count = aggregate(np.array([shifted], dtype=object), rule)
        yield int(score), count * common * scale


def _composite(policy: Policy, score: int, parts: int, bonus: int, bonus_parts: int) -> int:
    """Units of the last place of `score / parts + bonus / bonus_parts`, capped, clamped, then rounded once."""
    if policy.scoring and policy.scoring.bonus:
        ceiling = policy.scoring.bonus.ceiling
        bonus = min(bonus * ceiling.denominator, ceiling.numerator * bonus_parts)
        bonus_parts *= ceiling.denominator
        score, parts = score * bonus_parts + bonus * parts, parts * bonus_parts
    top = policy.top_score
    if score * top.denominator > top.numerator * parts:
        score, parts = top.numerator, top.denominator
    unit: int = 10**policy.score_decimals
    return (2 * max(score, 0) * unit + parts) // (2 * parts)  # halves upwards, which is away from zero
