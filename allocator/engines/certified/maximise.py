"""The best choice of a form, with proof: gaps that grow until the first solution is found within its own gap."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from allocator.engines.certified.branched import branched
from allocator.engines.certified.core import MOST_WORK, OnlyTies, TooManyStates
from allocator.engines.certified.firsts import first_list
from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.gaps import growing_gaps
from allocator.engines.certified.incumbent import good_choice
from allocator.engines.certified.node import Node
from allocator.engines.certified.places import all_rows_tell, places_of
from allocator.engines.certified.prices import Bound, evaluate
from allocator.engines.certified.relaxation import corners_of, infeasible_prices
from allocator.engines.certified.settle import settle
from allocator.engines.certified.sifting import best_bound, second_regrets
from allocator.engines.certified.tightened import tightened
from allocator.engines.certified.within import Choice, best_within
from allocator.engines.clock import Clock
from allocator.engines.protocol import Outcome
from allocator.errors import EngineError
from allocator.model import Model

MOST_NODES = 4_000
MANY_TIES = 150  # open classes beyond which no search is tried where all are equal
TIES, FEW_TIES = (24_000_000, 0), (60_000, 0)
Efforts = tuple[tuple[int, int], ...]
EFFORTS = ((600_000, 0), (0, 300), TIES, (0, MOST_NODES))  # work of the search, or nodes, tried in turn
NARROW, FEW_EFFORTS = 2, ((120_000, 0), (0, 40), TIES, (0, MOST_NODES))  # with so few rows, cuts tell at once
OPEN, NARROW_BEAM = 40, 60  # classes and states of a search for a choice that narrows the gap
BEAM, WIDENINGS = 1_000, 8
PATIENCE, FEW_OPTIONS = 2, 50_000  # gaps tried before cuts are, where there is one row, and options of such a form


@dataclass(frozen=True)
class Best:
    """The best choice, first in the canonical order among equals.

    Parameters
    ----------
    choice
        Options of the proof's form.
    proof
        The rows and the prices that prove it.
    """

    choice: Choice
    proof: Node


@dataclass(frozen=True)
class Nothing:
    """Proof that nothing keeps the rows: at these prices every choice loses more than there is.

    Without proof where one row alone cannot hold.
    """

    proof: Node | None


class Progress:
    """Told of the problem in hand, for whoever goes on with it."""

    form: Form | None = None
    bound: Bound | None = None
    deviation: int | None = None
    choice: Choice | None = None
    least: Best | None = None  # proof of the least deviation, where it is known not to be 0
    known: Outcome | None = None  # what is proven by this engine, though not yet in a way that others can check

    def begin(self, deviation: int | None) -> None:
        """Go on to another problem: what was proven of the last says nothing of this one."""
        self.form = self.bound = self.choice = None
        self.deviation = deviation

    @property
    def value(self) -> int | None:
        """Value of the choice in hand; None where there is none."""
        return None if self.choice is None else self.choice.value

    def keep(self, choice: Choice) -> None:
        """Remember a choice that is worth more than the last."""
        if self.choice is None or choice.value > self.choice.value:
            self.choice = choice


def maximise(
    model: Model, form: Form, clock: Clock, progress: Progress, efforts: Efforts | None = None
) -> Best | Nothing:
    """Find the best choice of a form.

    Parameters
    ----------
    model
        What the form is of.
    form
        Classes and rows.
    clock
        Stops the search.
    progress
        Takes the problem and its prices.
    efforts
        What is tried in turn; None: all that this engine has.

    Raises
    ------
    TooManyStates, TooLarge
        Where the case is beyond this way.
    Stopped
        Where the clock ran out.
    """
    corners = corners_of(form)
    bound = best_bound(form, corners, clock)
    if bound is None:
        nothing = _emptiness(model, form, corners, clock)
        if nothing is not None:
            return nothing
        bound = evaluate(form, np.zeros(len(form.lower)))  # the relaxation was wrong to deny what there is
    progress.form, progress.bound, progress.choice = form, bound, None
    if progress.deviation is None:
        choice = good_choice(form, bound)
        if choice is not None:
            return _least(model, form, bound, choice, clock, progress)
    best = _by_gaps(model, form, bound, clock, progress, efforts or _efforts(form))
    if best is not None:
        return best
    nothing = _emptiness(model, form, corners, clock)
    if nothing is None:
        raise EngineError("the certified engine denied what there is (a fault of this package)")
    return nothing


def _by_gaps(model: Model, form: Form, bound: Bound, clock: Clock, progress: Progress, efforts: Efforts) -> Best | None:
    """The best choice by gaps that grow; None where there is none."""
    unit = bound.scale * (int(np.gcd.reduce(form.values)) or 1)
    effort = 0
    for number, gap in enumerate(growing_gaps(form, bound, unit, lambda: progress.value)):
        if number == PATIENCE and form.own == 1 and len(form.values) <= FEW_OPTIONS and not form.cuts:
            closer = None if model.funded else tightened(model, form, bound, clock)
            if closer is not None and _lower(closer[1], bound, gap):
                with suppress(TooManyStates):
                    return _by_gaps(model, *closer, clock, progress, efforts)
        ties = gap < unit
        while True:
            try:
                if ties and int((second_regrets(form, bound) <= gap).sum()) > MANY_TIES:
                    raise TooManyStates("so many of equal value")
                found = _tried(model, form, bound, gap, clock, FEW_TIES if ties else efforts[effort], progress)
                break
            except TooManyStates as error:
                if ties and form.cuts:  # the checker takes no list of equals below cuts
                    raise
                if ties:
                    found = _tied(model, form, bound, gap, clock, progress)
                    break
                if effort + 1 == len(efforts) or isinstance(error, OnlyTies):
                    raise
                nearer = _nearer(model, form, bound, gap, clock, progress)
                much, gap = 10 * nearer < 9 * gap, nearer
                effort += 0 if much else 1
        if found.choice is not None:
            return Best(found.choice, found.proof)
    return None


def _lower(closer: Bound, bound: Bound, gap: int) -> bool:
    """Whether a bound lies beyond half of a gap under another."""
    return bound.scale * closer.bound < closer.scale * (bound.bound - gap // 2)


def _nearer(model: Model, form: Form, bound: Bound, gap: int, clock: Clock, progress: Progress) -> int:
    """A gap that covers a choice found with little work, where that is smaller."""
    second = second_regrets(form, bound)
    near = int(np.partition(second, k)[k]) if (k := min(OPEN, len(second) - 1)) > 0 else gap
    good = best_within(model, form, bound, gap, bound.regrets <= near, clock, MOST_WORK, NARROW_BEAM)
    if good is not None:
        progress.keep(good)
    known = progress.choice
    return gap if known is None else min(gap, bound.bound - bound.scale * known.value)


def _least(model: Model, form: Form, bound: Bound, choice: Choice, clock: Clock, progress: Progress) -> Best:
    """A choice of the largest value, whichever: it begins with one in hand and looks for what is worth more."""
    progress.keep(choice)
    proof, effort, efforts = _node(form, bound), 0, _efforts(form)
    while (gap := bound.bound - bound.scale * (choice.value + 1)) >= 0:
        try:
            found = _tried(model, form, bound, gap, clock, efforts[effort], progress)
        except TooManyStates:
            found, effort = Tried(progress.choice, proof), effort + 1
            if progress.choice is choice and effort == len(efforts):
                raise
            effort = min(effort, len(efforts) - 1)
        if found.choice is None:
            return Best(choice, found.proof)
        choice = found.choice
        progress.keep(choice)
    return Best(choice, proof)


@dataclass(frozen=True)
class Tried:
    """What a try has found within its gap; the proof holds either way."""

    choice: Choice | None
    proof: Node


def _tried(
    model: Model, form: Form, bound: Bound, gap: int, clock: Clock, effort: tuple[int, int], progress: Progress
) -> Tried:
    """The best choice within a gap with some effort."""
    work, nodes = effort
    if work:
        inside = bound.regrets <= gap
        return Tried(best_within(model, form, bound, gap, inside, clock, work, keep=progress.keep), _node(form, bound))
    if model.funded:  # amounts are not split
        if nodes < MOST_NODES:
            raise TooManyStates("amounts are not split")
        best = _narrowed(model, form, bound, gap, clock, progress)
        return Tried(best.choice, best.proof)
    return Tried(*branched(model, form, bound, -((gap - bound.bound) // bound.scale), clock, nodes, progress.keep))


def _tied(model: Model, form: Form, bound: Bound, gap: int, clock: Clock, progress: Progress) -> Tried:
    """The first list among very many of equal value."""
    if gap < bound.scale and progress.deviation == 0 and not model.funded and all_rows_tell(model, form, bound):
        settled = settle(form, bound.regrets <= gap)
        value = (bound.bound - gap) // bound.scale
        try:
            first = first_list(places_of(model, form, settled, value), clock)
        except TooManyStates:
            return _tried(model, form, bound, gap, clock, TIES, progress)
        fixed = settled.fixed[form.places[settled.fixed] >= 0]
        won = [w.option for w in first.ways if w.option >= 0]
        proof = replace(_node(form, bound), first=first.proofs)
        return Tried(Choice(value, np.concatenate([fixed, np.array(won, np.int64)])), proof)
    return _tried(model, form, bound, gap, clock, TIES, progress)


def _efforts(form: Form) -> Efforts:
    return FEW_EFFORTS if form.own <= NARROW else EFFORTS


def _emptiness(model: Model, form: Form, corners: Ints, clock: Clock) -> Nothing | None:
    """Proof that nothing keeps the rows; None where something does."""
    plain = replace(form, values=np.zeros(len(form.values), np.int64))
    bound = evaluate(plain, infeasible_prices(plain, corners))
    if bound.bound < 0:
        return Nothing(_node(plain, bound))
    efforts = [e for e in EFFORTS if e[0] or not model.funded]  # amounts are not split
    for n, (work, nodes) in enumerate(efforts):
        try:
            if work:
                found, proof = _within(model, plain, bound, bound.bound, clock, work), _node(plain, bound)
                return None if found else Nothing(proof)
            choice, proof = branched(model, plain, bound, 0, clock, nodes, lambda choice: None)
            return Nothing(proof) if choice is None else None
        except TooManyStates:
            if n == len(efforts) - 1:
                raise
    return None


def _narrowed(model: Model, form: Form, bound: Bound, gap: int, clock: Clock, progress: Progress) -> Best:
    """The best choice by way of a good one, which tells how wide a gap is enough."""
    for _ in range(WIDENINGS):
        good = _within(model, form, bound, gap, clock, MOST_WORK, BEAM)
        if good is not None:
            progress.keep(good.choice)
            best = _within(model, form, bound, bound.bound - bound.scale * good.choice.value, clock, MOST_WORK)
            assert best is not None  # the good one lies within this gap
            return best
        gap *= 2
    raise TooManyStates("no allocation found to start from")


def _within(
    model: Model, form: Form, bound: Bound, gap: int, clock: Clock, most: int, beam: int | None = None
) -> Best | None:
    found = best_within(model, form, bound, gap, bound.regrets <= gap, clock, most, beam)
    return None if found is None else Best(found, _node(form, bound))


def _node(form: Form, bound: Bound) -> Node:
    return Node(form, bound, np.ones(len(form.values), bool))
