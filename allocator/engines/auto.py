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


@dataclass(frozen=True, slots=True)
class Auto:
    """Chooses by what each engine makes of the case: the outcome names the one that proved it."""

    name: str = "auto"
    proof: str = "solver"

    def solve(self, model: Model, clock: Clock) -> Outcome:
        """Settle all stages by the first engine that proves them; see `Engine`."""
        settled: dict[int, int] = {}
        try:
            outcome = Certified().solve(model, clock.part(SHARE))
            if outcome.certificate is not None:
                return replace(outcome, engine="certified")
        except EngineError as error:
            if isinstance(error, Beyond):
                settled = left_open(model, error, clock.part(SHARE))
        backends: list[Backend] = [Highs(), CpSat()]
        for backend in backends:
            engine = StagedEngine(backend)
            try:
                outcome = engine.solve(model, clock, settled)
            except EngineError as error:
                refusal = error
                continue
            return replace(outcome, engine=backend.name)
        if clock.expired:
            return replace(Outcome(Status.UNKNOWN), engine=self.name)
        raise refusal
