"""A backend that answers as a script says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from allocator.engines import Clock, Status
from allocator.engines.cp_sat import CpSat
from allocator.engines.program import Answer, Coefficients, IntegerProgram
from allocator.model import compile_model
from tests.small import TIERS, policy, scenario

HEADINGS = "application_id,enterprise,tier,score\n"


QUOTA = TIERS.replace("floor: 4", "floor: 4, quota: {target: 1, tolerance: 1}")


@dataclass
class Scripted:
    """CP-SAT, but call number n is answered by a script."""

    script: dict[int, Callable[[Answer, IntegerProgram], Answer]]
    calls: int = 0
    name: str = "scripted"
    objectives: list[Coefficients] = field(default_factory=list)

    def minimise(self, program: IntegerProgram, objective: Coefficients, clock: Clock, hint: Sequence[int]) -> Answer:
        answer = CpSat().minimise(program, objective, clock, hint)
        self.calls += 1
        self.objectives.append(objective)
        change = self.script.get(self.calls)
        return answer if change is None else change(answer, program)


class Ending(Clock):
    """A clock that excuses every stop, and never runs out."""

    ending = True


def model(folder: Path, **named: str):  # type: ignore[no-untyped-def]
    return compile_model(scenario(folder / "s", policy(tiers=QUOTA, budget="9", **named)))


def feasible(answer: Answer, program: IntegerProgram) -> Answer:
    return Answer(Status.FEASIBLE, answer.values, answer.bound)


def unknown(answer: Answer, program: IntegerProgram) -> Answer:
    return Answer(Status.UNKNOWN)
