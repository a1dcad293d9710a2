"""The default: the certified engine, and where a case is beyond it a general solver on what its prices leave open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from allocator.engines.certified import Beyond, Certified, left_open
from allocator.engines.clock import Clock
from allocator.engines.cp_sat import CpSat
from allocator.engines.milp import Highs
from allocator.engines.protocol import Outcome, Status
from allocator.engines.staged import StagedEngine
from allocator.errors import EngineError
from allocator.model import Model


@dataclass(frozen=True, slots=True)
class Auto:
    """Chooses by what each engine makes of the case."""

    name: str = "auto"
    proof: str = "solver"

    def solve(self, model: Model, clock: Clock) -> Outcome:
        """Settle all stages by the first engine that proves them; see `Engine`."""
        try:
            return replace(Certified().solve(model, clock), engine="certified")
        except Beyond as beyond:
            settled = left_open(model, beyond, clock)
        for backend in (Highs(), CpSat()):
            try:
                return replace(StagedEngine(backend).solve(model, clock, settled), engine=backend.name)
            except EngineError as error:
                if clock.expired:
                    return Outcome(Status.UNKNOWN)
                refusal = error
        raise refusal
