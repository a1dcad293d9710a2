"""What becomes of an application at every composite score (SEMANTICS 5): in closed form from its margins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, cmp_to_key
from itertools import combinations

from allocator.arrays import Ints
from allocator.sensitivity.best import Best, first_difference
from allocator.sensitivity.funded_scores import funded_outcomes
from allocator.sensitivity.margins import Margin, Margins
from allocator.sensitivity.rescored import Span
from allocator.sensitivity.weights import weights_of

Interval = tuple[int, int]
Outcomes = tuple[tuple[int, int | None], ...]


def outcomes_by_score(margins: Margins, application: int) -> Outcomes:
    """The scores, in last places, from which on an outcome (a tier or None) holds, ascending, 0 the first.

    Parameters
    ----------
    application
        Index of an application that some score makes eligible.
    """
    found: list[tuple[int, int | None]] = []
    for span in margins.rescored.spans:
        for score, tier in _within(margins, application, span):
            if not found or found[-1][1] != tier:
                found.append((score, tier))
    return tuple(found)


def winning_scores(outcomes: Outcomes, top: int) -> tuple[Interval, ...]:
    """The intervals of scores in which an application wins, ascending and apart.

    Parameters
    ----------
    outcomes
        Of `outcomes_by_score`.
    top
        The highest score, in last places.
    """
    found: list[Interval] = []
    for (low, tier), (after, _) in zip(outcomes, (*outcomes[1:], (top + 1, None)), strict=True):
        if tier is None:
            continue
        if found and found[-1][1] == low - 1:
            found[-1] = (found[-1][0], after - 1)
        else:
            found.append((low, after - 1))
    return tuple(found)


def nearest(intervals: Sequence[Interval], score: int, wins: bool) -> int | None:
    """The smallest higher score that wins, of a loser; the largest lower one that loses, of a winner."""
    if not wins:
        return next((low for low, _ in intervals if low > score), None)
    low = next(low for low, high in intervals if low <= score <= high)
    return None if low == 0 else low - 1


def _within(margins: Margins, application: int, span: Span) -> Iterator[tuple[int, int | None]]:
    """Scores of a range, its first among them, between which the outcome stays."""
    if margins.solved.model.funded:
        yield from funded_outcomes(margins, application, span)
        return
    margin = margins.at(application, span)
    lines = [] if margin is None else _lines(margins, margin)
    if margin is None or not lines:
        yield span.low, None
    else:
        yield from _Contest(margins, application, span, lines).outcomes()


@dataclass(frozen=True, eq=False)
class _Line:
    """The best allocation with one outcome of an application: at a score it is worth `rest + slope * score`."""

    tier: int | None
    best: Best
    own: int
    slope: int
    rest: int

    def at(self, score: int) -> int:
        return self.rest + self.slope * score

    @cached_property
    def others(self) -> Ints:
        """The canonical list without the application."""
        return self.best.others(self.own)

    @property
    def entry(self) -> int:
        """The application's own place in that list."""
        return int(self.best.tiers[self.own])


def _lines(margins: Margins, margin: Margin) -> list[_Line]:
    """The outcomes of least deviation, which no score alters."""
    weights = weights_of(margins.solved)
    found = [] if margin.without is None else [_Line(None, margin.without, margin.place, 0, margin.without.value)]
    for t, best in margin.within.items():
        if best is not None:
            found.append(_Line(t, best, margin.place, weights[t], best.value - weights[t] * margin.score))
    least = min((line.best.deviation for line in found), default=0)
    return [line for line in found if line.best.deviation == least]


@dataclass(frozen=True, eq=False)
class _Contest:
    """The outcomes of an application over a range in which its tiers and their bounds stay.

    Two outcomes change their order where their lines cross; where these are one, where the application comes to stand
    before the first of the others whose outcome differs, for then its own decides.
    """

    margins: Margins
    application: int
    span: Span
    lines: Sequence[_Line]

    def outcomes(self) -> Iterator[tuple[int, int | None]]:
        """Scores, the first of the range among them, between which the outcome stays."""
        low, high = self.span.low, self.span.high
        turns = {s for one, other in combinations(self.lines, 2) for s in self._turns(one, other) if low < s <= high}
        for score in sorted({low, *turns}):
            yield score, self._chosen(score).tier

    def _turns(self, one: _Line, other: _Line) -> tuple[int, ...]:
        """The scores from which on the order of two outcomes may be another."""
        if one.slope != other.slope:
            over, by = one.rest - other.rest, other.slope - one.slope
            return -(-over // by), over // by + 1
        at = first_difference(one.others, other.others) if one.rest == other.rest else None
        if at is None:
            return ()
        first = at
        scores = range(self.span.low, self.span.high + 1)
        return (self.span.low + bisect_left(scores, True, key=lambda s: self._place(s) <= first),)

    def _place(self, score: int) -> int:
        return self.margins.rescored.place(self.application, score)

    def _chosen(self, score: int) -> _Line:
        most = max(line.at(score) for line in self.lines)
        level = [line for line in self.lines if line.at(score) == most]
        if len(level) == 1:
            return level[0]
        place = self._place(score)

        def order(one: _Line, other: _Line) -> int:
            return _order(one, other, place)

        return min(level, key=cmp_to_key(order))


def _order(one: _Line, other: _Line, place: int) -> int:
    """Below 0 where the list of one comes before that of the other, once the application stands at a place."""
    at = first_difference(one.others, other.others)
    if at is None or at >= place:
        return one.entry - other.entry
    return int(one.others[at]) - int(other.others[at])
