"""Every field of sensitivity.json, by solving anew for each what-if."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any

from tests.sensitivity.reference.facts import Facts
from tests.sensitivity.reference.rules import conflict
from tests.sensitivity.reference.solution import Solution, solve, world_of

Record = dict[str, Any]


def explain(facts: Facts) -> Record:
    """sensitivity.json without reasons; ids in `rules` sorted; money in base units, scores exact."""
    base = solve(facts)
    assert base.feasible, "an infeasible run is explained by its conflict"
    concerned = concerned_by(facts)
    others = [k for k in range(len(facts.applicants)) if k not in concerned]
    low, high = searched(facts)
    return {
        "range": [low * facts.step_base, high * facts.step_base],
        "applications": [margin(facts, base, k) for k in concerned],
        "screened": [screened(facts, k) for k in others],
    }


def concerned_by(facts: Facts) -> list[int]:
    """The eligible and those that only their score closes out, together in published order."""
    world = world_of(facts)
    closed = [k for k in range(len(facts.applicants)) if k not in world.eligible and _only_by_score(facts, k)]
    return sorted([*world.eligible, *closed], key=world.place)


def _only_by_score(facts: Facts, k: int) -> bool:
    now = facts.applicants[k].score
    return now is not None and any(
        world_of(facts.with_score(k, s)).open_tiers(k) for s in reversed(grid(facts)) if s > now
    )


@lru_cache(maxsize=64)
def grid(facts: Facts) -> tuple[Fraction, ...]:
    """Every score that an application can have."""
    return tuple(n * facts.place for n in range(floor(facts.top / facts.place) + 1))


def searched(facts: Facts) -> tuple[int, int]:
    """Ends of the range of budgets, in steps."""
    assert facts.budget is not None
    low, high = facts.shares
    return ceil(low * facts.budget), floor(high * facts.budget)


def margin(facts: Facts, base: Solution, k: int) -> Record:
    """All that concerns one application."""
    wins = base.tier(k) is not None
    found: Record = {
        "application_id": facts.applicants[k].id,
        "outcome": base.outcome(k),
        "amount": base.amount(k),
        **regret(facts, base, k),
        **by_score(facts, k, wins),
        **by_budget(facts, k, wins),
        "inversions": [] if wins else inversions(base, k),
    }
    found["standing"] = standing(facts, base, wins, found["regret"])
    return found


def regret(facts: Facts, base: Solution, k: int) -> Record:
    """The opposite outcome forced, and what it costs."""
    force = (k, base.tier(k) is None)
    other = solve(facts, force)
    if not other.feasible:
        rules = conflict(facts, force)
        return {"regret": {"stage": "impossible", "rules": rules}, "leaving": [], "entering": []}
    stage, loss = "tie", Fraction(0)
    if other.deviation != base.deviation:
        stage, loss = "quota-deviation", Fraction(other.deviation - base.deviation)
    elif other.value != base.value:
        stage, loss = facts.stage, base.value - other.value
    assert loss >= 0
    mine, theirs = dict(base.winners), dict(other.winners)
    order = [n for n in base.world.eligible if n != k]
    ids = [facts.applicants[n].id for n in order]
    return {
        "regret": {"stage": stage, "loss": loss},
        "leaving": [i for n, i in zip(order, ids, strict=True) if n in mine and n not in theirs],
        "entering": [i for n, i in zip(order, ids, strict=True) if n in theirs and n not in mine],
    }


def by_score(facts: Facts, k: int, wins: bool) -> Record:
    """Every score of the grid tried."""
    now = facts.applicants[k].score
    assert now is not None
    outcomes = {s: solve(facts.with_score(k, s)).outcome(k) for s in grid(facts)}
    winning = [s for s, outcome in outcomes.items() if outcome != "none"]
    losing = [s for s, outcome in outcomes.items() if outcome == "none"]
    to_win = None if wins else min((s for s in winning if s > now), default=None)
    to_lose = max((s for s in losing if s < now), default=None) if wins else None
    flip = to_lose if wins else to_win
    intervals: list[list[Fraction]] = []
    for s in winning:
        if intervals and intervals[-1][1] == s - facts.place:
            intervals[-1][1] = s
        else:
            intervals.append([s, s])
    return {
        "score_wins": intervals,
        "outcome_by_score": _changes(outcomes),
        "score_to_win": to_win,
        "score_to_lose": to_lose,
        "gap": None if flip is None else abs(flip - now),
    }


def _changes(outcomes: dict[Any, str]) -> list[list[Any]]:
    """Where an outcome is another than just before."""
    found: list[list[Any]] = []
    for at, outcome in outcomes.items():
        if not found or found[-1][1] != outcome:
            found.append([at, outcome])
    return found


@lru_cache(maxsize=20_000)
def at_budget(facts: Facts, steps: int) -> Solution:
    """The solution with another budget; kept, as every application asks for the same."""
    return solve(facts.with_budget(steps))


def by_budget(facts: Facts, k: int, wins: bool) -> Record:
    """Every budget of the range tried."""
    low, high = searched(facts)
    assert facts.budget is not None
    outcomes = {b: at_budget(facts, b).outcome(k) for b in range(low, high + 1)}
    flips = [b for b, outcome in outcomes.items() if (outcome == "none") == wins]
    above = min((b for b in flips if b > facts.budget), default=None)
    below = max((b for b in flips if b < facts.budget), default=None)
    nearest = {n: None if b is None else b * facts.step_base for n, b in (("above", above), ("below", below))}
    return {
        "outcome_by_budget": [[b * facts.step_base, outcome] for b, outcome in _changes(outcomes)],
        "budget_to_win": None if wins else nearest,
        "budget_to_lose": nearest if wins else None,
    }


def standing(facts: Facts, base: Solution, wins: bool, found: Record) -> str:
    """Whether the regret is above the tolerance."""
    far = found["stage"] in ("impossible", "quota-deviation")
    if far or found["loss"] > facts.near / 100 * base.value:
        return "core" if wins else "exterior"
    return "borderline"


def inversions(base: Solution, k: int) -> list[Record]:
    """Winners with a strictly lower score of a tier open to a loser, with the rules that the swap would break."""
    world, found = base.world, []
    mine = world.facts.applicants[k].score
    for other in world.eligible:
        tier, score = base.tier(other), world.facts.applicants[other].score
        assert mine is not None
        if tier is not None and tier in world.open_tiers(k) and score is not None and score < mine:
            swapped = tuple(sorted({*base.winners, (k, tier)} - {(other, tier)}))
            found.append({"application_id": world.facts.applicants[other].id, "rules": world.broken(swapped)})
    return found


def screened(facts: Facts, k: int) -> Record:
    """An application that more than its score closes out: would it win had it alone passed its eligibility rules."""
    a = facts.applicants[k]
    would = None if a.score is None else solve(facts.passing_all(k)).tier(k) is not None
    return {"application_id": a.id, "failed": sorted(world_of(facts).failed[k]), "would_win": would}
