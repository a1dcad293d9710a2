"""A good choice, soon: the relaxation's answer made whole step by step, among the classes near a change."""

from __future__ import annotations

import numpy as np

from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.node_lp import Left, NodeLP, Relaxed
from allocator.engines.certified.prices import Bound
from allocator.engines.certified.reduced import Core, reduced, whole
from allocator.engines.certified.sifting import second_regrets
from allocator.engines.certified.within import Choice

NEAR, COLUMNS = 250, 20_000
WHOLE = 1e-6
RETRIES, MOST_STEPS = 20, 200  # a dive that has not ended by then rarely ends soon


def good_choice(form: Form, bound: Bound) -> Choice | None:
    """A choice that keeps the rows; None where none is found soon."""
    size = NEAR
    while True:
        core = near_core(form, bound, size)
        if core is None or len(core.options) > COLUMNS:
            return None
        chosen = _dive(core.form)
        if chosen is not None:
            options = np.concatenate([core.fixed, core.options[chosen]])
            return Choice(int(form.values[options].sum()), options[form.places[options] >= 0])
        if size >= form.classes:
            return None
        size *= 4


def near_core(form: Form, bound: Bound, size: int) -> Core | None:
    """The classes nearest to a change; the others take what is best at the prices."""
    if size >= form.classes:
        return whole(form)
    near = np.zeros(form.classes, bool)
    near[np.argsort(second_regrets(form, bound), kind="stable")[:size]] = True
    cls = form.class_of
    inside, best = near[cls], np.flatnonzero((bound.regrets == 0) & ~near[cls])
    inside[best[np.unique(cls[best], return_index=True)[1]]] = True  # one a class
    return reduced(whole(form), inside)


def _dive(form: Form) -> Ints | None:
    """Take what the relaxation takes most, and solve it again, until all is whole."""
    lp, left, retries = NodeLP(form), np.ones(len(form.values), bool), 0
    answer = lp.solve(left)
    for _ in range(MOST_STEPS):
        if answer is None or answer.value is None:
            return None
        shares = answer.shares
        torn = np.flatnonzero((shares > WHOLE) & (shares < 1 - WHOLE))
        if not len(torn):
            chosen = np.flatnonzero(shares > 0.5)
            return chosen if len(chosen) == form.classes and form.keeps(chosen) else None
        option = int(torn[np.argmax(shares[torn])])
        taken = left & (form.class_of != form.class_of[option])
        taken[option] = True
        further: tuple[Left, Relaxed | None] = taken, lp.solve(taken)
        if further[1] is None or further[1].value is None:
            retries += 1
            if retries > RETRIES:
                return None
            other = left.copy()
            other[option] = False
            further = other, lp.solve(other)
        left, answer = further
    return None
