"""The integer program of a scenario: options, and named rows that carry the rule they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Option:
    """An application in one tier that is open to it.

    Parameters
    ----------
    application
        Place of the application in published order, counted among the eligible from 0.
    tier
        Position of the tier in the policy.
    value
        Weighted score, as an integer over `Model.scale`.
    lo, hi
        Least and largest award in steps, 1 <= lo <= hi.
    """

    application: int
    tier: int
    value: int
    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class Row:
    """`lower <= sum over options <= upper`, of winners (`awards`) or of steps of money (`money`).

    Parameters
    ----------
    rule
        Id of the rule; `""` for the row that an application wins in one tier at most.
    kind
        What the row sums: 1 a winner, or its steps (`lo` under winners-first, its award under funded-score).
    options
        Positions in `Model.options`, ascending.
    lower, upper
        Bounds; None where there is none.
    about
        What the row is for, where a rule has many: the enterprise's number or the group's value.
    """

    rule: str
    kind: Literal["awards", "money"]
    options: tuple[int, ...]
    lower: int | None = None
    upper: int | None = None
    about: str = ""


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
    options: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """An allocation problem in integers.

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

    options: tuple[Option, ...]
    choices: tuple[tuple[int, ...], ...]
    rows: tuple[Row, ...]
    targets: tuple[Target, ...]
    tiers: int
    funded: bool
    scale: int
    unit: Fraction

    @property
    def stage(self) -> str:
        """Name of stage 2."""
        return "funded-score" if self.funded else "weighted-score"

    def exact(self, value: int) -> Fraction:
        """Stage-2 value in policy terms."""
        return Fraction(value, self.scale) * self.unit

    def deviation(self, chosen: Sequence[int | None]) -> int:
        """Quota deviation of a choice (an option or None per application)."""
        taken = {o for o in chosen if o is not None}
        return sum(abs(sum(o in taken for o in t.options) - t.aim) for t in self.targets)

    def value(self, chosen: Sequence[int | None], amounts: Sequence[int] | None = None) -> int:
        """Stage-2 value of a choice; `amounts` in steps per application under funded-score."""
        if not self.funded:
            return sum(self.options[o].value for o in chosen if o is not None)
        assert amounts is not None
        return sum(self.options[o].value * a for o, a in zip(chosen, amounts, strict=True) if o is not None)

    def violations(self, chosen: Sequence[int | None], amounts: Sequence[int] | None = None) -> tuple[Row, ...]:
        """Rows that a choice breaks, exactly; money at `lo` where `amounts` is None."""
        steps = {}
        for k, o in enumerate(chosen):
            if o is not None:
                steps[o] = self.options[o].lo if amounts is None else amounts[k]
        broken = []
        for row in self.rows:
            used = sum((1 if row.kind == "awards" else steps[o]) for o in row.options if o in steps)
            if (row.lower is not None and used < row.lower) or (row.upper is not None and used > row.upper):
                broken.append(row)
        return tuple(broken)
