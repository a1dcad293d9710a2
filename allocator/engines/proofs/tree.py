"""Proof by cases: branch on a variable, close a case by a sum of rows, and put the cases together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from allocator.engines.proofs.core import SCALES, Core
from allocator.engines.proofs.lines import LeftOut, combined
from allocator.engines.proofs.relaxed import Relaxed
from allocator.errors import EngineError

DEEPEST = 300
WHOLE = 1e-6

Closed = tuple[int, frozenset[int]]


class Tree:
    """A search over what a core leaves open.

    Parameters
    ----------
    core
        Rows and aim.
    priority
        Variables up to this one are branched on first.
    """

    def __init__(self, core: Core, priority: int) -> None:
        self.core, self.priority = core, priority
        self.variables = core.variables
        self.relaxation = core.relaxation()
        self.losses = _Losses()
        self.scale = 0  # of SCALES, the one before that which closed the last case

    def refute(self, path: Sequence[int]) -> Closed:
        """Show that not all literals of a path hold.

        Returns
        -------
        tuple
            The number of the clause, and the literals of the path of which it says that one does not hold.
        """
        self.relaxation.fix(path)
        found = self._case(list(path), self.relaxation.solve())
        self.relaxation.free(path)
        return found

    def _case(self, path: list[int], relaxed: Relaxed) -> Closed:
        self.core.lines.limit.case()
        if len(path) > DEEPEST:
            raise LeftOut(f"cases more than {DEEPEST} deep")
        closed = self._closed(path, relaxed)
        if closed is not None:
            return closed
        variable = self._choice(path, relaxed)
        value = relaxed.values[self.relaxation.place[variable]] if relaxed.values else 0.0
        first = -variable if value >= 0.5 else variable  # against the relaxation: this case is the sooner closed
        clauses = []
        for x in (first, -first):
            self.relaxation.fix([x])
            inner = self.relaxation.solve()
            if relaxed.best is not None and inner.best is not None:
                self.losses.learn(x, relaxed.best - inner.best, 1 - value if x > 0 else value)
            found = self._case([*path, x], inner)
            self.relaxation.free([x])
            if x not in found[1]:
                return found
            clauses.append(found)
        (one, ours), (other, theirs) = clauses
        reasons = (ours | theirs) - {first, -first}
        return self.core.lines.clause((-x for x in sorted(reasons, key=abs)), [one, other]), reasons

    def _closed(self, path: Sequence[int], relaxed: Relaxed) -> Closed | None:
        """A clause that closes a case, from prices or from a single row; None where neither does."""
        core, aimed, last = self.core, relaxed.best is not None, len(path) >= len(self.variables)
        if relaxed.best is not None and not last:
            bound = None if core.aim is None else core.aim.bound
            if bound is None or relaxed.best > bound + 1e-6 * max(1.0, abs(bound)):
                return None
        top = 1.0 if aimed else max(map(abs, relaxed.prices), default=1.0) or 1.0
        prices = [p / top for p in relaxed.prices]
        for n in range(self.scale, len(SCALES)) if prices else ():
            parts = core.combination(prices, SCALES[n], aimed)
            reasons = _reasons(*combined((m, r.plain()) for m, r in parts), path)
            if reasons is not None:
                self.scale = max(0, n - 1)
                row = core.lines.combination([(m, r.derive(core.lines)) for m, r in parts])
                return core.lines.clause((-x for x in reasons), [row.number]), frozenset(reasons)
        for rest in core.every:
            reasons = _reasons(rest.coefficients, rest.bound, path)
            if reasons is not None:
                return core.lines.clause((-x for x in reasons), [rest.derive(core.lines).number]), frozenset(reasons)
        return None

    def _choice(self, path: Sequence[int], relaxed: Relaxed) -> int:
        taken = {abs(x) for x in path}
        place, values = self.relaxation.place, relaxed.values
        split = [v for v in self.variables if values and WHOLE < values[place[v]] < 1 - WHOLE and v not in taken]
        split = [v for v in split if v <= self.priority] or split
        if split:
            return max(split, key=lambda v: (self.losses.score(v, values[place[v]]), -v))
        left = [v for v in self.variables if v not in taken]
        if not left:
            raise EngineError("what is claimed to be the best is not: its proof finds better (a fault of this package)")
        return left[0]


class _Losses:
    """What the aim lost per unit when a variable was pushed up or down: a guess at what it will lose."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[float, int]] = {}
        self.total, self.count = 0.0, 0

    def learn(self, x: int, loss: float, way: float) -> None:
        """Take in one push of a literal by a part of the way."""
        if way > 1e-3:
            rate = max(0.0, loss) / way
            total, count = self.known.get(x, (0.0, 0))
            self.known[x] = (total + rate, count + 1)
            self.total, self.count = self.total + rate, self.count + 1

    def score(self, variable: int, value: float) -> float:
        """The more, the more both cases are expected to lose."""
        return max(self._rate(variable) * (1 - value), 1e-6) * max(self._rate(-variable) * value, 1e-6)

    def _rate(self, x: int) -> float:
        total, count = self.known.get(x, (self.total, self.count))
        return total / count if count else 1.0


def _reasons(total: dict[int, int], bound: int, path: Iterable[int]) -> list[int] | None:
    """Literals of a path that break a row, as few as can be had by leaving out the least; None where all do not."""
    weights = {}
    for x in path:
        c = total.get(abs(x))
        if c and (c > 0) == (x < 0):
            weights[x] = abs(c)
    slack = sum(c for c in total.values() if c > 0) - bound - sum(weights.values())
    if slack >= 0:
        return None
    reasons = []
    for x, weight in sorted(weights.items(), key=lambda item: item[1]):
        if slack + weight < 0:
            slack += weight
        else:
            reasons.append(x)
    return reasons
