"""Whether anything keeps a model's rows, where prices or one good choice tell it at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from allocator.engines.certified.build import build_form
from allocator.engines.certified.decoded import decoded
from allocator.engines.certified.form import Form, Ints, NoChoice, TooLarge
from allocator.engines.certified.incumbent import good_choice
from allocator.engines.certified.prices import evaluate
from allocator.engines.certified.relaxation import corners_of, infeasible_prices
from allocator.engines.certified.sifting import best_bound
from allocator.model import Model


def anything_keeps(model: Model) -> bool | None:
    """Whether an allocation keeps every row, proven either way; None where this way does not tell.

    Parameters
    ----------
    model
        A model; its targets forbid nothing and are left out.
    """
    model = replace(model, targets=())
    try:
        form = build_form(model, 0)
        corners = corners_of(form)
        bound = best_bound(form, corners)
        if bound is None:
            return False if proven_empty(form, corners) else None
        choice = good_choice(form, bound)
    except NoChoice:
        return False
    except TooLarge:
        return None
    if choice is None:
        return None
    chosen, amounts = decoded(model, form, choice).of(model)
    return None if model.violations(chosen, amounts) else True


def proven_empty(form: Form, corners: Ints) -> bool:
    """Whether prices prove that no choice keeps the rows.

    Parameters
    ----------
    form
        Classes and rows.
    corners
        Options that the relaxation needs.
    """
    plain = replace(form, values=np.zeros(len(form.values), np.int64))
    return evaluate(plain, infeasible_prices(plain, corners)).bound < 0
