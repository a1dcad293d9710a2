"""The arrays of a form: options with their awards, nothing, distances to targets, and who uses which row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.arrays import Numbers
from allocator.engines.certified.form import LARGEST, Form, Ints, NoChoice, Origin, TooLarge, begins_run, expanded
from allocator.model import Model

MOST_OPTIONS = 4_000_000
MOST_LEVELS = 20_000
SUMMED = 2**57  # uses of a row by all options together, so that no sum of them leaves 64 bits


@dataclass(frozen=True)
class Bounded:
    """A row before it is part of a form: where it comes from, what it sums over which options, its bounds."""

    origins: tuple[Origin, ...]
    money: bool
    options: Ints
    lower: int | None
    upper: int | None


def assemble(
    model: Model,
    label: Ints,
    keep: NDArray[np.bool_],
    forced: set[int],
    bounded: Sequence[Bounded],
    merged: Sequence[tuple[int, int]],
    deviation: int | None,
) -> Form:
    """Arrays of a form; see `build_form`.

    Parameters
    ----------
    label
        Class of each of the model's options, not yet numbered without gaps.
    keep
        The model's options that are left.
    forced
        Classes that must choose.
    bounded
        Rows.
    merged
        Rows that made classes of several applications, with those classes.
    """
    parts = _Parts(model, len(bounded))
    first, count = parts.options(label, keep, forced)
    for n, row in enumerate(bounded):
        mine = row.options[keep[row.options]]
        parts.use(n, first[mine], count[mine], row.money)
    lower, upper = [r.lower for r in bounded], [r.upper for r in bounded]
    origins = [r.origins for r in bounded]
    if deviation != 0 and model.targets:
        parts.distances(first, count, keep, deviation)
        for n, (low, high) in enumerate(parts.bounds, len(model.rows)):
            lower.append(low)
            upper.append(high)
            origins.append(((n, low, high),))
    return parts.form(lower, upper, merged, origins)


class _Parts:
    def __init__(self, model: Model, rows: int) -> None:
        self.model, self.rows = model, rows
        self.bounds: list[tuple[int | None, int | None]] = []  # of the rows that distances need
        self.entries: list[tuple[Ints, Ints, Ints]] = []  # option, row, use

    def options(self, label: Ints, keep: NDArray[np.bool_], forced: set[int]) -> tuple[Ints, Ints]:
        """Lay the options out by class; where those of each model option begin, and how many they are."""
        model, n = self.model, len(label)
        lo = _ints(model.columns.lo)
        hi = _ints(model.columns.hi) if model.funded else lo
        value = _ints(model.columns.value)
        if int((hi - lo).max(initial=0)) > MOST_OPTIONS:
            raise TooLarge("too many different awards")
        count = np.where(keep, hi - lo + 1, 0)
        named = np.bincount(label)
        free = named > 0
        free[list(forced)] = False
        nothing = np.flatnonzero(free)
        if int(count.sum()) + len(nothing) > MOST_OPTIONS:
            raise TooLarge("too many different awards")
        place = np.concatenate([np.repeat(np.arange(n), count), np.full(len(nothing), -1)])
        cls = np.concatenate([np.repeat(label, count), nothing])
        starts = np.cumsum(count) - count
        extra = np.arange(int(count.sum())) - np.repeat(starts, count)
        steps = np.concatenate([np.repeat(lo, count) + extra, np.zeros(len(nothing), np.int64)])
        worth = np.concatenate([np.repeat(value, count), np.zeros(len(nothing), np.int64)])
        order = np.argsort(cls, kind="stable")
        self.places, self.steps = place[order], steps[order]
        if model.funded:
            if int(np.abs(worth).max(initial=0)) * max(1, int(steps.max(initial=0))) >= LARGEST:
                raise TooLarge("values times awards")
            worth = worth * np.maximum(steps, 0)
        self.values, cls = worth[order], cls[order]
        self.starts = np.append(np.flatnonzero(begins_run(cls)), len(cls))
        position = np.empty(len(order), np.int64)
        position[order] = np.arange(len(order))
        first = np.zeros(n, np.int64)
        first[count > 0] = position[starts[count > 0]]
        if ((named > 0) & (np.bincount(cls, minlength=len(named)) == 0)).any():
            raise NoChoice("a class without options")
        return first, count

    def use(self, row: int, first: Ints, count: Ints, money: bool, weight: int = 1) -> None:
        total = int(count.sum())
        option = first if (count == 1).all() else expanded(first, count)
        uses = self.steps[option] if money else np.full(total, weight)
        self.entries.append((option, np.full(total, row), uses))

    def distances(self, first: Ints, count: Ints, keep: NDArray[np.bool_], deviation: int | None) -> None:
        """A class for each target: its signed distance, up to the most that matters; the rows that make it one."""
        if deviation is None:
            self.values = np.zeros(len(self.values), np.int64)
        total = self.rows + len(self.model.targets)
        for target in self.model.targets:
            mine = np.asarray(target.options, np.int64)
            mine = mine[keep[mine]]
            most = max(target.aim, len(target.options)) if deviation is None else deviation
            if most > MOST_LEVELS:
                raise TooLarge("a target beyond all applications")
            level = np.arange(-most, most + 1)
            begin, number = len(self.values), len(level)
            self.values = np.concatenate(
                [self.values, -abs(level) if deviation is None else np.zeros(number, np.int64)]
            )
            self.places = np.concatenate([self.places, np.full(number, -1)])
            self.steps = np.concatenate([self.steps, np.zeros(number, np.int64)])
            self.starts = np.concatenate([self.starts, [begin + number]])
            row, far = self.rows + len(self.bounds), np.flatnonzero(level)  # winners - distance = aim
            self.use(row, first[mine], count[mine], money=False)
            self.entries.append((begin + far, np.full(len(far), row), -level[far]))
            self.bounds.append((target.aim, target.aim))
            if deviation is not None:
                self.entries.append((begin + far, np.full(len(far), total), abs(level[far])))
        if deviation is not None:
            self.bounds.append((None, deviation))

    def form(
        self,
        lower: list[int | None],
        upper: list[int | None],
        merged: Sequence[tuple[int, int]],
        origins: list[tuple[Origin, ...]],
    ) -> Form:
        empty = np.zeros(0, np.int64)
        option, row, use = (np.concatenate([empty, *(e[k] for e in self.entries)]).astype(np.int64) for k in range(3))
        if int(np.abs(use).max(initial=0)) * max(1, len(use)) >= SUMMED:
            raise TooLarge("uses of the rows")
        order = np.argsort(option, kind="stable")
        ends = np.concatenate([[0], np.cumsum(np.bincount(option, minlength=len(self.values)))]).astype(np.int64)
        return Form(
            self.values.astype(np.int64),
            self.starts.astype(np.int64),
            self.places.astype(np.int64),
            self.steps.astype(np.int64),
            row[order],
            use[order],
            ends,
            tuple(lower),
            tuple(upper),
            tuple(merged),
            tuple(origins),
        )


def _ints(values: Numbers) -> Ints:
    """An array of integers that are far from the edge of 64 bits."""
    if values.dtype == object or int(np.abs(values).max(initial=0)) >= LARGEST:
        raise TooLarge("numbers of the scenario")
    return values
