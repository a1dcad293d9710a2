"""The canonical list among very many of equal value: place by place, with proof of what cannot come earlier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.engines.certified.core import Stopped, TooManyStates
from allocator.engines.certified.places import Kind, Places, Vector, Way, alike
from allocator.engines.certified.relaxation import Floats, new_solver
from allocator.engines.certified.surrogate import Prices, Surrogate, surrogate
from allocator.engines.clock import Clock

FINEST = 44
MOST_PROOFS = 400


@dataclass(frozen=True, slots=True)
class First:
    """The canonical list, and by the model's option what proves that it cannot win where the list has it not."""

    ways: tuple[Way, ...]
    proofs: dict[int, Prices]


def first_list(places: Places, clock: Clock) -> First:
    """The first list that keeps the rows and has the value.

    Whatever comes earlier at a place is impossible by the bounds of a row, or by prices, or because a way alike at an
    earlier place was: with a later one that is possible the two would change places.

    Raises
    ------
    TooManyStates
        Where that is beyond this way.
    Stopped
        Where the clock ran out.
    """
    search = _Search(places)
    if not search.possible(0):
        raise TooManyStates("nothing has the value that the prices allow")
    start, ways = 0, list[Way]()
    while True:
        if clock.expired:
            raise Stopped
        ways = search.run(start, ways[:start])
        if len(ways) == len(places.ways) and search.keeps(ways):
            search.accept(len(ways))
            return First(tuple(ways), search.proofs)
        if len(search.proofs) >= MOST_PROOFS:
            raise TooManyStates("the proofs that may be made")
        good, bad = start, len(ways)  # so many are possible, so many are not
        if bad < len(places.ways) and search.possible(bad):
            raise TooManyStates("a relaxation that tells nothing")
        step = 1
        while bad - good > 1:
            middle = min(good + step, (good + bad) // 2) if step else (good + bad) // 2
            if search.possible(middle):
                good, step = middle, 2 * step
            else:
                bad, step = middle, 0
        search.accept(good)
        search.prove(good, ways)
        start = good


class _Search:
    def __init__(self, places: Places) -> None:
        self.places = places
        self.low = [-np.inf if b is None else b for b in places.low]
        self.high = [np.inf if b is None else b for b in places.high]
        self.least, self.most = places.spans()
        used = (self.least != 0) | (self.most != 0)
        used[:, 0] = False  # the value is no row
        self.rows = [np.flatnonzero(u).tolist() for u in used]
        kinds: dict[Kind, int] = {}
        self.sums = np.zeros((1, len(self.low)), np.int64)  # of the ways of a run, so many of them
        bases = np.array([mine[-1].gain for mine in places.ways], np.int64).reshape(-1, len(self.low))
        self.bases = np.concatenate([np.cumsum(bases[::-1], axis=0)[::-1], np.zeros((1, len(self.low)), np.int64)])
        sorts: dict[tuple[Vector, ...], int] = {}
        kind_of: list[int] = []
        ends: list[tuple[Kind, ...]] = []
        for mine in places.ways:
            if sorts.setdefault(tuple(w.gain for w in mine), len(sorts)) == len(ends):
                kind_of.append(kinds.setdefault(alike(mine[::-1]), len(kinds)))
                ends.append(tuple(alike(mine[n:]) for n in range(len(mine))))
        self.sorts = list(sorts)
        self.sort_of = [sorts[tuple(w.gain for w in mine)] for mine in places.ways]
        self.kind, self.kinds = np.array([kind_of[s] for s in self.sort_of], np.int64), list(kinds)
        self.alike = [ends[s] for s in self.sort_of]  # of each place, from each of its ways on
        self.picks: list[int] = []  # of each place that a run has settled, which of its ways
        self.shown: set[Kind] = set()
        self.proofs: dict[int, Prices] = {}
        self.last: Surrogate | None = None  # of the prices that were found last: they mostly go on to tell
        self.told: list[tuple[int, Kind, int]] = []  # what it has told in a run: place, kind, the model's option

    def run(self, start: int, ways: list[Way]) -> list[Way]:
        """Ways from a place on, each the first that no row forbids and nothing has shown to be impossible."""
        taken = self.sums[start]
        few, many = ((t[start:].sum(axis=0) + taken).tolist() for t in (self.least, self.most))
        least, most = self.least[start:].tolist(), self.most[start:].tolist()
        ways, shown, told, last = list(ways), set(self.shown), list[tuple[int, Kind, int]](), self.last
        picks = self.picks[:start]
        left = 0 if last is None else last.start + self._worth(last, picks)
        places = zip(self.places.ways[start:], self.alike[start:], self.rows[start:], least, most, strict=True)
        for place, (mine, ends, rows, a, b) in enumerate(places, start):
            worth = () if last is None else last.worth[self.sort_of[place]]
            for n, way in enumerate(mine):
                here, more = way.gain, n < len(mine) - 1
                if not all(self.low[r] - many[r] + b[r] <= here[r] <= self.high[r] - few[r] + a[r] for r in rows):
                    continue
                if more and shown and ends[n] in shown:
                    continue
                if more and last is not None and left + worth[n] + last.best[place + 1] < 0:
                    shown.add(ends[n])
                    told.append((place, ends[n], way.place))
                    continue
                break
            else:
                break
            ways.append(way)
            picks.append(n)
            left += worth[n] if worth else 0
            for r in rows:
                few[r], many[r] = few[r] + here[r] - a[r], many[r] + here[r] - b[r]
        gains = np.array([w.gain for w in ways[start:]], np.int64).reshape(-1, len(self.low))
        self.sums = np.concatenate([self.sums[: start + 1], taken + np.cumsum(gains, axis=0)])
        self.told, self.picks = told, picks
        return ways

    def accept(self, good: int) -> None:
        """Keep what the last run has shown at the places up to one: the ways before these stay."""
        for place, kind, option in self.told:
            if place <= good and self.last is not None:
                self.shown.add(kind)
                self.proofs[option] = self.last.prices

    def keeps(self, ways: list[Way]) -> bool:
        """Whether ways of all places keep every row and have the value."""
        total = self.sums[len(ways)].tolist()
        return all(low <= x <= high for low, x, high in zip(self.low, total, self.high, strict=True))

    def possible(self, first: int) -> bool:
        """Whether the relaxation can go on after so many ways of the last run."""
        return self._relaxed(first) is None

    def prove(self, place: int, ways: list[Way]) -> None:
        """Prices that show a way to be impossible after those before it."""
        ray, mine = self._relaxed(place + 1), self.places.ways[place]
        way = ways[place]
        self.last = None if ray is None or way is mine[-1] else self._priced(ray, place + 1)
        if self.last is None:
            raise TooManyStates("nothing shows that a list is the first")
        self.proofs[way.place] = self.last.prices
        self.shown.add(self.alike[place][mine.index(way)])

    def _left(self, first: int) -> tuple[Vector, dict[int, int]]:
        """What is taken, that of later places without choice too, and how many of each kind are to come."""
        counts = np.bincount(self.kind[first:], minlength=len(self.kinds))
        return tuple((self.sums[first] + self.bases[first]).tolist()), {
            int(k): int(counts[k]) for k in np.flatnonzero(counts)
        }

    def _relaxed(self, first: int) -> Floats | None:
        """None where the relaxation has a solution, else the direction in which bounds fall for ever."""
        import highspy

        taken, counts = self._left(first)
        ways = [(count, [gain for gain in self.kinds[kind] if any(gain)]) for kind, count in counts.items()]
        columns = [(gain, count, n) for n, (count, gains) in enumerate(ways) for gain in gains]
        rows, n = len(self.low), len(columns)
        if not columns:
            over = [(x > high) - (x < low) for low, x, high in zip(self.low, taken, self.high, strict=True)]
            return np.array(over) if any(over) else None
        shared = {kind: rows + k for k, kind in enumerate(kind for kind, (_, g) in enumerate(ways) if len(g) > 1)}
        size = np.array([ways[kind][0] for kind in shared], float)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = n, rows + len(shared)
        program.col_cost_ = np.zeros(n)
        program.col_lower_ = np.zeros(n)
        program.col_upper_ = np.array([np.inf if kind in shared else count for _, count, kind in columns], float)
        program.row_lower_ = np.concatenate([np.array(self.low, float) - taken, np.full(len(shared), -np.inf)])
        program.row_upper_ = np.concatenate([np.array(self.high, float) - taken, size])
        dense = np.zeros((n, rows + len(shared)))
        dense[:, :rows] = [gain for gain, _, _ in columns]
        for k, (_, _, kind) in enumerate(columns):
            if kind in shared:
                dense[k, shared[kind]] = 1
        where, index = np.nonzero(dense)
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = np.searchsorted(where, np.arange(n + 1))
        program.a_matrix_.index_, program.a_matrix_.value_ = index, dense[where, index]
        solver = new_solver()
        solver.passModel(program)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
            return None
        _, has, ray = solver.getDualRay()
        return np.array(ray[:rows]) if has else np.zeros(rows)

    def _priced(self, ray: Floats, taken: int) -> Surrogate | None:
        """Whole prices along a ray that prove, in integers, that nothing goes on after so many ways of the last run."""
        top = float(np.abs(ray).max(initial=0))
        for sign in (1, -1) if top else ():
            for bits in range(0, FINEST, 4):
                whole = [int(x) for x in np.rint(sign * ray * (2.0**bits / top))]
                row = surrogate(self.places, self.sorts, self.sort_of, max(1, -whole[0]), whole[1:])
                if row and row.start + self._worth(row, self.picks[:taken]) + row.best[taken] < 0:
                    return row
        return None

    def _worth(self, row: Surrogate, picks: list[int]) -> int:
        return sum(row.worth[self.sort_of[place]][n] for place, n in enumerate(picks))
