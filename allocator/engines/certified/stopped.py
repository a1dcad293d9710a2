"""What there is to show when the clock runs out: the best allocation found, and the bound that the prices prove."""

from __future__ import annotations

from allocator.engines.certified.decoded import Awards, decoded
from allocator.engines.certified.incumbent import good_choice
from allocator.engines.certified.maximise import Best, Progress
from allocator.engines.protocol import Bound, Outcome, Status
from allocator.model import Model


def stopped(model: Model, progress: Progress, least: Best | None) -> Outcome:
    """The outcome of a search that did not end.

    Parameters
    ----------
    progress
        The problem in hand.
    least
        The least quota-deviation, where it is known not to be 0.
    """
    form, bound = progress.form, progress.bound
    if form is None or bound is None:
        return Outcome(Status.UNKNOWN)
    awards, best = _in_hand(model, progress, least), bound.bound // bound.scale
    if awards is None or model.violations(*awards.of(model)):
        return Outcome(Status.UNKNOWN)
    chosen, amounts = awards.of(model)
    deviation, value = model.deviation(chosen), model.value(chosen, amounts)
    if progress.deviation is None:
        bounds = Bound("quota-deviation", deviation, max(0, -best)), Bound(model.stage, value, None)
    else:
        bounds = Bound("quota-deviation", deviation, progress.deviation), Bound(model.stage, value, best)
    return Outcome(Status.FEASIBLE, bounds, chosen, amounts)


def _in_hand(model: Model, progress: Progress, least: Best | None) -> Awards | None:
    form, bound, choice = progress.form, progress.bound, progress.choice
    if form is not None and bound is not None:
        choice = choice or good_choice(form, bound)
        if choice is not None:
            return decoded(model, form, choice)
    return None if least is None else decoded(model, least.proof.form, least.choice)
