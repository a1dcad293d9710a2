"""Proof of what is known already: the largest value of a form, and its first choice."""

from __future__ import annotations

import numpy as np

from allocator.engines.certified.branched import branched
from allocator.engines.certified.core import TooManyStates
from allocator.engines.certified.form import Form
from allocator.engines.certified.maximise import MOST_NODES, TIES, Best, Progress
from allocator.engines.certified.node import Node
from allocator.engines.certified.relaxation import corners_of
from allocator.engines.certified.sifting import best_bound
from allocator.engines.certified.within import best_within
from allocator.engines.clock import Clock
from allocator.errors import EngineError
from allocator.model import Model

SEARCHED = 60_000  # work of the search that is tried before splits


def prove_best(
    model: Model,
    form: Form,
    value: int,
    clock: Clock,
    progress: Progress,
    nodes: int | None = None,
    searched: int | None = None,
) -> Best:
    """The best choice of a form whose value is known, and its proof.

    Parameters
    ----------
    model
        What the form is of.
    form
        Classes and rows.
    value
        What the best choice is worth.
    clock
        Stops the search.
    progress
        Takes the problem and its prices.
    nodes
        Largest number of nodes of the proof; None: as many as this engine takes.
    searched
        Work of the search that is tried before; None: what mostly pays.

    Raises
    ------
    TooManyStates, TooLarge
        Where the proof is beyond this engine.
    Stopped
        Where the clock ran out.
    """
    bound = best_bound(form, corners_of(form), clock)
    if bound is None or bound.bound < bound.scale * value:
        raise EngineError("the certified engine denied what it has in hand (a fault of this package)")
    progress.form, progress.bound = form, bound
    gap = bound.bound - bound.scale * value
    work = TIES[0] if model.funded else searched or SEARCHED  # amounts are not split
    node = Node(form, bound, np.ones(len(form.values), bool))
    try:
        choice = best_within(model, form, bound, gap, bound.regrets <= gap, clock, work)
    except TooManyStates:
        if model.funded:
            raise
        choice, node = branched(model, form, bound, value, clock, nodes or MOST_NODES, progress.keep)
    if choice is None or choice.value != value:
        raise EngineError("the certified engine denied what it has in hand (a fault of this package)")
    return Best(choice, node)
