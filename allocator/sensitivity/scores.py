"""At which composite scores an application wins (SEMANTICS 5): in closed form from its margins."""

from __future__ import annotations

from collections.abc import Sequence

from allocator.model import compile_model
from allocator.sensitivity.best import Best, first_difference
from allocator.sensitivity.margins import Margin, Margins
from allocator.sensitivity.rescored import Span
from allocator.sensitivity.solved import place_of

Interval = tuple[int, int]


def winning_scores(margins: Margins, application: int) -> tuple[Interval, ...]:
    """The intervals of scores, in last places, in which an application wins, ascending and apart.

    Over a range in which its tiers and their bounds stay, a higher score adds to the value of every allocation in
    which it wins and to no other: it wins from some score up.

    Parameters
    ----------
    application
        Index of an application that some score makes eligible.
    """
    first_of = _funded if margins.solved.model.funded else _closed
    found: list[Interval] = []
    for span in margins.rescored.spans:
        first = first_of(margins, application, span)
        if first is None:
            continue
        if found and found[-1][1] == first - 1:
            found[-1] = (found[-1][0], span.high)
        else:
            found.append((first, span.high))
    return tuple(found)


def nearest(intervals: Sequence[Interval], score: int, wins: bool) -> int | None:
    """The smallest higher score that wins, of a loser; the largest lower one that loses, of a winner."""
    if not wins:
        return next((low for low, _ in intervals if low > score), None)
    low = next(low for low, high in intervals if low <= score <= high)
    return None if low == 0 else low - 1


def _closed(margins: Margins, application: int, span: Span) -> int | None:
    """The first winning score of a range; None where there is none."""
    margin = margins.at(application, span)
    if margin is None:
        return None
    within = [b for b in margin.within.values() if b is not None]
    if not within:
        return None
    deviation = min(b.deviation for b in within)
    if margin.without is None or deviation < margin.without.deviation:
        return span.low
    if deviation > margin.without.deviation:
        return None
    return _crossing(margins, application, span, margin, deviation)


def _crossing(margins: Margins, application: int, span: Span, margin: Margin, deviation: int) -> int | None:
    without = margin.without
    assert without is not None
    weights = _weights(margins)
    rests = {
        t: best.value - weights[t] * margin.score
        for t, best in margin.within.items()
        if best is not None and best.deviation == deviation
    }
    first = min(-((rest - without.value) // weights[t]) for t, rest in rests.items())  # where one of them is as good
    first = max(first, span.low)
    if first > span.high:
        return None
    level = [margin.within[t] for t, rest in rests.items() if rest + weights[t] * first >= without.value]
    ahead = any(rest + weights[t] * first > without.value for t, rest in rests.items())
    if not ahead:
        place = margins.rescored.place(application, first)
        if not any(_earlier(best, without, margin.place, place) for best in level if best is not None):
            first += 1
    return first if first <= span.high else None


def _earlier(within: Best, without: Best, own: int, place: int) -> bool:
    """Whether the list with the application comes before that without it, once it stands at another place."""
    at = first_difference(one := within.others(own), other := without.others(own))
    return at is None or at >= place or bool(one[at] < other[at])


def _weights(margins: Margins) -> list[int]:
    """Value of one last place of score in each tier, in the model's integers."""
    policy, model = margins.solved.scenario.policy, margins.solved.model
    scale = model.scale // 10**policy.score_decimals
    return [int(t.weight * scale) for t in policy.tiers]


def _funded(margins: Margins, application: int, span: Span) -> int | None:
    """The first winning score of a range under funded-score, where what it gets depends on it: by halving."""
    if not margins.rescored.state(application, span) or not _wins_at(margins, application, span.high):
        return None
    if _wins_at(margins, application, span.low):
        return span.low
    low, high = span.low, span.high  # loses, wins
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _wins_at(margins, application, middle) else (middle, high)
    return high


def _wins_at(margins: Margins, application: int, score: int) -> bool:
    solved = margins.solved
    if solved.scenario.scores.values[application] == score:
        return solved.tier(application) is not None
    scenario = margins.rescored.at(application, score)
    model = compile_model(scenario)
    best, place = margins.solver.best(model), place_of(scenario, application)
    return best is not None and place is not None and bool(best.tiers[place] < model.tiers)
