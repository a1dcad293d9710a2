"""Pseudo-Boolean proofs of what is claimed of a model, for others' checkers; whoever found it."""

from allocator.engines.proofs.lines import MOST_CASES, MOST_CHARACTERS, Limit, TooLong
from allocator.engines.proofs.older import older
from allocator.engines.proofs.stages import AMOUNTS, CANONICAL, DEVIATION, Claim, StageProgram, stage_programs
from allocator.engines.proofs.write import prove_stage

__all__ = [
    "AMOUNTS",
    "CANONICAL",
    "DEVIATION",
    "MOST_CASES",
    "MOST_CHARACTERS",
    "Claim",
    "Limit",
    "StageProgram",
    "TooLong",
    "older",
    "prove_stage",
    "stage_programs",
]
