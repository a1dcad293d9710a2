"""A small scenario as plain facts, so that a what-if is a change of one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from allocator.errors import Problems
from allocator.policy import Policy
from allocator.scenario import Scenario
from allocator.scenario.columns import number_parser
from allocator.scenario.conditions import passes
from allocator.scenario.groups import group_values, wanted_value
from allocator.tables.cells import parse_column


@dataclass(frozen=True)
class Applicant:
    """What is known of one application before screening."""

    id: str
    tier: int
    requested: Fraction | None
    investment: Fraction | None
    score: Fraction | None
    fails: frozenset[str]
    enterprise: int
    awarded: bool
    breaks: tuple[Fraction | None, ...]
    values: tuple[tuple[str, str], ...]  # (group rule, value)


@dataclass(frozen=True)
class TierFacts:
    """A tier; `target` counts in stage 1, `low` and `high` bound the number of winners."""

    id: str
    cap: Fraction | None
    floor: Fraction
    rate: Fraction | None
    weight: Fraction
    min_score: Fraction | None
    target: int | None
    low: int
    high: int | None


@dataclass(frozen=True)
class GroupFacts:
    """A group rule; money in policy units."""

    id: str
    value: str | None
    tiers: frozenset[int]
    low: int | None
    high: int | None
    money: Fraction | None


@dataclass(frozen=True)
class Decided:
    """A recorded decision; `tier` None: any tier open."""

    funds: bool
    tier: int | None
    authority: str


@dataclass(frozen=True)
class Facts:
    """A scenario; rules that are in force stand in it, so to drop one is to take it out."""

    applicants: tuple[Applicant, ...]
    tiers: tuple[TierFacts, ...]
    budget: int | None  # steps; None: no limit
    step: Fraction  # policy units
    step_base: int
    rule: str  # of amounts, or `funded-score`
    bands: tuple[tuple[Fraction, Fraction], ...]
    hops: frozenset[tuple[int, int]]
    conditions: tuple[tuple[str, frozenset[int]], ...]
    min_score: Fraction | None
    ledger: bool
    one_award: bool
    groups: tuple[GroupFacts, ...]
    decisions: tuple[tuple[int, Decided], ...]
    place: Fraction  # one in the last place of a score
    top: Fraction
    near: Fraction
    shares: tuple[Fraction, Fraction]

    @property
    def funded(self) -> bool:
        """Whether stage 2 counts money."""
        return self.rule == "funded-score"

    @property
    def stage(self) -> str:
        """Name of stage 2."""
        return "funded-score" if self.funded else "weighted-score"

    def index(self, application_id: str) -> int:
        """Place of an application in the file."""
        return [a.id for a in self.applicants].index(application_id)

    def with_score(self, k: int, score: Fraction) -> Facts:
        """The score replaces the composite; the indicator points stay."""
        changed = replace(self.applicants[k], score=score)
        return replace(self, applicants=(*self.applicants[:k], changed, *self.applicants[k + 1 :]))

    def with_budget(self, steps: int) -> Facts:
        """Another budget, in steps."""
        return replace(self, budget=steps)

    def passing_all(self, k: int) -> Facts:
        """One application passes every eligibility rule."""
        changed = replace(self.applicants[k], fails=frozenset())
        return replace(self, applicants=(*self.applicants[:k], changed, *self.applicants[k + 1 :]))


def facts_of(scenario: Scenario) -> Facts:
    """Take the facts out of a loaded scenario."""
    policy, applications = scenario.policy, scenario.tables.applications
    none = Problems()
    met = {r.id: passes(policy, applications, r, none) for r in policy.eligibility}
    grouped = {g.id: group_values(policy, applications, g) for g in policy.groups}
    breaks = _tie_breaks(scenario)
    applicants = tuple(
        Applicant(
            applications.ids[k],
            int(applications.tiers[k]),
            applications.requested[k],
            applications.investment[k],
            scenario.score(k),
            frozenset(rule for rule, mask in met.items() if not mask[k]),
            int(scenario.enterprises.numbers[k]),
            bool(scenario.enterprises.awarded[k]),
            tuple(column[k] for column in breaks),
            tuple((rule, column[k]) for rule, column in grouped.items()),
        )
        for k in range(len(applications))
    )
    low, high = policy.sensitivity.budgets
    entries = scenario.tables.decisions.entries if scenario.tables.decisions else ()
    return Facts(
        applicants=applicants,
        tiers=tuple(_tiers(policy)),
        budget=scenario.budget // policy.money.step_base,
        step=policy.money.step,
        step_base=policy.money.step_base,
        rule=policy.amounts_rule or "funded-score",
        bands=tuple((b.from_, b.share) for b in policy.amounts.bands) if policy.amounts else (),
        hops=frozenset((start, end) for start, ends in policy.hops.items() for end in ends),
        conditions=tuple((r.id, frozenset(policy.tier_indices(r.tiers))) for r in policy.eligibility),
        min_score=policy.min_score.value if policy.min_score else None,
        ledger=policy.one_award_per is not None,
        one_award=policy.one_award_per is not None,
        groups=tuple(
            GroupFacts(
                g.id,
                wanted_value(policy, g),
                frozenset(policy.tier_indices(g.tiers)),
                g.min_awards,
                g.max_awards,
                g.max_amount,
            )
            for g in policy.groups
        ),
        decisions=tuple((d.application, Decided(d.verdict == "fund", d.tier, d.authority)) for d in entries),
        place=Fraction(1, 10**policy.score_decimals),
        top=policy.top_score,
        near=policy.sensitivity.near,
        shares=(low, high),
    )


def _tiers(policy: Policy) -> list[TierFacts]:
    found = []
    for t in policy.tiers:
        q, low = t.quota, 0
        high: int | None = None
        target: int | None = None
        if q is not None and q.target is not None:
            target = q.target if q.prefer == "target" else None
            if isinstance(q.tolerance, int):
                low, high = q.target - q.tolerance, q.target + q.tolerance
        elif q is not None:
            low, high = q.min or 0, q.max
        least = t.min_score.value if t.min_score else None
        found.append(TierFacts(t.id, t.cap, t.floor, t.rate, t.weight, least, target, low, high))
    return found


def _tie_breaks(scenario: Scenario) -> list[list[Fraction | None]]:
    policy, applications = scenario.policy, scenario.tables.applications
    columns: list[list[Fraction | None]] = []
    for name in policy.scoring.tie_break if policy.scoring else ():
        ids = [i.id for i in policy.indicators]
        if name in ids:
            columns.append(list(scenario.scores.points.of(ids.index(name), len(applications))))
        else:
            parsed = parse_column(applications.table, name, number_parser(policy, name), Problems())
            columns.append([parsed[k] for k in range(len(applications))])
    return columns
