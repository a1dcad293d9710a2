"""Sheets: all the scores of one expert for one application, told apart as valid, recused or incomplete."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

from allocator.policy import Policy
from allocator.tables.reviews import Reviews


@dataclass(slots=True)
class Panel:
    """The sheets of one application.

    Parameters
    ----------
    valid
        Expert -> points per indicator (base, then bonus) as numerators over `Sheets.scale`.
    recused, left_out
        Numbers of recused and of incomplete sheets.
    """

    valid: dict[str, list[int]] = field(default_factory=dict)
    recused: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of every application that has rows in reviews.

    Parameters
    ----------
    scale
        Common denominator of all points.
    panels
        Index of the application -> its sheets.
    """

    scale: int
    panels: dict[int, Panel]


def collect_sheets(policy: Policy, reviews: Reviews | None) -> Sheets:
    """Group the rows of reviews into sheets (SEMANTICS 3).

    The points of a score are `weight * score / max`, kept as integers over one common denominator. One recused row
    marks its whole sheet; a sheet without a base indicator is incomplete; an absent bonus score is 0.
    """
    if reviews is None:
        return Sheets(1, {})
    base = len(policy.scoring.indicators) if policy.scoring else 0
    factors = [i.weight / i.max for i in policy.indicators]
    places = {s.denominator for s in set(reviews.scores) if s is not None}
    score_scale = math.lcm(1, *places)
    factor_scale = math.lcm(1, *(f.denominator for f in factors))
    weights = [int(f * factor_scale) for f in factors]
    scaled: dict[Fraction | None, int] = {s: int(s * score_scale) for s in set(reviews.scores) if s is not None}

    sheets: dict[tuple[int, str], list[int | None]] = {}
    recused: set[tuple[int, str]] = set()
    rows = zip(reviews.applications, reviews.experts, reviews.indicators, reviews.scores, reviews.recused, strict=True)
    for application, expert, indicator, score, is_recused in rows:
        key = (application, expert)
        sheet = sheets.get(key)
        if sheet is None:
            sheet = sheets[key] = [None] * len(factors)
        if is_recused:
            recused.add(key)
        if indicator is not None and score is not None:
            sheet[indicator] = weights[indicator] * scaled[score]

    panels: dict[int, Panel] = {}
    for key, sheet in sheets.items():
        panel = panels.setdefault(key[0], Panel())
        if key in recused:
            panel.recused += 1
        elif None in sheet[:base]:
            panel.left_out += 1
        else:
            panel.valid[key[1]] = [p or 0 for p in sheet]
    return Sheets(score_scale * factor_scale, panels)
