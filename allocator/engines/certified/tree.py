"""Branch and bound over what prices and cuts leave open: a node has its own prices, a small one is searched whole."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from allocator.engines.certified.core import OnlyTies, Stopped, TooManyStates
from allocator.engines.certified.distances import Distance, distances_of, split_of
from allocator.engines.certified.form import Form, Ints, TooLarge
from allocator.engines.certified.node import Node
from allocator.engines.certified.node_lp import Left, NodeLP, Relaxed
from allocator.engines.certified.prices import Bound, evaluate
from allocator.engines.clock import Clock

TRIED = 8  # options tried before one is branched on
WHOLE = 1e-6
LEAF_WORK, TIES = 20_000, 6_000_000  # of a search, and of one where only equals are left
SEARCHED = 40  # open classes that are searched without trying to branch first


@dataclass
class Search:
    """What a branch and bound shares among its nodes.

    Parameters
    ----------
    form
        Open classes.
    value
        Value to reach at least; grows with what is found.
    leaf
        Searches a node whole: given bound, gap, options left and work allowed, the value found or None.
    found
        Told of the options of a choice that keeps the rows.
    most
        Largest number of nodes.
    """

    form: Form
    value: int
    leaf: Callable[[Bound, int, Left, int], int | None]
    found: Callable[[Ints], None]
    clock: Clock
    most: int
    lp: NodeLP = field(init=False)
    unit: int = field(init=False)
    distances: tuple[Distance, ...] = field(init=False)
    nodes: int = 0

    def __post_init__(self) -> None:
        self.lp = NodeLP(self.form)
        self.distances = distances_of(self.form)
        self.unit = math.gcd(*np.unique(self.form.values).tolist())  # 0: no value at all, where splits do help

    def explore(self, left: Left, before: Bound | None = None) -> Node:
        """Look through all choices of the options left that reach the value.

        Raises
        ------
        TooManyStates
            Where there are too many nodes.
        Stopped
            Where the clock ran out.
        """
        self.nodes += 1
        if self.clock.expired:
            raise Stopped
        if self.nodes > self.most:
            raise TooManyStates("too many nodes")
        relaxed = self.lp.solve(left)
        bound = self._bound(relaxed, left, before)
        self._look(relaxed)
        node = Node(self.form, bound, left)
        gap = bound.bound - bound.scale * self.value
        inside = left & (bound.regrets <= gap)
        count = np.bincount(self.form.class_of[inside], minlength=self.form.classes)
        if gap < 0 or (count == 0).any():
            return node
        torn = self._torn(relaxed, inside, count)
        split = None if relaxed is None or relaxed.value is None else split_of(self.distances, inside, relaxed.shares)
        ties = gap < bound.scale * self.unit  # all that is left is equal in value: splits would not tell it apart
        if ties or (split is None and (len(torn) == 0 or int((count > 1).sum()) <= SEARCHED)):
            try:
                found = self.leaf(bound, gap, inside, TIES if ties else LEAF_WORK)
            except TooManyStates as error:
                if ties:
                    raise OnlyTies(str(error)) from None
                if len(torn) == 0:
                    torn = np.flatnonzero(inside & (count[self.form.class_of] > 1) & (self.form.places >= 0))[:1]
                if len(torn) == 0:
                    raise
            else:
                self.value = max(self.value, found if found is not None else self.value)
                return node
        if split is not None:
            node.distance, taken_first = (split.row, split.most), split.few
            taken, other = inside.copy(), inside.copy()
            taken[split.others] = other[split.small] = False
        else:
            node.option, taken_first = self._choice(torn, inside, relaxed)
            mine = self.form.class_of == self.form.class_of[node.option]
            taken, other = inside & ~mine, inside.copy()
            taken[node.option], other[node.option] = True, False
        for first in (taken_first, not taken_first):
            if first:
                node.taken = self.explore(taken, bound)
            else:
                node.other = self.explore(other, bound)
        return node

    def _bound(self, relaxed: Relaxed | None, left: Left, before: Bound | None) -> Bound:
        """The tightest bound at hand: at the relaxation's prices, or beyond those before, the way that bounds fall."""
        last = np.zeros(len(self.form.lower)) if before is None else before.prices / before.scale
        if relaxed is None:
            return evaluate(self.form, last, left)
        if relaxed.value is not None:
            return evaluate(self.form, relaxed.prices, left)
        steepest = relaxed.prices / max(float(np.abs(relaxed.prices).max(initial=0)), 1e-9)
        step = float(np.abs(self.form.values).max(initial=1))
        bound = evaluate(self.form, last, left)
        for _ in range(12):
            try:
                further = evaluate(self.form, last + step * steepest, left)
            except TooLarge:
                break
            if further.bound * bound.scale < bound.bound * further.scale:
                bound = further
            if bound.bound < bound.scale * self.value:
                break
            step *= 4
        return bound

    def _look(self, relaxed: Relaxed | None) -> None:
        """An answer that is whole is worth reaching: what is found in the end is worth no less."""
        if relaxed is not None and relaxed.value is not None:
            chosen = np.flatnonzero(relaxed.shares > 1 - WHOLE)
            if len(chosen) == self.form.classes and self.form.keeps(chosen):
                self.value = max(self.value, int(self.form.values[chosen].sum()))
                self.found(chosen)

    def _torn(self, relaxed: Relaxed | None, inside: Left, count: Ints) -> Ints:
        """Options of the model that the relaxation takes in part, the most torn first."""
        if relaxed is None or relaxed.value is None:
            open_ = inside & (count[self.form.class_of] > 1) & (self.form.places >= 0)
            return np.flatnonzero(open_)[:1]
        shares = relaxed.shares
        torn = np.flatnonzero(inside & (shares > WHOLE) & (shares < 1 - WHOLE) & (self.form.places >= 0))
        return torn[np.argsort(np.abs(shares[torn] - 0.5), kind="stable")]

    def _choice(self, torn: Ints, inside: Left, relaxed: Relaxed | None) -> tuple[int, bool]:
        """The option whose two sides lower the bound most, and whether to begin where it is taken."""
        best = (-1.0, int(torn[0]), True)
        if len(torn) > 1 and relaxed is not None and relaxed.value is not None:
            for option in torn[:TRIED].tolist():
                taken, other = inside & (self.form.class_of != self.form.class_of[option]), inside.copy()
                taken[option], other[option] = True, False
                falls = [self._fall(side, relaxed.value) for side in (taken, other)]
                worth = max(min(falls), 1e-3) * max(min(max(falls), 1e5), 1e-3)
                best = max(best, (worth, option, falls[0] <= falls[1]), key=lambda b: b[0])
        return best[1], best[2]

    def _fall(self, left: Left, value: float) -> float:
        answer = self.lp.solve(left)
        return 0.0 if answer is None else 1e9 if answer.value is None else value - answer.value
