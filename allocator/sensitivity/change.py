"""Parameters of rules that can be loosened, and a policy with one of them changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from allocator.numbers import floor_div
from allocator.policy import Policy
from allocator.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number in a rule that can be loosened step by step.

    Parameters
    ----------
    rule, name
        The rule's id and the parameter's key.
    start
        Its value now, whole (money in steps).
    direction
        1 where a larger value is looser, -1 where a smaller one is.
    most
        Steps after which loosening it further changes nothing.
    unit
        Base units in one step of money; 1 for counts.
    """

    rule: str
    name: str
    start: int
    direction: int
    most: int
    unit: int = 1

    def value(self, steps: int) -> int:
        """Value after loosening by so many steps."""
        return self.start + self.direction * steps


def parameters(scenario: Scenario, rule: str) -> Iterator[Parameter]:
    """Parameters of a rule that can be loosened, minima before maxima; none where it can only be dropped."""
    policy, everyone = scenario.policy, len(scenario.order)
    money = sum(max(lo for lo, _ in scenario.screening.open_tiers[k].values()) for k in scenario.order)
    unit = policy.money.step_base
    if rule == "budget":
        yield Parameter(rule, "budget", scenario.budget_steps, 1, max(0, money - scenario.budget_steps), unit)
    for tier in policy.tiers:
        if rule == f"quota:{tier.id}" and tier.quota is not None:
            quota = tier.quota
            if quota.target is not None and isinstance(quota.tolerance, int):
                yield Parameter(
                    rule, "tolerance", quota.tolerance, 1, max(0, max(quota.target, everyone) - quota.tolerance)
                )
            if quota.min:
                yield Parameter(rule, "min", quota.min, -1, quota.min)
            if quota.max is not None:
                yield Parameter(rule, "max", quota.max, 1, max(0, everyone - quota.max))
    for group in policy.groups:
        if rule == group.id:
            if group.min_awards:
                yield Parameter(rule, "min_awards", group.min_awards, -1, group.min_awards)
            if group.max_awards is not None:
                yield Parameter(rule, "max_awards", group.max_awards, 1, max(0, everyone - group.max_awards))
            if group.max_amount is not None:
                steps = floor_div(group.max_amount, policy.money.step)
                yield Parameter(rule, "max_amount", steps, 1, max(0, money - steps), unit)


def changed(policy: Policy, parameter: Parameter, value: int) -> Policy:
    """The policy with another value of one parameter (not of the budget, which a scenario holds).

    Parameters
    ----------
    value
        Whole value; money in steps.
    """
    exact = Fraction(value) * policy.money.step if parameter.name == "max_amount" else value
    change = {parameter.name: exact}
    tiers = (
        t.replace(quota=t.quota.replace(**change)) if t.quota and parameter.rule == f"quota:{t.id}" else t
        for t in policy.tiers
    )
    groups = (g.replace(**change) if g.id == parameter.rule else g for g in policy.groups)
    return policy.replace(tiers=tuple(tiers), groups=tuple(groups))
