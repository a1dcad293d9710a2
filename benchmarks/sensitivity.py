"""What the opposite outcome of every application would cost: the module's tables beside solving again each time.

    python benchmarks/sensitivity.py [--sizes 240,2000,10000] [--sample 20] [--seed 1]

Scenarios are those of benchmarks/million.py (quotas and budget). `ours` is `Margins.own` of every eligible application:
the best allocation with it in each of its tiers and the best without it. The naive way solves the program again for
each of these with a row that forces it, here for a sample, scaled up: by our own engine (`auto`), by HiGHS and by CBC,
the value alone. Processor seconds, medians of 5 for ours, by turns with the peers: each turn once uncounted (`the first
time`: after other work its memory is no longer at hand) and once counted.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scenarios")]

from allocator import load, solve  # noqa: E402
from allocator.engines import Clock  # noqa: E402
from allocator.model import Model  # noqa: E402
from allocator.sensitivity.best import Solver, forced  # noqa: E402
from allocator.sensitivity.explain import explain  # noqa: E402
from allocator.sensitivity.margins import Margins  # noqa: E402
from allocator.sensitivity.rescored import Rescored  # noqa: E402
from allocator.sensitivity.solved import Solved, solved_again  # noqa: E402
from benchmarks.engines import PEERS  # noqa: E402
from benchmarks.million import write_scenario  # noqa: E402

TIMES = 5


def processor() -> float:
    """Processor seconds so far, those of programs that were started included."""
    return time.process_time() + sum(os.times()[2:4])  # os.times alone counts in hundredths


def ours(solved: Solved) -> tuple[float, int]:
    """Processor seconds of all margins, and how many programs had to be solved for them."""
    solver = Solver(Clock())
    margins = Margins(solved, Rescored(solved.scenario), solver)
    start = processor()
    for k in solved.scenario.order:
        margins.own(k)
    return processor() - start, solver.solved


def questions(solved: Solved) -> list[tuple[int, bool]]:
    """Options of the model: each that is not chosen forced in, and each that is chosen forced out."""
    chosen = {o for o in solved.best.chosen if o is not None}
    return [(o, o not in chosen) for o in range(len(solved.model.options))]


def asked(model: Model, option: int, wins: bool) -> Model:
    """The program with one option forced in, or its application out."""
    if wins:
        return forced(model, [option], True)
    return forced(model, model.choices[model.options[option].application], False)


def naive(name: str, solved: Solved, sample: list[tuple[int, bool]], limit: float) -> float | None:
    """Processor seconds of solving again for each; None where one was not proven within the limit."""
    total = 0.0
    for option, wins in sample:
        model, start = asked(solved.model, option, wins), processor()
        if not PEERS[name](model, limit):
            return None
        total += processor() - start
    return total


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="240,2000,10000")
    parser.add_argument("--sample", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds that a peer may take for one question")
    args = parser.parse_args()
    peers = ("auto", "cbc once", "highs once")
    print(
        "| applications | questions | ours, s | the first time | solved again |",
        f"{' | '.join(f'{p}, s each' for p in peers)} |",
        end="",
    )
    print(f" {' | '.join(f'{p} / ours' for p in peers)} |")
    print("|" + "---|" * (5 + 2 * len(peers)))
    for size in map(int, args.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            solved = solved_again(solve(load(write_scenario(Path(folder) / "s", size, seed=args.seed))))
        every = questions(solved)
        sample = random.Random(args.seed).sample(every, min(args.sample, len(every)))
        times, cold = list[float](), list[float]()
        asked_of = {p: sample[: 5 if p != "auto" and size > 1000 else None] for p in peers}
        spent: dict[str, float | None] = dict.fromkeys(peers, 0.0)
        for part in range(TIMES):  # by turns, as a machine is not always equally fast
            cold.append(ours(solved)[0])  # after another's work its memory is no longer at hand
            seconds, again = ours(solved)
            times.append(seconds)
            for p in peers:
                more, before = naive(p, solved, asked_of[p][part::TIMES], args.limit), spent[p]
                spent[p] = None if more is None or before is None else before + more
        mine = statistics.median(times)
        each = [None if (t := spent[p]) is None else t / len(asked_of[p]) for p in peers]
        shown = ["-" if e is None else f"{e:.4f}" for e in each]
        ratios = ["-" if e is None else f"{e * len(every) / mine:,.0f}" for e in each]
        print(
            f"| {size:,} | {len(every):,} | {mine:.4f} | {statistics.median(cold):.4f} | {again:,} |",
            f"{' | '.join(shown)} | {' | '.join(ratios)} |",
            flush=True,
        )
    allocation = solve(load())
    start = processor()
    explain(allocation)
    print(f"\n`explain` of the embedded scenario, budgets included: {processor() - start:.1f} s")


if __name__ == "__main__":
    main()
