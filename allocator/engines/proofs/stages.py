"""The stages of a model as pseudo-Boolean programs; the optimum of each is a row of the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from allocator.engines.opb import PseudoBoolean, pseudo_boolean
from allocator.engines.program import IntegerProgram, stage_two, write_program
from allocator.model import Model
from allocator.visible import visible

DEVIATION, CANONICAL, AMOUNTS = "quota-deviation", "canonical", "canonical-amounts"


@dataclass(frozen=True)
class StageProgram:
    """A stage's program and what is to be proven of it.

    Parameters
    ----------
    name
        `quota-deviation`, `weighted-score` or `funded-score`, `canonical`, `canonical-amounts`.
    program
        Its rows and objective.
    least
        Least value of the objective; None where nothing keeps the rows.
    solution
        Booleans of the allocation.
    priority
        The Booleans from 1 to this one say who wins.
    aim
        Where the objective is a list, the row that holds the value before it at its optimum.
    """

    name: str
    program: PseudoBoolean
    least: int | None
    solution: tuple[bool, ...]
    priority: int
    aim: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a run claims of a model: its deviation and value, who wins, and steps per application under funded-score."""

    deviation: int
    value: int
    chosen: tuple[int | None, ...]
    amounts: tuple[int, ...] | None


def stage_programs(model: Model, claim: Claim | None, labels: Sequence[str]) -> list[StageProgram]:
    """The stages that need a proof.

    Parameters
    ----------
    model
        The allocation problem.
    claim
        What is claimed to be the best; None where nothing keeps the rows.
    labels
        What each option is, for the comments.
    """
    if claim is None:
        program = write_program(replace(model, targets=()))
        meaning = ["no allocation keeps these rows"]
        return [StageProgram(DEVIATION, _boolean(program, None, meaning, labels), None, (), len(program.wins))]
    program = write_program(model)
    values = _values(model, program, claim)
    stages = []

    def stage(name: str, objective: dict[int, int], meaning: str, aim: int | None = None) -> None:
        boolean = _boolean(program, objective, [f"stage {name}: {meaning}"], labels)
        least = sum(c * values[v] for v, c in objective.items())
        first = None if aim is None else boolean.firsts[aim]
        stages.append(StageProgram(name, boolean, least, tuple(boolean.assignment(values)), len(program.wins), first))

    if model.targets:
        misses = dict.fromkeys(program.misses, 1)
        stage(DEVIATION, misses, "the least sum of distances to the targets")
        program.row(DEVIATION, misses, None, claim.deviation)
    gain = stage_two(model, program)
    stage(model.stage, {v: -c for v, c in gain.items()}, "minus the largest value")
    aim = len(program.rows)
    program.row(model.stage, gain, claim.value, None)
    last = len(model.options) - 1
    order = {v: -(2 ** (last - o)) for o, v in enumerate(program.wins)}
    stage(CANONICAL, order, "minus the winners as a binary number, in published order, then by tier", aim)
    if model.funded:
        pinned = {v: 2 * values[v] - 1 for v in program.wins}
        program.row(CANONICAL, pinned, sum(values[v] for v in program.wins), None)
        size = max((o.hi.bit_length() for o in model.options), default=0)
        winners = [v for o, v in enumerate(program.steps) if values[program.wins[o]]]
        money = {v: -(2 ** (size * place)) for place, v in enumerate(reversed(winners))}
        stage(AMOUNTS, money, "minus the winners' amounts as one number, in published order", aim)
    return stages


def _boolean(
    program: IntegerProgram, objective: dict[int, int] | None, meaning: Sequence[str], labels: Sequence[str]
) -> PseudoBoolean:
    comments = [*meaning, *(f"{program.names[program.wins[o]]} = 1: {label}" for o, label in enumerate(labels))]
    comments += [f"row {n}: {row.name}" for n, row in enumerate(program.rows)]
    return pseudo_boolean(program, objective, [visible(c) for c in comments])


def _values(model: Model, program: IntegerProgram, claim: Claim) -> list[int]:
    values = [0] * len(program.names)
    for k, o in enumerate(claim.chosen):
        if o is not None:
            values[program.wins[o]] = 1
            if claim.amounts is not None:
                values[program.steps[o]] = claim.amounts[k]
    for miss, target in zip(program.misses, model.targets, strict=True):
        values[miss] = abs(sum(values[program.wins[o]] for o in target.options) - target.aim)
    return values
