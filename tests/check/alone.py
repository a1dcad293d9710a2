"""A checker as an auditor runs it: a copy of the one file, by a Python that knows nothing of the package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def alone(checker: Path, *paths: str) -> tuple[int, str]:
    """Exit status and output of a checker, called in its own folder; it must say nothing on standard error."""
    done = subprocess.run(
        [sys.executable, "-I", "-O", checker.name, *paths],
        cwd=checker.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout
