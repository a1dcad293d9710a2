"""Time of the main job, from command to files, beside an analyst's program of the same policy.

    python benchmarks/main_job.py [--repeats 5]

Every peer runs in the same session, in turn, each in a fresh process; medians of wall-clock and of CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent


def measure(command: list[str]) -> tuple[float, float]:
    """Wall-clock and CPU seconds of a command that must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    from allocator.loading import embedded

    scenario = embedded()
    analyst = [sys.executable, str(HERE / "analyst.py")]
    allocate = [sys.executable, "-m", "allocator"]
    stages: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)

        def run(engine: str) -> Callable[[int], list[str]]:
            options = ["--budget", "3000", "--engine", engine]
            return lambda n: [*allocate, "run", *options, "--out", str(out / f"{engine}-{n}")]

        peers: dict[str, Callable[[int], list[str]]] = {
            "allocate run": run("auto"),
            "allocate run --engine cp-sat": run("cp-sat"),
            "allocate run --engine cbc": run("cbc"),
            "allocate run --engine highs": run("highs"),
            "analyst's PuLP + CBC": lambda n: [*analyst, str(scenario), str(out / "awards.csv")],
            "allocate --help": lambda n: [*allocate, "--help"],
            "python -c pass": lambda n: [sys.executable, "-c", "pass"],
        }
        results: dict[str, list[tuple[float, float]]] = {name: [] for name in peers}
        for n in range(repeats):
            for name, command in peers.items():
                results[name].append(measure(command(n)))
            stages.append(json.loads((out / f"auto-{n}" / "run.json").read_text(encoding="utf-8"))["times"])

    print(f"{platform.machine()}, Python {platform.python_version()}, medians of {repeats} runs in turn\n")
    base = statistics.median(w for w, _ in results["analyst's PuLP + CBC"])
    print("| command | wall s | CPU s | wall / analyst's |\n|---|---|---|---|")
    for name, pairs in results.items():
        wall, cpu = (statistics.median(v) for v in zip(*pairs, strict=True))
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {wall / base:.2f} |")
    print("\n| stage of allocate run | s |\n|---|---|")
    for part in stages[0]:
        print(f"| {part} | {statistics.median(s[part] for s in stages):.3f} |")


if __name__ == "__main__":
    main()
