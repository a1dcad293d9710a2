"""The certified engine behind the Protocol of engines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from allocator.engines.certified.build import build_form
from allocator.engines.certified.certificate import infeasible_certificate, optimal_certificate
from allocator.engines.certified.core import Stopped, TooManyStates
from allocator.engines.certified.counts import free_tier, whole_numbers
from allocator.engines.certified.decoded import decoded
from allocator.engines.certified.form import NoChoice, TooLarge
from allocator.engines.certified.maximise import Best, Efforts, Nothing, Progress, maximise
from allocator.engines.certified.proven import prove_best
from allocator.engines.certified.quick import BRIEF, EACH, FIRST, solve_quickly
from allocator.engines.certified.stopped import stopped
from allocator.engines.clock import Clock
from allocator.engines.protocol import Bound, Outcome, Status
from allocator.errors import EngineError
from allocator.model import Model

FEW_NODES = 400  # of a proof that others can check, where the optimum is known already


class Beyond(EngineError):
    """A case beyond this engine.

    Parameters
    ----------
    why
        In a few words.
    form, bound
        The last problem and the prices found for it; None where there are none.
    deviation
        Largest quota-deviation of that problem.
    outcome
        The best allocation found, and what is proven of it.
    """

    def __init__(self, why: str, progress: Progress, outcome: Outcome) -> None:
        super().__init__(f"this case is beyond the certified engine ({why}); choose --engine auto")
        self.form, self.bound, self.deviation = progress.form, progress.bound, progress.deviation
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Certified:
    """Prices, settling, and a dynamic program on the rest; every step in integers."""

    name: str = "certified"
    proof: str = "certificate"

    def solve(self, model: Model, clock: Clock) -> Outcome:
        """Settle all stages; see `Engine`."""
        progress = Progress()
        try:
            return _solve(model, clock, progress)
        except (TooManyStates, TooLarge) as error:
            if progress.known is not None:
                return progress.known
            raise Beyond(str(error), progress, stopped(model, progress)) from None


def _solve(model: Model, clock: Clock, progress: Progress) -> Outcome:
    least: Best | Nothing | None = None
    try:
        best = _met(model, clock, progress)
        if isinstance(best, Nothing) and model.targets:
            least, best = _missed(model, best, clock, progress)
    except Stopped:
        return progress.known or stopped(model, progress)
    if isinstance(best, Nothing):
        return Outcome(Status.INFEASIBLE, certificate=infeasible_certificate(model, best))
    awards = decoded(model, best.proof.form, best.choice)
    chosen, amounts = awards.of(model)
    deviation, value = model.deviation(chosen), model.value(chosen, amounts)
    if model.violations(chosen, amounts) or (progress.deviation, best.choice.value) != (deviation, value):
        raise EngineError("the certified engine's answer does not stand up to recomputation (a fault of this package)")
    bounds = (Bound("quota-deviation", deviation, deviation), Bound(model.stage, value, value))
    certificate = optimal_certificate(model, least, best, deviation, awards.steps)
    return Outcome(Status.OPTIMAL, bounds, chosen, amounts, certificate)


def _met(model: Model, clock: Clock, progress: Progress) -> Best | Nothing:
    """The best allocation that meets all targets."""
    tier = free_tier(model)
    if tier is None:
        return _stage(model, 0, clock, progress)
    known, numbers = None, None
    for efforts in (BRIEF, FIRST):
        try:
            return _stage(model, 0, clock, progress, efforts)
        except TooManyStates:
            numbers = whole_numbers(model, tier) if efforts is BRIEF else None
            known = solve_quickly(model, clock, counts=True, numbers=numbers, efforts=EACH) if numbers else None
            if known is not None:
                break
    known = known or solve_quickly(model, clock, counts=True)
    if known is None or not known.bounds or known.bounds[0].value:
        return _stage(model, 0, clock, progress)
    progress.begin(0)
    progress.known = known
    work = BRIEF[0][0] if numbers else None
    return prove_best(model, build_form(model, 0), known.bounds[1].value, clock, progress, FEW_NODES, work)


def _missed(
    model: Model, met: Nothing, clock: Clock, progress: Progress
) -> tuple[Best | Nothing | None, Best | Nothing]:
    """Proof of the least deviation and the best allocation that has it, where the targets cannot all be met."""
    known = solve_quickly(model, clock, 1)
    if known is None:
        return _missed_slowly(model, clock, progress)
    if known.status is Status.INFEASIBLE:
        return None, _stage(replace(model, targets=()), 0, clock, progress)
    progress.known = known
    deviation, value = (b.value for b in known.bounds)
    least = met if deviation == 1 else _stage(model, deviation - 1, clock, progress)
    if isinstance(least, Best):
        raise EngineError("the certified engine found what it had denied (a fault of this package)")
    progress.begin(deviation)
    return least, prove_best(model, build_form(model, deviation), value, clock, progress)


def _missed_slowly(model: Model, clock: Clock, progress: Progress) -> tuple[Best | Nothing | None, Best | Nothing]:
    """The same by looking for the least deviation, where it cannot be guessed."""
    smallest = _stage(model, None, clock, progress)
    if isinstance(smallest, Nothing):  # targets have no part in the proof
        return None, _stage(replace(model, targets=()), 0, clock, progress)
    progress.least = smallest
    return smallest, _stage(model, -smallest.choice.value, clock, progress)


def _stage(
    model: Model, deviation: int | None, clock: Clock, progress: Progress, efforts: Efforts | None = None
) -> Best | Nothing:
    try:
        form = build_form(model, deviation)
    except NoChoice:
        return Nothing(None)
    progress.begin(deviation)
    return maximise(model, form, clock, progress, efforts)
