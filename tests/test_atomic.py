"""A file is written whole or not at all, and nothing is replaced that was not meant."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time
from pathlib import Path

import pytest

from allocator import locking
from allocator.atomic import place, write_beside, write_file
from allocator.errors import UsageError


def test_a_file_is_written_and_replaced_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "m.lp"
    write_file(path, b"one")
    with pytest.raises(UsageError, match="exists; choose another --out, or --force"):
        write_file(path, b"two")
    path.chmod(0o640)
    write_file(path, b"two", force=True)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"two", 0o640)
    assert os.listdir(tmp_path) == ["m.lp"]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, where: str
) -> None:
    write_file(tmp_path / "m.lp", b"old")

    def fails(*args: object) -> None:
        raise fault

    monkeypatch.setattr(os, where, fails)
    with pytest.raises(UsageError if isinstance(fault, OSError) else KeyboardInterrupt):
        write_file(tmp_path / "m.lp", b"new", force=True)
    assert (tmp_path / "m.lp").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["m.lp"]


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    path, real = tmp_path / "m.lp", os.link

    def late(source: Path, target: Path) -> None:
        path.write_bytes(b"theirs")
        if not links:
            raise OSError(95, "Operation not supported")
        real(source, target)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(UsageError, match="has appeared meanwhile"):
        write_file(path, b"ours")
    assert path.read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["m.lp"]


def test_a_file_system_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(source: Path, target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", none)
    write_file(tmp_path / "m.lp", b"ours")
    assert (tmp_path / "m.lp").read_bytes() == b"ours"
    assert os.listdir(tmp_path) == ["m.lp"]


def test_a_link_goes_on_leading_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(UsageError, match="exists"):
        write_file(tmp_path / "link", b"new")
    write_file(tmp_path / "link", b"new", force=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_devices_folders_and_endless_names_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(UsageError, match="is no regular file"):
            write_file(path, b"x", force=True)
    with pytest.raises(UsageError, match="cannot be used"):
        write_file(tmp_path / ("x" * 300), b"x")
    with pytest.raises(UsageError, match="cannot be written"):
        write_file(tmp_path / "nowhere" / "m.lp", b"x")


def test_a_folder_is_placed_on_nothing_or_on_an_empty_folder_only(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text(name)
    (tmp_path / "empty").mkdir()
    place(tmp_path / "a", tmp_path / "empty")
    assert (tmp_path / "empty" / "x").read_text() == "a"
    (tmp_path / "file").write_text("mine")
    for target in ("c", "file"):
        with pytest.raises(FileExistsError):
            place(tmp_path / "b", tmp_path / target)
    assert (tmp_path / "c" / "x").read_text() == "c"


def test_ctrl_c_waits_until_files_that_belong_together_all_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = os.replace

    def pressed(one: Path, other: Path) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        moved(one, other)

    (tmp_path / "a").write_bytes(b"before")
    monkeypatch.setattr(os, "replace", pressed)
    with pytest.raises(KeyboardInterrupt):
        write_beside(tmp_path, {"a": b"1", "b": b"2"})
    assert [(p.name, p.read_bytes()) for p in sorted(tmp_path.iterdir())] == [("a", b"1"), ("b", b"2")]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_of_two_that_write_at_once_the_files_of_one_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a lock the second one's `b` would be replaced by the first one's, and its `a` would stand."""
    moved, moving, names = os.replace, threading.Event(), iter(("first a", "first b"))

    def slow(one: Path, other: Path) -> None:
        moved(one, other)
        if next(names, None) == "first a":
            moving.set()
            time.sleep(0.2)

    monkeypatch.setattr(os, "replace", slow)
    first = threading.Thread(target=write_beside, args=(tmp_path, {"a": b"1", "b": b"1"}))
    first.start()
    assert moving.wait(5)
    write_beside(tmp_path, {"a": b"2", "b": b"2"})
    first.join()
    assert [(p.name, p.read_bytes()) for p in sorted(tmp_path.iterdir())] == [("a", b"2"), ("b", b"2")]


def test_a_folder_that_another_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "PATIENCE", 0.05)
    with locking.alone_in(tmp_path), pytest.raises(UsageError, match="is being written by another command; wait"):
        write_beside(tmp_path, {"a": b"1"})
    assert list(tmp_path.iterdir()) == []
    write_beside(tmp_path, {"a": b"1"})


def test_what_another_wrote_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    def refused() -> None:
        raise UsageError("it has appeared")

    (tmp_path / "a").write_bytes(b"mine")
    with pytest.raises(UsageError, match="it has appeared"):
        write_beside(tmp_path, {"a": b"1", "b": b"2"}, refused)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", b"mine")]
