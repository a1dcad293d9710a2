"""The relaxation of a small form, solved again and again with fewer options: each time it starts where it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import Form
from allocator.engines.certified.relaxation import Floats, bounds_of, new_solver, pass_program

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
        _pass(self.solver, form, self.unit)
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


def _pass(solver: Any, form: Form, unit: float) -> None:
    n, rows = len(form.values), len(form.lower)
    last = form.ends[1:] + np.arange(n)  # each column ends with the row of its class
    index, values = np.empty(len(form.rows) + n, np.int64), np.ones(len(form.rows) + n)
    owned = np.zeros(len(index), bool)
    owned[last] = True
    index[last], index[~owned], values[~owned] = rows + form.class_of, form.rows, form.uses
    lower, upper = (np.concatenate([ends, np.ones(form.classes)]) for ends in bounds_of(form))
    pass_program(solver, -form.values / unit, (lower, upper), np.append(0, last + 1), index, values)
