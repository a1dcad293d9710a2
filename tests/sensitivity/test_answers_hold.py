"""What an answer promises comes true: every claim on random small scenarios is tried out by solving anew.

What the module says comes from its own tables and the certified engine; here the enumeration solves, and the audit
judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

from allocator import find_conflict, solve, what_if
from allocator.allocation import Allocation, Award
from allocator.audit import audit
from allocator.policy import Policy
from allocator.scenario import Scenario
from allocator.sensitivity import Repair
from allocator.sensitivity.conflict import rules_in_play
from allocator.sensitivity.explain import explain
from allocator.sensitivity.explanation import Explanation, Nearest, Sensitivity
from tests.sensitivity.made import loaded, near_the_line, seeded
from tests.strategies import Case

ENGINE = "enumeration"
SEEDS, CAMPAIGN, BASE = 24, 300, 5_000
Outcomes = Mapping[str, str]


def outcomes(allocation: Allocation) -> Outcomes:
    """Winner -> tier."""
    assert allocation.status in ("optimal", "infeasible")
    return {a.application_id: a.tier for a in allocation.awards}


@dataclass(frozen=True)
class Tried:
    """One scenario with its explanations, and what became of trying them out.

    Parameters
    ----------
    found
        The explanations.
    """

    found: Sensitivity

    @property
    def scenario(self) -> Scenario:
        return self.found.allocation.scenario

    def name(self, application: int) -> str:
        return self.scenario.tables.applications.ids[application]

    def tier(self, tier: int | None) -> str | None:
        return None if tier is None else self.scenario.policy.tiers[tier].id

    def faults(self) -> Iterator[str]:
        """What an explanation promises and does not come true."""
        for e in self.found.applications:
            for fault in (*self.scores(e), *self.budgets(e), *self.swaps(e), *self.regret(e)):
                yield f"{self.name(e.application)}: {fault}"

    def with_score(self, e: Explanation, score: Fraction) -> str | None:
        name = self.name(e.application)
        return outcomes(what_if(self.scenario, score={name: score}, engine=ENGINE)).get(name)

    def wins(self, e: Explanation, score: Fraction) -> bool:
        return self.with_score(e, score) is not None

    def scores(self, e: Explanation) -> Iterator[str]:
        """Every score at which the outcome changes, and one last place less; the intervals that win, the score that
        flips."""
        yield from self.by_score(e)
        place, top = Fraction(1, 10**self.scenario.policy.score_decimals), self.scenario.policy.top_score
        for low, high in e.score_wins:
            tries = {low: True, high: True, low - place: False, high + place: False}
            yield from (
                f"{score} wins: {not wins}"
                for score, wins in tries.items()
                if 0 <= score <= top and self.wins(e, score) != wins
            )
        if e.score_to_win is not None and not (
            self.wins(e, e.score_to_win) and not self.wins(e, e.score_to_win - place)
        ):
            yield f"score_to_win {e.score_to_win}"
        if e.score_to_lose is not None and not (
            self.wins(e, e.score_to_lose + place) and not self.wins(e, e.score_to_lose)
        ):
            yield f"score_to_lose {e.score_to_lose}"

    def by_score(self, e: Explanation) -> Iterator[str]:
        before, place = None, Fraction(1, 10**self.scenario.policy.score_decimals)
        assert e.outcome_by_score[0][0] == 0
        for score, tier in e.outcome_by_score:
            if self.with_score(e, score) != self.tier(tier):
                yield f"outcome with {score}"
            if score and not (self.with_score(e, score - place) == before != self.tier(tier)):
                yield f"outcome with less than {score}"
            before = self.tier(tier)
        if self.with_score(e, self.scenario.policy.top_score) != before:
            yield "outcome with the highest score"

    def budgets(self, e: Explanation) -> Iterator[str]:
        """Every budget at which the outcome changes, and one step less."""
        before, step = None, self.scenario.policy.money.step_base
        for budget, tier in e.outcome_by_budget:
            if self.at(budget, e) != self.tier(tier):
                yield f"outcome at {budget}"
            if budget != self.found.range[0] and not (self.at(budget - step, e) == before != self.tier(tier)):
                yield f"outcome below {budget}"
            before = self.tier(tier)
        if self.at(self.found.range[1], e) != before:
            yield "outcome at the end of the range"
        nearest = e.budget_to_win if e.tier is None else e.budget_to_lose
        assert nearest is not None
        yield from self.flips(e, nearest, step)

    def flips(self, e: Explanation, nearest: Nearest, step: int) -> Iterator[str]:
        """The nearest budgets of the range that flip the outcome, and one step nearer where that is in the range."""
        wins, (first, last) = e.tier is not None, self.found.range
        for budget, nearer in ((nearest.above, -step), (nearest.below, step)):
            if budget is None:
                continue
            if (self.at(budget, e) is not None) == wins:
                yield f"does not flip at {budget}"
            if first <= budget + nearer <= last and (self.at(budget + nearer, e) is not None) != wins:
                yield f"flips nearer than at {budget}"

    def at(self, budget: int, e: Explanation) -> str | None:
        return outcomes(solve(self.scenario.with_budget(budget), engine=ENGINE)).get(self.name(e.application))

    def swaps(self, e: Explanation) -> Iterator[str]:
        """Every lower-scored winner of a tier open to a loser, and the rules that the audit finds broken."""
        own, scenario = self.scenario.score(e.application), self.scenario
        lower = [
            a
            for a in self.found.allocation.awards
            if e.tier is None and own is not None and a.score < own and a.tier in self.open(e.application)
        ]
        told = {self.name(i.winner): i.rules for i in e.inversions}
        if set(told) != {a.application_id for a in lower}:
            yield f"inversions {sorted(told)}"
        for award in lower:
            swapped = replace(self.found.allocation, awards=tuple(self.swapped(e.application, award)))
            found = {f.rule for f in audit(scenario.policy, scenario.tables, swapped.record())}
            broken = found & set(rules_in_play(scenario))
            if broken != set(told.get(award.application_id, ())):
                yield f"the swap with {award.application_id} breaks {sorted(broken)}"

    def open(self, application: int) -> set[str | None]:
        return {self.tier(t) for t in self.scenario.screening.open_in[application]}

    def swapped(self, application: int, out: Award) -> Iterator[Award]:
        """The awards, each the least that its winner takes, with an application in the place of a winner."""
        scenario = self.scenario
        step, tables = scenario.policy.money.step_base, scenario.tables.applications
        for award in self.found.allocation.awards:
            k = application if award is out else award.application
            tier, score = scenario.policy.tier_index(award.tier), scenario.score(k)
            assert tier is not None
            assert score is not None
            least, weighted = int(scenario.screening.lo[tier][k]) * step, scenario.policy.tiers[tier].weight * score
            yield Award(k, tables.ids[k], tables.enterprises[k], award.tier, least, score, weighted)

    def regret(self, e: Explanation) -> Iterator[str]:
        """The opposite outcome, decided."""
        name, regret, before = self.name(e.application), e.regret, self.found.allocation
        if e.application in self.scenario.decisions or not self.open(e.application):
            if regret.stage != "impossible":
                yield f"regret {regret}"
            return
        forced = what_if(self.scenario, decisions={name: "fund" if e.tier is None else "reject"}, engine=ENGINE)
        if forced.status == "infeasible":
            if regret.stage != "impossible":
                yield f"regret {regret}, but it is impossible"
            return
        deviation, worth = (b.value - a.value for a, b in zip(before.objective, forced.objective, strict=True))
        stage, loss = ("quota-deviation", deviation) if deviation else (before.objective[1].stage, -worth)
        if (regret.stage, regret.loss) != (stage if loss else "tie", loss):
            yield f"regret {regret}, but {stage} {loss}"
        was, is_ = (set(outcomes(a)) - {name} for a in (before, forced))
        leaving, entering = ({self.name(k) for k in who} for who in (regret.leaving, regret.entering))
        if (leaving, entering) != (was - is_, is_ - was):
            yield f"regret moves {sorted(leaving)} out and {sorted(entering)} in"


def repaired(scenario: Scenario, repair: Repair, nearer: int) -> Scenario:
    """The scenario with a repair, or with one that is nearer to what it was by so many of its smallest steps."""
    policy, unit = scenario.policy, scenario.policy.money.step_base
    if repair.parameter == "budget":
        return scenario.with_budget(int(repair.value or 0) - nearer * unit)
    if repair.parameter == "drop":
        return replace(scenario, policy=dropped(policy, repair.rule), tables=undecided(scenario, repair.rule))
    sign = -1 if repair.parameter.startswith("min") else 1
    value: int | Fraction = int(repair.value or 0) - sign * nearer
    if repair.parameter == "max_amount":
        value = Fraction(int(repair.value or 0) - nearer * unit, policy.money.unit)
    change = {repair.parameter: value}
    tiers = (
        t.replace(quota=t.quota.replace(**change)) if t.quota and f"quota:{t.id}" == repair.rule else t
        for t in policy.tiers
    )
    groups = (g.replace(**change) if g.id == repair.rule else g for g in policy.groups)
    return replace(scenario, policy=policy.replace(tiers=tuple(tiers), groups=tuple(groups)))


def dropped(policy: Policy, rule: str) -> Policy:
    """The policy without a rule, but with what it screens."""
    tiers = tuple(t.replace(quota=None) if f"quota:{t.id}" == rule else t for t in policy.tiers)
    groups = tuple(g for g in policy.groups if g.id != rule)
    one = None if rule == "one_award_per" else policy.one_award_per
    return policy.replace(tiers=tiers, groups=groups, one_award_per=one)


def undecided(scenario: Scenario, rule: str):  # type: ignore[no-untyped-def]
    """The tables without the decision that a rule is, if it is one."""
    decisions, ids = scenario.tables.decisions, scenario.tables.applications.ids
    if decisions is None:
        return scenario.tables
    left = tuple(d for d in decisions.entries if f"decision:{ids[d.application]}" != rule)
    return replace(scenario.tables, decisions=replace(decisions, entries=left))


def feasible(scenario: Scenario) -> bool:
    return solve(scenario, engine=ENGINE).status == "optimal"


def repair_faults(scenario: Scenario) -> Iterator[str]:
    """Repairs that do not make an infeasible scenario feasible, or do more than they must."""
    conflict = find_conflict(scenario)
    assert conflict is not None
    assert {r.rule for r in conflict.repairs} <= set(conflict.rules)
    for repair in conflict.repairs:
        if not feasible(repaired(scenario, repair, 0)):
            yield f"{repair} repairs nothing"
        if repair.parameter != "drop" and feasible(repaired(scenario, repair, 1)):
            yield f"{repair}: one step less would do"
    for rule in set(conflict.rules) - {r.rule for r in conflict.repairs}:
        without = replace(scenario, policy=dropped(scenario.policy, rule), tables=undecided(scenario, rule))
        if rule != "budget" and feasible(without):
            yield f"no repair of {rule}, but dropping it would do"


def faults(case: Case) -> tuple[str, list[str]]:
    """What kind of scenario a case is, and what about its answers is false."""
    scenario = loaded(case)
    if scenario is None:
        return "refused", []
    allocation = solve(scenario)
    if allocation.status == "infeasible":
        return "infeasible", list(repair_faults(scenario))
    return "optimal", list(Tried(explain(allocation)).faults())


def tried(seeds: Iterable[int], most: int) -> list[str]:
    """The faults of the scenarios of some seeds, with the seed; most of them can be tried."""
    said, found = [], []
    for seed in seeds:
        status, wrong = faults(seeded(seed, most))
        said.append(status)
        found += [f"seed {seed}: {fault}" for fault in wrong]
    assert said.count("optimal") > len(said) // 4
    assert said.count("infeasible") > len(said) // 12
    return found


def test_what_the_answers_promise_comes_true() -> None:
    assert tried(range(BASE, BASE + SEEDS), 5) == []


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(near_the_line(4))
def test_what_the_answers_promise_comes_true_of_what_is_drawn(case: Case) -> None:
    assert faults(case)[1] == []


@pytest.mark.campaign
def test_what_the_answers_promise_comes_true_of_many_scenarios() -> None:
    assert tried(range(BASE, BASE + CAMPAIGN), 6) == []
