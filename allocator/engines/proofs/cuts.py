"""Rows rounded after division: what whole numbers keep and fractions do not (Chvátal-Gomory cuts, one line each)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from allocator.engines.proofs.lines import literal

DIVISORS = 24  # tried on a row
DEEP = 0.02  # what a cut must at least take away from the relaxation


@dataclass(frozen=True, slots=True)
class Cut:
    """A rounded row.

    Parameters
    ----------
    row
        Place of the row that it comes from.
    steps
        How to derive it from that row.
    coefficients, bound
        What it says.
    depth
        How far the relaxation's solution is from keeping it.
    """

    row: int
    steps: tuple[str, ...]
    coefficients: dict[int, int]
    bound: int
    depth: float


def deepest(rows: Sequence[tuple[Mapping[int, int], int]], values: Mapping[int, float]) -> Iterator[Cut]:
    """The deepest cut of each row that has one.

    Parameters
    ----------
    rows
        Coefficients and bounds.
    values
        Of the variables in the relaxation.
    """
    for place, (coefficients, bound) in enumerate(rows):
        sizes = sorted({abs(c) for c in coefficients.values()})
        divisors = [d for d in sizes[:: len(sizes) // DIVISORS + 1] if d > 1] if len(sizes) > 1 else []
        found = [cut for d in divisors if (cut := _rounded(place, coefficients, bound, d, values)) is not None]
        if found:
            yield max(found, key=lambda cut: cut.depth)


def _rounded(
    place: int, coefficients: Mapping[int, int], bound: int, divisor: int, values: Mapping[int, float]
) -> Cut | None:
    """A row divided, each remainder rounded up or weakened away, whichever loses less; None where that is idle."""
    degree = bound - sum(c for c in coefficients.values() if c < 0)  # over literals with coefficients above 0
    steps, rounded, reached = list[str](), dict[int, int](), 0.0
    for v, c in coefficients.items():
        value = values[v] if c > 0 else 1 - values[v]
        times, rest = divmod(abs(c), divisor)
        if rest and rest * (1 - value) < (divisor - rest) * value:
            against = literal(-v if c > 0 else v)
            steps.append(f"{against} {rest} * +" if rest > 1 else f"{against} +")
            degree -= rest
        elif rest:
            times += 1
        if times:
            rounded[v] = times if c > 0 else -times
            reached += times * value
    degree = -(-degree // divisor)
    depth = (degree - reached) / math.sqrt(sum(c * c for c in rounded.values()) or 1)
    if degree - reached < DEEP:
        return None
    return Cut(place, (*steps, f"{divisor} d"), rounded, degree + sum(c for c in rounded.values() if c < 0), depth)
