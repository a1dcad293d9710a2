"""Which folder a run may be written to, and what of it is a run: nothing else is ever replaced or removed."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from allocator.atomic import present
from allocator.errors import UsageError
from allocator.runs.document_names import DOCUMENT_FILES
from allocator.runs.document_names import FOLDERS as DOCUMENTS
from allocator.runs.json_text import loads
from allocator.runs.opb_files import OPB_FILES

RECORDS = {"run.json": "run/1", "allocation.json": "allocation/1"}
"""The files that make a folder a run, and the schema that each must name."""

FILES = frozenset(
    {
        *RECORDS,
        "allocation.csv",
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
CONTENTS: Mapping[str, frozenset[str]] = {
    "inputs": INPUTS,
    "proof": OPB_FILES,
    **dict.fromkeys(DOCUMENTS.values(), DOCUMENT_FILES),
}
"""Folder of a run -> the files that belong in it; whatever writes there names its files here."""

FOLDERS = frozenset(CONTENTS)


class Taken(UsageError):
    """The folder is there and holds something."""


def check_target(folder: Path, force: bool) -> None:
    """Refuse a folder that must not be written.

    Raises
    ------
    UsageError
        Where it is no folder, or not empty without `force`, or holds anything but a run; and where a run that an
        interrupted replacement put aside stands beside it.
    """
    found = present(folder)
    if found is not None:
        if not stat.S_ISDIR(found.st_mode):
            raise UsageError(f"{folder} exists and is not a folder; choose another --out")
        try:
            empty = not os.listdir(folder)
            strange = foreign(folder) if force else []
        except OSError as error:
            raise UsageError(f"{folder} cannot be read ({error.strerror}); choose another --out") from None
        if not empty and not force:
            raise Taken(f"{folder} exists and is not empty; choose another --out, or --force to replace a run")
        if not empty and (strange or not _is_run(folder)):
            what = f"holds {', '.join(strange[:5])}, which is no part of a run" if strange else "holds no run"
            raise UsageError(f"{folder} {what}; --force replaces runs only, choose another --out")
        if empty:
            return
    aside = aside_of(folder)
    if os.path.lexists(aside):
        holds = (
            "the run that an interrupted --force was to replace" if found is None else "what an earlier --force left"
        )
        cure = f"rename it back to {folder}, or move it away" if found is None else "move it away"
        raise UsageError(f"{aside} exists: it holds {holds}; {cure} first, or choose another --out")


def aside_of(folder: Path) -> Path:
    """Where the run of a folder stands while another takes its place."""
    folder = Path(os.path.abspath(folder))  # "." has no name
    return folder.parent / f"{folder.name}.replaced"


def foreign(folder: Path) -> list[str]:
    """What in a folder is no part of a run: other names, links, folders where a file belongs."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in CONTENTS and entry.is_dir(follow_symlinks=False):
                with os.scandir(entry) as inner:
                    found += [f"{entry.name}/{e.name}" for e in inner if not _belongs(e, CONTENTS[entry.name])]
            elif not _belongs(entry, FILES):
                found.append(entry.name)
    return sorted(found)


def remove_run(folder: Path) -> bool:
    """Remove a run name by name; False where something stays, because it is no part of a run or cannot be removed."""
    try:
        if foreign(folder):  # it came after the check
            return False
    except OSError:
        return False
    for path in [folder / name / file for name, files in CONTENTS.items() for file in files]:
        with contextlib.suppress(OSError):
            os.unlink(path)
    for name in CONTENTS:
        with contextlib.suppress(OSError):
            os.rmdir(folder / name)
    for name in FILES:
        with contextlib.suppress(OSError):
            os.unlink(folder / name)
    with contextlib.suppress(OSError):
        os.rmdir(folder)
    return not os.path.lexists(folder)


def _belongs(entry: os.DirEntry[str], names: frozenset[str]) -> bool:
    return entry.name in names and entry.is_file(follow_symlinks=False)


def _is_run(folder: Path) -> bool:
    return any(_schema(folder / name) == schema for name, schema in RECORDS.items())


def _schema(path: Path) -> object:
    try:
        record = loads(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError):
        return None
    return record.get("schema") if isinstance(record, dict) else None
