"""Points per indicator of every application, kept as whole numbers until someone asks for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from allocator.numbers import plain


@dataclass(frozen=True, slots=True)
class Points:
    """Indicator points (base, then bonus), unrounded, of the applications with enough valid sheets.

    Parameters
    ----------
    numerators, denominators
        Index of the application -> a number per indicator.
    """

    numerators: dict[int, list[int]] = field(repr=False)
    denominators: dict[int, list[int]] = field(repr=False)

    def __getitem__(self, application: int) -> tuple[Fraction, ...] | None:
        """Points of an application; None where it has no valid panel."""
        if application not in self.numerators:
            return None
        return tuple(map(Fraction, self.numerators[application], self.denominators[application]))

    def texts(self, application: int, places: int) -> list[str] | None:
        """Points of an application rounded half away from zero, as plain decimals; None where it has none."""
        if application not in self.numerators:
            return None
        unit = 2 * 10**places
        pairs = zip(self.numerators[application], self.denominators[application], strict=True)
        return [_decimal((n * unit + d) // (2 * d), places) for n, d in pairs]

    def of(self, indicator: int, applications: int) -> list[Fraction | None]:
        """Points in one indicator of each of the first `applications` ones."""
        found: list[Fraction | None] = [None] * applications
        for k, numerators in self.numerators.items():
            found[k] = Fraction(numerators[indicator], self.denominators[k][indicator])
        return found


@lru_cache(maxsize=2**16)
def _decimal(value: int, places: int) -> str:
    return plain(Fraction(value, 10**places))
