"""Writing on the terminal: one console, one way to say a line, nothing that steers the terminal."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from typing import Any

import rich_click as click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from allocator.errors import AllocatorError, Problem
from allocator.visible import visible

PIPED_WIDTH = 160
MOST_WARNINGS = 20


class OutputError(AllocatorError):
    """Standard output cannot be written (a full device)."""


class _Console(Console):
    """A console that shows control characters as escapes.

    A reader that stops reading (`| head`) is no reason to change the exit status.
    """

    def print(self, *objects: Any, **options: Any) -> None:
        """Print a line; texts as `visible` gives them."""
        try:
            super().print(*(visible(o) if isinstance(o, str) else o for o in objects), **options)
        except OSError as error:
            to_nowhere(sys.stdout)
            raise OutputError(error.strerror) from None

    def on_broken_pipe(self) -> None:
        """Send the rest to nowhere."""
        self.quiet = True
        to_nowhere(sys.stdout)


def console() -> Console:
    """Console on standard output; wide where a pipe has no width of its own."""
    return _Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def table(title: str, columns: Iterable[tuple[str, bool]], rows: Iterable[Iterable[str]]) -> Table:
    """A plain table.

    Parameters
    ----------
    title
        Above the table.
    columns
        (heading, whether it is numeric).
    rows
        Cells as texts.
    """
    made = Table(
        title=Text(visible(title), "bold"), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for heading, numeric in columns:
        made.add_column(
            Text(visible(heading)), justify="right" if numeric else "left", no_wrap=numeric, overflow="fold"
        )
    for row in rows:
        made.add_row(*(Text(visible(cell)) for cell in row))
    return made


def say(line: str, *, err: bool = False) -> None:
    """One line on standard output or standard error, as `visible` gives it."""
    write(visible(line) + "\n", err=err)


def write(text: str, *, err: bool = False) -> None:
    """Text as it is.

    Raises
    ------
    OutputError
        Where standard output cannot be written.
    """
    try:
        click.echo(text, nl=False, err=err)
    except OSError as error:
        to_nowhere(sys.stderr if err else sys.stdout)
        if not err and not isinstance(error, BrokenPipeError):
            raise OutputError(error.strerror) from None


def say_warnings(warnings: Iterable[Problem], more: int = 0) -> None:
    """Warnings on standard error, at most a screenful; `more` of them were counted but are not among them."""
    every = list(warnings)
    for warning in every[:MOST_WARNINGS]:
        say(f"warning: {warning}", err=True)
    more += max(0, len(every) - MOST_WARNINGS)
    if more:
        say(f"warning: ... and {more} more", err=True)


def to_nowhere(stream: Any) -> None:
    """Send what is left in a stream, and what comes, to nowhere: Python writes it again when it exits."""
    with contextlib.suppress(OSError, ValueError):  # a stream without a file
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
