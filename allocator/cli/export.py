"""allocate export."""

from __future__ import annotations

import os
from pathlib import Path

import rich_click as click

from allocator.cli.main import OK
from allocator.cli.options import budget_option, force_option, scenario_argument, with_stated_budget


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
    "--stage", metavar="STAGE", help="quota-deviation, weighted-score or funded-score. Default: the scenario's stage 2."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write. Default: standard output.")
@force_option
def command(
    scenario: Path | None, budget: str | None, form: str, stage: str | None, out: Path | None, force: bool
) -> int:
    """Write the integer program for those who want their own solver.

    Stage 2 holds the quota deviation at its optimum; comments in the file say what variables and rows mean.

    Example: `allocate export --format lp --out model.lp`
    """
    from allocator.engines.export import export_program
    from allocator.errors import UsageError
    from allocator.loading import load
    from allocator.model import compile_model

    if out is not None and os.path.lexists(out) and not force:
        raise UsageError(f"{out} exists; choose another --out, or --force to replace it")
    read = load(scenario)
    read = with_stated_budget(read, budget)
    model = compile_model(read)
    ids, tiers = read.tables.applications.ids, read.policy.tiers
    labels = [f"{ids[read.order[o.application]]} in {tiers[o.tier].id}" for o in model.options]
    text = export_program(model, form, stage or model.stage, labels)
    if out is None:
        click.echo(text, nl=False)
        return OK
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}); choose another --out") from None
    click.echo(f"written to {out}")
    return OK
