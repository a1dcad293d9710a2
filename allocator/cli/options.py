"""Options that several commands share, each defined once."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from allocator.atomic import present
from allocator.errors import UsageError

if TYPE_CHECKING:
    from allocator.scenario import Scenario


class UsablePath(click.Path):
    """A path that may be there or not, but that no system call chokes on (one that is too long, say)."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path."""
        if not os.fspath(value):  # pathlib takes it for the folder where the command was called
            self.fail("the path is empty; name a folder or a file", param, ctx)
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        try:
            present(path)
        except UsageError as error:
            self.fail(str(error), param, ctx)
        return path


def seconds(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """Seconds of a time limit."""
    if value is not None and not 0 <= value < math.inf:  # NaN compares with nothing
        raise click.BadParameter(f"{value} is no time limit; give seconds from 0 up, for example 60", ctx, param)
    return value


scenario_argument = click.argument("scenario", required=False, type=UsablePath())
budget_option = click.option(
    "--budget", metavar="B", help="Budget: 3000 (policy units), 3000万, 0.3亿 or 30000000元. Default: the policy's."
)
engine_option = click.option(
    "--engine", default=None, metavar="NAME", help="auto (default), certified, cp-sat, cbc, highs, or enumeration."
)
time_limit_option = click.option(
    "--time-limit",
    type=float,
    callback=seconds,
    metavar="SECONDS",
    help="Stop the search after so long; the best found is written, exit 4. Finding a conflict has as long again, "
    "pseudo-Boolean proofs what the search has left.",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="Share the work of explaining among N processes. Default: 1.",
)
force_option = click.option("--force", is_flag=True, help="Replace the run that is there.")


def with_stated_budget(scenario: Scenario, budget: str | None) -> Scenario:
    """The scenario with the budget of `--budget`, where one is given."""
    from allocator.solving import stated_budget

    if budget is None:
        return scenario
    try:
        return scenario.with_budget(stated_budget(scenario, budget))
    except UsageError as error:
        raise UsageError(f"--{error}") from None  # the library says `budget: ...`
