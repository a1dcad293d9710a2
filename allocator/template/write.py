"""A new scenario's folder, written whole or not at all."""

from __future__ import annotations

import contextlib
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

from allocator.atomic import beside, place, present, write_tree
from allocator.errors import UsageError


def check_target(folder: Path) -> None:
    """Refuse a folder that holds anything.

    Raises
    ------
    UsageError
        Where it is a file, is not empty, or cannot be looked into.
    """
    found = present(folder)
    if found is None:
        return
    if stat.S_ISLNK(found.st_mode) and not folder.exists():
        raise UsageError(f"{folder} is a link that leads nowhere; choose another DIR")
    try:
        empty = not any(folder.iterdir())
    except NotADirectoryError:
        raise UsageError(f"{folder} exists and is not a folder; choose another DIR") from None
    except OSError as error:
        raise UsageError(f"{folder} cannot be read ({error.strerror}); choose another DIR") from None
    if not empty:
        raise UsageError(f"{folder} exists and is not empty; choose another DIR, nothing is overwritten")


def write_scenario(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a scenario into a new or empty folder.

    Parameters
    ----------
    folder
        Where; made with its parents. It may be the present folder, so it is never exchanged for another.
    files
        Relative path -> bytes.

    Raises
    ------
    UsageError
        Where the folder is not empty or cannot be written; nothing is left behind then.
    """
    check_target(folder)
    made = _missing(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _fill(folder, files)
    except BaseException as error:
        for path in reversed(made):
            with contextlib.suppress(OSError):  # it was never made, or someone else has put something there
                path.rmdir()
        if isinstance(error, OSError):
            raise UsageError(f"{folder} cannot be written ({error.strerror}); choose another DIR") from None
        raise


def _missing(folder: Path) -> list[Path]:
    """The folders that have to be made, outermost first."""
    return [path for path in reversed([folder, *folder.parents]) if not path.exists()]


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write beside, inside the folder, then move up; undo what was moved if that fails."""
    moved: list[Path] = []
    staging = beside(folder / "any")
    try:
        staging.mkdir()
        write_tree(staging, files)
        for entry in sorted(staging.iterdir()):
            place(entry, folder / entry.name)
            moved.append(folder / entry.name)
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
