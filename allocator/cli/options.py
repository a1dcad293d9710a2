"""Options that several commands share, each defined once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

if TYPE_CHECKING:
    from allocator.scenario import Scenario

scenario_argument = click.argument("scenario", required=False, type=click.Path(path_type=Path))
budget_option = click.option(
    "--budget", metavar="B", help="Budget: 3000 (policy units), 3000万, 0.3亿 or 30000000元. Default: the policy's."
)
engine_option = click.option(
    "--engine", default=None, metavar="NAME", help="cp-sat (default), cbc, highs, or enumeration (small cases)."
)
time_limit_option = click.option(
    "--time-limit",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Stop the search after so long; the best found is written, exit 4.",
)
force_option = click.option("--force", is_flag=True, help="Replace the run that is there.")


def with_stated_budget(scenario: Scenario, budget: str | None) -> Scenario:
    """The scenario with the budget of `--budget`, where one is given."""
    from allocator.errors import UsageError
    from allocator.solving import stated_budget

    if budget is None:
        return scenario
    try:
        return scenario.with_budget(stated_budget(scenario, budget))
    except UsageError as error:
        raise UsageError(f"--{error}") from None  # the library says `budget: ...`
