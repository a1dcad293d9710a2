"""Whether the pseudo-Boolean proofs of a run are of its scenario, and prove what it claims."""

from __future__ import annotations

from allocator.allocation import Allocation
from allocator.check.check_opb import FAULTS, prove
from allocator.engines.proofs import LeftOut, StageProgram, older
from allocator.runs.opb_files import FOLDER, stages_of
from allocator.runs.run_files import RunFiles


def check_opb_files(files: RunFiles, allocation: Allocation) -> None:
    """Make the programs again from the inputs, compare them, and check their proofs.

    Parameters
    ----------
    files
        The run, which says that it has such proofs.
    allocation
        What it records, against which the audit found nothing.
    """
    try:
        stages = stages_of(allocation)
    except LeftOut as error:
        files.findings.differs(f"run.json, pseudo_boolean: says that there are proofs, but this run has {error}")
        return
    proved = [stage.name for stage in stages if _proves(files, stage)]
    if proved:
        files.findings.notes.append(f"pseudo-Boolean proofs: {', '.join(proved)} proved")


def _proves(files: RunFiles, stage: StageProgram) -> bool:
    name, program = f"{FOLDER}/{stage.name}", stage.program.text()
    files.compare(f"{name}.opb", program.encode())
    proof, translated = files.text(f"{name}.pbp"), files.text(f"{name}.v1.pbp")
    if proof is None:
        return False
    try:
        least = prove(program, proof)
    except FAULTS as error:
        files.findings.differs(f"{name}.pbp proves nothing: {error}")
        return False
    if least != stage.least:
        files.findings.differs(f"{name}.pbp proves another value than that of the allocation")
        return False
    if translated is not None and translated != older(proof):
        files.findings.differs(f"{name}.v1.pbp is not the same proof as {name}.pbp")
    return True
