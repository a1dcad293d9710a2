"""A proof is a tree of nodes, each with prices of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import Form
from allocator.engines.certified.prices import Bound
from allocator.engines.certified.surrogate import Prices


@dataclass
class Node:
    """Options with greater regrets at the node's prices are out; then it is split, or looked through whole.

    Parameters
    ----------
    form
        Classes that were open before, and rows.
    bound
        Prices and what they prove.
    left
        Options of the form that may be taken.
    option
        Option on which it is split; None where it is not.
    distance
        Number of a target's row and the largest distance to it on one side, where it is split so; else None.
    taken, other
        The nodes where the option's class takes it (where the distance is no larger), and where it does not. Without
        a split, `other` may go on with what the prices leave open.
    first
        Where all that is left is equal in value, by the model's option what shows that it cannot win, where the list
        has it not, after all before are as in the list; None where it is looked through whole.
    """

    form: Form
    bound: Bound
    left: NDArray[np.bool_]
    option: int | None = None
    distance: tuple[int, int] | None = None
    taken: Node | None = None
    other: Node | None = None
    first: dict[int, Prices] | None = None
