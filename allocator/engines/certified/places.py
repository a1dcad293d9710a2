"""What a gap leaves open, application by application in published order, where all of it is equal in value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from allocator.engines.certified.form import Form, Ints, begins_run
from allocator.engines.certified.prices import Bound
from allocator.engines.certified.settle import Settled
from allocator.model import Family, Model

Vector = tuple[int, ...]
Kind = tuple[frozenset[Vector], int]
Sort = tuple[tuple[Vector, ...], int]


@dataclass(frozen=True, slots=True)
class Way:
    """What an application may come to.

    Parameters
    ----------
    option
        Its option of the form; -1 where it does not win.
    place
        The model's option; -1 where it does not win.
    gain
        Its value, its use of each row, and of the row of its own owner, if it has one.
    """

    option: int
    place: int
    gain: Vector


@dataclass(frozen=True, slots=True)
class Places:
    """Open applications, and the rows that they can still break.

    Parameters
    ----------
    ways
        For each application what it may come to, the earliest in the canonical order first.
    value
        What they are worth together at least.
    numbers
        For each row the model's row with its lower, and the one with its upper bound (-1: none).
    low, high
        Bounds of the value and then of the rows, less what is settled; None where there is none, as for the last.
    owner_of
        For each application its owner among those of which it is one of several open ones; -1 for none.
    owners
        For each owner the model's row that lets one of its applications win.
    """

    ways: tuple[tuple[Way, ...], ...]
    value: int
    numbers: tuple[tuple[int, int], ...]
    low: tuple[int | None, ...]
    high: tuple[int | None, ...]
    owner_of: tuple[int, ...]
    owners: tuple[int, ...]

    def sorts(self) -> list[Sort]:
        """What places are told apart by: the gains of each, and its owner."""
        return [(tuple(w.gain for w in mine), owner) for mine, owner in zip(self.ways, self.owner_of, strict=True)]

    def spans(self) -> tuple[Ints, Ints]:
        """Least and largest gain (second index) of each application."""
        found: dict[tuple[Vector, ...], tuple[Vector, Vector]] = {}
        ends = []
        for mine in self.ways:
            gains = tuple(w.gain for w in mine)
            if gains not in found:
                columns = tuple(zip(*gains, strict=True))
                found[gains] = tuple(map(min, columns)), tuple(map(max, columns))
            ends.append(found[gains])
        least, most = (np.array([e[k] for e in ends], np.int64).reshape(-1, len(self.low)) for k in (0, 1))
        return least, most


def alike(ways: Iterable[Way], owner: int) -> Kind:
    """What is common to applications that can change places: how all ways differ from the first; and one owner."""
    first, *_ = ways = tuple(ways)
    differences = frozenset(tuple(a - b for a, b in zip(w.gain, first.gain, strict=True)) for w in ways)
    return differences, owner if len(ways) > 1 else -1


def all_rows_tell(model: Model, form: Form, bound: Bound) -> bool:
    """Whether the model's own rows, which the checker has, tell what the classes of a form do.

    They do not where a class must choose one of several applications, or one at a loss (the row that says so has no
    price), nor where a row lies within a class of several applications: the form has it no more, and to the checker
    applications in it are unlike others.
    """
    must = np.minimum.reduceat(form.places, form.starts[:-1]) >= 0
    best = np.maximum.reduceat(bound.scale * form.values - form.weighed(bound.prices), form.starts[:-1])
    if (must & (best < 0)).any() or any(must[c] for _, c in form.merged):
        return False
    kept = {n for origins in form.origins for n, *_ in origins} | {n for n, _ in form.merged}
    gone = [part for n, part in model.parts() if n not in kept and part.rule]
    applications = model.columns.application
    return not any(isinstance(part, Family) or len(set(applications[list(part.options)].tolist())) > 1 for part in gone)


def places_of(model: Model, form: Form, settled: Settled, value: int) -> Places:
    """The open applications of a form.

    Parameters
    ----------
    settled
        What is open and what is not.
    value
        What a choice is worth at least.
    """
    fixed = settled.fixed
    options = settled.options[form.places[settled.options] >= 0]
    options = options[np.argsort(form.places[options], kind="stable")]
    cls, application = form.class_of[options], model.columns.application[form.places[options]]
    starts = np.flatnonzero(begins_run(application))
    ends = np.append(starts, len(options))[1:]
    idle = np.zeros(form.classes, bool)
    idle[form.class_of[settled.options[form.places[settled.options] < 0]]] = True
    idle[[c for c, n in zip(*np.unique(cls[starts], return_counts=True), strict=True) if n > 1]] = True
    shared = np.unique(cls[starts], return_counts=True)
    owners = shared[0][shared[1] > 1]
    rows = np.arange(form.own, dtype=np.int64)
    used = form.used(fixed)
    uses = form.dense(options, rows)
    few = np.where(idle[cls[starts], None], np.minimum(0, _least(uses, starts)), _least(uses, starts)).sum(axis=0)
    many = np.where(idle[cls[starts], None], np.maximum(0, _most(uses, starts)), _most(uses, starts)).sum(axis=0)
    tight = [
        r
        for r in rows.tolist()
        if not (form.lower[r] is None or used[r] + few[r] >= form.lower[r])
        or not (form.upper[r] is None or used[r] + many[r] <= form.upper[r])
    ]
    merged = {c: n for n, c in form.merged}
    owned = np.isin(cls, owners)
    gains = np.concatenate([form.values[options, None], uses[:, tight], owned[:, None]], axis=1).tolist()
    none = Way(-1, -1, (0,) * len(gains[0]) if gains else ())
    places = form.places[options].tolist()
    ways = tuple(
        tuple(Way(o, places[k], tuple(gains[k])) for k, o in enumerate(options[a:b].tolist(), a))
        + ((none,) if idle[cls[a]] else ())
        for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
    )
    numbers = [
        (-1 if form.lower[r] is None else form.origin(r, False), -1 if form.upper[r] is None else form.origin(r, True))
        for r in tight
    ]
    low, high = _less(form.lower, used, tight), _less(form.upper, used, tight)
    least = value - int(form.values[fixed].sum())
    owner_of = np.where(owned, np.searchsorted(owners, cls), -1)[starts]
    rows_of = tuple(merged[c] for c in owners.tolist())
    return Places(
        ways, least, tuple(numbers), (least, *low, None), (None, *high, None), tuple(owner_of.tolist()), rows_of
    )


def _least(uses: Ints, starts: Ints) -> Ints:
    return np.minimum.reduceat(uses, starts, axis=0) if len(starts) else uses[:0]


def _most(uses: Ints, starts: Ints) -> Ints:
    return np.maximum.reduceat(uses, starts, axis=0) if len(starts) else uses[:0]


def _less(bounds: tuple[int | None, ...], used: Ints, rows: list[int]) -> list[int | None]:
    return [None if (b := bounds[r]) is None else b - int(used[r]) for r in rows]
