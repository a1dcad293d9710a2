"""The examples in README and docs run as they stand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def blocks(path: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", path.read_text(encoding="utf-8"), re.S | re.M)


def test_the_readme_has_two_commands_in_a_line_each() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^```sh\n(.*?)^```$", text, re.S | re.M)
    first, second = commands[:2]
    assert [c.count("\n") for c in (first, second)] == [1, 1]
    assert first.rstrip().endswith("allocate run --budget 3000")
    assert second.rstrip().endswith("-m pytest")


@pytest.mark.parametrize("name", ["README.md", "docs/files.md"])
def test_examples_run(name: str, tmp_path: Path) -> None:
    run = [sys.executable, "-m", "allocator", "run", "--out", str(tmp_path / "runs/shandong-2026-3000")]
    subprocess.run(run, check=True, capture_output=True, cwd=tmp_path)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    found = blocks(ROOT / name)
    assert found
    for code in found:
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=tmp_path)


def test_the_hashes_of_the_example_are_those_of_the_record(tmp_path: Path) -> None:
    import json

    run = [sys.executable, "-m", "allocator", "run", "--out", str(tmp_path / "runs/shandong-2026-3000")]
    subprocess.run(run, check=True, capture_output=True, cwd=tmp_path)
    code = blocks(ROOT / "docs/files.md")[0]
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path)
    record = json.loads((tmp_path / "runs/shandong-2026-3000/allocation.json").read_text(encoding="utf-8"))
    assert done.stdout.split() == [i["sha256"] for i in record["inputs"][:2]]
