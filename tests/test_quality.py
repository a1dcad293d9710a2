"""What holds the code together: style, types, and imports that point down only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy --strict": ["mypy", "--strict", "allocator"],
    "import linter": ["lint-imports"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_tools_have_nothing_to_say(name: str) -> None:
    command = COMMANDS[name]
    tool = Path(sys.executable).with_name(command[0])
    call = [str(tool), *command[1:]] if tool.exists() else command
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
