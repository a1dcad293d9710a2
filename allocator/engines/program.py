"""A model written out as an integer program that any general solver can take."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from allocator.engines.clock import Clock
from allocator.engines.protocol import Status
from allocator.model import Model, Row

Coefficients = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class LinearRow:
    """`lower <= sum coefficient * variable <= upper`; None where there is no bound."""

    name: str
    coefficients: Coefficients
    lower: int | None
    upper: int | None


@dataclass(slots=True)
class IntegerProgram:
    """Variables with integer bounds, and rows over them.

    Parameters
    ----------
    names
        A name per variable.
    lower, upper
        Bounds per variable.
    rows
        Linear rows.
    wins
        Variable of each option of the model: 1 where it wins.
    steps
        Variable of each option's award in steps; empty under winners-first.
    misses
        Variable of each target's distance.
    """

    names: list[str] = field(default_factory=list)
    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    rows: list[LinearRow] = field(default_factory=list)
    wins: list[int] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    misses: list[int] = field(default_factory=list)

    def variable(self, name: str, lower: int, upper: int) -> int:
        """Add a variable and give its position."""
        self.names.append(name)
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.names) - 1

    def row(self, name: str, coefficients: Coefficients, lower: int | None, upper: int | None) -> None:
        """Add a row."""
        self.rows.append(LinearRow(name, coefficients, lower, upper))

    def fix(self, variable: int, value: int) -> None:
        """Hold a variable at a value from now on."""
        self.lower[variable] = self.upper[variable] = value

    def magnitude(self, coefficients: Coefficients) -> int:
        """Largest absolute value that a linear form can take."""
        return sum(abs(c) * max(abs(self.lower[v]), abs(self.upper[v])) for v, c in coefficients.items())

    def holds(self, values: Sequence[int]) -> bool:
        """Whether values keep every bound and row, in exact arithmetic."""
        inside = all(lo <= x <= hi for lo, x, hi in zip(self.lower, values, self.upper, strict=True))
        return inside and all(self._keeps(row, values) for row in self.rows)

    @staticmethod
    def _keeps(row: LinearRow, values: Sequence[int]) -> bool:
        total = sum(c * values[v] for v, c in row.coefficients.items())
        return (row.lower is None or total >= row.lower) and (row.upper is None or total <= row.upper)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a general solver says of one program and objective.

    Parameters
    ----------
    status
        Looked at before anything else.
    values
        A value per variable; empty unless there is a solution.
    bound
        Proven lower bound on the objective; None where there is none.
    """

    status: Status
    values: tuple[int, ...] = ()
    bound: int | None = None


class Backend(Protocol):
    """A general solver of integer programs."""

    @property
    def name(self) -> str:
        """Name of the solver."""
        ...

    def minimise(self, program: IntegerProgram, objective: Coefficients, clock: Clock, hint: Sequence[int]) -> Answer:
        """Minimise a linear objective with gap 0.

        Parameters
        ----------
        hint
            Values of a known solution, or empty.

        Raises
        ------
        EngineError
            Where the numbers are too large for this solver to be trusted.
        """
        ...


def whole_bound(bound: float) -> int | None:
    """Whole lower bound from a solver's floating-point one; None where it has none.

    An objective of integers takes whole values, so the bound may be rounded up, less the solver's own tolerance.
    """
    if not math.isfinite(bound) or abs(bound) >= 2.0**60:
        return None
    return math.ceil(bound - max(1e-6, abs(bound) * 1e-9))


def write_program(model: Model) -> IntegerProgram:
    """Variables and hard rows of a model; no objective yet."""
    program = IntegerProgram()
    for o in model.options:
        program.wins.append(program.variable(f"x_{o.application}_{o.tier}", 0, 1))
    if model.funded:
        for k, o in enumerate(model.options):
            a = program.variable(f"a_{o.application}_{o.tier}", 0, o.hi)
            program.steps.append(a)
            program.row(f"most_{o.application}_{o.tier}", {a: 1, program.wins[k]: -o.hi}, None, 0)
            program.row(f"least_{o.application}_{o.tier}", {a: 1, program.wins[k]: -o.lo}, 0, None)
    for n, row in enumerate(model.rows):
        program.row(f"r{n}_{row.rule or 'one_tier'}", _coefficients(model, program, row), row.lower, row.upper)
    for target in model.targets:
        most = max(target.aim, len(target.options))
        miss = program.variable(f"d_{target.tier}", 0, most)
        program.misses.append(miss)
        count = {program.wins[o]: 1 for o in target.options}
        program.row(f"above_{target.tier}", count | {miss: -1}, None, target.aim)
        program.row(f"below_{target.tier}", count | {miss: 1}, target.aim, None)
    return program


def _coefficients(model: Model, program: IntegerProgram, row: Row) -> dict[int, int]:
    if row.kind == "awards":
        return {program.wins[o]: 1 for o in row.options}
    if model.funded:
        return {program.steps[o]: 1 for o in row.options}
    return {program.wins[o]: model.options[o].lo for o in row.options}


def stage_two(model: Model, program: IntegerProgram) -> dict[int, int]:
    """Stage-2 value as coefficients on the program's variables (to be maximised)."""
    columns = program.steps if model.funded else program.wins
    return {columns[k]: o.value for k, o in enumerate(model.options) if o.value}
