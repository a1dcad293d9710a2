"""Lower-scored winners of a tier that was open to a loser, and the rules that stand between the two."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allocator.arrays import Mask
from allocator.model import Family, Row
from allocator.sensitivity.solved import Solved


@dataclass(frozen=True, slots=True)
class Inversion:
    """A winner with a strictly lower score in a tier that was open to the loser.

    Parameters
    ----------
    winner
        Index of the winning application.
    rules
        Rules that exchanging the two would break; empty where the objective decides.
    """

    winner: int
    rules: tuple[str, ...]


class Inversions:
    """Inversions of a solved scenario.

    Parameters
    ----------
    solved
        The scenario with its best allocation.
    """

    def __init__(self, solved: Solved) -> None:
        self.solved = solved
        model, best = solved.model, solved.best
        taken = np.zeros(len(model.options), bool)
        taken[[o for o in best.chosen if o is not None]] = True
        self._rows: list[tuple[Row, int]] = []
        self._of: defaultdict[int, list[int]] = defaultdict(list)
        for _, part in model.parts():
            for row in part if isinstance(part, Family) else (part,):
                if row.rule:
                    self._add(row, taken)
        scores = solved.scenario.scores.values
        self._winners: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for o in best.chosen:
            if o is not None:
                k = solved.scenario.order[model.options[o].application]
                self._winners[model.options[o].tier].append((scores[k] or 0, k, o))
        for winners in self._winners.values():
            winners.sort()

    def _add(self, row: Row, taken: Mask) -> None:
        members = np.asarray(row.options, np.int64)
        use = (
            taken[members]
            if row.kind == "awards"
            else np.where(taken[members], self.solved.model.columns.lo[members], 0)
        )
        for o in members.tolist():
            self._of[o].append(len(self._rows))
        self._rows.append((row, sum(use.tolist())))

    def of(self, application: int) -> tuple[Inversion, ...]:
        """Inversions of an application that does not win, by score descending, then in published order."""
        solved, model = self.solved, self.solved.model
        place = solved.place(application)
        if place is None or solved.tier(application) is not None:
            return ()
        score, positions = solved.scenario.scores.values[application] or 0, solved.scenario.positions
        found = []
        for o in model.choices[place]:
            winners = self._winners[model.options[o].tier]
            for _, k, taken in winners[: bisect_left(winners, (score,))]:
                found.append((positions[k], Inversion(k, self._broken([taken], [o]))))
        return tuple(i for _, i in sorted(found, key=lambda f: f[0]))

    def broken(self, out: Sequence[tuple[int, int]], in_: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        """Rules that would be broken, were some winners taken out of their tiers and others put in.

        Parameters
        ----------
        out, in_
            Application and tier, each open to it.
        """
        return self._broken(*([self._option(k, t) for k, t in pairs] for pairs in (out, in_)))

    def _option(self, application: int, tier: int) -> int:
        place, model = self.solved.place(application), self.solved.model
        assert place is not None
        return next(o for o in model.choices[place] if model.options[o].tier == tier)

    def _broken(self, out: Sequence[int], in_: Sequence[int]) -> tuple[str, ...]:
        change: defaultdict[int, int] = defaultdict(int)
        lo = self.solved.model.columns.lo
        for options, sign in ((out, -1), (in_, 1)):
            for option in options:
                for r in self._of[option]:
                    change[r] += sign * (1 if self._rows[r][0].kind == "awards" else int(lo[option]))
        rules: dict[str, None] = {}
        for r in sorted(change):
            row, use = self._rows[r]
            now = use + change[r]
            if (row.upper is not None and now > row.upper) or (row.lower is not None and now < row.lower):
                rules[row.rule] = None
        return tuple(rules)
