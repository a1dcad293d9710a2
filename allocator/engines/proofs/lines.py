"""The lines of a pseudo-Boolean proof in the making, and the constraints that they derive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from allocator.engines.clock import Clock
from allocator.engines.opb import PseudoBoolean

Coefficients = Mapping[int, int]
MOST_CASES = 3_000
MOST_CHARACTERS = 8_000_000
OUT_OF_TIME, INTERRUPTED = "the time limit ran out", "stopped by Ctrl-C"


class LeftOut(Exception):
    """Why there is no proof: it is beyond a limit, or its making was stopped."""


@dataclass(slots=True)
class Limit:
    """How long the proofs of one allocation may be, and how long their making may take.

    Parameters
    ----------
    cases
        Cases that may still be distinguished.
    characters
        Characters that may still be written.
    clock
        When their making must stop.
    """

    cases: int = MOST_CASES
    characters: int = MOST_CHARACTERS
    clock: Clock = field(default_factory=Clock)

    def time(self) -> None:
        """See whether there is time left."""
        if self.clock.expired:
            raise LeftOut(INTERRUPTED if self.clock.interrupted else OUT_OF_TIME)

    def case(self) -> None:
        """Count a case."""
        self.time()
        self.cases -= 1
        if self.cases < 0:
            raise LeftOut(f"more than {MOST_CASES} cases")

    def write(self, characters: int) -> None:
        """Count what is written."""
        self.time()
        self.characters -= characters
        if self.characters < 0:
            raise LeftOut(f"more than {MOST_CHARACTERS} characters")


@dataclass(frozen=True, slots=True)
class Constraint:
    """`sum coefficient * variable >= bound` over Booleans, with its number in the proof."""

    number: int
    coefficients: Coefficients
    bound: int

    @property
    def slack(self) -> int:
        """How far the largest value of the sum is above the bound; below 0 nothing keeps it."""
        return sum(c for c in self.coefficients.values() if c > 0) - self.bound


class Lines:
    """Lines of a proof in VeriPB's format 3.0.

    Parameters
    ----------
    program
        What the proof is about.
    limit
        How long it may be.
    """

    def __init__(self, program: PseudoBoolean, limit: Limit) -> None:
        self.program, self.limit = program, limit
        self.lines = ["pseudo-Boolean proof version 3.0", f"f {len(program.rows)} ;"]
        self.number = len(program.rows)

    def solution(self, values: Sequence[bool]) -> Constraint:
        """A solution; what is better than it."""
        objective = self.program.objective or {}
        literals = " ".join(f"x{v}" if true else f"~x{v}" for v, true in enumerate(values, 1))
        reached = sum(c for v, c in objective.items() if values[v - 1])
        number = self._add(f"soli {literals} ;")
        return Constraint(number, {v: -c for v, c in objective.items()}, 1 - reached)

    def combination(self, parts: Sequence[tuple[int, Constraint]]) -> Constraint:
        """A sum of constraints, each times a positive number."""
        total, bound = combined(parts)
        words = [f"{c.number} {m} *" if m > 1 else str(c.number) for m, c in parts]
        return Constraint(self._add(f"pol {' '.join([words[0], *(f'{w} +' for w in words[1:])])} ;"), total, bound)

    def derived(self, base: int, steps: Iterable[str], coefficients: Coefficients, bound: int) -> Constraint:
        """What comes of a constraint by steps of a `pol` line; the caller says what that is."""
        return Constraint(self._add(f"pol {base} {' '.join(steps)} ;"), coefficients, bound)

    def clause(self, literals: Iterable[int], hints: Iterable[int]) -> int:
        """One of the literals holds (none: a contradiction), as unit propagation on some constraints shows."""
        words = " ".join(f"1 {literal(x)}" for x in literals)
        return self._add(f"rup {words} >= 1 : ~ {' '.join(map(str, hints))} ;")

    def conclude(self, least: int | None, contradiction: int) -> str:
        """End the proof; its text."""
        bounds = f"UNSAT : {contradiction}" if least is None else f"BOUNDS {least} : {contradiction} {least}"
        return "\n".join([*self.lines, "output NONE ;", f"conclusion {bounds} ;", "end pseudo-Boolean proof ;", ""])

    def _add(self, line: str) -> int:
        self.lines.append(line)
        self.number += 1
        self.limit.write(len(line) + 1)
        return self.number


def literal(x: int) -> str:
    """A variable (from 1), or its negation (minus that), as text."""
    return f"x{x}" if x > 0 else f"~x{-x}"


def combined(parts: Iterable[tuple[int, Constraint]]) -> tuple[dict[int, int], int]:
    """Coefficients and bound of a sum of constraints, each times a number."""
    total: dict[int, int] = {}
    bound = 0
    for m, constraint in parts:
        bound += m * constraint.bound
        for v, c in constraint.coefficients.items():
            total[v] = total.get(v, 0) + m * c
    return {v: c for v, c in total.items() if c}, bound
