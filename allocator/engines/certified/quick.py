"""All stages of a model solved with proof but without a certificate, for those who ask thousands of times."""

from __future__ import annotations

from dataclasses import replace

from allocator.engines.certified.build import build_form
from allocator.engines.certified.core import Stopped, TooManyStates
from allocator.engines.certified.counts import Numbers, best_by_count, free_tier
from allocator.engines.certified.decoded import decoded
from allocator.engines.certified.emptiness import anything_keeps
from allocator.engines.certified.form import NoChoice, TooLarge
from allocator.engines.certified.maximise import Efforts, Nothing, Progress, maximise
from allocator.engines.certified.missed import least_deviation, ways_to_miss
from allocator.engines.clock import Clock
from allocator.engines.protocol import Bound, Outcome, Status
from allocator.errors import EngineError
from allocator.model import Model

MOST_TRIES = 12
BRIEF = ((10_000, 0),)  # before it is asked whether whole numbers of winners tell
EACH = ((120_000, 0), (0, 40))  # for one number of winners, where these tell
FIRST = ((300_000, 0), (0, 300))  # before numbers of winners are tried one after another


def solve_quickly(
    model: Model,
    clock: Clock,
    floor: int = 0,
    *,
    counts: bool = False,
    numbers: Numbers | None = None,
    efforts: Efforts | None = None,
) -> Outcome | None:
    """The outcome of a model; None where it is beyond this way, or the clock ran out.

    To ask whether anything keeps a deviation is far easier than to look for the least one, which is seldom far from
    what the relaxation proves.

    Parameters
    ----------
    model, clock
        See `Engine`.
    floor
        What quota-deviation is known to be at least.
    counts
        Whether numbers of winners are to be tried one after another at once, as the rest was tried in vain.
    numbers
        What is known of these numbers already.
    efforts
        What is tried for each of these numbers; None: all.
    """
    try:
        found = _with_deviation(model, floor if model.targets else 0, clock, counts, numbers, efforts)
        if found is not None:
            return found
        if not model.targets or anything_keeps(model) is False:
            return Outcome(Status.INFEASIBLE)
        first = max(floor + 1, least_deviation(model))
        for deviation in range(first, first + MOST_TRIES):
            found = _with_deviation(model, deviation, clock)
            if found is not None:
                return found
        if _best(replace(model, targets=()), clock) is None:
            return Outcome(Status.INFEASIBLE)
    except (TooManyStates, TooLarge, Stopped):
        pass
    return None


def _with_deviation(
    model: Model,
    deviation: int,
    clock: Clock,
    counts: bool = False,
    numbers: Numbers | None = None,
    efforts: Efforts | None = None,
) -> Outcome | None:
    """The best allocation of a deviation, when no smaller one is possible; None where there is none."""
    if deviation == 0:
        return _best(model, clock, counts=counts, numbers=numbers, efforts=efforts)
    ways = ways_to_miss(model, deviation)
    if ways is None:
        return _best(model, clock, deviation)
    best: Outcome | None = None
    for bound, way in ways:
        if best is not None and bound < best.bounds[1].value:
            break
        found = _best(way, clock)
        if found is not None and (best is None or _first(model, found, best)):
            best = found
    if best is None:
        return None
    return replace(best, bounds=(Bound("quota-deviation", deviation, deviation), best.bounds[1]))


def _best(
    model: Model,
    clock: Clock,
    deviation: int = 0,
    counts: bool = False,
    numbers: Numbers | None = None,
    efforts: Efforts | None = None,
) -> Outcome | None:
    """The best allocation of at most a deviation; None where there is none."""
    tier = free_tier(model) if deviation == 0 else None
    progress = Progress()
    progress.begin(deviation)
    try:
        form = build_form(model, deviation)
        if tier is not None and counts:
            raise TooManyStates("the rest was tried in vain")
        best = maximise(model, form, clock, progress, efforts if tier is None else FIRST)
    except NoChoice:
        return None
    except TooManyStates:
        if tier is None:
            raise
        return best_by_count(
            model, tier, lambda m: _best(m, clock, efforts=efforts), lambda a, b: _first(model, a, b), clock, numbers
        )
    if isinstance(best, Nothing):
        return None
    chosen, amounts = decoded(model, best.proof.form, best.choice).of(model)
    value = model.value(chosen, amounts)
    if model.violations(chosen, amounts) or model.deviation(chosen) != deviation or value != best.choice.value:
        raise EngineError("the certified engine's answer does not stand up to recomputation (a fault of this package)")
    bounds = (Bound("quota-deviation", deviation, deviation), Bound(model.stage, value, value))
    return Outcome(Status.OPTIMAL, bounds, chosen, amounts)


def _first(model: Model, one: Outcome, other: Outcome) -> bool:
    """Whether an outcome comes before another: its value is larger, or equal and its list the canonical one."""
    if one.bounds[1].value != other.bounds[1].value:
        return one.bounds[1].value > other.bounds[1].value
    return _list(model, one) < _list(model, other)


def _list(model: Model, outcome: Outcome) -> tuple[list[int], list[int]]:
    """What the canonical stage compares: tiers in published order, then larger amounts first."""
    tier = model.columns.tier
    return [model.tiers if o is None else int(tier[o]) for o in outcome.chosen], [-a for a in outcome.amounts or ()]
