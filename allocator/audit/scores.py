"""Composite scores recomputed sheet by sheet, in plain fractions (SEMANTICS 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import mean, median

from allocator.policy import Policy
from allocator.tables.load import Tables

Sheet = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The audit's view of an application's score.

    Parameters
    ----------
    score
        Rounded composite; None where there is none.
    reviewed
        Whether it has rows in reviews.
    points
        Indicator id -> points; empty without a valid panel.
    """

    score: Fraction | None
    reviewed: bool = False
    points: Mapping[str, Fraction] = field(default_factory=dict)


def judge(policy: Policy, tables: Tables) -> dict[str, Judgement]:
    """Score of every application, by its id."""
    applications = tables.applications
    found = {i: Judgement(given) for i, given in zip(applications.ids, applications.scores, strict=True)}
    valid = _valid_sheets(policy, tables)
    panel = policy.scoring.panel if policy.scoring else None
    least = panel.min_sheets if panel else 1
    shift = _shift(policy, valid) if panel and panel.severity == "mean-shift" else {}
    for application, sheets in valid.items():
        if len(sheets) < least:
            found[application] = Judgement(None, True)
        else:
            points = _points(policy, list(sheets.values()))
            found[application] = Judgement(_composite(policy, sheets, points, shift), True, points)
    return found


def _valid_sheets(policy: Policy, tables: Tables) -> dict[str, dict[str, Sheet]]:
    """Application id -> expert -> points per indicator, for complete sheets that nobody recused."""
    reviews = tables.reviews
    if reviews is None or policy.scoring is None:
        return {}
    per_point = [i.weight / i.max for i in policy.indicators]
    names = [i.id for i in policy.indicators]
    sheets: dict[str, dict[str, dict[str, Fraction]]] = {}
    out: set[tuple[str, str]] = set()
    for row in range(len(reviews)):
        application, expert = tables.applications.ids[reviews.applications[row]], reviews.experts[row]
        sheet = sheets.setdefault(application, {}).setdefault(expert, {})
        if reviews.recused[row]:
            out.add((application, expert))
        k, score = reviews.indicators[row], reviews.scores[row]
        if k is not None and score is not None:
            sheet[names[k]] = per_point[k] * score
    base = {i.id for i in policy.scoring.indicators}
    return {
        application: {e: s for e, s in of.items() if (application, e) not in out and base <= s.keys()}
        for application, of in sheets.items()
    }


def _base_total(policy: Policy, sheet: Sheet) -> Fraction:
    base = policy.scoring.indicators if policy.scoring else ()
    return sum((sheet[i.id] for i in base), Fraction(0))


def _shift(policy: Policy, valid: Mapping[str, Mapping[str, Sheet]]) -> dict[str, Fraction]:
    totals: dict[str, list[Fraction]] = {}
    for sheets in valid.values():
        for expert, sheet in sheets.items():
            totals.setdefault(expert, []).append(_base_total(policy, sheet))
    if not totals:
        return {}
    everyone = mean([t for own in totals.values() for t in own])
    return {expert: mean(own) - everyone for expert, own in totals.items()}


def _aggregate(policy: Policy, values: Sequence[Fraction]) -> Fraction:
    panel = policy.scoring.panel if policy.scoring else None
    if panel is None or panel.method == "mean":
        return mean(values)
    if panel.method == "median":
        return median(values)
    kept = list(values)
    for _ in range(panel.trim):
        kept.remove(max(kept))
        kept.remove(min(kept))
    return mean(kept)


def _points(policy: Policy, sheets: Sequence[Sheet]) -> dict[str, Fraction]:
    scoring = policy.scoring
    base = scoring.indicators if scoring else ()
    bonus = scoring.bonus.indicators if scoring and scoring.bonus else ()
    points = {i.id: _aggregate(policy, [s[i.id] for s in sheets]) for i in base}
    return points | {i.id: mean([s.get(i.id, Fraction(0)) for s in sheets]) for i in bonus}


def _composite(
    policy: Policy, sheets: Mapping[str, Sheet], points: Mapping[str, Fraction], shift: Mapping[str, Fraction]
) -> Fraction:
    scoring = policy.scoring
    base = scoring.indicators if scoring else ()
    if scoring and scoring.panel and scoring.panel.level == "indicator":
        score = sum((points[i.id] for i in base), Fraction(0))
    else:
        totals = [_base_total(policy, s) - shift.get(e, Fraction(0)) for e, s in sheets.items()]
        score = _aggregate(policy, totals)
    if scoring and scoring.bonus:
        earned = sum((points[i.id] for i in scoring.bonus.indicators), Fraction(0))
        score += min(earned, scoring.bonus.ceiling)
    score = max(Fraction(0), min(score, policy.top_score))
    unit = Fraction(1, 10**policy.score_decimals)
    below = score - score % unit
    return below + unit if score - below >= unit / 2 else below
