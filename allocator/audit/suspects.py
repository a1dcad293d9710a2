"""Which awards need a closer look: all are compared at once, and of very many nearly all are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from allocator.arrays import Ints, Mask, Numbers, whole_numbers
from allocator.audit.finding import as_number
from allocator.audit.record import Award
from allocator.audit.screening import Screening


@dataclass(frozen=True, slots=True)
class Spans:
    """What each award may be, in steps; `failed` where its tier is closed to it."""

    lo: Numbers
    hi: Numbers
    failed: Mask


def suspects(screening: Screening, awards: Sequence[Award], spans: Spans) -> list[Award]:
    """Awards that are not plainly what tables and screening say: every wrong one is among them.

    Parameters
    ----------
    screening
        Of all applications.
    awards
        As claimed.
    spans
        As `spans_of` gives them.
    """
    applications, tiers = _places(awards)
    step = screening.policy.money.step_base
    amounts = whole_numbers([-1 if a.amount is None else a.amount for a in awards])
    fine = np.asarray((amounts >= spans.lo * step) & (amounts <= spans.hi * step) & (amounts % step == 0), bool)
    fine &= ~spans.failed & ~np.isin(screening.enterprises[applications], list(screening.shut))
    for t in range(len(screening.policy.tiers)):
        mine = np.flatnonzero(tiers == t)
        fine[mine] &= _open(screening, t, applications[mine])
    fine &= _as_written(screening, awards)
    return [awards[n] for n in np.flatnonzero(~fine).tolist()]


def spans_of(screening: Screening, awards: Sequence[Award]) -> Spans:
    """Bounds of awards; those of equal requests, investments and grades in a tier are worked out once.

    Parameters
    ----------
    screening
        Gives the bounds of one.
    awards
        As claimed.
    """
    found = [screening.range(a.application, a.tier) for a in awards]
    lo, hi = whole_numbers([r.lo for r in found]), whole_numbers([r.hi for r in found])
    return Spans(lo, hi, np.array([bool(r.failed) for r in found], bool))


def _places(awards: Sequence[Award]) -> tuple[Ints, Ints]:
    size = len(awards)
    return (
        np.fromiter((a.application for a in awards), np.int64, size),
        np.fromiter((a.tier for a in awards), np.int64, size),
    )


def _open(screening: Screening, tier: int, applications: Ints) -> Mask:
    """Whether conditions and least scores open a tier to applications that may win in it."""
    policy, own = screening.policy, screening.tables.applications.tiers
    is_open: Mask = own.mask(lambda start: tier in screening.hops[start])[applications]
    for condition in screening.conditions:
        if tier in condition.tiers:
            is_open &= condition.holds[applications]
    places = [screening.scores.last_places[k] for k in applications.tolist()]
    is_open &= np.array([p is not None for p in places], bool)
    for threshold in (policy.min_score, policy.tiers[tier].min_score):
        if threshold is not None:
            least = (threshold.value * 10**policy.score_decimals).__ceil__()
            is_open &= np.asarray(whole_numbers([p or 0 for p in places]) >= least, bool)
    return is_open


def _as_written(screening: Screening, awards: Sequence[Award]) -> Mask:
    """Whether enterprise, score and weighted score stand in the record as they should."""
    enterprises = screening.tables.applications.enterprises
    weights = [t.weight for t in screening.policy.tiers]
    weighted: dict[tuple[int, int | None], Fraction] = {}
    fine = np.zeros(len(awards), bool)
    for n, award in enumerate(awards):
        record, score = award.record, screening.score(award.application)
        if score is None or as_number(record.get("score")) != score:
            continue
        places = award.tier, screening.scores.last_places[award.application]
        if places not in weighted:
            weighted[places] = weights[award.tier] * score
        right = as_number(record.get("weighted_score")) == weighted[places]
        fine[n] = right and record.get("enterprise") == enterprises[award.application].strip()
    return fine
