"""The integer program of a stage as a file for another solver."""

from __future__ import annotations

import tempfile
from pathlib import Path

from allocator.engines.clock import Clock
from allocator.engines.cp_sat import CpSat
from allocator.engines.milp import build_problem
from allocator.engines.opb import opb_text
from allocator.engines.program import IntegerProgram, stage_two, write_program
from allocator.engines.protocol import Status
from allocator.errors import EngineError, UsageError
from allocator.model import Model
from allocator.visible import visible

FORMATS = ("mps", "lp", "opb")
DEVIATION = "quota-deviation"


def export_program(model: Model, form: str, stage: str, labels: list[str]) -> str:
    """Text of a stage's integer program.

    Parameters
    ----------
    model
        What is to be solved.
    form
        `mps`, `lp` or `opb`.
    stage
        `quota-deviation`, or the model's stage 2; that one holds the quota deviation at its optimum.
    labels
        What each option is: the application and its tier.

    Raises
    ------
    UsageError
        Where there is no such format or stage.
    EngineError
        Where nothing satisfies the rules, so that stage 2 has no program.
    """
    if form not in FORMATS:
        raise UsageError(f"{form!r} is no format; choose one of {', '.join(FORMATS)}")
    if stage not in (DEVIATION, model.stage):
        raise UsageError(f"{stage!r} is no stage of this policy; choose {DEVIATION} or {model.stage}")
    program = write_program(model)
    misses = dict.fromkeys(program.misses, 1)
    if stage == DEVIATION:
        objective = misses
    else:
        if misses:
            program.row(DEVIATION, misses, None, _least_deviation(program))
        objective = {v: -c for v, c in stage_two(model, program).items()}
    comments = [f"stage {stage}, to be minimised" + ("" if stage == DEVIATION else " (minus the stage's value)")]
    comments += [f"{program.names[program.wins[o]]} = 1: {label}" for o, label in enumerate(labels)]
    comments += [f"row {n}: {row.name}" for n, row in enumerate(program.rows)]
    comments = [visible(comment) for comment in comments]  # a line break in an id would end the comment
    if form == "opb":
        return opb_text(program, objective, comments)
    mark = "*" if form == "mps" else "\\"
    return "".join(f"{mark} {line}\n" for line in comments) + _by_pulp(program, objective, form)


def _least_deviation(program: IntegerProgram) -> int:
    answer = CpSat().minimise(program, dict.fromkeys(program.misses, 1), Clock(), ())
    if answer.status is not Status.OPTIMAL:
        raise EngineError("no allocation satisfies the rules; export --stage quota-deviation, or see allocate run")
    return sum(answer.values[v] for v in program.misses)


def _by_pulp(program: IntegerProgram, objective: dict[int, int], form: str) -> str:
    problem, variables = build_problem(program, objective)
    for variable, name in zip(variables, program.names, strict=True):
        variable.name = name
    with tempfile.TemporaryDirectory(prefix="allocator-") as folder:
        path = Path(folder) / f"model.{form}"
        if form == "mps":
            problem.writeMPS(str(path))
        else:
            problem.writeLP(str(path))
        return path.read_text(encoding="utf-8")
