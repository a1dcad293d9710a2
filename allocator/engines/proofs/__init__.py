"""Pseudo-Boolean proofs of what is claimed of a model, for others' checkers; whoever found it."""

from allocator.engines.proofs.lines import INTERRUPTED, MOST_CASES, MOST_CHARACTERS, OUT_OF_TIME, LeftOut, Limit
from allocator.engines.proofs.older import older
from allocator.engines.proofs.stages import AMOUNTS, CANONICAL, DEVIATION, Claim, StageProgram, stage_programs
from allocator.engines.proofs.write import prove_stage

__all__ = [
    "AMOUNTS",
    "CANONICAL",
    "DEVIATION",
    "INTERRUPTED",
    "MOST_CASES",
    "MOST_CHARACTERS",
    "OUT_OF_TIME",
    "Claim",
    "LeftOut",
    "Limit",
    "StageProgram",
    "older",
    "prove_stage",
    "stage_programs",
]
