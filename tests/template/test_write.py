"""A new scenario's folder appears whole or not at all."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import pytest

from allocator.errors import UsageError
from allocator.template import write_scenario

FILES = {"policy.yaml": b"p", "applications.xlsx": b"a", "optional/ledger.xlsx": b"l"}


def there(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    write_scenario(tmp_path / "a" / "b", FILES)
    assert there(tmp_path / "a" / "b") == FILES


def test_the_present_folder_is_filled_and_stays_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inode = tmp_path.stat().st_ino
    write_scenario(Path("."), FILES)
    assert (there(tmp_path), tmp_path.stat().st_ino) == (FILES, inode)
    assert Path("policy.yaml").exists()


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    full, file, link = tmp_path / "full", tmp_path / "file", tmp_path / "link"
    full.mkdir()
    (full / "x").touch()
    file.touch()
    link.symlink_to(tmp_path / "nowhere")
    for target, why in ((full, "is not empty"), (file, "is not a folder"), (link, "leads nowhere")):
        with pytest.raises(UsageError, match=f"{why}; choose another DIR"):
            write_scenario(target, FILES)
    assert there(full) == {"x": b""}


@pytest.mark.parametrize("step", ["allocator.atomic._write", "allocator.template.write.place"])
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("exists", [True, False])
def test_a_failure_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException, exists: bool
) -> None:
    target = tmp_path / "a" / "b"
    if exists:
        target.mkdir(parents=True)
    module, _, name = step.rpartition(".")
    real, calls = getattr(importlib.import_module(module), name), []

    def failing(*args: object) -> object:
        calls.append(args)
        if len(calls) == 3:
            raise failure
        return real(*args)

    monkeypatch.setattr(step, failing)
    with pytest.raises((UsageError, KeyboardInterrupt)) as raised:
        write_scenario(target, FILES)
    assert isinstance(raised.value, UsageError) == isinstance(failure, OSError)
    assert (tmp_path / "a").exists() == exists
    assert not exists or list(target.iterdir()) == []


def test_a_place_where_nothing_can_be_made_is_a_fault_of_usage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_scenario(tmp_path / "file" / "x", FILES)


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def late(source: Path, target: Path) -> None:
        (tmp_path / "n" / "policy.yaml").write_bytes(b"theirs")
        real(source, target)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(UsageError, match="cannot be written"):
        write_scenario(tmp_path / "n", FILES)
    assert there(tmp_path / "n") == {"policy.yaml": b"theirs"}


def test_a_path_that_is_too_long_is_a_fault_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be used"):
        write_scenario(tmp_path / ("x" * 300), FILES)
