"""How long the documents of a large run take, by format and document.

    python benchmarks/documents.py [--sizes 240,3000] [--formats xlsx]

Scenarios are those of benchmarks/million.py, one winner in eight, with money for everybody: explaining them is quick
then, and documents are as long. Processor
seconds, once each: reading the run with its explanation back, then every document in every format.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scenarios")]

from allocator import alternatives, explain, load, solve, write_run  # noqa: E402
from allocator.report.content import Lang  # noqa: E402
from allocator.report.documents import DOCUMENTS, Options  # noqa: E402
from allocator.report.read import read_explained_run  # noqa: E402
from allocator.report.write import FORMATS, document_files  # noqa: E402
from allocator.runs.document_names import WHOLE_NAMES  # noqa: E402
from allocator.runs.explained import add_files, sensitivity_files  # noqa: E402
from allocator.runs.read import read_run  # noqa: E402
from benchmarks.million import write_scenario  # noqa: E402


def large_run(folder: Path, n: int) -> Path:
    """A run of `n` applications with its explanation."""
    scenario = write_scenario(folder / "scenario", n)
    policy = scenario / "policy.yaml"
    text = policy.read_text(encoding="utf-8").replace("budgets: [0.5, 1.5]", "budgets: [0.99, 1.01]")
    policy.write_text(re.sub(r"budget: \{value: \d+", f"budget: {{value: {150 * n}", text), encoding="utf-8")
    write_run(folder / "run", solve(load(scenario)))
    allocation = read_run(folder / "run")
    add_files(folder / "run", sensitivity_files(explain(allocation), alternatives(allocation)))
    return folder / "run"


def measured(run_folder: Path, formats: list[str]) -> Iterator[tuple[str, float, int]]:
    """What was made, seconds, bytes."""
    start = time.process_time()
    run = read_explained_run(run_folder)
    yield "read", time.process_time() - start, 0
    makers = [m for m in DOCUMENTS.values() if run.allocation.status in m.statuses]
    for name in formats:
        for chosen in [makers] if name in WHOLE_NAMES else [[m] for m in makers]:
            start = time.process_time()
            files = document_files(run, chosen, [name], Lang.ZH, Options())
            seconds = time.process_time() - start
            yield ", ".join(files), seconds, sum(map(len, files.values()))


def main() -> None:
    """Print a table a size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="240,3000")
    parser.add_argument("--formats", default=",".join(FORMATS))
    asked = parser.parse_args()
    for n in map(int, asked.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            run = large_run(Path(folder), n)
            winners = len(read_run(run).awards)
            print(f"{n} applications, {winners} winners")
            every = 0.0
            for what, seconds, size in measured(run, asked.formats.split(",")):
                every += seconds
                print(f"  {what}: {seconds:.2f} s, {size / 1000:,.0f} kB")
            print(f"  in all: {every:.2f} s")


if __name__ == "__main__":
    main()
