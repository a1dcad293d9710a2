"""Stopping once the allocation is found: it is written, without the proofs that are not complete, and says so."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import allocator.timing
from tests.cli.calling import Call


def before(monkeypatch: pytest.MonkeyPatch, where: str, event: Any) -> None:
    """Let something happen before a function of the package runs."""
    module, name = where.rsplit(".", 1)
    function = getattr(importlib.import_module(module), name)

    def late(*args: Any, **named: Any) -> Any:
        event()
        return function(*args, **named)

    monkeypatch.setattr(where, late)


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0)  # Python hears of it between two steps


def pseudo_boolean(run: Path) -> str:
    return str(json.loads((run / "run.json").read_text(encoding="utf-8"))["pseudo_boolean"])


def stands_without_proofs(call: Call, found: tuple[int, str, str], why: str) -> None:
    status, out, err = found
    assert (status, out.rstrip().endswith("written to r")) == (0, True)
    assert err == f"warning: 未写出伪布尔证明 no pseudo-Boolean proofs are written: {why}\n"
    assert (pseudo_boolean(Path("r")), Path("r/proof").exists()) == (f"none: {why}", False)
    assert Path("r/certificate.json").exists()
    status, out, err = call("verify", "r")
    assert (status, err) == (0, "")
    assert f"pseudo-Boolean proofs: none: {why}\n" in out
    assert "certificate: optimal" in out


@pytest.mark.parametrize("where", ["opb_files.stage_programs", "opb_files.prove_stage", "write.proof_files"])
def test_ctrl_c_while_proofs_are_written_costs_the_proofs_alone(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    with monkeypatch.context() as patch:
        before(patch, f"allocator.runs.{where}", press)
        found = call("run", small, "--out", "r")
    stands_without_proofs(call, found, "stopped by Ctrl-C")


def test_a_second_ctrl_c_stops_the_writing(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before(monkeypatch, "allocator.runs.opb_files.prove_stage", lambda: (press(), press()))
    status, out, err = call("run", small, "--out", "r")
    assert (status, out, Path("r").exists()) == (130, "", False)
    assert err == "已停止 stopped; 未写出文件 nothing was written\n"


@pytest.mark.parametrize(
    "where",
    [
        "allocator.solving._allocation",
        "allocator.solving.audit",
        "allocator.runs.write.settled",
        "allocator.runs.write.run_record",
        "allocator.runs.folder.write_tree",
        "allocator.runs.folder.place",
    ],
)
def test_ctrl_c_once_the_allocation_is_found_loses_nothing(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    before(monkeypatch, where, press)
    status, out, err = call("run", small, "--out", "r")
    assert (status, out.endswith("written to r\n")) == (0, True)
    assert "Ctrl-C" in err if where.endswith("settled") else err == ""
    assert call("verify", "r")[0] == 0
    monkeypatch.undo()


@pytest.mark.parametrize("where", ["allocator.solving.audit", "allocator.runs.folder.write_tree"])
def test_a_second_ctrl_c_leaves_nothing(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    before(monkeypatch, where, lambda: (press(), press()))
    assert call("run", small, "--out", "r") == (130, "", "已停止 stopped; 未写出文件 nothing was written\n")
    assert [p.name for p in small.parent.iterdir()] == ["s"]


def test_proofs_have_what_the_search_has_left_of_the_time_limit(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time passes while they are made; without a limit that is nothing to them."""

    def pass_time(patch: pytest.MonkeyPatch) -> None:
        later = SimpleNamespace(monotonic=lambda: time.monotonic() + 90)
        patch.setattr("allocator.engines.clock.time", later)

    with monkeypatch.context() as patch:
        before(patch, "allocator.runs.opb_files.prove_stage", lambda: pass_time(patch))
        found = call("run", small, "--out", "r", "--time-limit", "60")
        assert call("run", small, "--out", "unlimited")[0] == 0
    stands_without_proofs(call, found, "the time limit ran out")
    assert pseudo_boolean(Path("unlimited")) == "written"
    assert call("run", small, "--out", "long", "--time-limit", "60")[0] == 0
    assert pseudo_boolean(Path("long")) == "written"


def test_a_search_that_took_all_the_time_leaves_none_for_proofs(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        slow = allocator.timing.Timings.__call__

        @contextlib.contextmanager
        def counted(self: allocator.timing.Timings, part: str) -> Iterator[None]:
            with slow(self, part):
                yield
            self.seconds[part] += 60.0 * (part == "solve")

        patch.setattr(allocator.timing.Timings, "__call__", counted)
        found = call("run", small, "--out", "r", "--time-limit", "60")
    stands_without_proofs(call, found, "the time limit ran out")
