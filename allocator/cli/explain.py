"""allocate explain."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from allocator.cli.main import INFEASIBLE, OK
from allocator.cli.options import UsablePath, jobs_option, seconds
from allocator.cli.progress import Progress

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.sensitivity.explanation import Sensitivity


@click.command("explain")
@click.argument("folder", metavar="DIR", type=UsablePath())
@click.argument("ids", metavar="[ID ...]", nargs=-1)
@click.option("--time-limit", type=float, callback=seconds, metavar="SECONDS", help="Give up after so long.")
@jobs_option
@click.pass_obj
def command(progress: Progress, folder: Path, ids: tuple[str, ...], time_limit: float | None, jobs: int) -> int:
    """Explain a run: who is near the line, what would have changed it, and why not.

    Without ID: every application, written to DIR/sensitivity.json, with frontier.csv, rule_costs.csv and
    alternatives.json beside it; those near the line are shown. With IDs: a page on each of them, nothing is written; an
    explanation that stands in DIR and is one of its run is not found again.
    Of an infeasible run: the rules in conflict, and what would repair it; exit 3.

    Example: `allocate explain runs/shandong-2026-3000 SD2026-159`
    """
    from allocator.cli.show_explanation import show_page
    from allocator.cli.terminal import say
    from allocator.runs.read import read_run

    allocation = read_run(folder)
    if allocation.status == "infeasible":
        return _conflict(folder, allocation, time_limit, progress)
    if not ids:
        explain_run(folder, allocation, time_limit, progress, jobs)
        return OK
    found = _stored(folder, allocation, ids) or _explained(allocation, ids, time_limit, jobs)
    for n, i in enumerate(dict.fromkeys(ids)):
        if n:
            say("")
        show_page(found, i)
    return OK


def explain_run(folder: Path, allocation: Allocation, time_limit: float | None, progress: Progress, jobs: int) -> None:
    """Explain every application of a run, add the files to its folder, and show those near the line."""
    from allocator.cli.show_explanation import show_summary
    from allocator.cli.terminal import say
    from allocator.runs.explained import add_files, sensitivity_files
    from allocator.sensitivity.alternatives import alternatives

    found = _explained(allocation, None, time_limit, jobs)
    others = alternatives(allocation, time_limit=time_limit)
    progress.begins(folder / "sensitivity.json")
    add_files(folder, sensitivity_files(found, others))
    progress.done(folder / "sensitivity.json")
    show_summary(found, others)
    say(progress.outcome())


def _explained(allocation: Allocation, ids: Collection[str] | None, time_limit: float | None, jobs: int) -> Sensitivity:
    from allocator.cli.shown_progress import ShownProgress
    from allocator.sensitivity.explain import explain

    shown = ShownProgress()
    try:
        return explain(allocation, applications=ids, time_limit=time_limit, progress=shown, jobs=jobs)
    finally:
        shown.end()


def _stored(folder: Path, allocation: Allocation, ids: Collection[str]) -> Sensitivity | None:
    """The explanation that stands in the folder of an explained run; None where there is none of this run."""
    from allocator.errors import UsageError
    from allocator.runs.read_explained import is_explained, read_explained
    from allocator.sensitivity.explain import indices_of

    if allocation.status != "optimal" or not is_explained(folder):
        return None
    indices_of(allocation, ids)
    try:
        return read_explained(folder, allocation)[0]
    except UsageError:  # it is found anew, whatever is wrong with the files
        return None


def _conflict(folder: Path, allocation: Allocation, time_limit: float | None, progress: Progress) -> int:
    from allocator.cli.show_result import show_conflict
    from allocator.cli.terminal import say
    from allocator.runs.explained import add_files
    from allocator.runs.json_text import dumps
    from allocator.sensitivity import find_conflict

    conflict = find_conflict(allocation.scenario, time_limit=time_limit)
    if conflict is not None:
        progress.begins(folder / "conflict.json")
        add_files(folder, {"conflict.json": dumps(conflict.record()).encode()})
        progress.done(folder / "conflict.json")
    show_conflict(allocation, conflict)
    say(progress.outcome())
    return INFEASIBLE
