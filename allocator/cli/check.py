"""allocate check."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from allocator.cli.main import OK
from allocator.cli.options import scenario_argument


@click.command("check")
@scenario_argument
def command(scenario: Path | None) -> int:
    """Read a scenario, report every problem at once, show the screening. Nothing is written.

    Example: `allocate check scenarios/shandong-2026`
    """
    from allocator.cli.show_screening import show_screening
    from allocator.cli.terminal import say_warnings
    from allocator.loading import load

    read = load(scenario)
    say_warnings(read.warnings, read.more_warnings)
    show_screening(read)
    return OK
