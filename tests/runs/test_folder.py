"""A run folder is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from allocator import load
from allocator.errors import UsageError
from allocator.runs.folder import next_free, write_folder
from tests.small import policy, write

RUN = {"allocation.json": b"{}", "inputs/policy.yaml": b"x"}


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
    assert (tmp_path / "r/allocation.json").read_bytes() == b"{}"
    assert os.listdir(tmp_path) == ["r"]


def test_a_replacement_that_fails_puts_the_old_run_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path / "r", RUN)
    real, calls = os.replace, []

    def second_fails(source: Path, target: Path) -> None:
        calls.append(source)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "replace", second_fails)
    with pytest.raises(UsageError, match="Input/output error"):
        write_folder(tmp_path / "r", {"allocation.json": b"new"}, force=True)
    assert (tmp_path / "r/allocation.json").read_bytes() == b"{}"
    assert os.listdir(tmp_path) == ["r"]


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
