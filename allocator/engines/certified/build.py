"""From a model to its form: classes from the rows that let one of their options win, the other rows as they are."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.assemble import Bounded, assemble
from allocator.engines.certified.form import Form, Ints, NoChoice
from allocator.model import Model, Row


def build_form(model: Model, deviation: int | None) -> Form:
    """The form of a model.

    Parameters
    ----------
    model
        Options, rows and targets.
    deviation
        Largest sum of distances to the targets; None to maximise the negative of that sum instead of the value.

    Raises
    ------
    NoChoice
        Where some row cannot hold.
    TooLarge
        Where 64 bits do not hold the numbers, or there are too many awards to choose from.
    """
    label = np.fromiter((o.application for o in model.options), np.int64, len(model.options))
    label, rows, merged = _classes(model, label)
    keep, forced, rows = _filtered(model, label, rows)
    bounded = [
        Bounded(((n, r.lower, r.upper),), r.kind == "money", np.array(r.options, np.int64), r.lower, r.upper)
        for n, r in rows
    ]
    if deviation == 0:
        for n, t in enumerate(model.targets, len(model.rows)):
            bounded.append(Bounded(((n, t.aim, t.aim),), False, np.array(t.options, np.int64), t.aim, t.aim))
    classes = np.unique(label)
    merged = [(n, int(np.searchsorted(classes, first))) for n, first in merged]
    return assemble(model, label, keep, forced, _intersected(bounded), merged, deviation)


def _classes(model: Model, label: Ints) -> tuple[Ints, list[tuple[int, Row]], list[tuple[int, int]]]:
    """Class of each option (the first application that shares it), the rows left, and those that made classes."""
    owner = label.copy()
    merged = np.zeros(len(label), bool)
    rest: list[tuple[int, Row]] = []
    classes: list[tuple[int, int]] = []
    for n, row in enumerate(model.rows):
        if row.kind == "awards" and row.upper == 1 and row.lower is None and row.rule == "one_award_per":
            mine = np.array(row.options)
            whole = sum(len(model.choices[a]) for a in set(label[mine].tolist()))
            if not merged[mine].any() and whole == len(mine):
                owner[mine] = owner[mine[0]]
                merged[mine] = True
                classes.append((n, int(owner[mine[0]])))
                continue
        rest.append((n, row))
    return owner, rest, classes


def _filtered(
    model: Model, label: Ints, rows: Iterable[tuple[int, Row]]
) -> tuple[NDArray[np.bool_], set[int], list[tuple[int, Row]]]:
    """Options that rows within one class leave, classes that must choose, and the other rows."""
    keep, forced, rest = np.ones(len(label), bool), set[int](), list[tuple[int, Row]]()
    for n, row in rows:
        mine = np.array(row.options, np.int64)
        if len(mine) == 0:
            if (row.lower or 0) > 0 or (row.upper is not None and row.upper < 0):
                raise NoChoice(row.rule)
            continue
        if row.upper is not None and row.upper < 0:
            raise NoChoice(row.rule)
        if (label[mine] == label[mine[0]]).all() and not (model.funded and row.kind == "money"):
            sizes = [1 if row.kind == "awards" else model.options[o].lo for o in row.options]
            keep[
                [o for o, size in zip(row.options, sizes, strict=True) if row.upper is not None and size > row.upper]
            ] = False
            if row.lower is not None and row.lower > 0:
                enough = {o for o, size in zip(row.options, sizes, strict=True) if size >= row.lower}
                whole = np.flatnonzero(label == label[mine[0]])
                keep[[o for o in whole if int(o) not in enough]] = False
                forced.add(int(label[mine[0]]))
            continue
        rest.append((n, row))
    return keep, forced, rest


def _intersected(rows: Iterable[Bounded]) -> list[Bounded]:
    """Rows over the same options made one."""
    found: dict[tuple[bool, bytes], Bounded] = {}
    for row in rows:
        key = (row.money, row.options.tobytes())
        old = found.get(key)
        if old is not None:
            lower = max((b for b in (old.lower, row.lower) if b is not None), default=None)
            upper = min((b for b in (old.upper, row.upper) if b is not None), default=None)
            row = Bounded(old.origins + row.origins, row.money, row.options, lower, upper)
        if row.lower is not None and row.upper is not None and row.lower > row.upper:
            raise NoChoice("rows over the same options")
        found[key] = row
    return list(found.values())
