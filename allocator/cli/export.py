"""allocate export."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from allocator.cli.main import OK
from allocator.cli.options import UsablePath, budget_option, scenario_argument, with_stated_budget
from allocator.cli.progress import Progress


@click.command("export")
@scenario_argument
@budget_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["mps", "lp", "opb"]),
    default="mps",
    show_default=True,
    help="Format of the file.",
)
@click.option(
    "--stage",
    metavar="STAGE",
    help="quota-deviation, or the policy's stage 2: weighted-score, or funded-score where its objective says so. "
    "Default: stage 2.",
)
@click.option("--out", type=UsablePath(), help="File to write. Default: standard output.")
@click.option("--force", is_flag=True, help="Replace the file that is there.")
@click.pass_obj
def command(
    progress: Progress,
    scenario: Path | None,
    budget: str | None,
    form: str,
    stage: str | None,
    out: Path | None,
    force: bool,
) -> int:
    """Write the integer program for those who want their own solver.

    Stage 2 holds the quota deviation at its optimum; comments in the file say what variables and rows mean.

    Example: `allocate export --format lp --out model.lp`
    """
    from allocator.atomic import check_file, write_file
    from allocator.cli.terminal import say, write
    from allocator.engines.export import export_program
    from allocator.loading import load
    from allocator.model import compile_model
    from allocator.runs.opb_files import option_labels

    if out is not None:
        check_file(out, force)
    read = load(scenario)
    read = with_stated_budget(read, budget)
    model = compile_model(read)
    text = export_program(model, form, stage or model.stage, option_labels(read, model))
    if out is None:
        write(text)
        return OK
    progress.begins(out)
    write_file(out, text.encode(), force=force)
    progress.done(out)
    say(progress.outcome())
    return OK
