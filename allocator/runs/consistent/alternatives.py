"""alternatives.json: each winner set told whole, hence its values, rules and order; against the regrets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

from allocator.numbers import plain
from allocator.runs.consistent.known import Known
from allocator.sensitivity.alternatives import MOST_NEXT, MOST_TIES, Alternative, Alternatives
from allocator.sensitivity.best import tier_list
from allocator.sensitivity.explanation import IMPOSSIBLE, TIE, Explanation, Sensitivity
from allocator.sensitivity.winners import changes

Distance = tuple[Fraction, Fraction]
"""How far from the optimum: by stage 1, and where not by that, by stage 2."""


def alternatives_faults(known: Known, found: Sensitivity, others: Alternatives) -> Iterator[str]:
    """What is wrong, a sentence each.

    Parameters
    ----------
    known
        The allocation.
    found
        What is said of its applications.
    others
        The winner sets next to it.
    """
    tied = sum(a.stage == TIE for a in others.next)
    if not 1 <= others.ties <= MOST_TIES:
        yield f"alternatives.json, ties: found {others.ties}, expected 1 to {MOST_TIES}"
    if len(others.next) > MOST_NEXT:
        yield f"alternatives.json, next: found {len(others.next)} lists, expected {MOST_NEXT} at most"
    expected = min(others.ties - 1, len(others.next))
    if tied != expected:
        yield f"alternatives.json, ties: found {others.ties}, but {tied} of the next lists tie"
    faults = [(n, fault) for n, a in enumerate(others.next, 1) for fault in _faults(known, a)]
    yield from (f"alternatives.json, next {n}: {fault}" for n, fault in faults)
    if faults:
        return
    yield from _order(known, others)
    yield from _against(known, found, others)


def _faults(known: Known, a: Alternative) -> Iterator[str]:
    position = known.scenario.positions
    moves = tuple(tuple(sorted(s, key=position.__getitem__)) for s in changes(known.won, a.tiers))
    if moves != (a.entering, a.leaving, a.moved):
        yield "entering, leaving, moved: found others than tiers says, or out of published order"
        return
    options = known.options_of(a.tiers)
    if options is None or known.model.violations(options):
        yield "tiers: its winners break a rule"
        return
    deviation = Fraction(known.model.deviation(options)) - known.stages["quota-deviation"]
    stage, loss = "quota-deviation", deviation
    if not loss and not known.model.funded:
        loss = known.value - known.model.exact(known.model.value(options))
        stage = known.model.stage if loss else TIE
    elif not loss:
        stage, loss = (TIE, Fraction(0)) if not a.loss else (known.model.stage, min(a.loss, known.value))
    if (a.stage, a.loss) != (stage, loss):
        yield f"loss: found {plain(a.loss)} in {a.stage}, expected {plain(loss)} in {stage} of its winners"


def _order(known: Known, others: Alternatives) -> Iterator[str]:
    """The best first, the run's own before them; among equals by the list that the canonical stage compares."""
    ranks = [_rank(known, known.won, Fraction(0)), *(_rank(known, a.tiers, a.loss) for a in others.next)]
    for (before, one), (after, other) in itertools.pairwise(ranks):
        told = not known.model.funded or before[0] == known.stages["quota-deviation"]
        if before > after or (told and before == after and one >= other):
            yield "alternatives.json, next: the lists are not in order, the best first, each once"


def _rank(known: Known, tiers: Mapping[int, int], loss: Fraction) -> tuple[tuple[int, Fraction], list[int]]:
    """Rank by the stages, and list of tiers; where the first stage differs, what money is worth is not told."""
    options = known.options_of(tiers) or []
    deviation, value = known.model.deviation(options), -loss
    if not known.model.funded:
        value = known.model.exact(known.model.value(options))
    elif deviation != known.stages["quota-deviation"]:
        value = Fraction(0)
    return (deviation, -value), tier_list(known.model, options).tolist()


def _against(known: Known, found: Sensitivity, others: Alternatives) -> Iterator[str]:
    """An opposite outcome is in some other list: none is nearer than the next, and each that shows it bounds it."""
    by_application = {e.application: e for e in found.applications}
    for n, a in enumerate(others.next, 1):
        far = _distance(a.stage, a.loss)
        for k in (*a.entering, *a.leaving):
            own = _regret(by_application[k])
            if own is None or own > far:
                yield f"{known.said(k)}, regret: it is larger than the loss of list {n} in alternatives.json"
    if not others.next:
        return
    nearest = _distance(others.next[0].stage, others.next[0].loss)
    for e in found.applications:
        own = _regret(e)
        if own is not None and own < nearest:
            yield f"{known.said(e.application)}, regret: it is smaller than the loss of the next list"


def _regret(e: Explanation) -> Distance | None:
    return None if e.regret.stage == IMPOSSIBLE else _distance(e.regret.stage, e.regret.loss or Fraction(0))


def _distance(stage: str, loss: Fraction) -> Distance:
    return (loss, Fraction(0)) if stage == "quota-deviation" else (Fraction(0), loss)
