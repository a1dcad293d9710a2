"""allocate compare."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from allocator.cli.main import OK
from allocator.cli.options import UsablePath, seconds
from allocator.errors import UsageError


@click.command("compare")
@click.argument("folders", metavar="DIR DIR [DIR ...]", nargs=-1, type=UsablePath())
@click.option(
    "--time-limit", type=float, callback=seconds, metavar="SECONDS", help="Stop trying differences after so long."
)
def command(folders: tuple[Path, ...], time_limit: float | None) -> int:
    """Compare runs: who enters, leaves, changes tier or amount, and which change of input accounts for it.

    Each further run is compared with the first. For every change the differences of the inputs are named that make
    it alone; at most 40 differences are tried, each by a solve of its own. Nothing is written.

    Example: `allocate compare runs/shandong-2026-3000 runs/shandong-2026-3500`
    """
    from allocator.cli.show_comparison import show_comparison
    from allocator.cli.terminal import say
    from allocator.runs.read import read_run
    from allocator.sensitivity.compare import compare

    if len(folders) < 2:
        raise UsageError(f"compare: found {len(folders)} of the folders, expected two or more; name run folders")
    first, *others = [read_run(folder) for folder in folders]
    for n, (folder, run) in enumerate(zip(folders[1:], others, strict=True)):
        if n:
            say("")
        show_comparison(compare(first, run, time_limit=time_limit), str(folders[0]), str(folder))
    return OK
