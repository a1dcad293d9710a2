"""Files that appear whole or not at all, and replace nothing that was not meant."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import FrameType

from allocator.errors import UsageError
from allocator.locking import alone_in

_IN_THE_WAY = (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR)


def present(path: Path) -> os.stat_result | None:
    """What stands at a path (a link itself); None where nothing does.

    Raises
    ------
    UsageError
        Where the path is none that can be used (too long, say).
    """
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:  # a name that is too long, or holds a zero byte
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{shortened(path)} cannot be used ({why}); choose another path") from None


def shortened(path: object) -> str:
    """A path for a message: one that is far too long by its beginning alone."""
    text = str(path)
    return text if len(text) <= 300 else f"{text[:60]}..."


def beside(path: Path) -> Path:
    """A fresh name in the folder where `path` is to be: what is made there can be moved in one step."""
    return path.parent / f".new-{os.urandom(6).hex()}"


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files under a folder, down to the disk.

    Parameters
    ----------
    folder
        Where; folders inside it are made.
    files
        Relative path -> bytes.
    """
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, data)


def place(made: Path, path: Path) -> None:
    """Move a file or a folder to where nothing stands (or, for a folder, an empty one).

    Raises
    ------
    FileExistsError
        Where something stands there; it is left as it is, however it came there.
    """
    try:
        if made.is_dir() or os.name == "nt":
            if made.is_dir() and os.name == "nt":  # Windows renames onto nothing at all, POSIX onto an empty folder
                with contextlib.suppress(FileNotFoundError):
                    os.rmdir(path)
            os.rename(made, path)
        else:
            _place_file(made, path)
    except OSError as error:
        if error.errno in _IN_THE_WAY:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        raise


def _place_file(made: Path, path: Path) -> None:
    try:
        os.link(made, path)  # POSIX renames a file onto another without a word, and links none
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        try:
            os.replace(made, path)
        except BaseException:
            os.unlink(path)
            raise
    else:
        os.unlink(made)


def check_file(path: Path, force: bool) -> None:
    """Refuse a file that must not be written.

    Raises
    ------
    UsageError
        Where it exists (without `force`), or is a folder or a device.
    """
    found = present(Path(os.path.realpath(path)))
    if found is None:
        return
    if not stat.S_ISREG(found.st_mode):
        raise UsageError(f"{path} is no regular file; choose another --out")
    if not force:
        raise UsageError(f"{path} exists; choose another --out, or --force to replace it")


def write_file(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a file in one step.

    Parameters
    ----------
    path
        Where; a link is followed, and goes on leading to the file.
    data
        Its bytes.
    force
        Replace the file that is there.

    Raises
    ------
    UsageError
        Where the file must not or cannot be written; what was there stands unchanged then.
    """
    check_file(path, force)
    target = Path(os.path.realpath(path))
    made = beside(target)
    try:
        _write(made, data)
        if force:
            with contextlib.suppress(FileNotFoundError):
                os.chmod(made, stat.S_IMODE(os.stat(target).st_mode))
            os.replace(made, target)
        else:
            place(made, target)
    except FileExistsError:
        raise UsageError(f"{path} has appeared meanwhile; choose another --out, or --force to replace it") from None
    except OSError as error:
        raise UsageError(f"{shortened(path)} cannot be written ({error.strerror}); choose another --out") from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(made)


def check_beside(folder: Path, names: Iterable[str], remedy: str = "use a copy of it") -> None:
    """Refuse a folder into which `write_beside` could not put files.

    Parameters
    ----------
    folder
        Where; it exists.
    names
        Of the files.
    remedy
        What to do where the folder cannot be written.

    Raises
    ------
    UsageError
        Where a name is taken by something else than a regular file, or nothing can be written there.
    """
    for name in names:
        found = present(folder / name)
        if found is not None and not stat.S_ISREG(found.st_mode):
            raise UsageError(f"{folder / name} is no regular file; move it away")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{shortened(folder)} cannot be written ({os.strerror(errno.EACCES)}); {remedy}")


def write_beside(folder: Path, files: Mapping[str, bytes], sure: Callable[[], object] = lambda: None) -> None:
    """Put files into a folder that holds others, none of them before all are on the disk.

    Of two commands that do so at once, one waits: the files that stand in the end are all of one of them.

    Parameters
    ----------
    folder
        Where; it exists.
    files
        Name -> bytes. Regular files of these names are replaced; Ctrl-C waits until all are.
    sure
        Looked at once no other command can write there; it raises where the files are not to be replaced.

    Raises
    ------
    UsageError
        Where a name is taken by something else (a link would lead out of the folder), or nothing can be written
        there; what was there stands unchanged then.
    """
    made: dict[Path, Path] = {}
    check_beside(folder, files)
    try:
        for name, data in files.items():
            target = folder / name
            found = present(target)
            made[target] = beside(target)
            _write(made[target], data)
            if found is not None:
                os.chmod(made[target], stat.S_IMODE(found.st_mode))
        with alone_in(folder):
            check_beside(folder, files)
            sure()
            with _undisturbed():
                for target, new in made.items():
                    os.replace(new, target)
    except OSError as error:
        raise UsageError(f"{shortened(folder)} cannot be written ({error.strerror}); use a copy of it") from None
    finally:
        for new in made.values():
            with contextlib.suppress(OSError):
                os.unlink(new)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait: either all of some files have moved, or none."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[FrameType | None] = []
    before = signal.signal(signal.SIGINT, lambda _, frame: pressed.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed and callable(before):
        before(signal.SIGINT, pressed[0])


def _write(path: Path, data: bytes) -> None:
    with open(path, "xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
