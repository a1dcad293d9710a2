"""Screening: which application may win in which tier, every failed rule recorded (SEMANTICS 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from allocator.arrays import WIDEST, Column, Mask, Numbers, holding, patterns, whole_numbers
from allocator.errors import Problem, Problems
from allocator.policy import Policy
from allocator.scenario.awards import BOUND_CODES
from allocator.scenario.conditions import passes
from allocator.scenario.enterprises import Enterprises
from allocator.scenario.ranges import Ranges, ranges_of
from allocator.scenario.scoring import Scores
from allocator.tables.applications import Applications

Closes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Screening:
    """Outcome of screening, one value per application in the order of the file.

    Parameters
    ----------
    failed
        Ids of the rules that failed, for any tier that the application may win in.
    closes
        Id of a failed rule -> the tiers that it closes, of those.
    open_in
        The tiers (positions in the policy, ascending) that are open to the application.
    lo, hi
        For each tier the least and the largest award in steps; they count where the tier is open.
    """

    failed: Column[tuple[str, ...]]
    closes: Column[Closes]
    open_in: Column[tuple[int, ...]]
    lo: tuple[Numbers, ...]
    hi: tuple[Numbers, ...]

    @property
    def open_tiers(self) -> OpenTiers:
        """Tier -> (lo, hi) in steps, for the tiers open to each application."""
        return OpenTiers(self)

    def eligible(self, application: int) -> bool:
        """Whether at least one tier is open to the application."""
        return bool(self.open_in[application])

    def open_to(self, tier: int) -> Mask:
        """Whether a tier is open, for each application."""
        return holding(self.open_in, tier)

    def with_row(self, application: int, other: Screening) -> Screening:
        """The same with one application as in another screening."""

        def bounds(mine: tuple[Numbers, ...], theirs: tuple[Numbers, ...]) -> tuple[Numbers, ...]:
            return tuple(_with_number(a, application, int(b[application])) for a, b in zip(mine, theirs, strict=True))

        return Screening(
            self.failed.with_row(application, other.failed[application]),
            self.closes.with_row(application, other.closes[application]),
            self.open_in.with_row(application, other.open_in[application]),
            bounds(self.lo, other.lo),
            bounds(self.hi, other.hi),
        )


class OpenTiers(Sequence[Mapping[int, tuple[int, int]]]):
    """Tier -> (lo, hi) in steps, for the tiers open to each application; made when it is looked at."""

    def __init__(self, screening: Screening) -> None:
        self._screening = screening

    def __len__(self) -> int:
        return len(self._screening.open_in)

    def __getitem__(self, index: int) -> Mapping[int, tuple[int, int]]:  # type: ignore[override]
        found = self._screening
        return {t: (int(found.lo[t][index]), int(found.hi[t][index])) for t in found.open_in[index]}


def screen(
    policy: Policy, applications: Applications, scores: Scores, enterprises: Enterprises, problems: Problems
) -> Screening:
    """Screen every application for its own tier and those that `fallback` leads to.

    Parameters
    ----------
    problems
        Takes faults of cells, missing columns, and awards that nothing bounds.
    """
    conditions = tuple(
        (r.id, policy.tier_indices(r.tiers), ~passes(policy, applications, r, problems)) for r in policy.eligibility
    )
    applied, every = applications.tiers.array(), range(len(policy.tiers))
    may_win = applications.tiers.map(lambda own: (own, *policy.hops.get(own, ())))
    reach = [holding(may_win, t) for t in every]
    ranges = [ranges_of(policy, t, applications, scores) for t in every]
    _report_unbounded(policy, applications, reach, ranges, problems)
    low = [_below(policy, scores, tier.min_score.value) if tier.min_score else None for tier in policy.tiers]
    found = _Failures(
        policy, applied, conditions, dict(_score_faults(policy, scores)), low, enterprises.awarded, ranges
    )
    first, codes = patterns(applied, found.masks(reach))
    closes = [found.closes(k) for k in first.tolist()]
    open_in = [
        tuple(t for t in every if reach[t][k] and not ranges[t].unbounded[k] and not any(t in by for by in c.values()))
        for k, c in zip(first.tolist(), closes, strict=True)
    ]
    return Screening(
        Column(codes, [tuple(c) for c in closes]),
        Column(codes, closes),
        Column(codes, open_in),
        tuple(r.lo for r in ranges),
        tuple(r.hi for r in ranges),
    )


@dataclass(frozen=True)
class _Failures:
    """Every rule that may close a tier, with the applications that fail it.

    Parameters
    ----------
    applied
        Tier that each application applied for.
    conditions
        Eligibility rules: id, tiers, who fails.
    scores
        Codes of scores that close every tier -> who fails.
    low
        For each tier who is below its own least score; None where it has none.
    awarded
        Whom the ledger closes out.
    ranges
        For each tier what its money closes.
    """

    policy: Policy
    applied: Numbers
    conditions: tuple[tuple[str, tuple[int, ...], Mask], ...]
    scores: Mapping[str, Mask]
    low: Sequence[Mask | None]
    awarded: Mask
    ranges: Sequence[Ranges]

    def masks(self, reach: Sequence[Mask]) -> Iterator[Mask]:
        """All that tells applications of one tier apart."""
        yield from (failed for _, _, failed in self.conditions)
        yield from (*self.scores.values(), self.awarded)
        for low, found, here in zip(self.low, self.ranges, reach, strict=True):
            for mask in (low, *found.closed.values(), found.unbounded):
                if mask is not None:
                    yield mask & here

    def closes(self, k: int) -> Closes:
        """Failed rules of an application, in the order in which they are recorded, with the tiers that each closes."""
        own = int(self.applied[k])
        may_win = (own, *self.policy.hops.get(own, ()))
        closes: dict[str, tuple[int, ...]] = {}
        for rule, tiers, failed in self.conditions:
            here = tuple(t for t in may_win if t in tiers)
            if here and failed[k]:
                closes[rule] = here
        closes |= {code: may_win for code, failed in self.scores.items() if failed[k]}
        for t in may_win:
            low = self.low[t]
            if low is not None and low[k]:
                closes[f"min_score:{self.policy.tiers[t].id}"] = (t,)
        if self.awarded[k]:
            closes["already-awarded"] = may_win
        for t in may_win:
            for code in BOUND_CODES:
                if self.ranges[t].closed[code][k]:
                    closes[code] = (*closes.get(code, ()), t)
        return closes


def _report_unbounded(
    policy: Policy, applications: Applications, reach: Sequence[Mask], ranges: Sequence[Ranges], problems: Problems
) -> None:
    unbounded = [r.unbounded & here for r, here in zip(ranges, reach, strict=True)]
    where: list[tuple[int, int]] = []
    for k in np.flatnonzero(np.logical_or.reduce(unbounded)).tolist():
        own = applications.tiers[k]
        where += [(k, t) for t in (own, *policy.hops.get(own, ())) if unbounded[t][k]]

    def fault(n: int) -> Problem:
        k, t = where[n]
        what = f"nothing bounds its award in tier {policy.tiers[t].id}"
        place = applications.table.place(k, "requested")
        return Problem(place, what, "fill in the amount, or state a cap in the policy")

    problems.add_each(range(len(where)), fault)


def _score_faults(policy: Policy, scores: Scores) -> Iterator[tuple[str, Mask]]:
    missing = np.fromiter((v is None for v in scores.values), bool, len(scores.values))
    reviewed = np.fromiter(scores.reviewed, bool, len(missing))
    yield "reviews-incomplete", missing & reviewed
    yield "score-missing", missing & ~reviewed
    if policy.min_score is not None:
        yield "min_score", _below(policy, scores, policy.min_score.value)


def _with_number(numbers: Numbers, place: int, number: int) -> Numbers:
    """A copy with one number changed; Python's own integers where 64 bits do not hold it."""
    if int(numbers[place]) == number:
        return numbers
    copy = numbers.astype(object) if abs(number) >= WIDEST else numbers.copy()
    copy[place] = number
    return copy


def _below(policy: Policy, scores: Scores, least: Fraction) -> Mask:
    """Whether each score is there and below a threshold."""
    places = (least * 10**policy.score_decimals).__ceil__()
    return np.asarray(whole_numbers([places if v is None else v for v in scores.values]) < places, bool)
