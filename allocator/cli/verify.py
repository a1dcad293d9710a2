"""allocate verify."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from allocator.cli.main import DIFFERS, OK, STOPPED, TIME_LIMIT
from allocator.cli.options import UsablePath, seconds


@click.command("verify")
@click.argument("folder", metavar="DIR", type=UsablePath())
@click.option(
    "--scenario",
    type=UsablePath(),
    help="Original scenario, where it has moved. Default: the path that the run records.",
)
@click.option(
    "--time-limit",
    type=float,
    callback=seconds,
    metavar="SECONDS",
    help="Seconds for solving again. Default: until it is proven; for a run that was itself stopped, 60.",
)
@click.option("--sensitivity", is_flag=True, help="Make the files of `allocate explain` again too, and compare them.")
def command(folder: Path, scenario: Path | None, time_limit: float | None, sensitivity: bool) -> int:
    """Check a run folder: its files, the rules, the proof, and the scenario it came from.

    The run is read back from DIR/inputs, every rule is rechecked by a second implementation, certificate and proofs
    are checked (where there are none, the allocation is solved again), every file is compared byte for byte, and the
    inputs are compared with the original scenario where it is still there. What could not be checked is named. Exit
    status 5 where anything is missing, broken or differs, 4 or 130 where a time limit or Ctrl-C kept the proof from
    being made again.

    Example: `allocate verify runs/shandong-2026-3000`
    """
    from allocator.cli.terminal import say
    from allocator.runs.verify import verify

    report = verify(folder, scenario, time_limit=time_limit, sensitivity=sensitivity)
    for line in report.notes:
        say(line)
    for line in report.unchecked:
        say(f"未核对 NOT checked: {line}")
    for difference in report.differences:
        say(f"不一致 differs: {difference}", err=True)
    if report.differences:
        n = len(report.differences)
        say(f"{folder}: 有{n}处不一致 {n} difference{'s' if n > 1 else ''}", err=True)
        return DIFFERS
    if report.stopped is not None:
        said = "未发现不一致，但最优性的证明没有重做完 nothing differs, but its proof was not made again"
        say(f"{folder}: {said}", err=True)
        return STOPPED if report.stopped == "interrupt" else TIME_LIMIT
    if not report.proven:
        said = "nothing differs; it is NOT proven to be the best, nor does it say so"
        say(f"{folder}: 未发现不一致；没有证明它是最优的，它也没有这样说 {said}")
        return OK
    said = "核对通过 verified"
    if report.unchecked:
        said = "未发现不一致，另有“未核对”的各行请看 nothing differs, but see what was NOT checked"
    say(f"{folder}: {said}")
    return OK
