"""Why nothing satisfies the rules: a minimal set in conflict, and its smallest repairs (SEMANTICS 5)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from allocator.engines.certified.emptiness import anything_keeps
from allocator.engines.clock import Clock, catching_interrupt
from allocator.engines.cp_sat import CpSat
from allocator.engines.program import write_program
from allocator.engines.protocol import Status
from allocator.errors import EngineError
from allocator.model import Model, compile_model
from allocator.scenario import Scenario
from allocator.sensitivity.best import Stopped
from allocator.sensitivity.change import Parameter, changed, parameters


@dataclass(frozen=True, slots=True)
class Repair:
    """The smallest change of one rule that alone makes the scenario feasible.

    Parameters
    ----------
    rule
        Id of the rule.
    parameter
        `budget`, `tolerance`, `min`, `max`, `min_awards`, `max_awards`, `max_amount`, or `drop`.
    value
        Its new value, money in base units; None for `drop`.
    """

    rule: str
    parameter: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot all hold, none of which could be left out, and repairs."""

    rules: tuple[str, ...]
    repairs: tuple[Repair, ...]

    def record(self) -> dict[str, object]:
        """Content of conflict.json."""
        return {
            "rules": list(self.rules),
            "repairs": [{"rule": r.rule, "parameter": r.parameter, "value": r.value} for r in self.repairs],
        }


def rules_in_play(scenario: Scenario) -> tuple[str, ...]:
    """Ids of the rules that can conflict: budget, quotas, one award, groups, decisions."""
    policy, ids = scenario.policy, scenario.tables.applications.ids
    quotas = [f"quota:{t.id}" for t in policy.tiers if t.quota is not None and t.quota.has_range]
    one = ["one_award_per"] if policy.one_award_per is not None else []
    decisions = sorted(ids[k] for k in scenario.decisions)
    return ("budget", *quotas, *one, *(g.id for g in policy.groups), *(f"decision:{i}" for i in decisions))


def _as_it_is(model: Model) -> Model:
    return model


def find_conflict(scenario: Scenario, *, time_limit: float | None = None) -> Conflict | None:
    """A minimal conflicting set of an infeasible scenario, by deletion, and its repairs.

    Each rule in the order of `rules_in_play` is dropped if the rest still conflict; what remains is the set.

    Parameters
    ----------
    scenario
        An infeasible scenario, screened.
    time_limit
        Seconds of search.

    Returns
    -------
    Conflict or None
        None where the time ran out, Ctrl-C stopped the search, or the numbers are too large for it.
    """
    clock = Clock(time_limit)
    with catching_interrupt(clock):
        try:
            return _find(scenario, clock)
        except Stopped:
            return None


def _find(scenario: Scenario, clock: Clock) -> Conflict:
    rules = conflicting_rules(scenario, clock)
    repairs = (_smallest_repair(scenario, rule, clock) for rule in rules)
    return Conflict(rules, tuple(r for r in repairs if r is not None))


def conflicting_rules(
    scenario: Scenario, clock: Clock, condition: Callable[[Model], Model] = _as_it_is
) -> tuple[str, ...]:
    """A minimal set of rules that cannot all hold.

    Parameters
    ----------
    scenario
        A scenario that nothing satisfies, with the condition.
    condition
        Adds to a model what must hold besides, and is no rule.

    Raises
    ------
    Stopped
        Where the clock ran out.
    """
    dropped: list[str] = []
    for rule in rules_in_play(scenario):
        if not _feasible(scenario, clock, [*dropped, rule], condition):
            dropped.append(rule)
    return tuple(r for r in rules_in_play(scenario) if r not in dropped)


def _feasible(
    scenario: Scenario,
    clock: Clock,
    without: Collection[str] = (),
    condition: Callable[[Model], Model] = _as_it_is,
) -> bool:
    """Whether anything satisfies the hard rules but those left out, screening given."""
    if clock.expired:
        raise Stopped
    model = condition(replace(compile_model(scenario, without), targets=()))  # what is aimed at forbids nothing
    told = anything_keeps(model)
    if told is not None:
        return told
    try:
        answer = CpSat().minimise(write_program(model), {}, clock, ())
    except EngineError:  # numbers beyond 64 bits
        raise Stopped from None
    if answer.status is Status.UNKNOWN:
        if clock.remaining is None:
            raise EngineError("cp-sat gave no answer on whether the rules conflict")
        raise Stopped
    return answer.status is not Status.INFEASIBLE


def _smallest_repair(scenario: Scenario, rule: str, clock: Clock) -> Repair | None:
    """The smallest change of one rule that alone makes the scenario feasible; None where not even dropping it does."""
    if not _feasible(scenario, clock, [rule]):
        return None
    best: tuple[int, Repair] | None = None
    for parameter in parameters(scenario, rule):
        steps = _smallest_change(parameter, lambda n, p=parameter: _feasible(_after(scenario, p, n), clock))  # type: ignore[misc]
        if steps is not None and (best is None or steps < best[0]):
            best = steps, Repair(rule, parameter.name, parameter.value(steps) * parameter.unit)
    return best[1] if best else Repair(rule, "drop", None)


def _after(scenario: Scenario, parameter: Parameter, steps: int) -> Scenario:
    if parameter.name == "budget":
        return scenario.with_budget(parameter.value(steps) * parameter.unit)
    return replace(scenario, policy=changed(scenario.policy, parameter, parameter.value(steps)))


def _smallest_change(parameter: Parameter, works: Callable[[int], bool]) -> int | None:
    low, high = 0, parameter.most  # low does not work, high does
    if high < 1 or not works(high):
        return None
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if works(middle) else (middle, high)
    return high
