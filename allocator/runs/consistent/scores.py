"""The scores at which an application is said to win: form, the nearest of them, and what its regret says of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from allocator.numbers import plain
from allocator.runs.consistent.known import Known
from allocator.sensitivity.explanation import Explanation
from allocator.sensitivity.rescored import Span
from allocator.sensitivity.scores import Interval, nearest, winning_scores


def score_faults(known: Known, e: Explanation) -> Iterator[str]:
    """What is wrong with the winning scores of an application.

    Parameters
    ----------
    known
        The allocation.
    e
        What is said of the application.
    """
    score = known.scenario.scores.values[e.application]
    assert score is not None  # without one nothing is said of scores
    intervals = _intervals(known, e)
    if intervals is None:
        yield "score_wins: expected intervals of scores from 0 to the highest, ascending and apart, in last places"
        return
    higher = [high for _, high in intervals]
    if known.policy.amounts_rule != "graded" and higher not in ([], [known.rescored.top]):
        yield "score_wins: expected one interval up to the highest score, as awards are not graded"
    wins = e.tier is not None
    if any(low <= score <= high for low, high in intervals) != wins:
        own = plain(Fraction(score, known.places))
        yield f"score_wins: its own score {own} is {'not ' if wins else ''}in it, but it {'wins' if wins else 'loses'}"
        return
    flip = nearest(intervals, score, wins)
    exact = None if flip is None else Fraction(flip, known.places)
    gap = None if flip is None else Fraction(abs(flip - score), known.places)
    for name, stated, expected in (
        ("score_to_win", e.score_to_win, None if wins else exact),
        ("score_to_lose", e.score_to_lose, exact if wins else None),
        ("gap", e.gap, gap),
    ):
        if stated != expected:
            yield f"{name}: found {_text(stated)}, expected {_text(expected)} by score_wins"
    yield from _by_regret(known, e, score, intervals)
    yield from _outcomes(known, e, score, intervals)


def _text(value: Fraction | None) -> str:
    return "null" if value is None else plain(value)


def _intervals(known: Known, e: Explanation) -> tuple[Interval, ...] | None:
    """In last places; None where they are none of an explanation."""
    found: list[Interval] = []
    for low, high in e.score_wins:
        a, b = low * known.places, high * known.places
        if a.denominator != 1 or b.denominator != 1 or not 0 <= a <= b <= known.rescored.top:
            return None
        if found and int(a) <= found[-1][1] + 1:
            return None
        found.append((int(a), int(b)))
    return tuple(found)


def _outcomes(known: Known, e: Explanation, score: int, intervals: tuple[Interval, ...]) -> Iterator[str]:
    """What is wrong with the outcomes by score; their ends within an interval that wins are told by the reason too."""
    begins, tiers = [s * known.places for s, _ in e.outcome_by_score], [t for _, t in e.outcome_by_score]
    whole = all(b.denominator == 1 and b <= known.rescored.top for b in begins)
    if not whole or begins[:1] != [0] or begins != sorted(set(begins)):
        yield "outcome_by_score: expected scores from 0 to the highest, ascending, in last places"
        return
    outcomes = tuple((int(b), t) for b, t in zip(begins, tiers, strict=True))
    if any(a == b for a, b in itertools.pairwise(tiers)):
        yield "outcome_by_score: found two outcomes alike one after the other"
    if winning_scores(outcomes, known.rescored.top) != intervals:
        yield "outcome_by_score: found other winning scores than score_wins has"
    if next(t for b, t in reversed(outcomes) if b <= score) != e.tier:
        yield "outcome_by_score: found another outcome at its own score than it has"
    for (low, tier), (after, _) in zip(outcomes, (*outcomes[1:], (known.rescored.top + 1, None)), strict=True):
        spans = [s for s in known.rescored.spans if s.low < after and low <= s.high]
        if tier is not None and not all(tier in dict(_open(known, e, s)) for s in spans):
            yield "outcome_by_score: found a tier that such a score does not open to it"
    for (_, one), (at, other) in itertools.pairwise(outcomes):
        same = one is not None and other is not None and all(s.low != at for s in known.rescored.spans)
        if same and not known.model.funded and known.weights[one or 0] > known.weights[other or 0]:
            yield "outcome_by_score: found a tier that weighs less with a higher score"


def _open(known: Known, e: Explanation, span: Span) -> list[tuple[int, int]]:
    return [(t, lo) for t, lo, _ in known.rescored.state(e.application, span)]


def _by_regret(known: Known, e: Explanation, score: int, intervals: tuple[Interval, ...]) -> Iterator[str]:
    """A loss is made up by so much score, times the weight of a tier: within the scores that open the same tiers."""
    regret, k = e.regret, e.application
    if known.model.funded or known.solved.place(k) is None:
        return
    span = next(s for s in known.rescored.spans if s.low <= score <= s.high)
    weights = [known.weights[t] for t in known.scenario.screening.open_tiers[k]]
    first = next((max(low, span.low) for low, high in intervals if high >= span.low), span.high + 1)
    least, most = _bounds(known, e, score, span, weights)
    if not least <= min(first, span.high + 1) <= most:
        yield (
            f"score_wins: found {plain(Fraction(first, known.places))} as its first winning score, which its regret "
            f"of {_text(regret.loss)} in {regret.stage} does not allow"
        )


def _bounds(known: Known, e: Explanation, score: int, span: Span, weights: list[Fraction]) -> tuple[int, int]:
    """Between which scores of a span the first that wins lies; one above the span: none does."""
    never, wins = span.high + 1, e.tier is not None
    if e.regret.loss is None or e.regret.stage == "quota-deviation":
        return (span.low, span.low) if wins else (never, never)
    loss = e.regret.loss * known.places
    if wins:
        assert e.tier is not None
        least = score - (loss / min(weights)).__floor__()
        most = score - (loss / known.weights[e.tier]).__ceil__() + 1
        return max(least, span.low), max(most, span.low)
    least = score + max((loss / max(weights)).__ceil__(), 1)
    return min(least, never), min(score + (loss / min(weights)).__floor__() + 1, never)
