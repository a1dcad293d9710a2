"""What is left of a form when some options are out: the open classes, and rows less what is settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import Form, Ints, begins_run, expanded
from allocator.engines.certified.settle import settle


@dataclass(frozen=True)
class Core:
    """The open part of a whole form.

    Parameters
    ----------
    form
        Of the open classes alone.
    options
        Place of each of its options in the whole form.
    fixed
        Options of the whole form that are settled, one a class.
    value
        Value of the settled.
    """

    form: Form
    options: Ints
    fixed: Ints
    value: int


def whole(form: Form) -> Core:
    """All of a form."""
    return Core(form, np.arange(len(form.values), dtype=np.int64), np.zeros(0, np.int64), 0)


def reduced(core: Core, inside: NDArray[np.bool_]) -> Core | None:
    """The core with fewer options; None where some class has none left."""
    form = core.form
    settled = settle(form, inside)
    if settled.empty:
        return None
    options, used = settled.options, form.used(settled.fixed).tolist()
    counts = form.ends[options + 1] - form.ends[options]
    entry = expanded(form.ends[options], counts)
    number = np.cumsum(begins_run(form.class_of[options])) - 1
    new_class = dict(zip(form.class_of[options].tolist(), number.tolist(), strict=True))
    left = replace(
        form,
        values=form.values[options],
        starts=np.append(settled.starts, len(options)),
        places=form.places[options],
        steps=form.steps[options],
        rows=form.rows[entry],
        uses=form.uses[entry],
        ends=np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
        lower=_less(form.lower, used),
        upper=_less(form.upper, used),
        merged=tuple((n, new_class[c]) for n, c in form.merged if c in new_class),
    )
    fixed = core.options[settled.fixed]
    value = core.value + int(form.values[settled.fixed].sum())
    return Core(left, core.options[options], np.concatenate([core.fixed, fixed]), value)


def _less(bounds: Iterable[int | None], used: list[int]) -> tuple[int | None, ...]:
    return tuple(None if b is None else b - u for b, u in zip(bounds, used, strict=True))
