"""Times of the engines on the same models in the same run, each solve alone with its canonical choice and proof.

    python benchmarks/engines.py [--sizes 240,1000,10000] [--seeds 5] [--limit 60] [--knapsack 50,300]

Peers: PuLP + CBC and HiGHS (gap 0) through the staged engine of this package, CP-SAT with 240 applications only. An
analyst's single solve with CBC or HiGHS, without the canonical choice, is measured beside them. Each takes the model in
the form that suits it: ours as arrays, as a scenario's model is held, the peers as a list of options and rows. Times
are medians over the seeds; a solve counts by the least of as many in a row as fit into a second, ten at most.
Ratios are the median of the fastest peer over that of `auto`, of those that do the same work and of the single solves;
there is none where no peer proved every case within the limit. A peer that proves none of a size is not asked again for
larger ones.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from allocator.engines import Clock, engine_named
from allocator.engines.cbc import Cbc
from allocator.engines.milp import Highs
from allocator.engines.program import Backend, stage_two, write_program
from allocator.engines.protocol import Status
from allocator.errors import EngineError
from allocator.model import Model
from tests.engines.models import KNAPSACKS, as_arrays, knapsack, programme

CASES = {
    "quotas + budget": {},
    "quotas + budget, in full": {"full": True},
    "quotas + budget, ties": {"places": 0},
    "+ cities and chains": {"groups": True},
    "+ money of cities": {"groups": True, "money": True},
    "+ money of cities, in full": {"groups": True, "money": True, "full": True},
}
ENOUGH, REPEATS = 1.0, 10  # seconds; how often a solve is repeated at most
Solve = Callable[[Model, float], bool]


def engine(name: str) -> Solve:
    """A whole solve by an engine of the package; whether it was proven."""

    def run(model: Model, limit: float) -> bool:
        try:
            return engine_named(name).solve(model, Clock(limit)).status in (Status.OPTIMAL, Status.INFEASIBLE)
        except EngineError:
            return False

    return run


def once(backend: Backend) -> Solve:
    """What an analyst solves: winners of the largest value at the target counts, once, whatever the ties."""

    def run(model: Model, limit: float) -> bool:
        program = write_program(model)
        for miss in program.misses:
            program.fix(miss, 0)
        gain = {v: -c for v, c in stage_two(model, program).items()}
        try:
            return backend.minimise(program, gain, Clock(limit), ()).status in (Status.OPTIMAL, Status.INFEASIBLE)
        except EngineError:
            return False

    return run


PEERS: dict[str, Solve] = {
    "auto": engine("auto"),
    "cbc": engine("cbc"),
    "highs": engine("highs"),
    "cp-sat": engine("cp-sat"),
    "cbc once": once(Cbc()),
    "highs once": once(Highs()),
}


def timed(solve: Solve, model: Model, limit: float) -> tuple[float, bool]:
    """Seconds of a solve, and whether it was proven."""
    least, spent, proven = float("inf"), 0.0, False
    for _ in range(REPEATS):
        start = time.perf_counter()
        proven = solve(model, limit)
        seconds = time.perf_counter() - start
        least, spent = min(least, seconds), spent + seconds
        if spent + seconds > ENOUGH:
            break
    return least, proven


def measure(models: list[Model], limit: float, skip: set[str]) -> Iterator[tuple[str, float, int]]:
    """Median seconds of every peer, and how many models it has proven."""
    found: dict[str, list[tuple[float, bool]]] = {name: [] for name in PEERS if name not in skip}
    for model in models:  # all peers on one before the next, as machines have slow moments
        for name, answers in found.items():
            answers.append(timed(PEERS[name], as_arrays(model) if name == "auto" else model, limit))
    for name, answers in found.items():
        yield name, statistics.median(seconds for seconds, _ in answers), sum(proven for _, proven in answers)


def show(label: str, models: list[Model], limit: float, skip: set[str]) -> None:
    """A row of the table."""
    found = {name: (seconds, proven) for name, seconds, proven in measure(models, limit, skip)}
    cells = []
    for name in PEERS:
        if name not in found:
            cells.append("-")
            continue
        seconds, proven = found[name]
        open_ = "" if proven == len(models) else f" ({proven}/{len(models)})"
        cells.append(f"{seconds:.3f}{open_}")
    ratios = []
    for once_ in (False, True):
        whole = [
            t for name, (t, n) in found.items() if name != "auto" and ("once" in name) is once_ and n == len(models)
        ]
        ratios.append(f"{min(whole) / found['auto'][0]:.1f}" if whole else "-")
    print(f"| {label} | {' | '.join(cells)} | {' | '.join(ratios)} |", flush=True)
    skip |= {name for name, (_, proven) in found.items() if name != "auto" and not proven}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="240,1000,10000")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--knapsack", default="50,300")
    args = parser.parse_args()
    engine("auto")(programme(240, 99), args.limit)  # the imports
    print(f"| case | {' | '.join(PEERS)} | same work / auto | single solve / auto |")
    print(f"|---|{'---|' * (len(PEERS) + 2)}")
    beyond: dict[str, set[str]] = {}
    for n in map(int, filter(None, args.sizes.split(","))):
        skip = {"cp-sat"} if n > 240 else set()
        skip |= {"cbc", "highs"} if n > 1000 else set()  # they pass the limit; their single solve is the faster peer
        for label, shape in CASES.items():
            models = [programme(n, seed, **shape) for seed in range(args.seeds)]
            beyond.setdefault(label, set()).update(skip)
            show(f"{n}: {label}", models, args.limit, beyond[label])
    for n in map(int, filter(None, args.knapsack.split(","))):
        for kind in KNAPSACKS:
            models = [knapsack(kind, n, seed) for seed in range(args.seeds)]
            show(f"knapsack {n}: {kind}", models, args.limit, beyond.setdefault(kind, set()))


if __name__ == "__main__":
    main()
