"""A run folder appears whole or not at all, and replaces an older run whole."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from allocator.atomic import beside, place, shortened, write_tree
from allocator.errors import UsageError
from allocator.numbers import plain
from allocator.runs.target import FILES, FOLDERS, Taken, aside_of, check_target, remove_run
from allocator.scenario import Scenario

__all__ = ["FILES", "FOLDERS", "Written", "check_target", "next_free", "write_folder", "write_next"]

_LONGEST = 180  # bytes of a scenario's name in that of a run: file systems allow 255 in all


@dataclass(frozen=True, slots=True)
class Written:
    """Where a run was written.

    Parameters
    ----------
    folder
        The run.
    left
        Where the run that it replaced still is, because it could not be removed, or something had come into it.
    left_out
        Proofs that are left out because a time limit or Ctrl-C stopped their making; empty where that did not happen.
    """

    folder: Path
    left: Path | None = None
    left_out: str = ""


def next_free(parent: Path, scenario: Scenario) -> Path:
    """The first of `SCENARIO-BUDGET`, `SCENARIO-BUDGET-2`, ... that is free.

    Parameters
    ----------
    parent
        Usually `runs`.
    scenario
        Gives the name, and the budget in policy units.
    """
    budget = plain(Fraction(scenario.budget, scenario.policy.money.unit))
    title = scenario.source.name.encode()[:_LONGEST].decode(errors="ignore")
    name = re.sub(r'[\\/:*?"<>|\s]+', "-", f"{title}-{budget}").strip(".-") or "run"
    candidate, n = parent / name, 1
    while os.path.lexists(candidate) or os.path.lexists(aside_of(candidate)):
        n += 1
        candidate = parent / f"{name}-{n}"
    return candidate


def write_next(parent: Path, scenario: Scenario, files: Mapping[str, bytes]) -> Written:
    """Write to the next free name, and to the one after where another run was quicker.

    Parameters
    ----------
    parent, scenario
        See `next_free`.
    files
        Relative path -> bytes.

    Raises
    ------
    UsageError
        Where nothing can be written there.
    """
    while True:
        with contextlib.suppress(Taken):
            return write_folder(next_free(parent, scenario), files)


def write_folder(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> Written:
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
    target = Path(os.path.abspath(folder))  # "." has no name to put aside
    staging = beside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging.mkdir()
        write_tree(staging, files)
        left = _put(staging, target, force)
    except OSError as error:
        kept = aside_of(target) if not os.path.lexists(target) else None
        where = f"; the run that was there is now {kept}" if kept and os.path.lexists(kept) else ""
        raise UsageError(
            f"{shortened(folder)} cannot be written ({error.strerror}){where}; choose another --out"
        ) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Written(folder, left)


def _put(staging: Path, folder: Path, force: bool) -> Path | None:
    """Move a folder to its place; where the run that it replaces stays, if it does."""
    if force and os.path.lexists(folder) and os.listdir(folder):
        return _replace(staging, folder)
    try:
        place(staging, folder)
    except FileExistsError:
        raise Taken(f"{folder} has appeared meanwhile; choose another --out, or --force to replace a run") from None
    return None


def _replace(staging: Path, folder: Path) -> Path | None:
    """Exchange two folders; the old one goes only when the new one stands, and whatever happens it has a name.

    No system exchanges two folders in one step everywhere. Between the two moves here the old run stands beside, under
    a name that `check_target` looks for: even after a power cut nothing is lost.
    """
    aside = aside_of(folder)
    try:
        os.rename(folder, aside)
        os.rename(staging, folder)
    except BaseException:  # Ctrl-C too
        if not os.path.lexists(folder):
            os.rename(aside, folder)
        raise
    return None if remove_run(aside) else aside
