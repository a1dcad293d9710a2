"""How much each winner gets, as the text of SEMANTICS 4 says it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import floor, prod

from tests.sensitivity.reference.facts import Facts

FEW = 5_000


@dataclass(frozen=True)
class Purse:
    """A winner's weighted score and bounds in steps; `cap` in policy units; `limits`: (number, most steps)."""

    k: int
    weight: Fraction
    lo: int
    hi: int
    cap: Fraction | None
    limits: tuple[tuple[int, int], ...]


Purses = tuple[Purse, ...]


def spread(facts: Facts, purses: Purses) -> tuple[int, ...]:
    """Steps of each winner, in published order."""
    if facts.rule == "proportional":
        return _proportional(purses)
    if facts.rule == "optimised":
        return most_funded(purses)[1]
    if facts.rule == "uniform":
        return _uniform(facts.step, purses)
    return tuple(p.hi for p in purses)


def holds(purses: Purses, amounts: tuple[int, ...]) -> bool:
    """Whether every money rule holds."""
    used: dict[int, int] = {}
    for p, a in zip(purses, amounts, strict=True):
        for n, most in p.limits:
            used[n] = used.get(n, 0) + a
            if used[n] > most:
                return False
    return True


def _proportional(purses: Purses) -> tuple[int, ...]:
    amounts = [p.lo for p in purses]
    while True:
        ready = []
        for n, p in enumerate(purses):
            more = tuple(a + (m == n) for m, a in enumerate(amounts))
            if amounts[n] < p.hi and holds(purses, more):
                price = (2 * amounts[n] + 1) / p.weight if p.weight else Fraction(0)
                ready.append((p.weight == 0, price, n))
        if not ready:
            return tuple(amounts)
        amounts[min(ready)[2]] += 1


def _uniform(step: Fraction, purses: Purses) -> tuple[int, ...]:
    caps = {p.cap for p in purses if p.cap}
    points = {k * step / cap for cap in caps for k in range(floor(cap / step) + 1)}
    for f in sorted(points | {Fraction(0), Fraction(1)}, reverse=True):
        amounts = tuple(max(p.lo, min(p.hi, floor(f * (p.cap or 0) / step))) for p in purses)
        if holds(purses, amounts):
            return amounts
    raise AssertionError("f = 0 leaves the winners at lo, which stage 1 found to fit")


@lru_cache(maxsize=100_000)
def most_funded(purses: Purses) -> tuple[Fraction, tuple[int, ...]]:
    """The largest `sum w a` and the lexicographically largest amounts that reach it.

    Where the sets of money are nested or disjoint and the amounts many, the largest weights are filled up first,
    the earlier first among equals; else every choice is looked at.
    """
    if prod(p.hi - p.lo + 1 for p in purses) > FEW and _nested(purses):
        return filled(purses)
    return enumerated(purses)


def filled(purses: Purses) -> tuple[Fraction, tuple[int, ...]]:
    """Largest weights filled up first."""
    amounts = [p.lo for p in purses]
    for n in sorted(range(len(purses)), key=lambda n: (-purses[n].weight, n)):
        while amounts[n] < purses[n].hi:
            amounts[n] += 1
            if not holds(purses, tuple(amounts)):
                amounts[n] -= 1
                break
    return sum((p.weight * a for p, a in zip(purses, amounts, strict=True)), Fraction(0)), tuple(amounts)


def enumerated(purses: Purses) -> tuple[Fraction, tuple[int, ...]]:
    """Every choice, from the lexicographically largest down."""
    left = {n: most for p in purses for n, most in p.limits}
    for p in purses:
        for n, _ in p.limits:
            left[n] -= p.lo
    rest = [sum((p.weight * p.hi for p in purses[n:]), Fraction(0)) for n in range(len(purses) + 1)]
    best: list[tuple[Fraction, tuple[int, ...]]] = []

    def look(n: int, amounts: tuple[int, ...], value: Fraction) -> None:
        if best and value + rest[n] <= best[-1][0]:
            return  # it cannot become better
        if n == len(purses):
            best.append((value, amounts))
            return
        p = purses[n]
        for more in range(min([p.hi - p.lo] + [left[m] for m, _ in p.limits]), -1, -1):
            for m, _ in p.limits:
                left[m] -= more
            look(n + 1, (*amounts, p.lo + more), value + p.weight * (p.lo + more))
            for m, _ in p.limits:
                left[m] += more

    look(0, (), Fraction(0))
    return best[-1]


def _nested(purses: Purses) -> bool:
    sets = [frozenset(p.k for p in purses if m in dict(p.limits)) for m in {m for p in purses for m, _ in p.limits}]
    return all(not a & b or a <= b or b <= a for a in sets for b in sets)
