"""An integer program as pseudo-Boolean text (OPB): integers in bits, every row a `>=`."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.engines.program import Coefficients, IntegerProgram


def opb_text(program: IntegerProgram, objective: Coefficients, comments: list[str]) -> str:
    """OPB text of a program; its objective is minimised.

    Parameters
    ----------
    program
        Variables with lower bound 0, and rows.
    objective
        Coefficients on the variables.
    comments
        Lines that tell what the variables mean.
    """
    bits = _bits(program)
    count = 1 + max((b for own in bits for b, _ in own), default=0)
    rows = [_form(bits, coefficients, sign) + f" >= {bound} ;" for coefficients, sign, bound in _halves(program)]
    head = [f"* #variable= {count - 1} #constraint= {len(rows)}", *(f"* {c}" for c in comments)]
    for name, own in zip(program.names, bits, strict=True):
        head.append(f"* {name} = " + (" ".join(f"+{weight} x{b}" for b, weight in own) or "0"))
    return "\n".join([*head, f"min: {_form(bits, objective, 1)} ;", *rows]) + "\n"


def _bits(program: IntegerProgram) -> list[list[tuple[int, int]]]:
    """Per variable its bits as (number of the Boolean, weight)."""
    bits: list[list[tuple[int, int]]] = []
    n = 1
    for high in program.upper:
        own = [(n + k, 2**k) for k in range(high.bit_length())]
        n += len(own)
        bits.append(own)
    return bits


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


def _form(bits: list[list[tuple[int, int]]], coefficients: Coefficients, sign: int) -> str:
    terms = [f"{sign * c * weight:+d} x{b}" for v, c in coefficients.items() for b, weight in bits[v]]
    return " ".join(terms)
