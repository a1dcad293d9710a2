"""allocate what-if."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from allocator.cli.main import INFEASIBLE, TIME_LIMIT
from allocator.cli.options import UsablePath, budget_option, engine_option, force_option, scenario_argument, seconds
from allocator.cli.progress import Progress
from allocator.errors import Place, Problems

if TYPE_CHECKING:
    from allocator.allocation import Allocation

NONE = "none"


@click.command("what-if")
@scenario_argument
@budget_option
@click.option("--score", "scores", multiple=True, metavar="ID=SCORE", help="Composite score of an application.")
@click.option("--amounts", metavar="RULE", help="proportional, optimised, uniform, in-full or graded.")
@click.option("--without", multiple=True, metavar="RULE", help="Leave a rule out, by its id (quota:TIER, city-cap).")
@click.option(
    "--decide",
    "decisions",
    multiple=True,
    metavar="ID=DECISION",
    help="fund, fund:TIER or reject; none withdraws the recorded decision.",
)
@click.option("--out", type=UsablePath(), help="Folder to write the new run to. Default: nothing is written.")
@force_option
@engine_option
@click.option("--time-limit", type=float, callback=seconds, metavar="SECONDS", help="Stop each search after so long.")
@click.pass_obj
def command(
    progress: Progress,
    scenario: Path | None,
    budget: str | None,
    scores: tuple[str, ...],
    amounts: str | None,
    without: tuple[str, ...],
    decisions: tuple[str, ...],
    out: Path | None,
    force: bool,
    engine: str | None,
    time_limit: float | None,
) -> int:
    """Allocate anew with something otherwise, all else equal, and compare with the allocation as it is.

    SCENARIO is a scenario, or a run folder (then its inputs and its budget); without it, the embedded one. --score,
    --without and --decide may be given several times.

    Example: `allocate what-if --budget 3500 --score SD2026-159=88.5 --without fallback:benchmark:demonstration`
    """
    from allocator.cli.run import STATUSES
    from allocator.cli.show_comparison import show_comparison
    from allocator.cli.show_result import show_conflict
    from allocator.cli.steps import ShownSteps
    from allocator.cli.terminal import say
    from allocator.engines import DEFAULT, engine_named
    from allocator.runs.folder import check_target
    from allocator.runs.write import write_run
    from allocator.scenario.settled import settled
    from allocator.sensitivity import find_conflict
    from allocator.sensitivity.compare import compare
    from allocator.sensitivity.what_if import suppose
    from allocator.solving import solve

    started, timings, name = datetime.datetime.now().astimezone(), ShownSteps(), engine or DEFAULT
    engine_named(name)
    if out is not None:
        check_target(out, force)
    problems = Problems()
    pairs = [_pairs("score", scores, problems), _pairs("decide", decisions, problems)]
    problems.check()
    before = _as_it_is(scenario, name, time_limit)
    decided = {i: None if d.strip().lower() == NONE else d for i, d in pairs[1].items()}
    supposed = suppose(
        before.scenario, budget=budget, score=pairs[0], amounts=amounts, without=without, decisions=decided
    )
    if out is not None:
        supposed = settled(supposed)  # what cannot be written is not solved first
    after = solve(supposed, engine=name, time_limit=time_limit, timings=timings)
    infeasible = after.status == "infeasible"
    conflict = find_conflict(supposed, time_limit=time_limit) if infeasible else None
    if out is not None:
        progress.begins(out)
        words = ["allocate", *sys.argv[1:]]
        written = write_run(out, after, conflict=conflict, command=words, started=started, timings=timings, force=force)
        progress.done(written.folder)
    show_comparison(compare(before, after, engine=name, time_limit=time_limit), before.scenario.source.name, "what-if")
    if infeasible:
        say("")
        show_conflict(after, conflict)
        return INFEASIBLE
    say("")
    say(progress.outcome())
    return TIME_LIMIT if before.status == "unknown" else STATUSES[after.status]


def _as_it_is(scenario: Path | None, engine: str, time_limit: float | None) -> Allocation:
    """The allocation without the supposition: of a run folder the stored one, else a new one."""
    from allocator.cli.terminal import say_warnings
    from allocator.loading import load
    from allocator.runs.read import read_run
    from allocator.solving import solve

    if scenario is not None and os.path.isdir(scenario) and os.path.isfile(scenario / "allocation.json"):
        return read_run(scenario)
    read = load(scenario)
    say_warnings(read.warnings, read.more_warnings)
    return solve(read, engine=engine, time_limit=time_limit)


def _pairs(option: str, given: Iterable[str], problems: Problems) -> dict[str, str]:
    """ID=VALUE by the last `=`, as no value holds one."""
    found: dict[str, str] = {}
    for text in given:
        application_id, equals, value = (part.strip() for part in text.rpartition("="))
        if not (application_id and equals and value):
            example = "SD2026-159=88.5" if option == "score" else "SD2026-159=fund"
            problems.add(Place(f"--{option}"), f"found {text!r}, expected ID=VALUE", f"write for example {example}")
        elif application_id in found:
            problems.add(Place(f"--{option}"), f"found {application_id!r} twice", "keep one of them")
        else:
            found[application_id] = value
    return found
