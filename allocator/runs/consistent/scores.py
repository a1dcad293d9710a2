"""The scores at which an application is said to win: form, the nearest of them, and what its regret says of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from allocator.numbers import plain
from allocator.runs.consistent.known import Known
from allocator.sensitivity.explanation import Explanation
from allocator.sensitivity.rescored import Span
from allocator.sensitivity.scores import Interval, nearest


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
