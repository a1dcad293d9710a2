"""Writing on the terminal: one console, warnings on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import rich_click as click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from allocator.errors import Problem

PIPED_WIDTH = 160
MOST_WARNINGS = 20


class _Console(Console):
    """A console for which a reader that stops reading (`| head`) is no reason to change the exit status."""

    def on_broken_pipe(self) -> None:
        """Send the rest to nowhere."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    made = Table(title=Text(title, "bold"), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading, numeric in columns:
        made.add_column(Text(heading), justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made


def say_warnings(warnings: Iterable[Problem]) -> None:
    """Warnings on standard error, at most a screenful."""
    every = list(warnings)
    for warning in every[:MOST_WARNINGS]:
        click.echo(f"warning: {warning}", err=True)
    if len(every) > MOST_WARNINGS:
        click.echo(f"warning: ... and {len(every) - MOST_WARNINGS} more", err=True)
