"""For one application: the best allocation with it in each tier, and the best without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.engines.certified.rest_core import find_rests
from allocator.engines.certified.rests import Rests
from allocator.model import Model, compile_model
from allocator.sensitivity.best import Best, Solver, better, forced
from allocator.sensitivity.rescored import Rescored, Span
from allocator.sensitivity.solved import Solved, place_of


@dataclass(frozen=True, eq=False)
class Margin:
    """What the outcome of one application is worth to the allocation, where its tiers are open.

    Parameters
    ----------
    place
        Its place among the eligible applications in published order.
    score
        Its score in last places.
    without
        The best allocation in which it does not win; None where there is none.
    within
        Tier -> the best allocation in which it wins there; None where there is none.
    """

    place: int
    score: int
    without: Best | None
    within: Mapping[int, Best | None]

    @property
    def any(self) -> Best | None:
        """The best allocation in which it wins."""
        found: Best | None = None
        for best in self.within.values():
            found = better(found, best)
        return found


class Margins:
    """Margins of the applications of a solved scenario, each found once.

    Parameters
    ----------
    solved
        The scenario.
    rescored
        Its variants with other scores.
    solver
        What solves them.
    """

    def __init__(self, solved: Solved, rescored: Rescored, solver: Solver) -> None:
        self.solved, self.rescored, self.solver = solved, rescored, solver
        self._found: dict[int, Margin] = {}

    def own(self, application: int) -> Margin:
        """Margin of an eligible application as it is."""
        if application not in self._found:
            place = self.solved.place(application)
            assert place is not None
            model, best = self.solved.model, self.solved.best
            tier = self.solved.tier(application)
            within: dict[int, Best | None] = {}
            for o in model.choices[place]:
                t = int(model.columns.tier[o])
                within[t] = best if t == tier else self._told(o) or self._in(model, o)
            without = best if tier is None else self._without(place)
            self._found[application] = Margin(place, self._score(application), without, within)
        return self._found[application]

    def at(self, application: int, span: Span) -> Margin | None:
        """Margin of an application with a score in a range; None where that closes every tier."""
        state = self.rescored.state(application, span)
        if not state:
            return None
        own = self.own(application) if self.solved.place(application) is not None else None
        known = {} if own is None else {(t, lo, hi): own.within[t] for t, lo, hi in self.rescored.state(application)}
        if own is not None and all(entry in known for entry in state):
            return Margin(own.place, own.score, own.without, {t: known[t, lo, hi] for t, lo, hi in state})
        scenario = self.rescored.at(application, span.low)
        model, place = compile_model(scenario), place_of(scenario, application)
        assert place is not None
        within = {model.options[o].tier: self._in(model, o) for o in model.choices[place]}
        if own is None:
            without = self.solver.best(forced(model, model.choices[place], False))
        else:  # nobody else's rows change where it is eligible as it is
            without = None if own.without is None else _moved(own.without, own.place, place)
        return Margin(place, span.low, without, within)

    @cached_property
    def _rests(self) -> Rests | None:
        """The table that answers for most applications; None where there is none."""
        if self.solved.best.deviation:
            return None
        return find_rests(self.solved.model, self.solver.clock)

    def _told(self, option: int) -> Best | None:
        rest = self._rests.within(option) if self._rests else None
        return None if rest is None else Best(0, rest.value, rest.tiers, ())

    def _without(self, place: int) -> Best | None:
        rest = self._rests.without(place) if self._rests else None
        if rest is not None:
            return Best(0, rest.value, rest.tiers, ())
        model = self.solved.model
        return self.solver.best(forced(model, model.choices[place], False))

    def _in(self, model: Model, option: int) -> Best | None:
        return self.solver.best(forced(model, [option], True))

    def _score(self, application: int) -> int:
        score = self.solved.scenario.scores.values[application]
        assert score is not None  # without one it is not eligible
        return score


def _moved(best: Best, place: int, to: int) -> Best:
    """An allocation in the order in which one application stands elsewhere; that application's options are not told."""
    tiers = np.insert(best.others(place), to, best.tiers[place])
    return replace(best, tiers=tiers, chosen=())
