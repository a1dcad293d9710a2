"""What sensitivity.json says of each application, against the allocation, the inputs and itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from allocator.numbers import plain
from allocator.runs.consistent.known import Known
from allocator.runs.consistent.regrets import regret_faults
from allocator.runs.consistent.scores import score_faults
from allocator.sensitivity.explanation import Explanation, Nearest, Sensitivity
from allocator.sensitivity.inversions import Inversions
from allocator.sensitivity.outcomes import flips_of
from allocator.sensitivity.screened import Screened, passing


def application_faults(known: Known, found: Sensitivity) -> Iterator[str]:
    """What is wrong, a sentence each.

    Parameters
    ----------
    known
        The allocation.
    found
        What is said of it.
    """
    position = known.scenario.positions
    concerned: list[int] = []
    others: list[int] = []
    for k in sorted(range(len(position)), key=position.array.__getitem__):
        (concerned if known.rescored.may_be_open(k) else others).append(k)
    if [e.application for e in found.applications] != concerned or [s.application for s in found.screened] != others:
        yield "sensitivity.json does not hold the applications of the run, each once in published order"
        return
    inversions = Inversions(known.solved)
    for e in found.applications:
        yield from (f"{known.said(e.application)}, {fault}" for fault in _faults(known, inversions, e))
    for s in found.screened:
        yield from (f"{known.said(s.application)}, {fault}" for fault in _screened(known, s))


def _faults(known: Known, inversions: Inversions, e: Explanation) -> Iterator[str]:
    k = e.application
    if e.tier != known.won.get(k) or e.amount != known.amounts.get(k, 0):
        yield "outcome, amount: found another outcome than allocation.json has"
    yield from regret_faults(known, e)
    yield from score_faults(known, e)
    yield from _budgets(known, e)
    if e.inversions != inversions.of(k):
        yield "inversions: found others than the winners with lower scores and the rules between them"


def _budgets(known: Known, e: Explanation) -> Iterator[str]:
    open_to_it: set[int | None] = {None, *known.scenario.screening.open_tiers[e.application]}
    outcomes = e.outcome_by_budget
    begins, tiers = [b for b, _ in outcomes], [t for _, t in outcomes]
    if begins != sorted(set(begins)) or any(a == b for a, b in itertools.pairwise(tiers)):
        yield "outcome_by_budget: found budgets that do not ascend, or two outcomes alike one after the other"
    if not open_to_it.issuperset(tiers):
        yield "outcome_by_budget: found a tier that is not open to it"
    if any(b % known.step for b in begins):
        yield "outcome_by_budget: found a budget that is no whole number of steps"
    flips = flips_of(known.scenario, [(b // known.step, t) for b, t in outcomes], e.tier is not None)
    for name, stated, concerns in (
        ("budget_to_win", e.budget_to_win, e.tier is None),
        ("budget_to_lose", e.budget_to_lose, e.tier is not None),
    ):
        expected = flips if concerns else None
        if stated != expected:
            yield f"{name}: found {_sides(stated)}, expected {_sides(expected)} by outcome_by_budget"


def _sides(nearest: Nearest | None) -> str:
    if nearest is None:
        return "null"
    above, below = ("null" if side is None else plain(side) for side in (nearest.above, nearest.below))
    return f"above {above}, below {below}"


def _screened(known: Known, s: Screened) -> Iterator[str]:
    k = s.application
    failed = known.scenario.screening.failed[k]
    if s.failed != failed:
        yield f"failed: found {', '.join(s.failed) or 'nothing'}, expected {', '.join(failed) or 'nothing'}"
    scored = known.scenario.scores.values[k] is not None
    if (s.would_win is not None) != scored:
        yield f"would_win: expected {'true or false' if scored else 'null, as there is no score'}"
    if s.would_win and not passing(known.scenario, k).eligible(k):
        yield "would_win: found true, but more than eligibility rules closes every tier"
