"""Time and memory of one solve by the number of applications, for our default and for general solvers; a log-log plot.

    python benchmarks/growth.py [--sizes 100,300,...,1000000] [--limit 60] [--out docs/growth.png]

Each figure comes from a process of its own: seconds of the solve alone (proof and canonical choice included; the single
solve of an analyst for the peers), and how far the process's peak memory grew while solving. A peer that passes the
limit is not asked for larger ones.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

CASES: dict[str, dict[str, Any]] = {
    "quotas + budget": {},
    "+ cities, chains, money of cities": {"groups": True, "money": True},
}
PEERS = ("auto", "cbc once", "highs once", "cp-sat")
SIZES = "100,300,1000,3000,10000,30000,100000,300000,1000000"


def one(n: int, shape: dict[str, Any], peer: str, limit: float) -> dict[str, Any]:
    """Measure in this process."""
    from benchmarks.engines import PEERS as SOLVES
    from tests.engines.models import as_arrays, programme

    SOLVES[peer](programme(60, 1), limit)  # the imports
    model = programme(n, 1, **shape)
    model = as_arrays(model) if peer == "auto" else model
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    proven = SOLVES[peer](model, limit)
    seconds = time.perf_counter() - start
    return {
        "proven": proven,
        "seconds": seconds,
        "mebibytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }


def measured(n: int, case: str, peer: str, limit: float) -> dict[str, Any]:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--one", json.dumps([n, case, peer]), "--limit", str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"proven": False, "seconds": limit, "mebibytes": float("nan")}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def plot(found: dict[tuple[str, str], list[tuple[int, float, float]]], out: Path) -> None:
    """Draw what was found: time above, memory below, a column a case."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, len(CASES), figsize=(11, 7.5), sharex=True, sharey="row", layout="constrained")
    for column, case in enumerate(CASES):
        for peer, colour in zip(PEERS, ("#0b5", "#777", "#36c", "#c63"), strict=True):
            points = found.get((case, peer), [])
            for row, place in ((0, 1), (1, 2)):
                shown = [(p[0], max(p[place], 0.1 if row else 1e-3)) for p in points]
                axes[row][column].loglog(*zip(*shown, strict=True), "o-", color=colour, label=peer, markersize=4)
        axes[0][column].set_title(case)
        axes[1][column].set_xlabel("applications")
        for row, label in ((0, "seconds"), (1, "MiB beyond the model")):
            axes[row][column].grid(True, which="major", alpha=0.3)
            if column == 0:
                axes[row][column].set_ylabel(label)
    axes[0][0].legend(frameon=False)
    figure.savefig(out, dpi=110)


def main() -> None:
    """Measure, print a table, draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--out", type=Path, default=Path("growth.png"))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        n, case, peer = json.loads(args.one)
        print(json.dumps(one(n, CASES[case], peer, args.limit)))
        return
    found: dict[tuple[str, str], list[tuple[int, float, float]]] = {}
    print("| case | applications | " + " | ".join(f"{p}, s (MiB)" for p in PEERS) + " |")
    print(f"|---|---|{'---|' * len(PEERS)}")
    beyond: set[tuple[str, str]] = set()
    for case in CASES:
        for n in map(int, args.sizes.split(",")):
            cells = []
            for peer in PEERS:
                if (case, peer) in beyond:
                    cells.append("-")
                    continue
                answer = measured(n, case, peer, args.limit)
                if answer["proven"]:
                    found.setdefault((case, peer), []).append((n, answer["seconds"], answer["mebibytes"]))
                    cells.append(f"{answer['seconds']:.3f} ({answer['mebibytes']:.0f})")
                else:
                    beyond.add((case, peer))
                    cells.append("not proven")
            print(f"| {case} | {n} | {' | '.join(cells)} |", flush=True)
    plot(found, args.out)


if __name__ == "__main__":
    main()
