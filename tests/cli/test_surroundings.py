"""Commands on odd surroundings: closed outputs, Ctrl-C, paths and names that are no text, libraries that print."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.calling import Call
from tests.cli.hard import hard


def test_output_to_a_reader_that_stops_keeps_the_exit_status(small: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m allocator run {small} --out {tmp_path / 'r'} | head -n 1; exit ${{PIPESTATUS[0]}}"
    assert subprocess.run(["bash", "-c", command], capture_output=True, check=False).returncode == 0


def test_a_closed_standard_output_is_no_fault(small: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m allocator run {small} --out {tmp_path / 'r'} >&-"
    assert subprocess.run(["bash", "-c", command], capture_output=True, check=False).returncode == 0
    assert (tmp_path / "r" / "allocation.json").exists()


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['allocate', '--help']\nfrom allocator.cli import main\n"
    code += "try: main()\nexcept SystemExit: pass\n"
    heavy = ("numpy", "pandas", "ortools", "pydantic", "pulp", "matplotlib", "fontTools")
    code += f"print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")


@pytest.mark.parametrize("engine", ["cp-sat", "cbc", "highs"])
def test_ctrl_c_writes_what_is_in_hand_and_exits_4(tmp_path: Path, engine: str) -> None:
    """A case that takes long (strongly correlated requests and scores), interrupted after its first seconds."""
    folder = hard(tmp_path / "hard")
    command = [sys.executable, "-m", "allocator", "run", str(folder), "--engine", engine, "--out", str(tmp_path / "r")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(6)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    record = json.loads((tmp_path / "r" / "allocation.json").read_text(encoding="utf-8"))
    assert (process.returncode, record["status"]) in {(4, "feasible"), (4, "unknown")}, (out, err)


LONG = "x" * 300


@pytest.mark.parametrize(
    "words",
    [
        ("run", LONG),
        ("check", f"{LONG}.xlsx"),
        ("run", "s", "--out", LONG),
        ("export", "s", "--out", LONG),
        ("init", LONG),
        ("init", "new", "--policy", LONG),
        ("verify", LONG),
        ("verify", "r", "--scenario", LONG),
        ("init", "new", "--policy", os.devnull),
    ],
)
def test_a_path_that_cannot_be_is_bad_usage(call: Call, small: Path, words: tuple[str, ...]) -> None:
    call("run", small, "--out", "r")
    status, _, err = call(*words)
    assert (status, "Traceback" in err, "internal" in err) == (2, False, False)


def test_a_run_of_a_scenario_with_a_long_name_finds_its_folder(call: Call, small: Path) -> None:
    small.rename(small.parent / ("场" * 84))
    status, out, _ = call("run", "场" * 84)
    assert (status, out.rstrip().endswith(f"runs/{'场' * 60}-21")) == (0, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes to put in the way")
@pytest.mark.parametrize("name", ["applications.csv", "policy.yaml", "ledger.xlsx"])
def test_a_pipe_among_the_inputs_is_no_file(call: Call, small: Path, name: str) -> None:
    (small / name).unlink(missing_ok=True)
    os.mkfifo(small / name)
    status, _, err = call("check", small)
    assert (status, f"{name}: is not a file; put a file in its place" in err) == (2, True)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems may refuse names that are not UTF-8")
def test_names_that_are_no_text_are_read_and_written_with_marks_in_their_place(call: Call, small: Path) -> None:
    name = os.fsdecode("场景".encode("gbk"))
    folder = small.rename(small.parent / name)
    (folder / "applications").mkdir()
    (folder / "applications.csv").rename(folder / "applications" / f"{name}.csv")
    shown = name.translate(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    status, _, err = call("run", folder, "--out", "r")
    assert (status, err) == (0, "")
    run = json.loads(Path("r/run.json").read_text(encoding="utf-8"))
    assert os.fsencode(Path(run["scenario"]).name) == os.fsencode(name), "verify must find it again"
    assert call("verify", "r")[0] == 0
    assert call("run", folder)[1].rstrip().endswith(f"{shown}-21")
    (folder / "policy.yaml").write_text("a: 1", encoding="utf-8")
    (folder / "applications" / f"{name}.csv").write_text("x", encoding="utf-8")
    status, _, err = call("check", folder)
    assert (status, f"applications/{shown}.csv row 1: no headings" in err) == (2, True)


@pytest.mark.parametrize("engine", ["auto", "highs", "cbc", "cp-sat"])
def test_no_library_prints_into_the_result(engine: str, small: Path) -> None:
    """In a process of its own, for a banner comes once."""
    words = ["run", str(small), "--engine", engine, "--out", str(small.parent / "r")]
    done = subprocess.run([sys.executable, "-m", "allocator", *words], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Test 2026\n")
    assert done.stderr == ""
