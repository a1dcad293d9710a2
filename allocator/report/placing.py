"""Putting documents into a folder: all or none, and none that somebody has edited without being told to."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

from allocator.atomic import beside, place, present, shortened, write_beside, write_tree
from allocator.errors import UsageError


def write_documents(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Put documents into a folder.

    Parameters
    ----------
    folder
        Where; made with its parents. Other files in it stay.
    files
        Name -> bytes.
    force
        Replace files of these names that hold something else.

    Raises
    ------
    UsageError
        Where it is no folder or a link, holds other files of these names (without `force`), or cannot be written;
        nothing is changed then.
    """
    found = present(folder)
    if found is None:
        _write_new(folder, files)
        return
    if not stat.S_ISDIR(found.st_mode):
        raise UsageError(f"{folder} exists and is not a folder; move it away or choose another --out")
    changed = {name: data for name, data in files.items() if _differs(folder / name, data)}
    there = [name for name in changed if os.path.lexists(folder / name)]
    if there and not force:
        what = "、".join(there[:3]) + (f" and {len(there) - 3} more" if len(there) > 3 else "")
        raise UsageError(
            f"{folder} holds {what} with other content (of other options, or edited); --force replaces such files, "
            "or choose another --out"
        )
    write_beside(folder, changed)


def _write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    staging = beside(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging.mkdir()
        write_tree(staging, files)
        place(staging, folder)
    except OSError as error:
        raise UsageError(f"{shortened(folder)} cannot be written ({error.strerror}); choose another --out") from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _differs(path: Path, data: bytes) -> bool:
    """Whether a file is not there with these bytes; a link or anything else that is no file differs."""
    with contextlib.suppress(OSError):
        if stat.S_ISREG(os.lstat(path).st_mode):  # reading a pipe would wait for ever
            return path.read_bytes() != data
    return True
