"""allocate report."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path

import rich_click as click

from allocator.cli.main import INFEASIBLE, OK
from allocator.cli.options import UsablePath, seconds
from allocator.cli.progress import Progress

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime.date | None:
    """A day of `--date`."""
    if value is None:
        return None
    try:
        if not _DAY.fullmatch(value):  # Python takes days by week too, and digits of other scripts
            raise ValueError(value)
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value[:60]!r} is no day; write for example 2026-09-18", ctx, param) from None


def listed(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Names given one by one or with commas between."""
    named = tuple(tuple(name.strip() for name in value.split(",") if name.strip()) for value in values)
    for value, names in zip(values, named, strict=True):
        if not names:
            raise click.BadParameter(f"{value[:60]!r} names nothing; leave the option out for the default", ctx, param)
    return tuple(name for names in named for name in names)


@click.command("report")
@click.argument("folder", metavar="DIR", type=UsablePath())
@click.option(
    "--document",
    "documents",
    multiple=True,
    callback=listed,
    metavar="D",
    help="proposal (资金分配建议), notice (公示名单), payment (资金下达表), scores (评审情况表), "
    "reasons (不予支持说明), targets (绩效目标表), uses (用途清单), conflict (规则冲突说明). "
    "Default: all that the run allows.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    callback=listed,
    metavar="F",
    help="docx, pdf, xlsx (one workbook), html (the explorer: every application with its scores, whatever the "
    "documents). Default: all; html not where --document is given.",
)
@click.option("--lang", default="zh", metavar="zh|en", help="Language of the documents. Default: zh.")
@click.option("--date", callback=day, metavar="YYYY-MM-DD", help="Date of the documents. Default: the run's day.")
@click.option("--amounts/--no-amounts", help="Whether the public notice states amounts. Default: it does not.")
@click.option(
    "--out",
    type=UsablePath(),
    help="Folder to write to. Default: DIR/documents, of English documents DIR/documents-en.",
)
@click.option("--force", is_flag=True, help="Replace documents that are there with other content.")
@click.option("--time-limit", type=float, callback=seconds, metavar="SECONDS", help="Give up explaining after so long.")
@click.pass_obj
def command(
    progress: Progress,
    folder: Path,
    documents: tuple[str, ...],
    formats: tuple[str, ...],
    lang: str,
    date: datetime.date | None,
    amounts: bool,
    out: Path | None,
    force: bool,
    time_limit: float | None,
) -> int:
    """Write the documents that are attached, published and signed, from a run folder alone.

    A run that has not been explained is explained first. The same run gives the same bytes. Where no font has a
    character, the formats that need one are left out and named, the others written; exit 2. Of an infeasible run: the
    rules in conflict, and the review; exit 3. Of a run that was stopped before its proof, only the proposal and the
    review, marked as not proven.

    Example: `allocate report runs/shandong-2026-3000 --document notice --amounts`
    """
    from allocator.cli.shown_progress import ShownProgress
    from allocator.report.refused import FormatsRefusedError
    from allocator.report.write import write_report
    from allocator.runs.read import read_run

    shown = ShownProgress()
    try:
        files = write_report(
            folder,
            documents=documents,
            formats=formats,
            lang=lang,
            date=date,
            amounts=amounts,
            out=out,
            force=force,
            time_limit=time_limit,
            progress=shown,
            added=progress.adds,
            writing=progress.begins,
        )
    except FormatsRefusedError as refused:
        shown.end()
        _say_written(refused.written, progress)
        _say_status(read_run(folder).status)
        raise
    finally:
        shown.end()
    status = read_run(folder).status
    _say_written(files, progress)
    _say_status(status)
    return INFEASIBLE if status == "infeasible" else OK


def _say_status(status: str) -> None:
    """Tell what the documents of a run that is not proven optimal are no basis for."""
    from allocator.cli.terminal import say

    if status == "feasible":
        say("warning: 未证明最优 not proven optimal: no notice, payments or reasons are written", err=True)
    if status == "infeasible":
        say("没有满足全部规则的分配方案 no allocation satisfies the rules", err=True)


def _say_written(files: Sequence[Path], progress: Progress) -> None:
    from allocator.cli.terminal import say

    for path in files:
        say(str(path))
    if files:
        progress.done(files[0].parent)
        say(progress.outcome())
