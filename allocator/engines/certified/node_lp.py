"""The relaxation of a small form, solved again and again with fewer options: each time it starts where it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import Form
from allocator.engines.certified.relaxation import Floats, bounds_of, new_solver

Left = NDArray[np.bool_]


@dataclass(frozen=True)
class Relaxed:
    """An answer.

    Parameters
    ----------
    prices
        Of the rows, in value per unit.
    value
        The largest; None where nothing keeps the rows: the prices then are a direction in which bounds fall for ever.
    shares
        How much of each option is taken.
    """

    prices: Floats
    value: float | None
    shares: Floats


class NodeLP:
    """HiGHS on all options of a form, those not left held at 0.

    Parameters
    ----------
    form
        Small.
    """

    def __init__(self, form: Form) -> None:
        import highspy

        self.form = form
        self.unit = float(max(1, np.abs(form.values).max(initial=0)))
        self.solver: Any = new_solver()
        self.solver.passModel(_program(form, self.unit))
        self.statuses = highspy.HighsModelStatus
        self.columns = np.arange(len(form.values), dtype=np.int32)

    def solve(self, left: Left) -> Relaxed | None:
        """Relaxation with the options that are left; None where the solver gives up."""
        n, rows = len(self.columns), len(self.form.lower)
        self.solver.changeColsBounds(n, self.columns, np.zeros(n), left.astype(float))
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == self.statuses.kInfeasible:
            _, has, ray = self.solver.getDualRay()
            return Relaxed(-np.array(ray[:rows]), None, np.zeros(n)) if has else None
        if status != self.statuses.kOptimal:
            return None
        solution = self.solver.getSolution()
        prices = -np.array(solution.row_dual[:rows]) * self.unit
        value = -self.solver.getInfo().objective_function_value * self.unit
        return Relaxed(prices, value, np.array(solution.col_value))


def _program(form: Form, unit: float) -> Any:
    import highspy

    n, rows = len(form.values), len(form.lower)
    lower, upper = bounds_of(form)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = n, rows + form.classes
    program.col_cost_ = -form.values.astype(float) / unit
    program.col_lower_, program.col_upper_ = np.zeros(n), np.ones(n)
    program.row_lower_ = np.concatenate([lower, np.ones(form.classes)])
    program.row_upper_ = np.concatenate([upper, np.ones(form.classes)])
    last = form.ends[1:] + np.arange(n)  # each column ends with the row of its class
    index, value = np.empty(len(form.rows) + n, np.int64), np.ones(len(form.rows) + n)
    owned = np.zeros(len(index), bool)
    owned[last] = True
    index[last], index[~owned], value[~owned] = rows + form.class_of, form.rows, form.uses
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.concatenate([np.zeros(1, np.int64), last + 1])
    program.a_matrix_.index_, program.a_matrix_.value_ = index, value
    return program
