"""What becomes of an application at every score under funded-score, where what it gets depends on its score too.

At a score the best allocation is worth more by `weight * amount` with every further point of the application, 0 where
it does not win. The most that can be reached is therefore convex in the score, and this slope never falls. Between two
scores with one slope the best allocations are the same ones; which of them comes first in the canonical list depends on
where the application stands, and the further in front it stands, the nearer its own tier is to the first. So two
scores with one slope and one outcome enclose that outcome alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocator.model import compile_model
from allocator.sensitivity.margins import Margins
from allocator.sensitivity.rescored import Span, State
from allocator.sensitivity.solved import place_of
from allocator.sensitivity.weights import weights_of


@dataclass(frozen=True, slots=True)
class _Point:
    """The best allocation at a score: the application's tier, its worth, and by how much more a further point."""

    score: int
    tier: int | None
    value: int
    slope: int


def funded_outcomes(margins: Margins, application: int, span: Span) -> Iterator[tuple[int, int | None]]:
    """Scores of a range, its first among them, such that between one and the next the outcome stays.

    Parameters
    ----------
    margins
        Of a scenario whose objective is funded-score.
    application
        Index of an application that some score makes eligible.
    span
        A range in which its tiers and their bounds stay.
    """
    state = margins.rescored.state(application, span)
    last = _at(margins, application, span.high) if state else None
    if last is None or last.tier is None:  # the slope is 0, and was not more before
        yield span.low, None
        return
    pending = [last] if span.low < span.high else []
    now = _at(margins, application, span.low) if pending else last
    yield now.score, now.tier
    weights = weights_of(margins.solved)
    while pending:
        after = pending[-1]
        if after.score > now.score + 1 and not _settled(now, after, state, weights):
            pending.append(_at(margins, application, _between(now, after)))
        else:
            now = pending.pop()
            yield now.score, now.tier


def _settled(one: _Point, other: _Point, state: State, weights: list[int]) -> bool:
    """Whether no other outcome can stand between two of the same: no amount in another tier has a slope between."""
    if one.tier != other.tier or one.slope == other.slope:
        return one.tier == other.tier
    others = [(lo, hi, weights[t]) for t, lo, hi in state if t != one.tier]
    return not any(max(lo, -(-one.slope // w)) <= min(hi, other.slope // w) for lo, hi, w in others)


def _between(one: _Point, other: _Point) -> int:
    """Where the outcome is looked at next: where the lines through two points cross, or half way along one line."""
    if one.slope == other.slope:
        return (one.score + other.score) // 2
    over = other.value - other.slope * other.score - (one.value - one.slope * one.score)
    return min(max(over // (one.slope - other.slope), one.score + 1), other.score - 1)


def _at(margins: Margins, application: int, score: int) -> _Point:
    solved = margins.solved
    scenario, model, best = solved.scenario, solved.model, solved.best
    if scenario.scores.values[application] != score:
        scenario = margins.rescored.at(application, score)
        model = compile_model(scenario)
        found = margins.solver.best(model)
        if found is None:  # no score makes the rules hold
            return _Point(score, None, 0, 0)
        best = found
    place = place_of(scenario, application)
    tier = model.tiers if place is None else int(best.tiers[place])
    if place is None or tier == model.tiers:
        return _Point(score, None, best.value, 0)
    assert best.amounts is not None
    return _Point(score, tier, best.value, weights_of(solved)[tier] * best.amounts[place])
