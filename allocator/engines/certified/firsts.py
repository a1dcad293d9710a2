"""The canonical list among very many of equal value: place by place, with proof of what cannot come earlier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.engines.certified.core import Stopped, TooManyStates
from allocator.engines.certified.places import Kind, Places, Vector, Way, alike
from allocator.engines.certified.relaxation import Floats, new_solver
from allocator.engines.clock import Clock

FINEST = 44
MOST_PROOFS = 400


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices at which too little is left: scale, and price by the model's row."""

    scale: int
    rows: dict[int, int]


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
        known: dict[tuple[Vector, ...], tuple[int, tuple[Kind, ...]]] = {}
        found = []
        for mine in places.ways:
            gains = tuple(w.gain for w in mine)
            if gains not in known:
                kind = kinds.setdefault(alike(mine[::-1]), len(kinds))
                known[gains] = kind, tuple(alike(mine[n:]) for n in range(len(mine)))
            found.append(known[gains])
        self.kind, self.kinds = np.array([kind for kind, _ in found], np.int64), list(kinds)
        self.alike = [ends for _, ends in found]  # of each place, from each of its ways on
        self.shown: set[Kind] = set()
        self.proofs: dict[int, Prices] = {}

    def run(self, start: int, ways: list[Way]) -> list[Way]:
        """Ways from a place on, each the first that no row forbids and nothing has shown to be impossible."""
        taken = self.sums[start]
        few, many = ((t[start:].sum(axis=0) + taken).tolist() for t in (self.least, self.most))
        least, most = self.least[start:].tolist(), self.most[start:].tolist()
        ways = list(ways)
        places = zip(self.places.ways[start:], self.alike[start:], self.rows[start:], least, most, strict=True)
        for mine, ends, rows, a, b in places:
            for n, way in enumerate(mine):
                here = way.gain
                fits = all(self.low[r] - many[r] + b[r] <= here[r] <= self.high[r] - few[r] + a[r] for r in rows)
                if fits and (not self.shown or n == len(mine) - 1 or ends[n] not in self.shown):
                    break
            else:
                break
            ways.append(way)
            for r in rows:
                few[r], many[r] = few[r] + here[r] - a[r], many[r] + here[r] - b[r]
        gains = np.array([w.gain for w in ways[start:]], np.int64).reshape(-1, len(self.low))
        self.sums = np.concatenate([self.sums[: start + 1], taken + np.cumsum(gains, axis=0)])
        return ways

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
        prices = None if ray is None or way is mine[-1] else self._prices(ray, place + 1)
        if prices is None:
            raise TooManyStates("nothing shows that a list is the first")
        self.proofs[way.place] = prices
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

    def _prices(self, ray: Floats, first: int) -> Prices | None:
        """Whole prices along a ray that prove it, in integers."""
        top = float(np.abs(ray).max(initial=0))
        taken, counts = self._left(first)
        for sign in (1, -1) if top else ():
            for bits in range(0, FINEST, 4):
                whole = [int(x) for x in np.rint(sign * ray * (2.0**bits / top))]
                scale, prices = max(1, -whole[0]), whole[1:]
                bound = scale * (taken[0] - self.places.value) - sum(
                    p * u for p, u in zip(prices, taken[1:], strict=True)
                )
                rows, known = dict[int, int](), True
                for p, (below, above), low, high in zip(
                    prices, self.places.numbers, self.places.low[1:], self.places.high[1:], strict=True
                ):
                    end, number = (high, above) if p > 0 else (low, below)
                    if p and end is None:
                        known = False
                    elif p and end is not None:
                        rows[number] = rows.get(number, 0) + p
                        bound += p * end
                if not known:
                    continue
                for kind, count in counts.items():
                    bound += count * max(
                        scale * g[0] - sum(p * u for p, u in zip(prices, g[1:], strict=True)) for g in self.kinds[kind]
                    )
                if bound < 0:
                    return Prices(scale, rows)
        return None
