"""From sheets to one composite score per application, exact and rounded once (SEMANTICS 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocator.errors import Problems
from allocator.numbers import plain, round_half_away
from allocator.policy import Policy
from allocator.policy.schema import Panel as PanelRule
from allocator.scenario.sheets import Panel, Sheets, collect_sheets
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
    sheets: Sequence[tuple[int, int, int]]
    points: Sequence[tuple[Fraction, ...] | None]


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
    sheets = collect_sheets(policy, tables.reviews)
    shifts = _shifts(policy, rule, sheets)
    applications, unit = tables.applications, 10**policy.score_decimals
    given = [None if s is None else int(s * unit) for s in applications.scores]
    values: list[int | None] = []
    points: list[tuple[Fraction, ...] | None] = []
    counts: list[tuple[int, int, int]] = []
    for index in range(len(applications)):
        panel = sheets.panels.get(index)
        counts.append((0, 0, 0) if panel is None else (len(panel.valid), panel.recused, panel.left_out))
        if panel is None:
            values.append(given[index])
            points.append(None)
            continue
        if len(panel.valid) < rule.min_sheets:
            values.append(None)
            points.append(None)
            continue
        values.append(_composite(policy, rule, panel, shifts, sheets.scale))
        points.append(_indicator_points(policy, rule, panel, sheets.scale))
        if given[index] is not None and given[index] != values[index]:
            shown = plain(Fraction(values[index] or 0, unit))
            what = f"{applications.table.cells('score')[index]!r} differs from {shown}, which the reviews give"
            problems.add(
                applications.table.place(index, "score"), what, "correct the score or the reviews, or empty the cell"
            )
    return Scores(values, [k in sheets.panels for k in range(len(applications))], counts, points)


def aggregate(values: Sequence[int] | Sequence[Fraction], rule: PanelRule) -> Fraction:
    """One value from those of the sheets by the panel's method.

    Parameters
    ----------
    values
        At least `min_sheets` values.
    rule
        `mean`, `trimmed` (drops the `trim` highest and lowest) or `median`.
    """
    ordered: list[int | Fraction] = sorted(values)
    if rule.method == "trimmed":
        ordered = ordered[rule.trim : len(ordered) - rule.trim]
    elif rule.method == "median":
        middle = len(ordered) // 2
        ordered = ordered[middle : middle + 1] if len(ordered) % 2 else ordered[middle - 1 : middle + 1]
    return Fraction(sum(ordered)) / len(ordered)


def _shifts(policy: Policy, rule: PanelRule, sheets: Sheets) -> dict[str, Fraction]:
    """Expert -> how much his totals lie above all totals, over all valid sheets."""
    if rule.severity == "none":
        return {}
    base = len(policy.scoring.indicators) if policy.scoring else 0
    totals: dict[str, list[int]] = {}
    for panel in sheets.panels.values():
        for expert, points in panel.valid.items():
            totals.setdefault(expert, []).append(sum(points[:base]))
    everyone = [t for of_expert in totals.values() for t in of_expert]
    if not everyone:
        return {}
    mean = Fraction(sum(everyone), len(everyone))
    return {expert: Fraction(sum(t), len(t)) - mean for expert, t in totals.items()}


def _composite(policy: Policy, rule: PanelRule, panel: Panel, shifts: dict[str, Fraction], scale: int) -> int:
    base = len(policy.scoring.indicators) if policy.scoring else 0
    if rule.level == "total":
        score = aggregate([sum(p[:base]) - shifts.get(e, Fraction(0)) for e, p in panel.valid.items()], rule)
    else:
        score = sum((aggregate([p[k] for p in panel.valid.values()], rule) for k in range(base)), Fraction(0))
    score /= scale
    if policy.scoring and policy.scoring.bonus:
        bonus = Fraction(sum(sum(p[base:]) for p in panel.valid.values()), len(panel.valid) * scale)
        score += min(bonus, policy.scoring.bonus.ceiling)
    score = min(max(score, Fraction(0)), policy.top_score)
    return round_half_away(score * 10**policy.score_decimals)


def _indicator_points(policy: Policy, rule: PanelRule, panel: Panel, scale: int) -> tuple[Fraction, ...]:
    base = len(policy.scoring.indicators) if policy.scoring else 0
    mean = _PLAIN_MEAN
    columns = range(len(policy.indicators))
    return tuple(aggregate([p[k] for p in panel.valid.values()], rule if k < base else mean) / scale for k in columns)
