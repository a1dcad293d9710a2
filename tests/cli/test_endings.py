"""However a command ends, one true message, the exit status, and no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]
FULL = "standard output cannot be written (No space left on device)"


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run bash in a folder, `$A` being `allocate`; its exit status is that of the first command of a pipe."""
    script = f'A="{sys.executable} -m allocator"; {command}; exit ${{PIPESTATUS[0]}}'
    return subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_run_that_cannot_be_shown_is_written_and_said_to_be(small: Path) -> None:
    done = shell(f"$A run {small} --out r > /dev/full", small.parent)
    assert done.stderr == f"error: 已写入 written to r, but what follows could not be shown: {FULL}\n"
    assert done.returncode == 2
    assert shell("$A verify r", small.parent).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("args", ["check s", "export s", "--help", "run --help", ""])
def test_output_to_a_full_device_is_no_internal_error(small: Path, args: str) -> None:
    for settings in ("", "PYTHONUNBUFFERED=1"):
        done = shell(f"{settings} ; $A {args} > /dev/full".lstrip(" ;"), small.parent)
        assert done.stderr == f"error: {FULL}; send it elsewhere; 未写出文件 nothing was written\n"
        assert done.returncode == 2


def test_a_full_standard_error_changes_no_status(small: Path) -> None:
    if Path("/dev/full").exists():
        assert shell("$A run nowhere 2> /dev/full", small.parent).returncode == 2
        assert shell("$A run --nonsense 2> /dev/full", small.parent).returncode == 2


@pytest.mark.parametrize("args", ["check s", "export s", "run --help", "--help"])
def test_a_reader_that_stops_reading_changes_nothing(small: Path, args: str) -> None:
    done = shell(f"$A {args} | true", small.parent)
    assert (done.returncode, done.stderr) == (0, "")


def test_with_every_stream_closed_the_run_is_the_same(small: Path) -> None:
    assert shell(f"$A run {small} --out r <&- >&- 2>&-", small.parent).returncode == 0
    assert shell("$A verify r", small.parent).returncode == 0


@pytest.mark.parametrize(
    ("where", "said", "exists"),
    [
        ("allocator.loading.load", "已停止 stopped; 未写出文件 nothing was written\n", False),
        ("allocator.runs.write.result_files", "已停止 stopped; 未写出文件 nothing was written\n", False),
        ("allocator.cli.show_result.show_result", "已停止 stopped; 已写入 written to r\n", True),
    ],
)
def test_ctrl_c_tells_truly_what_was_written(
    call: Call,
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    said: str,
    exists: bool,
) -> None:
    import allocator.cli.show_result
    import allocator.loading
    import allocator.runs.write  # noqa: F401 (to be patched)

    def pressed(*args: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(where, pressed)
    status, out, err = call("run", small, "--out", "r")
    assert (status, out) == (130, "")
    assert err.startswith(said)
    assert err.count("\n") == 1
    assert Path("r").exists() == exists


def test_ctrl_c_of_which_a_library_makes_another_fault_is_still_ctrl_c(
    call: Call,
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import allocator.loading

    def pressed(*args: object, **named: object) -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        except KeyboardInterrupt:
            raise ImportError("numpy.core.multiarray failed to import") from None

    monkeypatch.setattr(allocator.loading, "load", pressed)
    assert call("run", small) == (130, "", "已停止 stopped; 未写出文件 nothing was written\n")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_while_the_command_line_is_imported_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "rich_click.py").write_text("raise KeyboardInterrupt\n")
    code = "from allocator.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "已停止 stopped; 未写出文件 nothing was written\n")


def test_the_console_script_is_guarded_from_its_first_import() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert 'allocate = "allocator.__main__:main"' in text


@pytest.mark.parametrize("limit", ["nan", "inf", "-inf", "-1", "1e999"])
def test_a_time_limit_is_a_finite_number_of_seconds(call: Call, small: Path, limit: str) -> None:
    status, _, err = call("run", small, f"--time-limit={limit}")
    assert status == 2
    assert "is no time limit; give seconds from 0 up, for example 60" in err
    assert not Path("runs").exists()


@pytest.mark.parametrize(
    "args",
    [
        ["run", "S", "--out", "LONG"],
        ["run", "S", "--out", "LONG", "--force"],
        ["run", "LONG"],
        ["check", "LONG"],
        ["export", "S", "--out", "LONG"],
        ["export", "LONG"],
        ["init", "LONG"],
        ["init", "n", "--policy", "LONG"],
        ["verify", "LONG"],
        ["verify", "S", "--scenario", "LONG"],
    ],
)
@pytest.mark.parametrize("long", ["x" * 300, "x/" * 2500 + "x"])
def test_a_path_that_is_too_long_is_a_fault_of_usage(call: Call, small: Path, args: list[str], long: str) -> None:
    status, _, err = call(*({"S": str(small), "LONG": long}.get(a, a) for a in args))
    assert status == 2
    assert "cannot be used (File name too long)" in err
    assert len(err) < 1000
    assert sorted(p.name for p in Path().iterdir()) == ["s"]


def test_export_replaces_by_force_alone_and_loses_nothing(
    call: Call,
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("m.lp").write_text("mine")
    assert call("export", small, "--out", "m.lp")[0] == 2

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    status, _, err = call("export", small, "--out", "m.lp", "--force")
    assert (status, "m.lp cannot be written (No space left on device)" in err) == (2, True)
    assert Path("m.lp").read_text() == "mine"
    monkeypatch.undo()
    assert sorted(p.name for p in small.parent.iterdir()) == ["m.lp", "s"]


def test_a_scenario_whose_path_is_not_utf8_is_run_and_verified(small: Path) -> None:
    folder = os.fsencode(small.parent) + b"/\xb2\xe2\xca\xd4"
    os.rename(small, folder)
    for args in ([b"run", folder, b"--out", b"r"], [b"run", folder], [b"verify", b"r"]):
        command = [os.fsencode(sys.executable), b"-m", b"allocator", *args]
        done = subprocess.run(command, cwd=small.parent, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr
    assert b"same values" in done.stdout
    assert b"\\udcb2\\udce2\\udcca\\udcd4" in done.stdout
