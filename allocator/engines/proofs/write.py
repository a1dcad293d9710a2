"""The proof of a stage, whoever found its optimum."""

from __future__ import annotations

from allocator.engines.proofs.core import Core
from allocator.engines.proofs.lines import Constraint, LeftOut, Limit, Lines
from allocator.engines.proofs.stages import StageProgram
from allocator.engines.proofs.tree import Tree

MOST_BITS = 13_000  # of a number in a file: checkers read no more than some 4,000 digits


def prove_stage(stage: StageProgram, limit: Limit | None = None) -> str:
    """Proof of a stage in VeriPB's format 3.0.

    A row asks for more than the solution has; it is shown to be at odds with the others: prices settle most variables,
    a search by cases the rest. Under a list as objective the row that is played off is the one that holds the value
    before it, once for each place of the list where more could stand, all before it being as in the solution.

    Parameters
    ----------
    stage
        Program, solution and value.
    limit
        What the proof may take; what it took is counted there.

    Raises
    ------
    LeftOut
        Where that is not enough.
    EngineError
        Where the claim is false.
    """
    limit = limit or Limit()
    if max((abs(c).bit_length() for c in (stage.program.objective or {}).values()), default=0) > MOST_BITS:
        raise LeftOut(f"a list of more than {MOST_BITS} bits")
    lines = Lines(stage.program, limit)
    rows = [Constraint(n, r.coefficients, r.bound) for n, r in enumerate(stage.program.rows, 1)]
    better = None if stage.least is None else lines.solution(stage.solution)
    if better is not None and better.slack < 0:
        contradiction = better.number
    elif better is None or stage.aim is None:
        contradiction = _whole(Core(lines, rows, better), stage.priority)
    else:
        contradiction = _in_turn(stage, lines, rows, better, stage.aim)
    return lines.conclude(stage.least, contradiction)


def _whole(core: Core, priority: int) -> int:
    """Contradiction of a core."""
    core.reduce()
    return core.contradiction or Tree(core, priority).refute([])[0]


def _in_turn(stage: StageProgram, lines: Lines, rows: list[Constraint], better: Constraint, aim: int) -> int:
    """Contradiction from a row that asks for an earlier list: no place of it can be moved up in its turn."""
    core = Core(lines, rows[:aim] + rows[aim + 1 :], rows[aim])
    core.reduce()
    if core.contradiction is not None:
        return core.contradiction
    undecided, tree = set(core.variables), Tree(core, stage.priority)
    path: list[int] = []
    clauses = []
    for v in sorted(better.coefficients, key=lambda v: -better.coefficients[v]):
        if v not in undecided:
            continue
        if not stage.solution[v - 1]:
            clauses.append(tree.refute([*path, v])[0])
        path.append(v if stage.solution[v - 1] else -v)
    settled = [number for v, (_, number) in core.fixed.items() if v in better.coefficients]
    return lines.clause([], [*settled, better.number, *clauses])
