"""A form with cuts from the start: where one row is all there is, a rounding of it may say nearly as much."""

from __future__ import annotations

import numpy as np

from allocator.engines.certified.branched import names_of
from allocator.engines.certified.cuts import with_cuts
from allocator.engines.certified.form import Form
from allocator.engines.certified.incumbent import near_core
from allocator.engines.certified.node_lp import NodeLP
from allocator.engines.certified.prices import Bound
from allocator.engines.certified.relaxation import corners_of
from allocator.engines.certified.sifting import best_bound
from allocator.engines.clock import Clock
from allocator.model import Model

NEAR = 250  # classes that the relaxation may change


def tightened(model: Model, form: Form, bound: Bound, clock: Clock) -> tuple[Form, Bound] | None:
    """A form with the cuts that its relaxation breaks, and the bound with them; None where there are none.

    Parameters
    ----------
    model
        What the form is of.
    form, bound
        Without cuts, and its prices.
    clock
        Stops the relaxation.

    Raises
    ------
    Stopped
        Where the clock ran out.
    """
    names, core = names_of(model, form), near_core(form, bound, NEAR)
    relaxed = None if core is None else NodeLP(core.form).solve(np.ones(len(core.options), bool))
    if names is None or core is None or relaxed is None or relaxed.value is None:
        return None
    shares = np.zeros(len(form.values))
    shares[core.fixed], shares[core.options] = 1.0, relaxed.shares
    more = with_cuts(form, shares, names, set())
    found = None if more is None else best_bound(more, corners_of(more), clock)
    return None if more is None or found is None else (more, found)
