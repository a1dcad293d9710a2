"""Where this engine gives up: what its prices and a good allocation in hand still settle for a general solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.model import Model

if TYPE_CHECKING:
    from allocator.engines.certified.engine import Beyond


def left_open(model: Model, beyond: Beyond) -> dict[int, int]:
    """Options that win (1) or do not (0) in every optimum; empty where nothing can be said.

    Parameters
    ----------
    model
        Winners-first.
    beyond
        What the certified engine had when it gave up.
    """
    form, bound, outcome = beyond.form, beyond.bound, beyond.outcome
    if form is None or bound is None or beyond.deviation != 0 or model.funded or not outcome.bounds:
        return {}
    inside = bound.regrets <= bound.bound - bound.scale * outcome.bounds[1].value
    left = np.bincount(form.class_of[inside], minlength=form.classes)
    single = left[form.class_of] == 1
    settled = dict.fromkeys(range(len(model.options)), 0)
    for k in np.flatnonzero(inside & (form.places >= 0)).tolist():
        if single[k]:
            settled[int(form.places[k])] = 1
        else:
            del settled[int(form.places[k])]
    return settled
