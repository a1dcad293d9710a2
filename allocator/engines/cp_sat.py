"""CP-SAT (OR-Tools) as a backend: integers throughout, gap 0."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from allocator.engines.clock import Clock
from allocator.engines.program import Answer, Coefficients, IntegerProgram, whole_bound
from allocator.engines.protocol import Status
from allocator.errors import EngineError

LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class CpSat:
    """Backend over OR-Tools' CP-SAT.

    Parameters
    ----------
    workers
        Search threads; None: as many as there are cores, at most 8.
    """

    workers: int | None = None
    name: str = "cp-sat"

    def minimise(self, program: IntegerProgram, objective: Coefficients, clock: Clock, hint: Sequence[int]) -> Answer:
        """Minimise an objective; see `Backend`."""
        from ortools.sat.python import cp_model

        forms = [row.coefficients for row in program.rows] + [objective]
        if any(program.magnitude(form) >= LARGEST for form in forms):
            raise EngineError(
                "the numbers are too large for cp-sat (64-bit integers); use fewer score decimals or a larger step"
            )
        model = cp_model.CpModel()
        variables = [model.new_int_var(lo, hi, "") for lo, hi in zip(program.lower, program.upper, strict=True)]
        for row in program.rows:
            form = cp_model.LinearExpr.weighted_sum(
                [variables[v] for v in row.coefficients], list(row.coefficients.values())
            )
            low = -LARGEST if row.lower is None else row.lower
            high = LARGEST if row.upper is None else row.upper
            model.add_linear_constraint(form, max(low, -LARGEST), min(high, LARGEST))
        model.minimize(cp_model.LinearExpr.weighted_sum([variables[v] for v in objective], list(objective.values())))
        for variable, value in zip(variables, hint, strict=bool(hint)):
            model.add_hint(variable, value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self.workers or min(8, os.cpu_count() or 1)
        solver.parameters.relative_gap_limit = 0.0
        solver.parameters.absolute_gap_limit = 0.0
        if clock.remaining is not None:
            solver.parameters.max_time_in_seconds = clock.remaining
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return Answer(Status.INFEASIBLE)
        if status == cp_model.MODEL_INVALID:
            raise EngineError(f"cp-sat refuses the model: {model.validate()}")
        bound = whole_bound(solver.best_objective_bound)
        if status == cp_model.UNKNOWN:
            return Answer(Status.UNKNOWN, (), bound)
        values = tuple(int(solver.value(v)) for v in variables)
        return Answer(Status.OPTIMAL if status == cp_model.OPTIMAL else Status.FEASIBLE, values, bound)
