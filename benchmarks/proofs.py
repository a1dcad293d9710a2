"""Size and CPU times of the pseudo-Boolean proofs, beside the solve that they are of.

    python benchmarks/proofs.py [--sizes 30,240,1000,2000] [--seeds 3] [--cases 3000] [--checker COMMAND]

A COMMAND is another checker of format 1.1: it is called with the program and the proof, and must exit with 0. Sizes and
CPU seconds are sums over the stages, medians over the seeds; (2/3): so many of three proofs stayed within the limit.
"""

from __future__ import annotations

import argparse
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from allocator.check.check_opb import prove
from allocator.engines import Clock, engine_named
from allocator.engines.proofs import MOST_CASES, Claim, LeftOut, Limit, older, prove_stage, stage_programs
from allocator.model import Model
from benchmarks.engines import CASES
from tests.engines.models import programme


@dataclass
class Measured:
    """Seconds, bytes and cases of one model's proofs."""

    solve: float = 0.0
    write: float = 0.0
    check: float = 0.0
    other: float = 0.0
    programs: int = 0
    proofs: int = 0
    cases: int = 0


def measured(model: Model, most: int, checker: list[str]) -> Measured | None:
    """What the proofs of a model take; None where they pass the limit."""
    found, limit = Measured(), Limit(most)
    start = time.process_time()
    outcome = engine_named("auto").solve(model, Clock())
    found.solve = time.process_time() - start
    claim = None
    if outcome.status.value == "optimal":
        claim = Claim(outcome.bounds[0].value, outcome.bounds[1].value, outcome.chosen, outcome.amounts)
    try:
        start = time.process_time()
        stages = stage_programs(model, claim, [f"P{o.application} in {o.tier}" for o in model.options])
        texts = [(s.least, s.program.text(), prove_stage(s, limit)) for s in stages]
        old = [older(proof) for _, _, proof in texts]
        found.write = time.process_time() - start
    except LeftOut:
        return None
    start = time.process_time()
    if any(prove(opb, proof) != least for least, opb, proof in texts):
        sys.exit("a proof of another value")
    found.check = time.process_time() - start
    found.programs = sum(len(opb.encode()) for _, opb, _ in texts)
    found.proofs = sum(len(proof) for _, _, proof in texts)
    found.cases = most - limit.cases
    found.other = sum(_other(checker, opb, proof) for (_, opb, _), proof in zip(texts, old, strict=True))
    return found


def _other(checker: list[str], opb: str, proof: str) -> float:
    if not checker:
        return 0.0
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("s.opb", "s.pbp")]
        for path, text in zip(paths, (opb, proof), strict=True):
            path.write_text(text, encoding="utf-8")
        start = _children()
        done = subprocess.run([*checker, *map(str, paths)], capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{checker[0]} refuses a proof: {done.stdout}{done.stderr}")
        return _children() - start


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def lines(sizes: list[int], seeds: int, most: int, checker: list[str]) -> Iterator[str]:
    """A table, a line at a time."""
    yield "| case | cases | programs kB | proofs kB | solve CPU s | write | check | other checker |"
    yield "|---|---|---|---|---|---|---|---|"
    for n in sizes:
        for name, options in CASES.items():
            found = [measured(programme(n, seed, **options), most, checker) for seed in range(1, seeds + 1)]
            done = [m for m in found if m is not None]
            share = "" if len(done) == seeds else f" ({len(done)}/{seeds})"
            cells = ["-"] * 7
            if done:
                mid = {key: statistics.median(getattr(m, key) for m in done) for key in vars(done[0])}
                cells = [f"{mid['cases']:.0f}", f"{mid['programs'] / 1e3:.0f}", f"{mid['proofs'] / 1e3:.0f}"]
                cells += [f"{mid[key]:.3f}" for key in ("solve", "write", "check")]
                cells += [f"{mid['other']:.3f}" if checker else "-"]
            yield f"| {n:,}: {name}{share} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="30,240,1000,2000")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cases", type=int, default=MOST_CASES)
    parser.add_argument("--checker", default="", help="command that is called with the program and the 1.1 proof")
    given = parser.parse_args()
    for line in lines([int(n) for n in given.sizes.split(",")], given.seeds, given.cases, shlex.split(given.checker)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
