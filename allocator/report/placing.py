"""Putting documents into a folder: all or none, and none that somebody has edited without being told to."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from allocator.atomic import beside, check_beside, place, present, shortened, write_beside, write_tree
from allocator.errors import UsageError


def check_folder(folder: Path, names: Iterable[str], strangers: Collection[str] = ()) -> None:
    """Refuse a folder that cannot take documents, as far as that can be told before they are made.

    Parameters
    ----------
    folder
        Where; it need not exist.
    names
        Of the files.
    strangers
        Names of files that it must not hold beside them.

    Raises
    ------
    UsageError
        Where it is no folder or a link, cannot be written, or where one of the names is taken by something that is no
        regular file.
    """
    found = present(folder)
    if found is None:
        _check_parent(folder)
        return
    if not stat.S_ISDIR(found.st_mode):
        what = "is a link" if stat.S_ISLNK(found.st_mode) else "exists and is not a folder"
        raise UsageError(f"{folder} {what}; move it away or choose another --out")
    with contextlib.suppress(OSError):
        mixed = sorted(set(os.listdir(folder)) & set(strangers))
        if mixed:
            raise UsageError(f"{folder} holds documents in the other language ({_listed(mixed)}); choose another --out")
    check_beside(folder, names, "choose another --out")


def _check_parent(folder: Path) -> None:
    """Refuse a new folder where none can be made."""
    above = Path(os.path.abspath(folder)).parent
    while present(above) is None and above != above.parent:
        above = above.parent
    if not os.path.isdir(above):
        raise UsageError(f"{shortened(folder)} cannot be made, as {above} is no folder; choose another --out")
    if not os.access(above, os.W_OK | os.X_OK):
        raise UsageError(f"{shortened(folder)} cannot be made, as {above} cannot be written; choose another --out")


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


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
    check_folder(folder, files)
    if present(folder) is None and _written_new(folder, files):
        return

    def changed() -> dict[str, bytes]:
        differing = {name: data for name, data in files.items() if _differs(folder / name, data)}
        there = [name for name in differing if os.path.lexists(folder / name)]
        if there and not force:
            raise UsageError(
                f"{folder} holds {_listed(there)} with other content (of other options, or edited); --force replaces "
                "such files, or choose another --out"
            )
        return differing

    write_beside(folder, changed(), changed)


def _written_new(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Make the folder with the files; False where it has appeared meanwhile."""
    staging = beside(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging.mkdir()
        write_tree(staging, files)
        with contextlib.suppress(FileExistsError):
            place(staging, folder)
            return True
        return False
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
