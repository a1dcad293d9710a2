"""allocate verify."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from allocator.cli.main import DIFFERS, OK
from allocator.cli.options import UsablePath


@click.command("verify")
@click.argument("folder", metavar="DIR", type=UsablePath())
@click.option(
    "--scenario",
    type=UsablePath(),
    help="Original scenario, where it has moved. Default: the path that the run records.",
)
def command(folder: Path, scenario: Path | None) -> int:
    """Check a run folder: its files, the rules, the proof, and the scenario it came from.

    The run is read back from DIR/inputs, every rule is rechecked by a second implementation, the allocation is
    solved again and compared byte for byte, and the inputs are compared with the original scenario where it is
    still there. Exit status 5 where anything is missing, broken or differs.

    Example: `allocate verify runs/shandong-2026-3000`
    """
    from allocator.cli.terminal import say
    from allocator.runs.verify import verify

    report = verify(folder, scenario)
    for line in report.notes:
        say(line)
    for difference in report.differences:
        say(f"differs: {difference}", err=True)
    if report.differences:
        n = len(report.differences)
        say(f"{folder}: {n} difference{'s' if n > 1 else ''}", err=True)
        return DIFFERS
    say(f"{folder}: verified")
    return OK
