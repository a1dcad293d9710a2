"""From a model to its form: classes from the rows that let one of their options win, the other rows as they are."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.assemble import Bounded, assemble
from allocator.engines.certified.form import Form, Ints, NoChoice, begins_run
from allocator.model import Family, Model, Row


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
    label, rows, merged = _classes(model, model.columns.application)
    keep, forced, rows = _filtered(model, label, rows)
    bounded = [
        Bounded(((n, r.lower, r.upper),), r.kind == "money", np.asarray(r.options, np.int64), r.lower, r.upper)
        for n, r in rows
    ]
    if deviation == 0:
        for n, t in enumerate(model.targets, len(model.rows)):
            bounded.append(Bounded(((n, t.aim, t.aim),), False, np.asarray(t.options, np.int64), t.aim, t.aim))
    firsts = np.searchsorted(np.flatnonzero(np.bincount(label)), [first for _, first in merged]).tolist()
    merged = [(n, cls) for (n, _), cls in zip(merged, firsts, strict=True)]
    return assemble(model, label, keep, forced, _intersected(bounded), merged, deviation)


def _classes(model: Model, label: Ints) -> tuple[Ints, list[tuple[int, Row]], list[tuple[int, int]]]:
    """Class of each option (the first application that shares it), the rows left, and those that made classes."""
    owner = label.copy()
    merged = np.zeros(len(label), bool)
    rest: list[tuple[int, Row]] = []
    families: list[tuple[int, Family]] = []
    classes: list[tuple[int, int]] = []
    sizes = np.bincount(label)
    for n, part in model.parts():
        if isinstance(part, Family):
            if part.rule != "one_award_per":
                families.append((n, part))
                continue
            if not merged.any() and _are_whole(part, label, sizes):
                firsts = label[part.members[part.starts[:-1]]]
                owner[part.members] = np.repeat(firsts, np.diff(part.starts))
                merged[part.members] = True
                classes += zip(range(n, n + len(part)), firsts.tolist(), strict=True)
                continue
        for m, row in enumerate(part if isinstance(part, Family) else (part,), n):
            if row.kind == "awards" and row.upper == 1 and row.lower is None and row.rule == "one_award_per":
                mine = np.asarray(row.options, np.int64)
                whole = int(sizes[np.unique(label[mine])].sum())
                if not merged[mine].any() and whole == len(mine):
                    owner[mine] = owner[mine[0]]
                    merged[mine] = True
                    classes.append((m, int(owner[mine[0]])))
                    continue
            rest.append((m, row))
    for n, family in families:  # what lies within one class is no row any more
        inside = np.repeat(owner[family.members[family.starts[:-1]]], np.diff(family.starts)) == owner[family.members]
        if not inside.all():
            rest += enumerate(family, n)
    return owner, rest, classes


def _are_whole(family: Family, label: Ints, sizes: Ints) -> bool:
    """Whether the rows of a family share no option, and each holds all options of its applications."""
    applications = label[family.members]
    first = begins_run(applications)
    first[family.starts[:-1]] = True
    held = np.add.reduceat(np.where(first, sizes[applications], 0), family.starts[:-1])
    return bool((held == np.diff(family.starts)).all()) and int(np.bincount(family.members).max()) == 1


def _filtered(
    model: Model, label: Ints, rows: Iterable[tuple[int, Row]]
) -> tuple[NDArray[np.bool_], set[int], list[tuple[int, Row]]]:
    """Options that rows within one class leave, classes that must choose, and the other rows."""
    keep, forced, rest = np.ones(len(label), bool), set[int](), list[tuple[int, Row]]()
    lo = model.columns.lo
    for n, row in rows:
        mine = np.asarray(row.options, np.int64)
        if len(mine) == 0:
            if (row.lower or 0) > 0 or (row.upper is not None and row.upper < 0):
                raise NoChoice(row.rule)
            continue
        if row.upper is not None and row.upper < 0:
            raise NoChoice(row.rule)
        if (label[mine] == label[mine[0]]).all() and not (model.funded and row.kind == "money"):
            sizes = np.ones(len(mine), np.int64) if row.kind == "awards" else lo[mine]
            if row.upper is not None:
                keep[mine[np.asarray(sizes > row.upper, bool)]] = False
            if row.lower is not None and row.lower > 0:
                whole = label == label[mine[0]]
                whole[mine[np.asarray(sizes >= row.lower, bool)]] = False
                keep[whole] = False
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
