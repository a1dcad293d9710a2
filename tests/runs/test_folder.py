"""A run folder is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from allocator import load
from allocator.errors import UsageError
from allocator.runs.folder import Written, next_free, write_folder, write_next
from tests.small import policy, write

OLD = b'{"schema": "allocation/1"}'
RUN = {"allocation.json": OLD, "inputs/policy.yaml": b"x"}


def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    write_folder(tmp_path / "a" / "b", RUN)
    assert (tmp_path / "a/b/inputs/policy.yaml").read_bytes() == b"x"
    assert sorted(os.listdir(tmp_path / "a")) == ["b"]


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    write_folder(tmp_path, RUN)
    assert (tmp_path / "allocation.json").exists()


def test_the_folder_one_stands_in_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write_folder(Path("."), RUN)
    assert (tmp_path / "here" / "allocation.json").exists()


def test_a_run_is_replaced_only_by_force_and_then_whole(tmp_path: Path) -> None:
    write_folder(tmp_path / "r", RUN | {"conflict.json": b"old"})
    with pytest.raises(UsageError, match="not empty"):
        write_folder(tmp_path / "r", RUN)
    write_folder(tmp_path / "r", RUN, force=True)
    assert sorted(os.listdir(tmp_path / "r")) == ["allocation.json", "inputs"]
    assert os.listdir(tmp_path) == ["r"]


def test_force_never_removes_what_is_no_run(tmp_path: Path) -> None:
    write_folder(tmp_path / "r", RUN)
    (tmp_path / "r" / "notes.docx").write_text("mine")
    with pytest.raises(UsageError, match=r"holds notes\.docx, which is no part of a run"):
        write_folder(tmp_path / "r", RUN, force=True)
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "inputs").mkdir()
    with pytest.raises(UsageError, match="holds no run"):
        write_folder(tmp_path / "s", RUN, force=True)
    (tmp_path / "f").write_text("a file")
    with pytest.raises(UsageError, match="is not a folder"):
        write_folder(tmp_path / "f", RUN, force=True)


def test_a_file_inside_inputs_that_is_not_ours_is_kept_too(tmp_path: Path) -> None:
    write_folder(tmp_path / "r", RUN)
    (tmp_path / "r" / "inputs" / "notes.docx").write_text("mine")
    with pytest.raises(UsageError, match=r"inputs/notes\.docx"):
        write_folder(tmp_path / "r", RUN, force=True)


def test_a_write_that_fails_leaves_the_old_run_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path / "r", RUN)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left on device"):
        write_folder(tmp_path / "r", {"allocation.json": b"new"}, force=True)
    assert (tmp_path / "r/allocation.json").read_bytes() == OLD
    assert os.listdir(tmp_path) == ["r"]


@pytest.mark.parametrize("fault", [OSError(5, "Input/output error"), KeyboardInterrupt(), SystemExit(143)])
@pytest.mark.parametrize("after", [False, True])
def test_a_replacement_that_is_broken_off_puts_the_old_run_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, after: bool
) -> None:
    """At the second of the two moves, or (a signal) just after the first."""
    write_folder(tmp_path / "r", RUN)
    real, calls = os.rename, []

    def breaks(source: Path, target: Path) -> None:
        calls.append(source)
        if len(calls) == 2 and not after:
            raise fault
        real(source, target)
        if len(calls) == 1 and after:
            raise fault

    monkeypatch.setattr(os, "rename", breaks)
    with pytest.raises(UsageError if isinstance(fault, OSError) else type(fault)):
        write_folder(tmp_path / "r", {"allocation.json": b"new"}, force=True)
    assert (tmp_path / "r/allocation.json").read_bytes() == OLD
    assert os.listdir(tmp_path) == ["r"]


def test_a_power_cut_while_a_run_is_replaced_leaves_it_beside_and_the_next_run_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path / "r", RUN)
    real = os.rename

    def dies(source: Path, target: Path) -> None:
        if source.name == "r":
            real(source, target)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "rename", dies)
    with pytest.raises(UsageError, match=r"the run that was there is now .*r\.replaced"):
        write_folder(tmp_path / "r", {"allocation.json": b"new"}, force=True)
    monkeypatch.undo()
    for force in (False, True):
        with pytest.raises(UsageError, match=r"r\.replaced exists: .* rename it back to .*r, or move it away"):
            write_folder(tmp_path / "r", RUN, force=force)
    os.rename(tmp_path / "r.replaced", tmp_path / "r")
    assert write_folder(tmp_path / "r", {"allocation.json": b"new"}, force=True) == Written(tmp_path / "r")
    assert (tmp_path / "r/allocation.json").read_bytes() == b"new"


def test_without_force_nothing_is_replaced_that_appears_during_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    appears(tmp_path / "r", monkeypatch)
    with pytest.raises(UsageError, match="has appeared meanwhile"):
        write_folder(tmp_path / "r", RUN)
    assert (tmp_path / "r/allocation.json").read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["r"]


def test_a_name_that_another_run_takes_meanwhile_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = load(write(tmp_path / "s", policy(budget="21")))
    runs = tmp_path / "runs"
    appears(runs / "s-21", monkeypatch)
    assert write_next(runs, scenario, RUN) == Written(runs / "s-21-2")
    assert (runs / "s-21/allocation.json").read_bytes() == b"theirs"
    assert sorted(os.listdir(runs)) == ["s-21", "s-21-2"]


def appears(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another run be put there at the last moment before ours is."""
    real = os.rename

    def late(source: Path, target: Path) -> None:
        if Path(target) == folder and not folder.exists():
            folder.mkdir(parents=True)
            (folder / "allocation.json").write_bytes(b"theirs")
        real(source, target)

    monkeypatch.setattr(os, "rename", late)


