"""From a scenario to an audited allocation: model, stages, winners, amounts, audit."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from allocator.allocation import Allocation, Award, StageValue
from allocator.amounts import AMOUNT_RULES, Claim, Limit
from allocator.audit import audit
from allocator.engines import DEFAULT, Clock, Engine, Outcome, Status, catching_interrupt, engine_named
from allocator.errors import AuditError, UsageError
from allocator.model import Model, Row, compile_model
from allocator.numbers import NotANumber, parse_amount
from allocator.scenario import Scenario
from allocator.timing import Timings


def solve(
    scenario: Scenario,
    *,
    budget: int | str | None = None,
    engine: str = DEFAULT,
    time_limit: float | None = None,
    timings: Timings | None = None,
) -> Allocation:
    """Find the unique best allocation of a scenario, and audit it.

    Ctrl-C during the search ends it with the best allocation found; one that comes later changes nothing, a second one
    raises as usual.

    Parameters
    ----------
    scenario
        As `load` gives it.
    budget
        Stated budget instead of the scenario's: policy units (`3000`), or with its own unit (`"0.3亿"`).
    engine
        Name of an engine.
    time_limit
        Seconds of search; when they run out, the best allocation found is `feasible`.
    timings
        Takes the seconds of each part.

    Returns
    -------
    Allocation
        Its status tells what is proven.

    Raises
    ------
    UsageError
        Where the budget is no amount, or the engine has no such name.
    EngineError
        Where the engine cannot prove a case of this size or kind.
    AuditError
        Where the audit finds a broken rule (a fault of this package).
    """
    timings = timings or Timings()
    if budget is not None:
        scenario = scenario.with_budget(stated_budget(scenario, budget))
    clock = Clock(time_limit)
    with timings("model"):
        model = compile_model(scenario)
        solver = engine_named(engine)
    with timings("solve"), catching_interrupt(clock):
        outcome = solver.solve(model, clock)
        amounts = spread(scenario, model, outcome)
    with catching_interrupt(Clock()):  # what was found is not lost: a first Ctrl-C lets the audit end
        allocation = _allocation(scenario, model, outcome, amounts, solver, clock)
        with timings("audit"):
            findings = audit(scenario.policy, scenario.tables, allocation.record(), scenario.assumed)
    if findings:
        raise AuditError("the audit rejects the allocation:\n" + "\n".join(f"{f.rule}: {f.what}" for f in findings))
    return allocation


def stated_budget(scenario: Scenario, budget: int | str) -> int:
    """Budget in base units from what a person wrote.

    Raises
    ------
    UsageError
        Where it is no amount of at least 0, or not whole base units.
    """
    unit = scenario.policy.money.unit
    try:
        value = parse_amount(str(budget), unit) * unit
    except NotANumber:
        raise UsageError(
            f"budget: {budget!r} is not an amount; write for example 3000, 3000万元 or 30000000元"
        ) from None
    if value < 0 or value.denominator != 1:
        what = "is below 0" if value < 0 else "is not a whole number of base units"
        raise UsageError(f"budget: {budget!r} {what}; write for example 3000, 3000万元 or 30000000元")
    return int(value)


def spread(scenario: Scenario, model: Model, outcome: Outcome) -> dict[int, int]:
    """Steps of each chosen option, by the policy's amounts rule (stage 4).

    Parameters
    ----------
    outcome
        Winners, and under funded-score their amounts.
    """
    winners = [o for o in outcome.chosen if o is not None]
    if outcome.amounts is not None:
        return {o: a for o, a in zip(outcome.chosen, outcome.amounts, strict=True) if o is not None}
    rule = scenario.policy.amounts_rule
    if not winners or rule is None:
        return {}
    step, options = scenario.policy.money.step, model.columns
    fulls = [None if t.cap is None else t.cap / step for t in scenario.policy.tiers]
    columns = (a[winners].tolist() for a in (options.value, options.lo, options.hi, options.tier))
    claims = [Claim(value, lo, hi, fulls[tier], tier) for value, lo, hi, tier in zip(*columns, strict=True)]
    place = np.full(len(options), -1)
    place[winners] = np.arange(len(winners))
    limits = []
    for _, row in model.parts():
        if isinstance(row, Row) and row.kind == "money" and row.upper is not None:
            members = place[np.asarray(row.options, np.int64)]
            limits.append(Limit(row.rule, tuple(members[members >= 0].tolist()), row.upper))
    return dict(zip(winners, AMOUNT_RULES[rule](claims, limits), strict=True))


def _allocation(
    scenario: Scenario, model: Model, outcome: Outcome, amounts: dict[int, int], engine: Engine, clock: Clock
) -> Allocation:
    policy, applications = scenario.policy, scenario.tables.applications
    objective = []
    for bound in outcome.bounds:
        exact = model.exact if bound.stage == model.stage else Fraction
        objective.append(
            StageValue(bound.stage, exact(bound.value), None if bound.bound is None else exact(bound.bound))
        )
    scores, weighted = dict[int, Fraction](), dict[tuple[int, int], Fraction]()
    awards = []
    chosen = np.array(sorted(amounts), np.int64)
    options = model.columns
    for o in chosen[np.argsort(options.tier[chosen], kind="stable")].tolist():
        k, t = scenario.order[int(options.application[o])], int(options.tier[o])
        places = scenario.scores.values[k]
        assert places is not None
        score = scores.setdefault(places, Fraction(places, 10**policy.score_decimals))
        if (t, places) not in weighted:
            weighted[t, places] = policy.tiers[t].weight * score
        amount = amounts[o] * policy.money.step_base
        awards.append(
            Award(
                k,
                applications.ids[k],
                applications.enterprises[k],
                policy.tiers[t].id,
                amount,
                score,
                weighted[t, places],
            )
        )
    stopped = None
    if outcome.status in (Status.FEASIBLE, Status.UNKNOWN):
        stopped = "interrupt" if clock.interrupted else "time-limit"
    return Allocation(
        scenario,
        outcome.status.value,
        tuple(objective),
        tuple(awards),
        outcome.engine or engine.name,
        "solver" if outcome.certificate is None else "certificate",
        stopped,
        outcome.certificate,
    )
