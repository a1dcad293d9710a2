"""An application with another composite score: the ranges in which all but its value stays, and its place in order."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.arrays import Integers, Ints, ranks
from allocator.errors import Problems
from allocator.scenario import Scenario
from allocator.scenario.order import order_keys
from allocator.scenario.screening import Screening, screen
from allocator.scenario.variants import with_order

State = tuple[tuple[int, int, int], ...]
"""Tiers open to an application, each with the least and the largest award in steps."""


@dataclass(frozen=True, slots=True)
class Span:
    """Scores, in last places, over which the tiers open to any application stay the same, and their bounds.

    Parameters
    ----------
    low, high
        The first and the last score.
    screening
        Screening with every composite score in this range.
    """

    low: int
    high: int
    screening: Screening


class Rescored:
    """Variants of a scenario in each of which one application has another score.

    Parameters
    ----------
    scenario
        The scenario as it is.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        policy = scenario.policy
        self.unit = 10**policy.score_decimals
        self.top = int(policy.top_score * self.unit)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The ranges from 0 to the highest score, ascending."""
        scenario, policy = self.scenario, self.scenario.policy
        thresholds = [t.min_score.value for t in policy.tiers if t.min_score]
        thresholds += [policy.min_score.value] if policy.min_score else []
        thresholds += [b.from_ for b in policy.amounts.bands] if policy.amounts else []
        begins = sorted({0, *(n for t in thresholds if 0 < (n := (t * self.unit).__ceil__()) <= self.top)})
        spans = []
        for low, after in zip(begins, [*begins[1:], self.top + 1], strict=True):
            values = [None if v is None else low for v in scenario.scores.values]
            scores = replace(scenario.scores, values=values)
            found = screen(policy, scenario.tables.applications, scores, scenario.enterprises, Problems())
            spans.append(Span(low, after - 1, found))
        return tuple(spans)

    def state(self, application: int, span: Span | None = None) -> State:
        """What is open to an application, with a score in a range or with its own."""
        return state_of(span.screening if span else self.scenario.screening, application)

    def may_be_open(self, application: int) -> bool:
        """Whether a tier is open to an application, or would be with some higher score."""
        score = self.scenario.scores.values[application]
        if score is None:
            return False
        higher = (s for s in self.spans if s.high > score)
        return self.scenario.screening.eligible(application) or any(self.state(application, s) for s in higher)

    @cached_property
    def _keys(self) -> list[tuple[int, ...]]:
        scenario = self.scenario
        keys = order_keys(scenario.policy, scenario.tables.applications, scenario.scores, Problems())
        ids = scenario.tables.applications.ids
        columns = [*(k.tolist() for k in keys[1:]), ranks(ids.values)[ids.codes].tolist()]
        return list(zip([-(v or 0) for v in scenario.scores.values], *columns, strict=True))

    @cached_property
    def _everyone(self) -> Ints:
        """All applications, in published order."""
        return np.argsort(self.scenario.positions.array)

    @cached_property
    def _sorted(self) -> list[tuple[int, ...]]:
        return sorted(self._keys)

    @cached_property
    def _sorted_eligible(self) -> list[tuple[int, ...]]:
        return sorted(self._keys[k] for k in self.scenario.order)

    def place(self, application: int, score: int) -> int:
        """How many of the other eligible applications stand before one with another score."""
        return self._before(self._sorted_eligible, application, score, self.scenario.screening.eligible(application))

    def _before(self, keys: list[tuple[int, ...]], application: int, score: int, among: bool) -> int:
        own = self._keys[application]
        place = bisect_left(keys, (-score, *own[1:]))
        return place - (1 if among and own < (-score, *own[1:]) else 0)

    def at(self, application: int, score: int) -> Scenario:
        """The scenario in which an application has another score."""
        span = next(s for s in self.spans if s.low <= score <= s.high)
        scenario = self.scenario
        values = list(scenario.scores.values)
        values[application] = score
        others = self._everyone[self._everyone != application]
        place = self._before(self._sorted, application, score, True)
        changed = replace(
            scenario,
            scores=replace(scenario.scores, values=values),
            screening=scenario.screening.with_row(application, span.screening),
        )
        return with_order(changed, Integers(np.insert(others, place, application)))


def state_of(screening: Screening, application: int) -> State:
    """What is open to an application in a screening."""
    return tuple((t, lo, hi) for t, (lo, hi) in screening.open_tiers[application].items())
