"""CP-SAT (OR-Tools) as a backend: integers throughout, gap 0."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allocator.engines.clock import Clock
from allocator.engines.program import Answer, Coefficients, IntegerProgram, whole_bound
from allocator.engines.protocol import Status
from allocator.errors import EngineError

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

LARGEST = 2**62
LISTENING = 0.05


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
            low = -LARGEST if row.lower is None else _clamped(row.lower)
            high = LARGEST if row.upper is None else _clamped(row.upper)
            model.add_linear_constraint(form, low, high)
        model.minimize(cp_model.LinearExpr.weighted_sum([variables[v] for v in objective], list(objective.values())))
        for variable, value in zip(variables, hint, strict=bool(hint)):
            model.add_hint(variable, value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self.workers or min(8, os.cpu_count() or 1)
        solver.parameters.relative_gap_limit = 0.0
        solver.parameters.absolute_gap_limit = 0.0
        solver.parameters.catch_sigint_signal = False  # its handler would replace ours for good
        if clock.remaining is not None:
            solver.parameters.max_time_in_seconds = clock.remaining
        status = _solve(solver, model, clock)
        if status == cp_model.INFEASIBLE:
            return Answer(Status.INFEASIBLE)
        if status == cp_model.MODEL_INVALID:
            raise EngineError(f"cp-sat refuses the model: {model.validate()}")
        if status == cp_model.UNKNOWN:  # its bound is then 0 where it has none
            return Answer(Status.UNKNOWN)
        bound = whole_bound(solver.best_objective_bound)
        values = tuple(int(solver.value(v)) for v in variables)
        return Answer(Status.OPTIMAL if status == cp_model.OPTIMAL else Status.FEASIBLE, values, bound)


def _clamped(bound: int) -> int:
    """A bound that 64 bits hold; no row can reach beyond it (checked before)."""
    return max(-LARGEST, min(bound, LARGEST))


def _solve(solver: cp_model.CpSolver, model: cp_model.CpModel, clock: Clock) -> Any:
    """Solve beside this thread, which stays free to hear Ctrl-C and then stops the search."""
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(solver.solve, model)
        try:
            while True:
                try:
                    return running.result(timeout=LISTENING)
                except TimeoutError:
                    if clock.interrupted:
                        solver.stop_search()
        except BaseException:
            while not running.done():
                solver.stop_search()
                wait([running], LISTENING)
            raise
