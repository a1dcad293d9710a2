"""A run folder appears whole or not at all, and replaces an older run whole."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from allocator.errors import UsageError
from allocator.numbers import plain
from allocator.scenario import Scenario

FILES = frozenset(
    {
        "allocation.json",
        "allocation.csv",
        "run.json",
        "screening.csv",
        "scores.csv",
        "conflict.json",
        "sensitivity.json",
        "frontier.csv",
        "rule_costs.csv",
        "alternatives.json",
        "model.json",
        "certificate.json",
    }
)
INPUTS = frozenset({"policy.yaml", "applications.csv", "reviews.csv", "ledger.csv", "decisions.csv"})
_LONGEST = 180  # bytes of a scenario's name in that of a run: file systems allow 255 in all
FOLDERS = frozenset({"inputs", "proof", "report"})


def check_target(folder: Path, force: bool) -> None:
    """Refuse a folder that must not be written.

    Raises
    ------
    UsageError
        Where it is a file, or not empty without `force`, or holds anything but a run, or cannot be looked into.
    """
    try:
        _check(folder, force)
    except OSError as error:
        raise UsageError(f"{folder} cannot be read ({error.strerror}); choose another --out") from None


def _check(folder: Path, force: bool) -> None:
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir() or folder.is_symlink():
        raise UsageError(f"{folder} exists and is not a folder; choose another --out")
    entries = {entry.name for entry in folder.iterdir()}
    if not entries:
        return
    if not force:
        raise UsageError(f"{folder} exists and is not empty; choose another --out, or --force to replace a run")
    foreign = sorted(entries - FILES - FOLDERS)
    if (folder / "inputs").is_dir():
        foreign += sorted(f"inputs/{e.name}" for e in (folder / "inputs").iterdir() if e.name not in INPUTS)
    if foreign or not entries & {"allocation.json", "run.json"}:
        what = f"holds {', '.join(foreign[:5])}, which is no part of a run" if foreign else "holds no run"
        raise UsageError(f"{folder} {what}; --force replaces runs only, choose another --out")


def next_free(parent: Path, scenario: Scenario) -> Path:
    """The first of `SCENARIO-BUDGET`, `SCENARIO-BUDGET-2`, ... that is free.

    Parameters
    ----------
    parent
        Usually `runs`.
    scenario
        Gives the name, and the budget in policy units.
    """
    from fractions import Fraction

    budget = plain(Fraction(scenario.budget, scenario.policy.money.unit))
    title = scenario.source.name.encode()[:_LONGEST].decode(errors="ignore")
    name = re.sub(r'[\\/:*?"<>|\s]+', "-", f"{title}-{budget}").strip(".-") or "run"
    candidate, n = parent / name, 1
    while candidate.exists():
        n += 1
        candidate = parent / f"{name}-{n}"
    return candidate


def write_folder(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Write a folder of files in one step.

    Parameters
    ----------
    folder
        Where; made with its parents.
    files
        Relative path -> bytes.
    force
        Replace the run that is there.

    Raises
    ------
    UsageError
        Where the folder must not or cannot be written; nothing is changed then.
    """
    check_target(folder, force)
    folder = Path(os.path.abspath(folder))  # "." has no name to put aside
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".run-", dir=folder.parent))
    except OSError as error:
        raise UsageError(f"{folder} cannot be written ({error.strerror}); choose another --out") from None
    try:
        os.chmod(staging, 0o755 & ~_umask())
        for name, data in files.items():
            target = staging / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(target, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        _put(staging, folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written ({error.strerror}); choose another --out") from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _put(staging: Path, folder: Path) -> None:
    if not folder.exists():
        os.replace(staging, folder)
        return
    old = Path(tempfile.mkdtemp(prefix=".old-run-", dir=folder.parent)) / "run"
    os.replace(folder, old)
    try:
        os.replace(staging, folder)
    except OSError:
        os.replace(old, folder)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
