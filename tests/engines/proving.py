"""Pseudo-Boolean proofs of models, and the truth about their programs by enumeration."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from allocator.engines import Clock, engine_named
from allocator.engines.proofs import Claim, Limit, StageProgram, prove_stage, stage_programs
from allocator.model import Model


def claim_of(model: Model, engine: str = "certified") -> Claim | None:
    """What an engine finds; None where nothing keeps the rows."""
    outcome = engine_named(engine).solve(model, Clock())
    if outcome.status.value == "infeasible":
        return None
    assert outcome.status.value == "optimal"
    return Claim(outcome.bounds[0].value, outcome.bounds[1].value, outcome.chosen, outcome.amounts)


def proofs_of(model: Model, engine: str = "certified") -> Iterator[tuple[StageProgram, str, str]]:
    """Each stage with its program and its proof as texts."""
    labels = [f"申报 {o.application} in {o.tier}" for o in model.options]
    for stage in stage_programs(model, claim_of(model, engine), labels):
        yield stage, stage.program.text(), prove_stage(stage, Limit(20_000))


def variables(opb: str) -> int:
    """Number of Booleans in a program."""
    return len({word for line in _lines(opb) for word in line.split() if word.startswith("x")})


def least(opb: str) -> int | None:
    """The least value of a program's objective by enumeration (0 without one); None where nothing keeps its rows."""
    rows, objective = [], dict[str, int]()
    for line in _lines(opb):
        if line.startswith("min:"):
            objective = _form(line[4:].split(";")[0])
        else:
            form, bound = line.split(";")[0].split(">=")
            rows.append((_form(form), int(bound)))
    names = sorted({name for form in (objective, *(form for form, _ in rows)) for name in form})
    best: int | None = None
    for values in itertools.product((0, 1), repeat=len(names)):
        value = dict(zip(names, values, strict=True))
        if all(sum(c * value[x] for x, c in form.items()) >= bound for form, bound in rows):
            here = sum(c * value[x] for x, c in objective.items())
            best = here if best is None else min(best, here)
    return best


def _lines(opb: str) -> list[str]:
    return [line for line in opb.split("\n") if line and not line.startswith("*")]


def _form(text: str) -> dict[str, int]:
    words = text.split()
    return {x: int(c) for c, x in zip(words[::2], words[1::2], strict=True)}
