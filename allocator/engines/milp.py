"""CBC and HiGHS through PuLP as backends: default gaps set to 0, answers rounded and rechecked in integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allocator.engines.clock import Clock
from allocator.engines.program import Answer, Coefficients, IntegerProgram, whole_bound
from allocator.engines.protocol import Status
from allocator.engines.quiet import silent_stdout
from allocator.errors import EngineError

if TYPE_CHECKING:
    import pulp

LARGEST = 10**12
INTEGRALITY = 1e-9


def build_problem(program: IntegerProgram, objective: Coefficients) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """The program in PuLP's terms.

    Parameters
    ----------
    program
        Variables and rows.
    objective
        To be minimised.

    Raises
    ------
    EngineError
        Where a row or the objective can reach 10^12, beyond what doubles and tolerances carry safely.
    """
    import pulp

    forms = [row.coefficients for row in program.rows] + [objective]
    if any(program.magnitude(form) >= LARGEST for form in forms):
        raise EngineError("the numbers are too large for a floating-point solver (10^12); choose --engine cp-sat")
    problem = pulp.LpProblem("allocation", pulp.LpMinimize)
    bounds = zip(program.lower, program.upper, strict=True)
    variables = [problem.add_variable(f"v{k}", lo, hi, cat="Integer") for k, (lo, hi) in enumerate(bounds)]
    problem += pulp.LpAffineExpression([(variables[v], c) for v, c in objective.items()])
    for n, row in enumerate(program.rows):
        form = pulp.LpAffineExpression([(variables[v], c) for v, c in row.coefficients.items()])
        beyond = program.magnitude(row.coefficients) + 1  # a bound that no choice reaches, in numbers a double holds
        if row.lower is not None:
            problem += pulp.LpConstraint(form, pulp.LpConstraintGE, f"lo{n}", max(-beyond, min(row.lower, beyond)))
        if row.upper is not None:
            problem += pulp.LpConstraint(form, pulp.LpConstraintLE, f"hi{n}", max(-beyond, min(row.upper, beyond)))
    return problem, variables


def trivially_infeasible(program: IntegerProgram) -> bool:
    """Whether a row without variables cannot hold; such rows say nothing to a solver's file format."""
    empty = [row for row in program.rows if not row.coefficients]
    return any((r.lower is not None and r.lower > 0) or (r.upper is not None and r.upper < 0) for r in empty)


def whole(values: Sequence[float | None]) -> tuple[int, ...]:
    """A solver's values as integers; whether they keep the rules is rechecked exactly by the caller."""
    return tuple(0 if v is None else round(v) for v in values)


@dataclass(frozen=True, slots=True)
class Highs:
    """Backend over HiGHS (highspy) through PuLP."""

    name: str = "highs"

    def minimise(self, program: IntegerProgram, objective: Coefficients, clock: Clock, hint: Sequence[int]) -> Answer:
        """Minimise an objective; see `Backend`."""
        if trivially_infeasible(program):
            return Answer(Status.INFEASIBLE)
        import highspy
        import pulp

        with silent_stdout():
            highspy.Highs()  # the first one prints a banner, whatever its options say
        problem, variables = build_problem(program, objective)

        def watch(event: Any, message: str, data_out: Any, data_in: Any, user: Any) -> None:
            if event == highspy.cb.HighsCallbackType.kCallbackMipInterrupt and clock.interrupted:
                data_in.user_interrupt = True

        solver = pulp.HiGHS(
            msg=False,
            gapRel=0.0,
            gapAbs=0.0,
            timeLimit=clock.remaining,
            callbackTuple=(watch, None),
            callbacksToActivate=[highspy.cb.HighsCallbackType.kCallbackMipInterrupt],
            mip_feasibility_tolerance=INTEGRALITY,
            primal_feasibility_tolerance=INTEGRALITY,
        )
        problem.solve(solver)
        status = problem.solverModel.getModelStatus()
        info = problem.solverModel.getInfo()
        statuses = highspy.HighsModelStatus
        if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):  # every variable is bounded
            return Answer(Status.INFEASIBLE)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        columns = problem.solverModel.getSolution().col_value
        places = [getattr(v, "index", None) for v in variables]  # none for a variable that no row and no aim names
        ends = zip(places, program.lower, strict=True)
        values = whole([low if place is None else columns[place] for place, low in ends]) if found else ()
        bound = whole_bound(info.mip_dual_bound)
        if status in (statuses.kOptimal, statuses.kModelEmpty) and values:
            return Answer(Status.OPTIMAL, values, bound)
        return Answer(Status.FEASIBLE if values else Status.UNKNOWN, values, bound)
