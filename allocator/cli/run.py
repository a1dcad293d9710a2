"""allocate run."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import rich_click as click

from allocator.cli.main import INFEASIBLE, OK, TIME_LIMIT
from allocator.cli.options import (
    UsablePath,
    budget_option,
    engine_option,
    force_option,
    jobs_option,
    scenario_argument,
    time_limit_option,
    with_stated_budget,
)
from allocator.cli.progress import Progress

STATUSES = {"optimal": OK, "infeasible": INFEASIBLE, "feasible": TIME_LIMIT, "unknown": TIME_LIMIT}


@click.command("run")
@scenario_argument
@budget_option
@click.option("--out", type=UsablePath(), help="Folder to write. Default: the next free runs/SCENARIO-BUDGET.")
@force_option
@engine_option
@time_limit_option
@click.option("--sensitivity", is_flag=True, help="Explain every application too, as `allocate explain` does.")
@jobs_option
@click.pass_obj
def command(
    progress: Progress,
    scenario: Path | None,
    budget: str | None,
    out: Path | None,
    force: bool,
    engine: str | None,
    time_limit: float | None,
    sensitivity: bool,
    jobs: int,
) -> int:
    """Decide who gets how much, and write the run.

    SCENARIO is a folder (policy.yaml, applications.csv, ...) or one workbook; without it, the embedded
    shandong-2026 scenario.

    Example: `allocate run --budget 3000`
    """
    from allocator.cli.show_result import show_conflict, show_result
    from allocator.cli.steps import ShownSteps
    from allocator.cli.terminal import say, say_warnings
    from allocator.engines import DEFAULT, engine_named
    from allocator.loading import load
    from allocator.runs.folder import check_target
    from allocator.runs.write import RUNS, write_run
    from allocator.sensitivity import find_conflict
    from allocator.solving import solve

    started, timings = datetime.datetime.now().astimezone(), ShownSteps()
    engine_named(engine or DEFAULT)
    if out is not None:
        check_target(out, force)
    read = load(scenario, timings=timings)
    read = with_stated_budget(read, budget)
    say_warnings(read.warnings, read.more_warnings)
    allocation = solve(read, engine=engine or DEFAULT, time_limit=time_limit, timings=timings)
    infeasible = allocation.status == "infeasible"
    conflict = find_conflict(read, time_limit=time_limit) if infeasible else None
    searched = timings.seconds["model"] + timings.seconds["solve"]
    progress.begins(out or RUNS)
    written = write_run(
        out,
        allocation,
        conflict=conflict,
        command=["allocate", *sys.argv[1:]],
        started=started,
        timings=timings,
        force=force,
        time_limit=None if time_limit is None else max(0.0, time_limit - searched),
    )
    progress.done(written.folder)
    if written.left is not None:
        say(f"warning: what could not be removed of the run replaced stands in {written.left}", err=True)
    if written.left_out:
        say(f"warning: 未写出伪布尔证明 no pseudo-Boolean proofs are written: {written.left_out}", err=True)
    if infeasible:
        show_conflict(allocation, conflict)
    else:
        show_result(allocation)
    say(progress.outcome())
    if sensitivity and allocation.status == "optimal":
        from allocator.cli.explain import explain_run

        explain_run(written.folder, allocation, time_limit, progress, jobs)
    return STATUSES[allocation.status]
