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
    from allocator.cli.terminal import say, say_warnings
    from allocator.loading import load

    read = load(scenario)
    say_warnings(read.warnings, read.more_warnings)
    show_screening(read)
    warnings = len(read.warnings) + read.more_warnings
    zh, en = (
        (f"，提示{warnings}条见上", f"; {warnings} warning{'s' if warnings > 1 else ''} above")
        if warnings
        else ("", "")
    )
    say("")
    say(f"输入没有错误{zh} no faults in the inputs{en}; nothing was written")
    return OK
