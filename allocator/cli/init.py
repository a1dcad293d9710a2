"""allocate init."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from allocator.cli.main import OK
from allocator.cli.options import UsablePath
from allocator.cli.progress import Progress


@click.command("init")
@click.argument("folder", metavar="DIR", type=UsablePath())
@click.option(
    "--policy",
    metavar="FILE",
    type=UsablePath(),
    help="Policy to start from. Default: that of the embedded shandong-2026 scenario.",
)
@click.pass_obj
def command(progress: Progress, folder: Path, policy: Path | None) -> int:
    """Write an empty scenario with a workbook to fill in.

    DIR, which must be new or empty, gets policy.yaml, applications.xlsx with headings, comments and drop-down
    lists as the policy needs them, and under optional/ the same for reviews, ledger and decisions; move up those
    you use. Then `allocate check DIR` and `allocate run DIR`.

    Example: `allocate init my-programme`
    """
    from allocator.cli.terminal import say
    from allocator.encoding import decode
    from allocator.errors import UsageError
    from allocator.loading import embedded
    from allocator.template import check_target, scenario_files, write_scenario

    check_target(folder)
    source = policy or embedded() / "policy.yaml"
    try:
        if source.exists() and not source.is_file():
            raise UsageError(f"{source} is not a file; give a policy file (.yaml)")
        text = decode(source.read_bytes(), source.name)
    except OSError as error:
        raise UsageError(f"{source} cannot be read ({error.strerror}); give a policy file (.yaml)") from None
    files = scenario_files(text, source.name)
    progress.begins(folder)
    write_scenario(folder, files)
    progress.done(folder)
    say(f"written to {folder}: edit policy.yaml, fill in applications.xlsx, then allocate check {folder}")
    return OK
