"""SEMANTICS 3 row by row in fractions: slow, plain, and of nothing that the package is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from allocator.policy import Policy

Row = tuple[str, str, str, str, str]
"""Application, expert, indicator, score, recused."""


@dataclass
class Sheet:
    """What one expert wrote on one application."""

    scores: dict[str, Fraction] = field(default_factory=dict)
    recused: bool = False


@dataclass(frozen=True)
class Scored:
    """Of one application: the composite in points, numbers of sheets, points per indicator."""

    score: Fraction | None
    counts: tuple[int, int, int]
    points: tuple[Fraction, ...] | None


def scored(policy: Policy, rows: Sequence[Row]) -> dict[str, Scored]:
    """Every application that has any row."""
    assert policy.scoring is not None
    rule = policy.scoring.panel
    base = [i.id for i in policy.scoring.indicators]
    sheets: dict[str, dict[str, Sheet]] = {}
    for application, expert, indicator, score, recused in rows:
        sheet = sheets.setdefault(application, {}).setdefault(expert, Sheet())
        sheet.recused |= recused in ("yes", "是")
        if indicator and score:
            sheet.scores[indicator] = Fraction(score)
    valid = {
        a: {e: s for e, s in own.items() if not s.recused and all(i in s.scores for i in base)}
        for a, own in sheets.items()
    }
    shifts = _shifts(policy, base, valid) if rule and rule.severity == "mean-shift" else {}
    found: dict[str, Scored] = {}
    for a, own in sheets.items():
        recused = sum(s.recused for s in own.values())
        counts = len(valid[a]), recused, len(own) - recused - len(valid[a])
        if len(valid[a]) < (rule.min_sheets if rule else 1):
            found[a] = Scored(None, counts, None)
        else:
            score, points = _composite(policy, base, valid[a], shifts)
            found[a] = Scored(score, counts, points)
    return found


def _points(policy: Policy, sheet: Sheet, indicator: str) -> Fraction:
    of = {i.id: i for i in policy.indicators}[indicator]
    return of.weight * sheet.scores.get(indicator, Fraction(0)) / of.max


def _shifts(policy: Policy, base: Sequence[str], valid: Mapping[str, Mapping[str, Sheet]]) -> dict[str, Fraction]:
    totals = [(e, sum(_points(policy, s, i) for i in base)) for own in valid.values() for e, s in own.items()]
    mean = _mean([t for _, t in totals])
    return {e: _mean([t for other, t in totals if other == e]) - mean for e, _ in totals}


def _mean(values: Sequence[Fraction | int]) -> Fraction:
    return Fraction(sum(values)) / max(len(values), 1)


def _aggregate(policy: Policy, values: Sequence[Fraction | int]) -> Fraction:
    rule = policy.scoring.panel if policy.scoring else None
    ordered = sorted(values)
    if rule and rule.method == "trimmed":
        ordered = ordered[rule.trim : -rule.trim]
    if rule and rule.method == "median":
        middle = len(ordered) // 2
        return _mean(ordered[middle : middle + 1] if len(ordered) % 2 else ordered[middle - 1 : middle + 1])
    return _mean(ordered)


def _composite(
    policy: Policy, base: Sequence[str], valid: Mapping[str, Sheet], shifts: Mapping[str, Fraction]
) -> tuple[Fraction, tuple[Fraction, ...]]:
    assert policy.scoring is not None
    rule, bonus = policy.scoring.panel, policy.scoring.bonus
    points = {i: [_points(policy, s, i) for s in valid.values()] for i in (k.id for k in policy.indicators)}
    own = tuple(_aggregate(policy, v) if i in base else _mean(v) for i, v in points.items())
    if rule and rule.level == "indicator":
        score = sum(own[: len(base)], Fraction(0))
    else:
        totals = [sum(_points(policy, s, i) for i in base) - shifts.get(e, Fraction(0)) for e, s in valid.items()]
        score = _aggregate(policy, totals)
    if bonus:
        score += min(sum(own[len(base) :], Fraction(0)), bonus.ceiling)
    score = min(max(score, Fraction(0)), policy.top_score)
    unit = 10**policy.score_decimals
    return Fraction(int(score * unit + Fraction(1, 2)), unit), own
