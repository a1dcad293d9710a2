"""Distances to targets as classes of a form, and where to split them: at a number of winners that is not whole."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.node_lp import Left

WHOLE = 1e-6


@dataclass(frozen=True)
class Split:
    """A distance to split.

    Parameters
    ----------
    row
        Number of the target's row, targets after the model's rows.
    most
        Largest distance on the one side.
    small, others
        Options of its class on the one side and on the other.
    few
        Whether the relaxation is nearer to the one side.
    """

    row: int
    most: int
    small: Ints
    others: Ints
    few: bool


@dataclass(frozen=True)
class Distance:
    """The class of a target's distance: its row, its options, and how far each is from the target."""

    row: int
    options: Ints
    levels: Ints


def distances_of(form: Form) -> tuple[Distance, ...]:
    """The classes of a form that are distances.

    Parameters
    ----------
    form
        Open classes.
    """
    found = []
    real = np.maximum.reduceat(form.places, form.starts[:-1]) >= 0 if form.classes else np.zeros(0, bool)
    for c in np.flatnonzero(~real).tolist():
        options = np.arange(form.starts[c], form.starts[c + 1])
        rows = np.unique(form.rows[form.ends[options[0]] : form.ends[options[-1] + 1]])
        mine = [r for r in rows.tolist() if r < form.own and form.lower[r] is not None]
        if mine:
            levels = -form.dense(options, np.array(mine[:1]))[:, 0]
            found.append(Distance(min(n for n, *_ in form.origins[mine[0]]), options, levels))
    return tuple(found)


def split_of(distances: tuple[Distance, ...], inside: Left, shares: np.ndarray) -> Split | None:
    """The distance that the relaxation leaves furthest from a whole number; None where all are whole.

    Parameters
    ----------
    inside
        Options that are left.
    shares
        How much of each option the relaxation takes.
    """
    best: tuple[float, Split] | None = None
    for d in distances:
        left = inside[d.options]
        mean = float(shares[d.options] @ d.levels)
        torn = abs(mean - round(mean))
        most = math.floor(mean)
        small, others = d.options[left & (d.levels <= most)], d.options[left & (d.levels > most)]
        if torn > WHOLE and len(small) and len(others) and (best is None or torn > best[0]):
            best = torn, Split(d.row, most, small, others, mean - most < 0.5)
    return best[1] if best else None
