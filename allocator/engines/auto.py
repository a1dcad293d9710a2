"""The default: the certified engine, and where a case is beyond it a general solver on what its prices leave open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from allocator.engines.certified import Beyond, Certified, left_open
from allocator.engines.clock import Clock
from allocator.engines.cp_sat import CpSat
from allocator.engines.milp import Highs
from allocator.engines.program import Backend
from allocator.engines.protocol import Outcome, Status
from allocator.engines.staged import StagedEngine
from allocator.errors import EngineError
from allocator.model import Model

SHARE = 0.3
LARGE, A_SECOND = 100_000, 5_000  # options, and how many of them are written for a general solver in a second


@dataclass(frozen=True, slots=True)
class Auto:
    """Chooses by what each engine makes of the case: the outcome names the one that proved it."""

    name: str = "auto"
    proof: str = "solver"

    def solve(self, model: Model, clock: Clock) -> Outcome:
        """Settle all stages by the first engine that proves them; see `Engine`."""
        settled: dict[int, int] = {}
        first, alone = Outcome(Status.UNKNOWN), _no_time_for_others(model, clock)
        try:
            first = replace(Certified().solve(model, clock.part(1 if alone else SHARE)), engine="certified")
            if alone or first.status in (Status.OPTIMAL, Status.INFEASIBLE):
                return first
        except Beyond as error:
            first = replace(error.outcome, engine="certified")
            if alone:
                return first
            settled = left_open(model, error)
        except EngineError:
            pass
        backends: list[Backend] = [Highs(), CpSat()]
        for backend in backends:
            engine = StagedEngine(backend)
            try:
                outcome = engine.solve(model, clock, settled)
            except EngineError as error:
                refusal = error
                continue
            return _better(first, replace(outcome, engine=backend.name))
        if clock.expired:
            return _better(first, replace(Outcome(Status.UNKNOWN), engine=self.name))
        raise refusal


def _no_time_for_others(model: Model, clock: Clock) -> bool:
    """Whether a time limit ends before a general solver would have its program."""
    return clock.remaining is not None and len(model.options) > max(LARGE, A_SECOND * clock.remaining)


def _better(first: Outcome, second: Outcome) -> Outcome:
    """The second outcome, or where neither is proven the better allocation, with the tighter of both bounds."""
    if second.status in (Status.OPTIMAL, Status.INFEASIBLE) or not first.bounds:
        return second
    if not second.bounds:
        return first
    one, two = first.bounds, second.bounds
    best = first if (one[0].value, -one[1].value) < (two[0].value, -two[1].value) else second
    deviation = max(one[0].bound or 0, two[0].bound or 0)
    known = [
        b[1].bound for b in (one, two) if b[1].bound is not None and b[0].bound == b[0].value == best.bounds[0].value
    ]
    bounds = (
        replace(best.bounds[0], bound=deviation),
        replace(best.bounds[1], bound=min(known) if known else best.bounds[1].bound),
    )
    return replace(best, bounds=bounds)
