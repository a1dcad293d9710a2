"""allocate frontier."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from allocator.cli.main import OK
from allocator.cli.options import UsablePath, jobs_option, seconds
from allocator.cli.progress import Progress


@click.command("frontier")
@click.argument("folder", metavar="DIR", type=UsablePath())
@click.option("--time-limit", type=float, callback=seconds, metavar="SECONDS", help="Give up after so long.")
@jobs_option
@click.pass_obj
def command(progress: Progress, folder: Path, time_limit: float | None, jobs: int) -> int:
    """What more money, or less, would give: the exact outcome at every budget of the policy's range.

    Written to DIR/frontier.csv: a row for each budget from which on the winners or the totals change.

    Example: `allocate frontier runs/shandong-2026-3000`
    """
    from allocator.cli.show_explanation import show_frontier
    from allocator.cli.shown_progress import ShownProgress
    from allocator.cli.terminal import say
    from allocator.runs.explained import add_files, frontier_file
    from allocator.runs.read import read_run
    from allocator.sensitivity.frontier import frontier

    allocation = read_run(folder)
    shown = ShownProgress()
    try:
        rows = frontier(allocation, time_limit=time_limit, progress=shown, jobs=jobs)
    finally:
        shown.end()
    progress.begins(folder / "frontier.csv")
    add_files(folder, {"frontier.csv": frontier_file(allocation, rows)})
    progress.done(folder / "frontier.csv")
    show_frontier(allocation, rows)
    say(progress.outcome())
    return OK
