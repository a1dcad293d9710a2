"""Screening, grouping and ordering of the facts: which winner sets keep the rules (SEMANTICS 2, 4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from tests.sensitivity.reference.facts import Facts
from tests.sensitivity.reference.winner_sets import Winners, winner_sets


@dataclass(frozen=True)
class Option:
    """An application in a tier that is open to it; money in steps."""

    k: int
    tier: int
    lo: int
    hi: int


@dataclass(frozen=True)
class Limit:
    """`low <= sum over the pairs <= high`; counts winners, or their steps where `money`."""

    rule: str
    money: bool
    pairs: frozenset[tuple[int, int]]
    low: int
    high: int | None


@dataclass(frozen=True)
class World:
    """The facts, screened and grouped."""

    facts: Facts

    @cached_property
    def failed(self) -> tuple[dict[str, set[int]], ...]:
        """For each application the failed rules with the tiers that each closes, of those it may win in."""
        return tuple(self._failed(k) for k in range(len(self.facts.applicants)))

    def reach(self, k: int) -> list[int]:
        """Tiers that the application may win in."""
        own = self.facts.applicants[k].tier
        return sorted({own} | {end for start, end in self.facts.hops if start == own})

    def _failed(self, k: int) -> dict[str, set[int]]:
        facts, a = self.facts, self.facts.applicants[k]
        found: dict[str, set[int]] = {}
        for t in self.reach(k):
            tier = facts.tiers[t]
            codes = [rule for rule, tiers in facts.conditions if rule in a.fails and t in tiers]
            if a.score is None:
                codes.append("score")
            elif facts.min_score is not None and a.score < facts.min_score:
                codes.append("min_score")
            if a.score is not None and tier.min_score is not None and a.score < tier.min_score:
                codes.append(f"min_score:{tier.id}")
            if facts.ledger and a.awarded:
                codes.append("already-awarded")
            if tier.rate is not None and a.investment is None:
                codes.append("investment-missing")
            if self._hi(k, t) == 0:
                codes.append("no-amount")
            if facts.rule == "graded" and a.score is not None and self._graded(k, t) == 0:
                codes.append("below-bands")
            for code in codes:
                found.setdefault(code, set()).add(t)
        return found

    def _hi(self, k: int, t: int) -> int | None:
        a, tier = self.facts.applicants[k], self.facts.tiers[t]
        share = None if tier.rate is None or a.investment is None else tier.rate * a.investment
        bounds = [v for v in (tier.cap, a.requested, share) if v is not None]
        return floor(min(bounds) / self.facts.step) if bounds else None

    def _graded(self, k: int, t: int) -> int:
        score, cap = self.facts.applicants[k].score, self.facts.tiers[t].cap
        assert score is not None
        assert cap is not None
        shares = [share for start, share in sorted(self.facts.bands) if start <= score]
        return floor(shares[-1] * cap / self.facts.step) if shares else 0

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Every application in every tier open to it."""
        found = []
        for k in range(len(self.facts.applicants)):
            for t in self.reach(k):
                if any(t in closed for closed in self.failed[k].values()):
                    continue
                hi = self._hi(k, t)
                assert hi is not None, (
                    "an award that nothing bounds is an input error, or closed for want of investment"
                )
                lo = min(max(1, ceil(self.facts.tiers[t].floor / self.facts.step)), hi)
                if self.facts.rule == "in-full":
                    lo = hi
                elif self.facts.rule == "graded":
                    lo = hi = min(hi, self._graded(k, t))
                found.append(Option(k, t, lo, hi))
        return tuple(found)

    @cached_property
    def eligible(self) -> tuple[int, ...]:
        """Applications with an open tier, in published order."""
        return tuple(sorted({o.k for o in self.options}, key=self.place))

    def place(self, k: int) -> tuple[Fraction, tuple[tuple[bool, Fraction], ...], str]:
        """What published order sorts an application with a score by."""
        a = self.facts.applicants[k]
        assert a.score is not None
        return -a.score, tuple((b is None, -b if b is not None else Fraction(0)) for b in a.breaks), a.id

    def open_tiers(self, k: int) -> list[int]:
        """Tiers open to an application."""
        return [o.tier for o in self.options if o.k == k]

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """Every hard rule but the decisions, in the order in which a conflict drops them."""
        facts = self.facts
        pairs = frozenset((o.k, o.tier) for o in self.options)
        found = []
        if facts.budget is not None:
            found.append(Limit("budget", True, pairs, 0, facts.budget))
        for t, tier in enumerate(facts.tiers):
            here = frozenset(p for p in pairs if p[1] == t)
            found.append(Limit(f"quota:{tier.id}", False, here, tier.low, tier.high))
        if facts.one_award:
            for e in sorted({a.enterprise for a in facts.applicants}):
                mine = frozenset(p for p in pairs if facts.applicants[p[0]].enterprise == e)
                found.append(Limit("one_award_per", False, mine, 0, 1))
        for g in facts.groups:
            value = {k: dict(facts.applicants[k].values)[g.id] for k in self.eligible}
            for v in sorted(set(value.values()) - {""}) if g.value is None else [g.value]:
                mine = frozenset(p for p in pairs if value[p[0]] == v and p[1] in g.tiers)
                if g.low is not None or g.high is not None:
                    found.append(Limit(g.id, False, mine, g.low or 0, g.high))
                if g.money is not None:
                    found.append(Limit(g.id, True, mine, 0, floor(g.money / facts.step)))
        return tuple(found)

    def decided(self, k: int, tier: int | None) -> bool:
        """Whether a decision on an application, if there is one, lets it have this outcome."""
        for n, d in self.facts.decisions:
            if n == k:
                return (tier is not None and d.tier in (None, tier)) if d.funds else tier is None
        return True

    def weighted(self, k: int, tier: int) -> Fraction:
        """Weighted score of an application in a tier."""
        score = self.facts.applicants[k].score
        assert score is not None
        return self.facts.tiers[tier].weight * score

    def broken(self, winners: Winners) -> list[str]:
        """Rules that a winner set breaks, money at lo; decisions too."""
        lo = {(o.k, o.tier): o.lo for o in self.options}
        rules = []
        for limit in self.limits:
            used = sum(lo[p] if limit.money else 1 for p in winners if p in limit.pairs)
            if used < limit.low or (limit.high is not None and used > limit.high):
                rules.append(limit.rule)
        tiers = dict(winners)
        for n, _ in self.facts.decisions:
            if not self.decided(n, tiers.get(n)):
                rules.append(f"decision:{self.facts.applicants[n].id}")
        return sorted(set(rules))

    def sets(self, force: tuple[int, bool] | None = None) -> tuple[tuple[int, Winners], ...]:
        """Every winner set that keeps the rules, after its quota deviation, the least deviation first.

        `force` (k, wins) fixes whether an application wins.
        """
        choices: list[tuple[tuple[int, int], ...]] = []  # per application: (tier or -1, lo)
        decided_closed = [n for n, d in self.facts.decisions if d.funds and n not in self.eligible]
        if decided_closed or (force is not None and force[1] and force[0] not in self.eligible):
            return ()
        names = tuple(sorted(self.eligible))
        for k in names:
            mine = [(-1, 0)] + [(o.tier, o.lo) for o in self.options if o.k == k]
            mine = [c for c in mine if self.decided(k, None if c[0] < 0 else c[0])]
            if force is not None and force[0] == k:
                mine = [c for c in mine if (c[0] >= 0) == force[1]]
            choices.append(tuple(mine))
        limits = tuple((limit.money, limit.pairs, limit.low, limit.high) for limit in self.limits)
        return winner_sets(names, tuple(choices), limits, tuple(t.target for t in self.facts.tiers))
