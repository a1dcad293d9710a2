"""The stages by enumeration: the one best winner set, its amounts, and all sets in their order (SEMANTICS 4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

from tests.sensitivity.reference.facts import Facts
from tests.sensitivity.reference.spread import Purse, most_funded, spread
from tests.sensitivity.reference.winner_sets import Winners
from tests.sensitivity.reference.world import World


@dataclass(frozen=True)
class Solution:
    """What solving gave; `feasible` False: no winner set keeps the rules, and the rest is empty."""

    world: World
    feasible: bool
    deviation: int = 0
    value: Fraction = Fraction(0)
    winners: Winners = ()
    amounts: tuple[tuple[int, int], ...] = ()  # (application, steps), in published order

    def tier(self, k: int) -> int | None:
        """Tier in which an application wins."""
        return dict(self.winners).get(k)

    def outcome(self, k: int) -> str:
        """Id of that tier, or `none`."""
        tier = self.tier(k)
        return "none" if tier is None else self.world.facts.tiers[tier].id

    def amount(self, k: int) -> int:
        """Award in base units."""
        return dict(self.amounts).get(k, 0) * self.world.facts.step_base

    @property
    def state(self) -> tuple[bool, int, Fraction, Winners]:
        """What a row of the frontier tells apart."""
        return self.feasible, self.deviation, self.value, self.winners


@lru_cache(maxsize=4096)
def world_of(facts: Facts) -> World:
    """The facts, screened; kept, as one world is asked many questions."""
    return World(facts)


def solve(facts: Facts, force: tuple[int, bool] | None = None) -> Solution:
    """The one best solution; `force` (k, wins) fixes whether an application wins."""
    world = world_of(facts)
    sets = world.sets(force)
    if not sets:
        return Solution(world, False)
    least = sets[0][0]
    closest = [w for d, w in sets if d == least]
    scaled = _Values(world)
    values = [scaled(w) for w in closest]
    best = max(values)
    winners = min((w for w, v in zip(closest, values, strict=True) if v == best), key=lambda w: canonical(world, w))
    purses = purses_of(world, winners)
    amounts = most_funded(purses)[1] if facts.funded else spread(facts, purses)
    paid = tuple((p.k, a) for p, a in zip(purses, amounts, strict=True))
    return Solution(world, True, least, scaled.exact(best), winners, paid)


def ranked(facts: Facts) -> list[tuple[int, Fraction, Winners]]:
    """Every winner set that keeps the rules with its stage values, best first."""
    world = world_of(facts)
    values = _Values(world)
    rows = [(d, values.exact(values(w)), w) for d, w in world.sets()]
    return sorted(rows, key=lambda r: (r[0], -r[1], canonical(world, r[2])))


def canonical(world: World, winners: Winners) -> tuple[int, ...]:
    """The list that stage 3 compares."""
    tiers = dict(winners)
    return tuple(tiers.get(k, len(world.facts.tiers)) for k in world.eligible)


def purses_of(world: World, winners: Winners) -> tuple[Purse, ...]:
    """The winners in published order, with the limits on their money."""
    tiers = dict(winners)
    options = {(o.k, o.tier): o for o in world.options}
    money = [(limit.pairs, limit.high) for limit in world.limits if limit.money and limit.high is not None]
    found = []
    for k in world.eligible:
        if k in tiers:
            o = options[k, tiers[k]]
            limits = tuple((n, high) for n, (pairs, high) in enumerate(money) if (k, o.tier) in pairs)
            cap = world.facts.tiers[o.tier].cap
            found.append(Purse(k, world.weighted(k, o.tier), o.lo, o.hi, cap, limits))
    return tuple(found)


class _Values:
    """Stage-2 values of the winner sets of one world, as whole numbers over `scale`."""

    def __init__(self, world: World) -> None:
        self.world = world
        weighted = {(o.k, o.tier): world.weighted(o.k, o.tier) for o in world.options}
        self.scale = lcm(*(w.denominator for w in weighted.values()))
        self.weighted = {pair: int(w * self.scale) for pair, w in weighted.items()}

    def __call__(self, winners: Winners) -> int:
        if self.world.facts.funded:
            return int(most_funded(purses_of(self.world, winners))[0] * self.scale)
        return sum([self.weighted[pair] for pair in winners])

    def exact(self, value: int) -> Fraction:
        """The value in policy terms."""
        return Fraction(value, self.scale) * (self.world.facts.step if self.world.facts.funded else 1)
