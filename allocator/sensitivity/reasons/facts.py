"""What the sentences draw on: the explanations, and what the allocation holds against its rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from allocator.errors import Problems
from allocator.policy.schema import Group
from allocator.scenario import Scenario
from allocator.scenario.groups import group_values, wanted_value
from allocator.scenario.order import order_keys
from allocator.sensitivity.explanation import Explanation, Sensitivity
from allocator.sensitivity.inversions import Inversions
from allocator.sensitivity.reasons.words import Words
from allocator.sensitivity.solved import solved_again


@dataclass(frozen=True, slots=True)
class Use:
    """What the winners with one value of a group rule take up.

    Parameters
    ----------
    winners
        Those who count, in published order.
    steps
        The least that they cost.
    """

    winners: tuple[int, ...]
    steps: int


@dataclass(frozen=True)
class Facts:
    """Facts of one allocation.

    Parameters
    ----------
    sensitivity
        Its explanations.
    """

    sensitivity: Sensitivity

    @property
    def scenario(self) -> Scenario:
        """What was allocated."""
        return self.sensitivity.allocation.scenario

    @cached_property
    def words(self) -> Words:
        """Names of things."""
        return Words(self.scenario)

    @cached_property
    def won(self) -> Mapping[int, int]:
        """Winner -> its tier; tiers in the policy's order, then published order."""
        tiers = {t.id: n for n, t in enumerate(self.scenario.policy.tiers)}
        return {a.application: tiers[a.tier] for a in self.sensitivity.allocation.awards}

    @cached_property
    def amounts(self) -> Mapping[int, int]:
        """Winner -> its award in base units."""
        return {a.application: a.amount for a in self.sensitivity.allocation.awards}

    @cached_property
    def last(self) -> Mapping[int, int]:
        """Tier -> its winner who stands last in published order."""
        return {t: k for k, t in self.won.items()}

    @cached_property
    def owners(self) -> Mapping[int, int]:
        """Enterprise -> its winner, where one award an enterprise is the rule."""
        if self.scenario.policy.one_award_per is None:
            return {}
        return {self.scenario.enterprises.numbers[k]: k for k in self.won}

    @cached_property
    def _without(self) -> Mapping[str, tuple[frozenset[int], frozenset[int]]]:
        costs = (c for c in self.sensitivity.rule_costs if c.status == "optimal")
        return {c.rule: (frozenset(c.gained), frozenset(c.lost)) for c in costs}

    def wins_without(self, rule: str, application: int) -> bool | None:
        """Whether an application would win without a rule; None where nobody has asked, or nothing would satisfy the
        rest."""
        if rule not in self._without:
            return None
        gained, lost = self._without[rule]
        return application in gained or (application in self.won and application not in lost)

    @cached_property
    def deviation(self) -> int:
        """Distance of the winners' numbers from their targets."""
        return int(self.sensitivity.allocation.objective[0].value)

    @cached_property
    def least(self) -> int:
        """Least steps that all winners cost."""
        return sum(self.low(k, t) for k, t in self.won.items())

    @cached_property
    def place(self) -> Fraction:
        """One last place of a score."""
        return Fraction(1, 10**self.scenario.policy.score_decimals)

    @cached_property
    def _inversions(self) -> Inversions:
        return Inversions(solved_again(self.sensitivity.allocation))

    def broken(self, out: Sequence[tuple[int, int]], in_: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        """Rules that would be broken, were some winners taken out of their tiers and others put in, money at least."""
        return self._inversions.broken(out, in_)

    def exhausted(self, application: int, tier: int) -> tuple[str, ...]:
        """Rules whose money has no step left for a winner in a tier."""
        step = self.scenario.policy.money.step_base
        rules = ["budget"] if sum(self.amounts.values()) + step > self.scenario.budget else []
        for rule, group in self.groups.items():
            value = self.value(rule, application)
            if group.max_amount is None or not self.bounds(group, value, tier):
                continue
            used = sum(self.amounts[k] for k in self.use(rule, value).winners)
            if used + step > group.max_amount * self.scenario.policy.money.unit:
                rules.append(rule)
        return tuple(rules)

    def low(self, application: int, tier: int) -> int:
        """Least steps of an award."""
        return int(self.scenario.screening.lo[tier][application])

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Group rules by id."""
        return {g.id: g for g in self.scenario.policy.groups}

    @cached_property
    def _values(self) -> Mapping[str, Sequence[str]]:
        policy, applications = self.scenario.policy, self.scenario.tables.applications
        return {g.id: group_values(policy, applications, g) for g in policy.groups}

    @cached_property
    def _uses(self) -> Mapping[tuple[str, str], Use]:
        found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for rule, group in self.groups.items():
            counted = set(self.scenario.policy.tier_indices(group.tiers))
            for k, t in self.won.items():
                if t in counted:
                    found[rule, self._values[rule][k]].append(k)
        return {
            key: Use(
                tuple(sorted(ks, key=self.scenario.positions.__getitem__)), sum(self.low(k, self.won[k]) for k in ks)
            )
            for key, ks in found.items()
        }

    def value(self, rule: str, application: int) -> str:
        """The value by which a group rule groups an application."""
        return self._values[rule][application]

    def bounds(self, group: Group, value: str, tier: int) -> bool:
        """Whether a group rule bounds the awards of a value in a tier."""
        policy, wanted = self.scenario.policy, wanted_value(self.scenario.policy, group)
        return bool(value) and wanted in (None, value) and tier in policy.tier_indices(group.tiers)

    def use(self, rule: str, value: str) -> Use:
        """What the winners with a value take up of a group rule."""
        return self._uses.get((rule, value), Use((), 0))

    @cached_property
    def _keys(self) -> tuple[Sequence[int], ...]:
        scenario = self.scenario
        return order_keys(scenario.policy, scenario.tables.applications, scenario.scores, Problems())  # type: ignore[return-value]

    def tie_break(self, first: int, second: int) -> int | None:
        """What sets two applications of equal score apart: the number of a tie-break, or None for their ids."""
        return next((n for n, keys in enumerate(self._keys[1:]) if keys[first] != keys[second]), None)


@dataclass(frozen=True, slots=True)
class Case:
    """One application and the facts around it.

    Parameters
    ----------
    facts
        Of the allocation.
    explanation
        Of the application.
    """

    facts: Facts
    explanation: Explanation

    @property
    def application(self) -> int:
        """Its index."""
        return self.explanation.application

    @property
    def words(self) -> Words:
        """Names of things."""
        return self.facts.words

    @property
    def score(self) -> str:
        """Its composite score."""
        return self.words.score(self.application)

    @property
    def applied(self) -> int:
        """The tier that it applied for."""
        return self.facts.scenario.tables.applications.tiers[self.application]

    @property
    def open(self) -> tuple[int, ...]:
        """The tiers open to it, that which it applied for first."""
        found = self.facts.scenario.screening.open_in[self.application]
        return tuple(sorted(found, key=lambda t: (t != self.applied, t)))

    @property
    def exact(self) -> Fraction:
        """Its composite score as a number."""
        return self.facts.scenario.score(self.application) or Fraction(0)

    def closing(self, tier: int) -> tuple[str, ...]:
        """Rules that it failed and that close a tier to it."""
        closes = self.facts.scenario.screening.closes[self.application]
        return tuple(rule for rule, tiers in closes.items() if tier in tiers)
