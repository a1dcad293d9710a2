"""The linear relaxation at a node of a proof's search, kept warm. Its prices are proposals: integers decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from allocator.engines.proofs.lines import Coefficients, Constraint
from allocator.engines.quiet import silent_stdout


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What the relaxation says at a node.

    Parameters
    ----------
    best
        Largest value of the aim; None where nothing keeps the rows.
    prices
        Of each row, per unit of the aim; where nothing keeps the rows, by which a sum of them shows that.
    values
        Of each variable; empty where there is no solution.
    """

    best: float | None
    prices: Sequence[float]
    values: Sequence[float]


class Relaxation:
    """Maximise an aim within rows, variables between 0 and 1.

    Parameters
    ----------
    rows
        Constraints.
    aim
        Coefficients.
    variables
        In the order of columns.
    """

    def __init__(self, rows: Sequence[Constraint], aim: Coefficients, variables: Sequence[int]) -> None:
        import highspy

        self.variables = list(variables)
        self.place = {v: k for k, v in enumerate(self.variables)}
        self.rows = len(rows)
        self.unit = float(max((abs(c) for c in aim.values()), default=1))
        with silent_stdout():
            self.solver: Any = highspy.Highs()  # the first one prints a banner, whatever its options say
        for option, value in (("output_flag", False), ("presolve", "off")):
            self.solver.setOptionValue(option, value)
        n = len(self.variables)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n, self.rows
        lp.col_cost_ = np.array([-float(aim.get(v, 0)) / self.unit for v in self.variables])
        lp.col_lower_, lp.col_upper_ = np.zeros(n), np.ones(n)
        lp.row_lower_ = np.array([float(r.bound) for r in rows])
        lp.row_upper_ = np.full(self.rows, highspy.kHighsInf)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(r.coefficients) for r in rows)])
        lp.a_matrix_.index_ = np.array([self.place[v] for r in rows for v in r.coefficients], np.int32)
        lp.a_matrix_.value_ = np.array([float(c) for r in rows for c in r.coefficients.values()])
        self.solver.passModel(lp)
        self.infeasible, self.optimal = highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kOptimal

    def fix(self, literals: Iterable[int]) -> None:
        """Hold variables at 1, or (negative) at 0."""
        for x in literals:
            self.solver.changeColBounds(self.place[abs(x)], float(x > 0), float(x > 0))

    def free(self, literals: Iterable[int]) -> None:
        """Let variables go again."""
        for x in literals:
            self.solver.changeColBounds(self.place[abs(x)], 0.0, 1.0)

    def solve(self) -> Relaxed:
        """Solve it, from where the last one ended."""
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == self.infeasible:
            _, there, ray = self.solver.getDualRay()
            return Relaxed(None, list(ray) if there else [], [])
        solution = self.solver.getSolution()
        if status != self.optimal:
            return Relaxed(float("inf"), [0.0] * self.rows, [])
        prices = [p * self.unit for p in solution.row_dual]
        return Relaxed(-self.solver.getInfo().objective_function_value * self.unit, prices, solution.col_value)
