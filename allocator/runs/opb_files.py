"""proof/: what other people's checkers need to prove an allocation anew (pseudo-Boolean programs and proofs)."""

from __future__ import annotations

from allocator.allocation import Allocation
from allocator.engines.proofs import (
    AMOUNTS,
    CANONICAL,
    DEVIATION,
    Claim,
    Limit,
    StageProgram,
    TooLong,
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


def option_labels(scenario: Scenario, model: Model) -> list[str]:
    """What each option of a scenario's model is: the application and its tier."""
    ids, tiers = scenario.tables.applications.ids, scenario.policy.tiers
    return [f"{ids[scenario.order[o.application]]} in {tiers[o.tier].id}" for o in model.options]


def opb_files(allocation: Allocation) -> tuple[dict[str, bytes], str]:
    """Files of the pseudo-Boolean proofs, and in a few words whether there are any.

    Parameters
    ----------
    allocation
        The outcome.
    """
    if allocation.status not in ("optimal", "infeasible"):
        return {}, UNPROVEN
    if allocation.certificate is None:
        return {}, SOLVERS
    files, limit = dict[str, bytes](), Limit()
    try:
        for stage in stages_of(allocation):
            proof = prove_stage(stage, limit)
            texts = {"opb": stage.program.text(), "pbp": proof, "v1.pbp": older(proof)}
            files |= {f"{FOLDER}/{stage.name}.{ending}": text.encode() for ending, text in texts.items()}
    except TooLong as error:
        return {}, f"{NONE}{error}"
    return files, WRITTEN


def stages_of(allocation: Allocation) -> list[StageProgram]:
    """The programs of an allocation, from its scenario and its awards.

    Raises
    ------
    TooLong
        Where there are too many applications.
    """
    scenario = allocation.scenario
    model = compile_model(scenario)
    if len(model.choices) > MOST_APPLICATIONS:
        raise TooLong(f"more than {MOST_APPLICATIONS} applications")
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
