"""The integer program of a scenario: options, and named rows that carry the rule they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from allocator.arrays import Mask, total, whole_numbers
from allocator.model.parts import Choices, Family, Option, Options, Row, Rows

__all__ = ["Choices", "Family", "Model", "Option", "Options", "Row", "Rows", "Target"]


@dataclass(frozen=True, slots=True)
class Target:
    """A number of winners that stage 1 aims at.

    Parameters
    ----------
    tier
        Position of the tier in the policy.
    aim
        Number of winners aimed at.
    options
        The tier's options.
    """

    tier: int
    aim: int
    options: Sequence[int]


@dataclass(frozen=True)
class Model:
    """An allocation problem in integers.

    Options, choices and rows read like tuples of these; of a scenario they are held as arrays (`Options`, `Choices`,
    `Rows`), which `columns` and `parts` give to those who calculate with all of them at once.

    Parameters
    ----------
    options
        By application in published order, then by tier.
    choices
        For each application, the positions of its options.
    rows
        Hard rules, in the order budget, quotas, enterprises, groups, decisions, then one tier an application.
    targets
        What quota-deviation measures; empty where no tier has a target.
    tiers
        Number of tiers in the policy.
    funded
        Whether stage 2 maximises value times steps (funded-score) instead of value (weighted-score).
    scale
        A stage-2 value is an integer over this: exact = integer * `unit` / `scale`.
    unit
        Policy units in a step under funded-score, else 1.
    """

    options: Sequence[Option]
    choices: Sequence[Sequence[int]]
    rows: Sequence[Row]
    targets: Sequence[Target]
    tiers: int
    funded: bool
    scale: int
    unit: Fraction

    @cached_property
    def columns(self) -> Options:
        """The options as arrays."""
        return Options.of(self.options)

    def parts(self) -> Iterator[tuple[int, Row | Family]]:
        """The rows with their numbers; families of rows whole, with the number of their first."""
        number = 0
        for part in self.rows.parts if isinstance(self.rows, Rows) else self.rows:
            yield number, part
            number += len(part) if isinstance(part, Family) else 1

    @property
    def stage(self) -> str:
        """Name of stage 2."""
        return "funded-score" if self.funded else "weighted-score"

    def exact(self, value: int) -> Fraction:
        """Stage-2 value in policy terms."""
        return Fraction(value, self.scale) * self.unit

    def deviation(self, chosen: Sequence[int | None]) -> int:
        """Quota deviation of a choice (an option or None per application)."""
        taken = self._taken(chosen)
        return sum(abs(int(taken[np.asarray(t.options, np.int64)].sum()) - t.aim) for t in self.targets)

    def value(self, chosen: Sequence[int | None], amounts: Sequence[int] | None = None) -> int:
        """Stage-2 value of a choice; `amounts` in steps per application under funded-score."""
        if not self.funded:
            return total(self.columns.value[self._taken(chosen)])
        assert amounts is not None
        values = self.columns.value
        return sum(int(values[o]) * a for o, a in zip(chosen, amounts, strict=True) if o is not None)

    def violations(self, chosen: Sequence[int | None], amounts: Sequence[int] | None = None) -> tuple[Row, ...]:
        """Rows that a choice breaks, exactly; money at `lo` where `amounts` is None."""
        taken = self._taken(chosen)
        steps = np.where(taken, self.columns.lo, 0)
        if amounts is not None:
            given = whole_numbers([a for o, a in zip(chosen, amounts, strict=True) if o is not None])
            steps = steps.astype(object) if given.dtype == object else steps
            steps[[o for o in chosen if o is not None]] = given
        broken: list[Row] = []
        for _, part in self.parts():
            if isinstance(part, Family):
                broken += (part[int(n)] for n in np.flatnonzero(part.sums(taken) > 1))
                continue
            mine = np.asarray(part.options, np.int64)
            used = int(taken[mine].sum()) if part.kind == "awards" else total(steps[mine])
            if (part.lower is not None and used < part.lower) or (part.upper is not None and used > part.upper):
                broken.append(part)
        return tuple(broken)

    def _taken(self, chosen: Sequence[int | None]) -> Mask:
        taken = np.zeros(len(self.options), bool)
        taken[[o for o in chosen if o is not None]] = True
        return taken
