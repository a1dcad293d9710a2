"""proof/: what other people's checkers need to prove an allocation anew (pseudo-Boolean programs and proofs)."""

from __future__ import annotations

from allocator.allocation import Allocation
from allocator.engines import Clock
from allocator.engines.proofs import (
    AMOUNTS,
    CANONICAL,
    DEVIATION,
    INTERRUPTED,
    OUT_OF_TIME,
    Claim,
    LeftOut,
    Limit,
    StageProgram,
    older,
    prove_stage,
    stage_programs,
)
from allocator.model import Model, compile_model
from allocator.scenario import Scenario

MOST_APPLICATIONS = 3_000
FOLDER, WRITTEN, NONE = "proof", "written", "none: "
STAGES = (DEVIATION, "weighted-score", "funded-score", CANONICAL, AMOUNTS)
OPB_FILES = frozenset(f"{stage}.{ending}" for stage in STAGES for ending in ("opb", "pbp", "v1.pbp"))
SOLVERS = f"{NONE}the proof is a solver's word"
UNPROVEN = f"{NONE}nothing is proven"
STOPS = (f"{NONE}{OUT_OF_TIME}", f"{NONE}{INTERRUPTED}")


def option_labels(scenario: Scenario, model: Model) -> list[str]:
    """What each option of a scenario's model is: the application and its tier."""
    ids, tiers = scenario.tables.applications.ids, scenario.policy.tiers
    return [f"{ids[scenario.order[o.application]]} in {tiers[o.tier].id}" for o in model.options]


def opb_files(allocation: Allocation, clock: Clock) -> tuple[dict[str, bytes], str]:
    """Files of the pseudo-Boolean proofs, and in a few words whether there are any.

    Parameters
    ----------
    allocation
        The outcome.
    clock
        When the making of the proofs must stop; then there are none.
    """
    if allocation.status not in ("optimal", "infeasible"):
        return {}, UNPROVEN
    if allocation.certificate is None:
        return {}, SOLVERS
    files, limit = dict[str, bytes](), Limit(clock=clock)
    try:
        for stage in stages_of(allocation):
            proof = prove_stage(stage, limit)
            texts = {"opb": stage.program.text(), "pbp": proof, "v1.pbp": older(proof)}
            files |= {f"{FOLDER}/{stage.name}.{ending}": text.encode() for ending, text in texts.items()}
    except LeftOut as error:
        return {}, f"{NONE}{error}"
    return files, WRITTEN


def stages_of(allocation: Allocation) -> list[StageProgram]:
    """The programs of an allocation, from its scenario and its awards.

    Raises
    ------
    LeftOut
        Where there are too many applications.
    """
    scenario = allocation.scenario
    if len(scenario.order) > MOST_APPLICATIONS:
        raise LeftOut(f"more than {MOST_APPLICATIONS} applications")
    model = compile_model(scenario)
    claim = None if allocation.status == "infeasible" else _claim(allocation, model)
    return stage_programs(model, claim, option_labels(scenario, model))


def _claim(allocation: Allocation, model: Model) -> Claim:
    scenario = allocation.scenario
    place = {k: position for position, k in enumerate(scenario.order)}
    tiers = {tier.id: t for t, tier in enumerate(scenario.policy.tiers)}
    chosen: list[int | None] = [None] * len(model.choices)
    steps = [0] * len(model.choices)
    for award in allocation.awards:
        position = place[award.application]
        chosen[position] = next(o for o in model.choices[position] if model.options[o].tier == tiers[award.tier])
        steps[position] = award.amount // scenario.policy.money.step_base
    amounts = tuple(steps) if model.funded else None
    return Claim(model.deviation(chosen), model.value(chosen, amounts), tuple(chosen), amounts)
