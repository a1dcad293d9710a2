"""What tests of the command share: a call of it, and a small scenario."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from allocator.cli import main
from tests.cli.calling import Call
from tests.small import policy, write


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Run `allocate` in a folder of its own: (exit status, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def run(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["allocate", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write(tmp_path / "s", policy(budget="21"))
