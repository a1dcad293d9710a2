"""An integer program as pseudo-Boolean constraints (OPB): integers in bits, every row a `>=`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from allocator.engines.program import Coefficients, IntegerProgram

Bits = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Inequality:
    """`sum coefficient * variable >= bound` over Booleans."""

    coefficients: Mapping[int, int]
    bound: int


@dataclass(frozen=True)
class PseudoBoolean:
    """A program over Booleans x1, x2, ..

    Parameters
    ----------
    bits
        For each variable of the integer program its bits, as (number of the Boolean, weight).
    objective
        To be minimised; None where only the rows matter.
    rows
        Rows.
    firsts
        For each row of the integer program the first of the rows that stand for it.
    head
        Comments that say what the variables mean.
    """

    bits: tuple[Bits, ...]
    objective: Mapping[int, int] | None
    rows: tuple[Inequality, ...]
    firsts: tuple[int, ...]
    head: tuple[str, ...]

    @property
    def variables(self) -> int:
        """Number of Booleans."""
        return max((b for own in self.bits for b, _ in own), default=0)

    def assignment(self, values: Sequence[int]) -> list[bool]:
        """The Booleans that stand for values of the integer program's variables."""
        return [bool(value // weight % 2) for value, own in zip(values, self.bits, strict=True) for _, weight in own]

    def text(self) -> str:
        """The file."""
        lines = [f"* #variable= {self.variables} #constraint= {len(self.rows)}", *(f"* {c}" for c in self.head)]
        if self.objective is not None:
            lines.append(f"min: {form(self.objective)} ;")
        lines += [f"{form(row.coefficients)} >= {row.bound} ;" for row in self.rows]
        return "\n".join(lines) + "\n"


def form(coefficients: Mapping[int, int]) -> str:
    """A linear form over Booleans."""
    return " ".join(f"{c:+d} x{v}" for v, c in coefficients.items())


def pseudo_boolean(program: IntegerProgram, objective: Coefficients | None, comments: Sequence[str]) -> PseudoBoolean:
    """A program over Booleans.

    Parameters
    ----------
    program
        Variables with lower bound 0, and rows.
    objective
        Coefficients on the program's variables, to be minimised; None where only the rows matter.
    comments
        Lines that tell what the variables mean.
    """
    bits = _bits(program)
    rows = tuple(Inequality(_spread(bits, c, sign), bound) for c, sign, bound in _halves(program))
    names = (
        f"{name} = " + (" ".join(f"+{weight} x{b}" for b, weight in own) or "0")
        for name, own in zip(program.names, bits, strict=True)
    )
    halves = [(row.lower is not None) + (row.upper is not None) for row in program.rows]
    firsts = tuple(itertools.accumulate(halves, initial=0))[:-1]
    minimised = None if objective is None else _spread(bits, objective, 1)
    return PseudoBoolean(bits, minimised, rows, firsts, (*comments, *names))


def opb_text(program: IntegerProgram, objective: Coefficients, comments: Sequence[str]) -> str:
    """OPB text of a program; see `pseudo_boolean`."""
    return pseudo_boolean(program, objective, comments).text()


def _bits(program: IntegerProgram) -> tuple[Bits, ...]:
    bits: list[Bits] = []
    n = 1
    for high in program.upper:
        bits.append(tuple((n + k, 2**k) for k in range(high.bit_length())))
        n += len(bits[-1])
    return tuple(bits)


def _halves(program: IntegerProgram) -> Iterator[tuple[Coefficients, int, int]]:
    """Rows as (coefficients, sign, bound) for `sign * form >= bound`, and upper bounds that bits overshoot."""
    for row in program.rows:
        if row.lower is not None:
            yield row.coefficients, 1, row.lower
        if row.upper is not None:
            yield row.coefficients, -1, -row.upper
    for v, high in enumerate(program.upper):
        if high & (high + 1):
            yield {v: 1}, -1, -high


def _spread(bits: Sequence[Bits], coefficients: Coefficients, sign: int) -> dict[int, int]:
    return {b: sign * c * weight for v, c in coefficients.items() for b, weight in bits[v]}
