"""The canonical list among very many of equal value: place by place, with proof of what cannot come earlier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.engines.certified.core import Stopped, TooManyStates
from allocator.engines.certified.places import Kind, Places, Sort, Vector, Way, alike
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
        used[:, [0, -1]] = False  # the value is no row, and owners' rows are counted apart
        self.rows = [np.flatnonzero(u).tolist() for u in used]
        kinds: dict[Kind, int] = {}
        self.sums = np.zeros((1, len(self.low)), np.int64)  # of the ways of a run, so many of them
        bases = np.array([mine[-1].gain for mine in places.ways], np.int64).reshape(-1, len(self.low))
        self.bases = np.concatenate([np.cumsum(bases[::-1], axis=0)[::-1], np.zeros((1, len(self.low)), np.int64)])
        sorts: dict[Sort, int] = {}
        kind_of: list[int] = []
        ends: list[tuple[Kind, ...]] = []
        self.sort_of = [sorts.setdefault(sort, len(sorts)) for sort in places.sorts()]
        for sort, mine, owner in zip(self.sort_of, places.ways, places.owner_of, strict=True):
            if sort == len(ends):
                kind_of.append(kinds.setdefault(alike(mine[::-1], owner), len(kinds)))
                ends.append(tuple(alike(mine[n:], owner) for n in range(len(mine))))
        self.sorts = list(sorts)
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
        left, taken_by = 0 if last is None else last.start + self._worth(last, picks), self._winners(picks)
        places = zip(self.places.ways[start:], self.alike[start:], self.rows[start:], least, most, strict=True)
        for place, (mine, ends, rows, a, b) in enumerate(places, start):
            worth, owner = () if last is None else last.worth[self.sort_of[place]], self.places.owner_of[place]
            for n, way in enumerate(mine):
                here, more = way.gain, n < len(mine) - 1
                if here[-1] and owner in taken_by:
                    continue
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
            if here[-1]:
                taken_by.add(owner)
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

    def _winners(self, picks: list[int]) -> set[int]:
        """Owners of which an application has won in the first places."""
        places = zip(self.places.ways, self.places.owner_of, picks, strict=False)  # the first places alone
        return {owner for mine, owner, n in places if mine[n].gain[-1]}

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
        columns = [(g, count, kind) for kind, count in counts.items() for g in self.kinds[kind][0] if any(g)]
        rows, n, owners = len(self.low) - 1, len(columns), len(self.places.owners)
        if not columns:
            over = [(x > high) - (x < low) for low, x, high in zip(self.low, taken, self.high, strict=True)]
            return np.array(over[:-1] + [0] * owners) if any(over) else None
        kinds = np.array([kind for *_, kind in columns])
        several = np.bincount(kinds, minlength=len(self.kinds)) > 1  # kinds of which each application takes one way
        shared = np.where(several, rows + owners - 1 + np.cumsum(several), -1)[kinds]
        spare = np.ones(owners)
        spare[list(self._winners(self.picks[:first]))] = 0
        use = np.array([g for g, *_ in columns], float)
        count = np.array([c for _, c, _ in columns], float)
        own = np.where(use[:, -1] != 0, rows + np.array([self.kinds[k][1] for k in kinds.tolist()]), -1)
        where, index = np.nonzero(use[:, :-1])
        column = np.concatenate([where, np.flatnonzero(own >= 0), np.flatnonzero(shared >= 0)])
        row = np.concatenate([index, own[own >= 0], shared[shared >= 0]])
        value = np.concatenate([use[where, index], use[own >= 0, -1], np.ones(int((shared >= 0).sum()))])
        order = np.argsort(column, kind="stable")
        size = np.zeros(int(several.sum()))
        size[shared[shared >= 0] - rows - owners] = count[shared >= 0]
        low, high = (np.array(ends[:-1], float) - taken[:-1] for ends in (self.low, self.high))
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = n, rows + owners + len(size)
        program.col_cost_ = np.zeros(n)
        program.col_lower_ = np.zeros(n)
        program.col_upper_ = np.where(shared >= 0, np.inf, count)
        program.row_lower_ = np.concatenate([low, np.full(owners + len(size), -np.inf)])
        program.row_upper_ = np.concatenate([high, spare, size])
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = np.searchsorted(column[order], np.arange(n + 1))
        program.a_matrix_.index_, program.a_matrix_.value_ = row[order], value[order]
        solver = new_solver()
        solver.passModel(program)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
            return None
        _, has, ray = solver.getDualRay()
        return np.array(ray[: rows + owners]) if has else np.zeros(rows + owners)

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
