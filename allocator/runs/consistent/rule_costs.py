"""rule_costs.csv, against the policy's rules and what its winners could be worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from allocator.numbers import plain
from allocator.policy.rules import rules_of
from allocator.runs.consistent.known import Known
from allocator.sensitivity.rule_costs import RuleCost, costed_rules

_ROWS = ("quota", "group", "decision")
"""Kinds of rules that are rows of the program alone: without one, everything that kept them all still does."""


def rule_cost_faults(known: Known, costs: Sequence[RuleCost]) -> Iterator[str]:
    """What is wrong, a sentence each.

    Parameters
    ----------
    known
        The allocation.
    costs
        What its rules are said to cost.
    """
    if [(c.rule, c.source) for c in costs] != list(costed_rules(known.scenario)):
        yield "rule_costs.csv does not hold the rules of the policy, each once in its order, with their sources"
        return
    kinds = {r.id: r.kind for r in rules_of(known.policy)}
    everyone = range(len(known.ids))
    for cost in costs:
        yield from (
            f"rule_costs.csv, rule {cost.rule}: {fault}"
            for fault in _faults(known, cost, kinds.get(cost.rule, "decision"), everyone)
        )


def _faults(known: Known, cost: RuleCost, kind: str, everyone: range) -> Iterator[str]:
    if cost.status != "optimal":
        if cost.stages or cost.gained or cost.lost or cost.moved:
            yield "found values or winners, expected none, as it is infeasible"
        elif kind in _ROWS:
            yield "status: found infeasible, but the run's winners keep all other rules"
        return
    if set(cost.stages) != set(known.stages):
        yield "expected a value of every stage"
        return
    scored = {k for k in everyone if known.scenario.scores.values[k] is not None} - known.won.keys()
    stay = known.won.keys() - set(cost.lost)
    if (
        not known.in_order(cost.gained, scored)
        or not known.in_order(cost.lost, known.won.keys())
        or not known.in_order(cost.moved, stay)
    ):
        yield "gained, lost, moved: expected those who do not win, and winners, each once, in published order"
        return
    yield from _values(known, cost, kind)


def _values(known: Known, cost: RuleCost, kind: str) -> Iterator[str]:
    deviation, value = cost.stages["quota-deviation"], cost.stages[known.model.stage]
    aims = {i: n for i, n in known.targets.items() if f"quota:{i}" != cost.rule}
    if not cost.gained and not cost.moved:
        left = [known.policy.tiers[t].id for k, t in known.won.items() if k not in cost.lost]
        expected = sum(abs(left.count(i) - n) for i, n in aims.items())
        if deviation != expected:
            yield f"quota-deviation: found {plain(deviation)}, expected {expected} of its winners"
    elif deviation.denominator != 1 or deviation > known.most_deviation:
        yield f"quota-deviation: found {plain(deviation)}, which is no possible value"
    least, most = _span(known, cost)
    if not least <= value <= most:
        expected_value = plain(least) if least == most else f"{plain(least)} to {plain(most)}"
        yield f"{known.model.stage}: found {plain(value)}, expected {expected_value} of its winners"
    before = known.stages["quota-deviation"], -known.value
    if kind in _ROWS and (deviation, -value) > before:
        yield "its values are worse than with the rule"


def _span(known: Known, cost: RuleCost) -> tuple[Fraction, Fraction]:
    """Bounds on the value of stage 2 of winners whose tiers are told but for those who enter or move."""
    if known.model.funded:
        return Fraction(0), known.most_value
    least = most = known.value
    for k in (*cost.lost, *cost.moved):
        least, most = least - known.worth(k, known.won[k]), most - known.worth(k, known.won[k])
    for k in (*cost.gained, *cost.moved):
        worth = [known.worth(k, t) for t in known.tiers_of(k) if t != known.won.get(k)]
        if not worth:  # nobody moves who has one tier
            return known.most_value + 1, known.most_value + 1
        least, most = least + min(worth), most + max(worth)
    return least, most