@pytest.mark.parametrize(
    "strange",
    [
        "documents/mine.docx",
        "proof/mine.txt",
        "inputs/reviews.csv/mine.txt",
        "allocation.csv/mine.txt",
        "documents/documents/mine.txt",
    ],
)
def test_force_keeps_what_lies_in_a_folder_of_a_run_or_in_one_named_like_its_files(
    tmp_path: Path, strange: str
) -> None:
    write_folder(tmp_path / "r", RUN)
    path = tmp_path / "r" / strange
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    with pytest.raises(UsageError, match="which is no part of a run; --force replaces runs only"):
        write_folder(tmp_path / "r", RUN, force=True)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("name", ["scores.csv", "inputs/ledger.csv", "documents"])
def test_force_refuses_links_inside_a_run(tmp_path: Path, name: str) -> None:
    write_folder(tmp_path / "r", RUN)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "r" / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=f"holds {name}, which is no part of a run"):
        write_folder(tmp_path / "r", RUN, force=True)


@pytest.mark.parametrize("text", ["{}", '{"schema": "run/2"}', "[1]", "my own notes", '{"schema": ["run/1"]}'])
def test_a_record_of_another_kind_makes_no_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "run.json").write_text(text)
    with pytest.raises(UsageError, match="holds no run"):
        write_folder(tmp_path / "r", RUN, force=True)
    assert (tmp_path / "r" / "run.json").read_text() == text


def test_what_comes_into_a_run_while_it_is_replaced_is_kept_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path / "r", RUN)
    real = os.rename

    def late(source: Path, target: Path) -> None:
        real(source, target)
        if Path(target).name == "r.replaced":
            (target / "notes.docx").write_text("mine")

    monkeypatch.setattr(os, "rename", late)
    written = write_folder(tmp_path / "r", RUN | {"scores.csv": b"new"}, force=True)
    assert written == Written(tmp_path / "r", tmp_path / "r.replaced")
    assert (tmp_path / "r/scores.csv").read_bytes() == b"new"
    assert (tmp_path / "r.replaced/notes.docx").read_text() == "mine"
    with pytest.raises(UsageError, match=r"r\.replaced exists: it holds what an earlier --force left"):
        write_folder(tmp_path / "r", RUN, force=True)


@pytest.mark.parametrize("name", ["x" * 300, "x/" * 2500 + "x"])
def test_a_path_that_is_too_long_is_a_clear_error(tmp_path: Path, name: str) -> None:
    for force in (False, True):
        with pytest.raises(UsageError, match="cannot be used"):
            write_folder(tmp_path / name, RUN, force=force)
    assert os.listdir(tmp_path) == []


def test_a_long_name_that_a_folder_may_have_is_used(tmp_path: Path) -> None:
    write_folder(tmp_path / ("x" * 255), RUN)
    assert os.listdir(tmp_path) == ["x" * 255]


def test_a_parent_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("a file")
    with pytest.raises(UsageError, match="cannot be written"):
        write_folder(tmp_path / "f" / "r", RUN)


def test_the_next_free_name_counts_up(tmp_path: Path) -> None:
    scenario = load(write(tmp_path / "场景 一", policy(budget="2.5")))
    first = next_free(tmp_path / "runs", scenario)
    assert first.name == "场景-一-2.5"
    first.mkdir(parents=True)
    assert next_free(tmp_path / "runs", scenario).name == "场景-一-2.5-2"
