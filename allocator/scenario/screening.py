"""Screening: which application may win in which tier, every failed rule recorded (SEMANTICS 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocator.errors import Problems
from allocator.policy import Policy
from allocator.scenario.awards import Bounds, NothingBounds, award_bounds
from allocator.scenario.conditions import passes
from allocator.scenario.enterprises import Enterprises
from allocator.scenario.scoring import Scores
from allocator.tables.applications import Applications


@dataclass(frozen=True, slots=True)
class Screening:
    """Outcome of screening, one value per application in the order of the file.

    Parameters
    ----------
    failed
        Ids of the rules that failed, for any tier that the application may win in.
    closes
        Id of a failed rule -> the tiers that it closes, of those.
    open_tiers
        Tier (position in the policy) -> (lo, hi) in steps, for the tiers open to it.
    """

    failed: Sequence[tuple[str, ...]]
    closes: Sequence[Mapping[str, tuple[int, ...]]]
    open_tiers: Sequence[Mapping[int, tuple[int, int]]]

    def eligible(self, application: int) -> bool:
        """Whether at least one tier is open to the application."""
        return bool(self.open_tiers[application])


def screen(
    policy: Policy, applications: Applications, scores: Scores, enterprises: Enterprises, problems: Problems
) -> Screening:
    """Screen every application for its own tier and those that `fallback` leads to.

    Parameters
    ----------
    problems
        Takes faults of cells, missing columns, and awards that nothing bounds.
    """
    conditions = _conditions(policy, applications, problems)
    closed_by: list[Mapping[str, tuple[int, ...]]] = []
    open_tiers: list[Mapping[int, tuple[int, int]]] = []
    known: dict[tuple[object, ...], Bounds] = {}
    for k in range(len(applications)):
        applied = applications.tiers[k]
        may_win = (applied, *policy.hops.get(applied, ()))
        closes: dict[str, tuple[int, ...]] = {}
        for rule_id, tiers, met in conditions:
            here = tuple(t for t in may_win if t in tiers)
            if here and not met[k]:
                closes[rule_id] = here
        closes |= _score_faults(policy, scores, k, may_win)
        if enterprises.awarded[k]:
            closes["already-awarded"] = may_win
        bounds: dict[int, tuple[int, int]] = {}
        for t in may_win:
            key = (t, applications.requested[k], applications.investment[k], scores.values[k])
            try:
                found = known.get(key) or known.setdefault(key, award_bounds(policy, policy.tiers[t], *key[1:]))
            except NothingBounds:
                place = applications.table.place(k, "requested")
                problems.add(
                    place,
                    f"nothing bounds its award in tier {policy.tiers[t].id}",
                    "fill in the amount, or state a cap in the policy",
                )
                continue
            for code in found.closed:
                closes[code] = (*closes.get(code, ()), t)
            bounds[t] = (found.lo, found.hi)
        closed = {t for tiers in closes.values() for t in tiers}
        closed_by.append(closes)
        open_tiers.append({t: bounds[t] for t in sorted(bounds) if t not in closed})
    return Screening([tuple(closes) for closes in closed_by], closed_by, open_tiers)


def _conditions(
    policy: Policy, applications: Applications, problems: Problems
) -> list[tuple[str, tuple[int, ...], Sequence[bool]]]:
    return [(r.id, policy.tier_indices(r.tiers), passes(policy, applications, r, problems)) for r in policy.eligibility]


def _score_faults(policy: Policy, scores: Scores, k: int, may_win: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    score = scores.values[k]
    if score is None:
        return {"reviews-incomplete" if scores.reviewed[k] else "score-missing": may_win}
    exact = Fraction(score, 10**policy.score_decimals)
    closes: dict[str, tuple[int, ...]] = {}
    if policy.min_score is not None and exact < policy.min_score.value:
        closes["min_score"] = may_win
    for t in may_win:
        own = policy.tiers[t].min_score
        if own is not None and exact < own.value:
            closes[f"min_score:{policy.tiers[t].id}"] = (t,)
    return closes
