"""All stages of a model solved with proof but without a certificate, for those who ask thousands of times."""

from __future__ import annotations

from dataclasses import replace

from allocator.engines.certified.build import build_form
from allocator.engines.certified.core import Stopped, TooManyStates
from allocator.engines.certified.decoded import decoded
from allocator.engines.certified.form import NoChoice, TooLarge
from allocator.engines.certified.maximise import Nothing, Progress, maximise
from allocator.engines.clock import Clock
from allocator.engines.protocol import Bound, Outcome, Status
from allocator.errors import EngineError
from allocator.model import Model

MOST_TRIES = 12


def solve_quickly(model: Model, clock: Clock, floor: int = 0) -> Outcome | None:
    """The outcome of a model; None where it is beyond this way, or the clock ran out.

    To ask whether anything keeps a deviation is far easier than to look for the least one, which is seldom large.

    Parameters
    ----------
    model, clock
        See `Engine`.
    floor
        What quota-deviation is known to be at least.
    """
    tries = range(floor, floor + MOST_TRIES) if model.targets else (0,)
    try:
        for deviation in tries:
            found = _within(model, deviation, clock)
            if found is not None:
                return found
            if deviation == tries[0] and (not model.targets or _within(replace(model, targets=()), 0, clock) is None):
                return Outcome(Status.INFEASIBLE)
    except (TooManyStates, TooLarge, Stopped):
        pass
    return None


def _within(model: Model, deviation: int, clock: Clock) -> Outcome | None:
    """The best allocation of at most a deviation; None where there is none."""
    progress = Progress()
    progress.begin(deviation)
    try:
        best = maximise(model, build_form(model, deviation), clock, progress)
    except NoChoice:
        return None
    if isinstance(best, Nothing):
        return None
    chosen, amounts = decoded(model, best.proof.form, best.choice).of(model)
    value = model.value(chosen, amounts)
    if model.violations(chosen, amounts) or model.deviation(chosen) != deviation or value != best.choice.value:
        raise EngineError("the certified engine's answer does not stand up to recomputation (a fault of this package)")
    bounds = (Bound("quota-deviation", deviation, deviation), Bound(model.stage, value, value))
    return Outcome(Status.OPTIMAL, bounds, chosen, amounts)
