"""How a command ends that does not end well: one message on standard error, one exit status, always true."""

from __future__ import annotations

import errno
import io
import os
import sys
import tempfile
import traceback

import rich_click as click

from allocator.cli.progress import Progress
from allocator.cli.status import BAD_INPUT, INTERNAL, OK, STOPPED
from allocator.cli.terminal import OutputError, say, to_nowhere
from allocator.errors import AllocatorError, AuditError, InputError

_SURROUNDINGS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EMFILE, errno.ENFILE}


def end(error: BaseException, progress: Progress) -> int:
    """Say why a command ended.

    Parameters
    ----------
    error
        What ended it.
    progress
        What it had written by then.

    Returns
    -------
    int
        Exit status.
    """
    if progress.interrupted or isinstance(error, click.Abort | KeyboardInterrupt):
        return _say(f"已停止 stopped; {progress.outcome()}", STOPPED)
    if isinstance(error, click.ClickException):
        shown = io.StringIO()
        error.show(shown)
        return _say(shown.getvalue().rstrip("\n"), error.exit_code)
    if isinstance(error, OutputError):
        return _unheard(str(error), progress)
    if isinstance(error, AuditError):
        return _say(f"internal error: {error}\n{progress.outcome()}; please report this", INTERNAL)
    if isinstance(error, InputError):
        n = len(error.problems)
        for line in error.lines:  # each in one line, whatever a cell holds
            say(line, err=True)
        return _say(f"输入有{n}处问题 {n} problem{'s' if n > 1 else ''} in the inputs; {progress.outcome()}", BAD_INPUT)
    if isinstance(error, AllocatorError):
        return _say(f"error: {error}", BAD_INPUT)
    if isinstance(error, OSError) and _of_a_help_text(error):
        to_nowhere(sys.stdout)
        return OK if isinstance(error, BrokenPipeError) else _unheard(str(error.strerror), progress)
    if isinstance(error, OSError) and error.errno in _SURROUNDINGS:
        where = error.filename or f"a temporary file in {tempfile.gettempdir()}"
        return _say(f"error: {where} cannot be written ({error.strerror}); {progress.outcome()}", BAD_INPUT)
    if os.environ.get("ALLOCATOR_TRACEBACK"):
        traceback.print_exception(error)
    text = f"internal error: {type(error).__name__}: {error}\n{progress.outcome()}"
    return _say(f"{text}; set ALLOCATOR_TRACEBACK=1 for details; please report this", INTERNAL)


def _of_a_help_text(error: OSError) -> bool:
    """Whether it came of writing what click writes itself, or what it left to be flushed."""
    frame = [frame for frame, _ in traceback.walk_tb(error.__traceback__)][-1]
    module = str(frame.f_globals.get("__name__"))
    return module.partition(".")[0] in ("click", "rich_click", "rich") or module == "allocator.cli.main"


def _say(text: str, status: int) -> int:
    for line in text.split("\n"):
        say(line, err=True)
    return status


def _unheard(reason: str, progress: Progress) -> int:
    """A run that stands is not lost because nobody could be told of it."""
    fault = f"standard output cannot be written ({reason})"
    if progress.written:
        return _say(f"error: {progress.outcome()}, but what follows could not be shown: {fault}", BAD_INPUT)
    return _say(f"error: {fault}; send it elsewhere; {progress.outcome()}", BAD_INPUT)
