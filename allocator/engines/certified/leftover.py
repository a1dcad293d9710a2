"""Where the dynamic program gives up: what prices and a good allocation in hand still settle for a general solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.prices import Bound
from allocator.engines.certified.sifting import second_regrets
from allocator.engines.clock import Clock
from allocator.engines.milp import Highs
from allocator.engines.program import IntegerProgram, stage_two, write_program
from allocator.errors import EngineError
from allocator.model import Model

if TYPE_CHECKING:
    from allocator.engines.certified.engine import Beyond

NEAR = 100


def left_open(model: Model, beyond: Beyond, clock: Clock) -> dict[int, int]:
    """Options that win (1) or do not (0) in every optimum; empty where nothing can be said.

    Parameters
    ----------
    model
        Winners-first.
    beyond
        What the certified engine had when it gave up.
    clock
        Stops the search for an allocation to start from.
    """
    form, bound = beyond.form, beyond.bound
    if form is None or bound is None or beyond.deviation != 0 or model.funded or not form.values.any():
        return {}
    value = _incumbent(model, form, bound, clock)
    if value is None:
        return {}
    inside = bound.regrets <= bound.bound - bound.scale * value
    left = np.bincount(form.class_of[inside], minlength=form.classes)
    single = left[form.class_of] == 1
    settled = dict.fromkeys(range(len(model.options)), 0)
    for k in np.flatnonzero(inside & (form.places >= 0)).tolist():
        if single[k]:
            settled[int(form.places[k])] = 1
        else:
            del settled[int(form.places[k])]
    return settled


def _incumbent(model: Model, form: Form, bound: Bound, clock: Clock) -> int | None:
    """Value of a good allocation: the classes nearest to a change chosen by a solver, the others as prices have it."""
    size = NEAR
    while size < 2 * form.classes:
        program = write_program(model)
        for miss in program.misses:
            program.fix(miss, 0)
        _fix_far(program, form, bound, np.argsort(second_regrets(form, bound), kind="stable")[:size])
        gain = stage_two(model, program)
        try:
            answer = Highs().minimise(program, {v: -c for v, c in gain.items()}, clock, ())
        except EngineError:
            return None
        if answer.values and program.holds(answer.values):
            return sum(c * answer.values[v] for v, c in gain.items())
        if clock.expired:
            return None
        size *= 4
    return None


def _fix_far(program: IntegerProgram, form: Form, bound: Bound, near: Ints) -> None:
    free = np.zeros(form.classes, bool)
    free[near] = True
    best = np.flatnonzero((bound.regrets == 0) & ~free[form.class_of])
    best = best[np.unique(form.class_of[best], return_index=True)[1]]
    taken = set(form.places[best].tolist())
    for k in np.flatnonzero(~free[form.class_of] & (form.places >= 0)).tolist():
        option = int(form.places[k])
        program.fix(program.wins[option], 1 if option in taken else 0)
