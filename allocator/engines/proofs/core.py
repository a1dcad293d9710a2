"""What prices settle at once: variables held by one line each, and the rows without them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from allocator.engines.proofs.cuts import deepest
from allocator.engines.proofs.lines import Constraint, Lines, combined
from allocator.engines.proofs.relaxed import Relaxation

SCALES = tuple(2**k for k in range(2, 48, 4))
ROUNDS = 6
CUT_ROUNDS, CUTS = 20, 4  # rounds, and cuts a round


@dataclass(slots=True)
class Rest:
    """A constraint less the variables that are settled; derived in the proof when it is first used.

    Parameters
    ----------
    made
        What stands in the proof.
    coefficients, bound
        What is left of it.
    steps
        How to derive that.
    """

    made: Constraint
    coefficients: dict[int, int]
    bound: int
    steps: list[str] = field(default_factory=list)

    def settle(self, fixed: dict[int, tuple[bool, int]]) -> None:
        """Take out what is settled: true or false, and the number of the line that says so."""
        mine = [v for v in self.coefficients if v in fixed]
        for v in mine:
            c, (true, number) = self.coefficients.pop(v), fixed[v]
            if true == (c > 0):  # the literal in it holds: weaken
                self.steps.append(f"x{v} w")
            else:
                self.steps.append(f"{number} {abs(c)} * +" if abs(c) > 1 else f"{number} +")
            self.bound -= c if true else 0
        divisor = math.gcd(*self.coefficients.values())
        if mine and divisor > 1:
            self.steps.append(f"{divisor} d")
            self.coefficients = {v: c // divisor for v, c in self.coefficients.items()}
            self.bound = -(-self.bound // divisor)

    @property
    def idle(self) -> bool:
        """Whether every assignment keeps it."""
        return sum(c for c in self.coefficients.values() if c < 0) >= self.bound

    @property
    def slack(self) -> int:
        """How far its largest value is above its bound."""
        return sum(c for c in self.coefficients.values() if c > 0) - self.bound

    def derive(self, lines: Lines) -> Constraint:
        """It, in the proof."""
        if self.steps:
            self.made = lines.derived(self.made.number, self.steps, dict(self.coefficients), self.bound)
            self.steps = []
        return self.made

    def plain(self) -> Constraint:
        """It, whether or not it stands in the proof."""
        return Constraint(self.made.number, self.coefficients, self.bound)


class Core:
    """The part of a program that is left open.

    Parameters
    ----------
    lines
        The proof.
    rows
        Rows of the program.
    aim
        A row that is to be shown at odds with the others; None where they are at odds among themselves.
    """

    def __init__(self, lines: Lines, rows: Iterable[Constraint], aim: Constraint | None) -> None:
        self.lines = lines
        self.rows = [Rest(r, dict(r.coefficients), r.bound) for r in rows]
        self.aim = None if aim is None else Rest(aim, dict(aim.coefficients), aim.bound)
        self.fixed: dict[int, tuple[bool, int]] = {}
        self.contradiction: int | None = None

    @property
    def every(self) -> list[Rest]:
        """All rows, the aim last."""
        return self.rows if self.aim is None else [*self.rows, self.aim]

    @property
    def variables(self) -> list[int]:
        """Variables still open, in their order."""
        return sorted({v for r in self.every for v in r.coefficients})

    def reduce(self) -> None:
        """Settle what prices settle, until they settle nothing more or a contradiction is there."""
        if self.aim is not None:  # a common divisor rounds its bound
            divisor = math.gcd(*self.aim.coefficients.values())
            if divisor > 1:
                self.aim.steps.append(f"{divisor} d")
                self.aim.coefficients = {v: c // divisor for v, c in self.aim.coefficients.items()}
                self.aim.bound = -(-self.aim.bound // divisor)
        self._propagate()
        self._settle()
        if self.contradiction is None:
            self._cut()
            self._settle()

    def _settle(self) -> None:
        for _ in range(ROUNDS):
            before = len(self.fixed)
            if self.contradiction is None:
                self._by_prices()
            if self.contradiction is None:
                self._propagate()
            if self.contradiction is not None or len(self.fixed) == before:
                return

    def _cut(self) -> None:
        """Add rows that are rounded so that the relaxation comes closer."""
        known = set[tuple[frozenset[tuple[int, int]], int]]()
        for _ in range(CUT_ROUNDS):
            relaxation = self.relaxation()
            values = relaxation.solve().values
            if not values:
                return
            rows = [(r.coefficients, r.bound) for r in self.rows]
            found = {}
            for cut in deepest(rows, dict(zip(relaxation.variables, values, strict=True))):
                form = (frozenset(cut.coefficients.items()), cut.bound)
                if form not in known:
                    found[form] = cut
            if not found:
                return
            known |= set(found)
            for cut in sorted(found.values(), key=lambda cut: -cut.depth)[:CUTS]:
                base = self.rows[cut.row].derive(self.lines)
                made = self.lines.derived(base.number, cut.steps, cut.coefficients, cut.bound)
                self.rows.append(Rest(made, dict(cut.coefficients), cut.bound))

    def relaxation(self) -> Relaxation:
        """The relaxation of what is left."""
        aim = {} if self.aim is None else self.aim.coefficients
        return Relaxation([r.plain() for r in self.rows], aim, self.variables)

    def combination(self, prices: Sequence[float], scale: int, aimed: bool) -> list[tuple[int, Rest]]:
        """Rows with whole multiples, that of the aim the scale."""
        parts = [(round(p * scale), r) for p, r in zip(prices, self.rows, strict=True)]
        parts = [(m, r) for m, r in parts if m > 0]
        return [*parts, (scale, self.aim)] if aimed and self.aim is not None else parts

    def _by_prices(self) -> None:
        relaxed = self.relaxation().solve()
        aimed = relaxed.best is not None
        if not relaxed.prices or (aimed and self.aim is None):
            return
        best: tuple[list[tuple[int, Rest]], dict[int, int], int] | None = None
        for scale in SCALES:
            parts = self.combination(relaxed.prices, scale, aimed)
            if not parts:
                continue
            total, bound = combined((m, r.plain()) for m, r in parts)
            slack = sum(c for c in total.values() if c > 0) - bound
            held = sum(abs(c) > slack for c in total.values())
            if slack < 0 or best is None or held > best[2]:
                best = (parts, total, held)
            if slack < 0:
                break
        if best is None:
            return
        parts, total, _ = best
        bound = sum(m * r.bound for m, r in parts)
        slack = sum(c for c in total.values() if c > 0) - bound
        if slack >= 0 and not any(abs(c) > slack for c in total.values()):
            return
        row = self.lines.combination([(m, r.derive(self.lines)) for m, r in parts])
        self._hold(row)

    def _hold(self, row: Constraint) -> None:
        """Settle what a row leaves no choice."""
        slack = row.slack
        if slack < 0:
            self.contradiction = row.number
            return
        found = {}
        for v, c in row.coefficients.items():
            if abs(c) > slack and v not in self.fixed:
                found[v] = (c > 0, self.lines.clause([v if c > 0 else -v], [row.number]))
        self.fixed |= found
        for rest in self.every:
            rest.settle(found)
        self.rows = [r for r in self.rows if not r.idle]

    def _propagate(self) -> None:
        """Settle what single rows settle."""
        again = True
        while again and self.contradiction is None:
            again = False
            for rest in self.every:
                slack = rest.slack
                if slack < 0 or any(abs(c) > slack for c in rest.coefficients.values()):
                    self._hold(rest.derive(self.lines))
                    again = True
                    break
