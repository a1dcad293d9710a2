"""What an engine is: one call that settles the stages of a model, and says what it has proven."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from allocator.engines.clock import Clock
from allocator.model import Model


class Status(enum.Enum):
    """How a search ended.

    `OPTIMAL`: proven, with gap 0. `FEASIBLE`: stopped, an allocation in hand. `INFEASIBLE`: proven that nothing
    satisfies the rules. `UNKNOWN`: stopped with nothing in hand.
    """

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bound:
    """Value of a stage and what is proven of it.

    Parameters
    ----------
    stage
        `quota-deviation`, `weighted-score` or `funded-score`.
    value
        Value of the allocation in hand, in the model's integers.
    bound
        Proven bound on every allocation (given the stages before); None for a stage not begun.
    """

    stage: str
    value: int
    bound: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an engine found.

    Parameters
    ----------
    status
        Looked at before anything else.
    bounds
        Quota-deviation and stage 2; empty unless there is an allocation.
    chosen
        Per application (published order) its option or None; empty unless there is an allocation.
    amounts
        Steps per application under funded-score; None under winners-first.
    certificate
        Content of certificate.json; None where the proof is a solver's word.
    engine
        Who proved it, where the engine called chose another.
    """

    status: Status
    bounds: tuple[Bound, ...] = ()
    chosen: tuple[int | None, ...] = ()
    amounts: tuple[int, ...] | None = None
    certificate: Mapping[str, Any] | None = None
    engine: str = ""


class Engine(Protocol):
    """Settles quota-deviation, stage 2 and the canonical choice of a model."""

    @property
    def name(self) -> str:
        """Name by which it is chosen."""
        ...

    @property
    def proof(self) -> str:
        """What its proof rests on: `solver` (its own word) or `certificate`."""
        ...

    def solve(self, model: Model, clock: Clock) -> Outcome:
        """Solve every stage up to the unique winners (and their amounts under funded-score).

        Raises
        ------
        EngineError
            Where this engine cannot prove a case of this size or kind.
        """
        ...
