"""One writer at a time in a folder."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

from allocator.errors import UsageError

PATIENCE = 20.0
"""Seconds to wait for another writer, whose moves take a moment."""
_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EEXIST)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other commands of this program from putting files into a folder meanwhile.

    The system gives the folder back when the process ends, however it ends. Where its file system knows no locks,
    nothing is kept.

    Parameters
    ----------
    folder
        It exists.

    Raises
    ------
    UsageError
        Where another command holds it for longer than `PATIENCE`.
    """
    held = _taken(folder)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def _taken(folder: Path) -> int | None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return _lock(folder)
        except OSError as error:
            if error.errno not in _TAKEN:
                return None
        if time.monotonic() > until:
            raise UsageError(f"{folder} is being written by another command; wait until it has ended, and try again")
        time.sleep(0.02)


def _lock(folder: Path) -> int:
    if os.name == "nt":  # a file that Windows itself removes when it is closed
        removed: int = getattr(os, "O_TEMPORARY", 0)
        return os.open(folder / ".new-lock", os.O_CREAT | os.O_EXCL | os.O_RDWR | removed)
    import fcntl

    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(opened)
        raise
    return opened
