"""What there is to show when the clock runs out: the best allocation found, and the bound that the prices prove."""

from __future__ import annotations

from allocator.engines.certified.decoded import Awards, decoded
from allocator.engines.certified.incumbent import good_choice
from allocator.engines.certified.maximise import Progress
from allocator.engines.protocol import Bound, Outcome, Status
from allocator.model import Model


def stopped(model: Model, progress: Progress) -> Outcome:
    """The outcome of a search that did not end.

    Parameters
    ----------
    progress
        The problem in hand.
    """
    awards = _in_hand(model, progress)
    if awards is None or model.violations(*awards.of(model)):
        return Outcome(Status.UNKNOWN)
    chosen, amounts = awards.of(model)
    deviation, value = model.deviation(chosen), model.value(chosen, amounts)
    bound = progress.bound
    best = None if bound is None else bound.bound // bound.scale
    if progress.deviation is None:
        bounds = Bound("quota-deviation", deviation, max(0, -(best or 0))), Bound(model.stage, value, None)
    else:
        bounds = Bound("quota-deviation", deviation, progress.deviation), Bound(model.stage, value, best)
    return Outcome(Status.FEASIBLE, bounds, chosen, amounts)


def _in_hand(model: Model, progress: Progress) -> Awards | None:
    form, bound, choice = progress.form, progress.bound, progress.choice
    if form is not None and bound is not None:
        choice = choice or good_choice(form, bound)
        if choice is not None:
            return decoded(model, form, choice)
    least = progress.least
    return None if least is None else decoded(model, least.proof.form, least.choice)
