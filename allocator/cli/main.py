"""Entry point: commands by name, loaded when called; faults become messages and exit statuses."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

import rich_click as click

from allocator.cli.progress import Progress
from allocator.cli.status import BAD_INPUT, DIFFERS, INFEASIBLE, INTERNAL, OK, STOPPED, TIME_LIMIT

__all__ = ["BAD_INPUT", "DIFFERS", "INFEASIBLE", "INTERNAL", "OK", "STOPPED", "TIME_LIMIT", "cli", "main"]

COMMANDS = {
    "run": "Decide who gets how much, and write the run.",
    "explain": "Say of every application why, and what would change it.",
    "report": "Write the documents that are attached, published and signed.",
    "frontier": "Say what every budget would give.",
    "what-if": "Allocate anew with something otherwise, and compare.",
    "compare": "Compare runs: what changed, and why.",
    "check": "Read a scenario, report every problem, show the screening.",
    "init": "Write an empty scenario with a workbook to fill in.",
    "verify": "Check a run folder against its inputs.",
    "export": "Write the integer program for another solver.",
}


class LazyGroup(click.RichGroup):
    """A group that imports a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which a person needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        asks_for_list = not {a for a in sys.argv[1:] if not a.startswith("-")} & {cmd_name}
        if asks_for_list and ctx.info_name != cmd_name and _listing():
            return click.RichCommand(name=cmd_name, short_help=COMMANDS[cmd_name], help=COMMANDS[cmd_name])
        command: click.Command = importlib.import_module(f"allocator.cli.{cmd_name.replace('-', '_')}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C ends it with one line (click would put an empty one before)."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            return _ended(error, ctx.obj)


def _listing() -> bool:
    """Whether the whole group's help is asked for (then short helps suffice)."""
    words = sys.argv[1:]
    return not words or words[0] in ("--help", "-h")


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="award-allocator", prog_name="allocate")
def cli() -> None:
    """Allocate award money: exact, explained, reproducible.

    `allocate run --budget 3000` decides the embedded scenario; `allocate COMMAND --help` tells more.

    Exit status: 0 done, 1 internal error, 2 bad usage or input, 3 no allocation satisfies the rules,
    4 time limit (or Ctrl-C during the search), 5 verify found a difference, 130 stopped by Ctrl-C. Output that
    cannot be written (a full disk) is 2; a reader that stops reading (| head) changes nothing.
    """


def main() -> None:
    """Run the command line and exit with its status."""
    _open_standard_streams()
    gc.set_threshold(200_000, 20, 100)  # records by the million are no garbage, and are not looked through for it often
    progress = Progress()
    status: object = OK
    with _noting_interrupts(progress):
        try:
            status = _called(progress)
            sys.stdout.flush()
        except BaseException as error:
            status = _ended(error, progress)
    sys.exit(status if isinstance(status, int) else OK)


def _called(progress: Progress) -> object:
    try:
        return cli.main(standalone_mode=False, obj=progress)
    except SystemExit as error:  # click's own: the group's help, or a reader that stopped reading
        if isinstance(error.__context__, BrokenPipeError):
            raise error.__context__ from None
        return error.code


def _ended(error: BaseException, progress: Progress) -> int:
    from allocator.cli.ending import end

    if not isinstance(error, Exception | KeyboardInterrupt):
        raise error
    return end(error, progress)


def _open_standard_streams() -> None:
    """Give the standard streams somewhere to go where the caller has closed them, and no text that they refuse."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:  # else the next file opened would get this number, and what C code prints
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (it stays open)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


@contextlib.contextmanager
def _noting_interrupts(progress: Progress) -> Iterator[None]:
    """Note Ctrl-C, because a library that is being imported may make another fault of it."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
        yield
        return

    def on_interrupt(signum: int, frame: FrameType | None) -> None:
        progress.interrupted = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
