"""What is known of an allocation without a search: its model, its winners, and bounds on every value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from allocator.allocation import Allocation
from allocator.sensitivity.frontier import budget_range
from allocator.sensitivity.rescored import Rescored
from allocator.sensitivity.solved import solved_again


class Known:
    """An optimal allocation, and what follows from it and its inputs alone.

    Parameters
    ----------
    allocation
        Audited and optimal.
    """

    def __init__(self, allocation: Allocation) -> None:
        self.allocation, self.scenario = allocation, allocation.scenario
        self.policy, self.ids = self.scenario.policy, self.scenario.tables.applications.ids
        self.solved = solved_again(allocation)
        self.model, self.rescored = self.solved.model, Rescored(self.scenario)
        tiers = {t.id: n for n, t in enumerate(self.policy.tiers)}
        self.won = {a.application: tiers[a.tier] for a in allocation.awards}
        self.amounts = {a.application: a.amount for a in allocation.awards}
        self.stages = {s.stage: s.value for s in allocation.objective}
        self.step, self.places = self.policy.money.step_base, 10**self.policy.score_decimals
        self.weights = [t.weight for t in self.policy.tiers]

    @property
    def targets(self) -> dict[str, int]:
        """Tier id -> the number of winners that quota-deviation measures against, where there is one."""
        quotas = {t.id: t.quota for t in self.policy.tiers}
        return {i: q.target for i, q in quotas.items() if q and q.target is not None and q.prefer == "target"}

    @property
    def value(self) -> Fraction:
        """The optimum of stage 2."""
        return self.stages[self.model.stage]

    @cached_property
    def options(self) -> dict[tuple[int, int], int]:
        """(Index of an application, tier) -> its option in the model."""
        columns, order = self.model.columns, self.scenario.order
        pairs = zip(columns.application.tolist(), columns.tier.tolist(), strict=True)
        return {(order[place], tier): o for o, (place, tier) in enumerate(pairs)}

    @cached_property
    def most_deviation(self) -> int:
        """What no quota-deviation is above."""
        return sum(self.targets.values()) + len(self.ids) * len(self.policy.tiers)

    @cached_property
    def most_value(self) -> Fraction:
        """What no value of stage 2 is above, whatever rule is left out."""
        best = max(self.weights, default=Fraction(0)) * self.policy.top_score
        last = max(self.scenario.budget_steps, budget_range(self.scenario)[1])
        return best * (last * self.policy.money.step if self.model.funded else len(self.ids))

    def options_of(self, tiers: Mapping[int, int]) -> list[int] | None:
        """Options of winners in their tiers; None where a tier is not open to one."""
        found = [self.options.get(pair) for pair in tiers.items()]
        return None if None in found else sorted(o for o in found if o is not None)

    def worth(self, application: int, tier: int) -> Fraction:
        """What a winner adds to the weighted score."""
        return self.weights[tier] * Fraction(self.scenario.scores.values[application] or 0, self.places)

    def span(self, application: int) -> tuple[Fraction, Fraction]:
        """The least and the most that an eligible application adds to the weighted score in a tier open to it."""
        worth = [self.worth(application, t) for t in self.scenario.screening.open_tiers[application]]
        return min(worth), max(worth)

    @cached_property
    def span_of_winners(self) -> tuple[Fraction, Fraction]:
        """The least and the most weighted score of the winners, whatever their tiers."""
        spans = [self.span(k) for k in self.won]
        return sum((low for low, _ in spans), Fraction(0)), sum((high for _, high in spans), Fraction(0))

    def tiers_of(self, application: int) -> tuple[int, ...]:
        """Tiers in which an application may ever win: its own, and where fallback leads from there."""
        own = self.scenario.tables.applications.tiers[application]
        return (own, *self.policy.hops.get(own, ()))

    def said(self, application: int, file: str = "sensitivity.json") -> str:
        """Words for the place where an application stands in a file."""
        return f"{file}, application {self.ids[application]}"

    def in_order(self, applications: Sequence[int], among: Collection[int]) -> bool:
        """Whether applications are some of others, each once, in published order."""
        position = self.scenario.positions
        places = [position[k] for k in applications]
        return places == sorted(set(places)) and all(k in among for k in applications)
