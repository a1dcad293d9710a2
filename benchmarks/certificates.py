"""Size of the native certificate, and what the standalone checker takes for it beside the solve.

    python benchmarks/certificates.py [--sizes 240,1000,10000] [--seeds 3]

Medians over the seeds. The checker reads model.json and certificate.json as an auditor's Python does.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from allocator.check.check_certificate import prove
from allocator.engines import Clock, engine_named
from benchmarks.engines import CASES
from tests.engines.certificates import record_of
from tests.engines.models import as_arrays, programme


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="240,1000,10000")
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    engine = engine_named("certified")
    engine.solve(programme(60, 1), Clock())  # the imports
    print("| case | nodes | certificate.json, bytes | model.json, kB | solve, s | checker, s |")
    print("|---|---|---|---|---|---|")
    for n in map(int, args.sizes.split(",")):
        for label, shape in CASES.items():
            found = []
            for seed in range(args.seeds):
                made = programme(n, seed, **shape)
                model = as_arrays(made)
                start = time.perf_counter()
                outcome = engine.solve(model, Clock())
                solved = time.perf_counter() - start
                certificate, record = json.dumps(outcome.certificate), json.dumps(record_of(made))
                start = time.perf_counter()
                prove(json.loads(record), json.loads(certificate))
                nodes = sum(len(s["nodes"]) for s in json.loads(certificate)["stages"])
                found.append((nodes, len(certificate), len(record) / 1000, solved, time.perf_counter() - start))
            nodes, size, whole, solve, check = (statistics.median(column) for column in zip(*found, strict=True))
            print(f"| {n}: {label} | {nodes:.0f} | {size:.0f} | {whole:.0f} | {solve:.3f} | {check:.3f} |", flush=True)


if __name__ == "__main__":
    main()
