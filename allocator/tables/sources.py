"""Where the policy and the tables of a scenario are."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from allocator.encoding import decode, path_text
from allocator.errors import InputError, Place, Problem, Problems
from allocator.fields import FIELDS, heading_key
from allocator.tables.csv_file import read_csv
from allocator.tables.grid import Grid
from allocator.tables.headings import Vocabulary
from allocator.tables.parquet import read_parquet
from allocator.tables.workbook import Workbook, open_workbook, read_lines, read_sheet, read_workbook

T = TypeVar("T")
GridReader = Callable[[Vocabulary, Problems], Grid | None]
_READERS: Mapping[str, Callable[[bytes, str, Vocabulary, Problems], Grid | None]] = {
    ".csv": read_csv,
    ".xlsx": read_workbook,
    ".xls": read_workbook,
    ".parquet": read_parquet,
}
_WORKBOOKS = (".xlsx", ".xls")
_POLICIES = (".yaml", ".yml")
_POLICY = "policy"
_NAMES = {name: name for name in (*FIELDS, _POLICY)} | {
    "申报项目": "applications",
    "评审": "reviews",
    "台账": "ledger",
    "决定": "decisions",
    "政策": _POLICY,
}
_FORMATS = "a .csv, .xlsx, .xls or .parquet file"


@dataclass(frozen=True, slots=True)
class TableFile:
    """One file or sheet that holds a table, or a part of it.

    Parameters
    ----------
    file
        The file (or `file.xlsx [sheet]`) as the officer knows it.
    read
        Reads its cells; raises `InputError` where the file as a whole cannot be read.
    is_part
        Whether it lies in a folder of files that are merged.
    """

    file: str
    read: GridReader
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class ScenarioFiles:
    """The policy and the tables of a scenario, found but (the policy aside) not yet read.

    Parameters
    ----------
    name
        Name of the folder or workbook.
    policy_name
        The policy's file (or `file.xlsx [policy]`) as the officer knows it.
    policy_text
        Its YAML.
    tables
        Name of each table that is there -> its files.
    """

    name: str
    policy_name: str
    policy_text: str
    tables: Mapping[str, tuple[TableFile, ...]]


def open_scenario(path: Path, problems: Problems) -> ScenarioFiles | None:
    """Find the policy and the tables of a scenario.

    Parameters
    ----------
    path
        A folder, or one workbook with a sheet for each.
    problems
        Takes what is missing or twice there as faults, probable misspellings as warnings.

    Returns
    -------
    ScenarioFiles or None
        None if there is no policy to read.
    """
    try:
        if path.is_dir():
            return _in_folder(path, problems)
        if path.suffix.lower() in _WORKBOOKS and path.exists():
            return _in_workbook(path, problems)
        what = "is neither a folder nor an Excel workbook" if path.exists() else "does not exist"
        problems.add(Place(path_text(path)), what, "give the folder that holds policy.yaml, or one .xlsx workbook")
    except InputError as error:
        problems.faults.extend(error.problems)
    except OSError as error:
        problems.add(Place(path_text(path)), f"cannot be read ({error.strerror})", "check that you may read it")
    return None


def _in_folder(folder: Path, problems: Problems) -> ScenarioFiles | None:
    title = path_text(folder.resolve().name)
    named: defaultdict[str, list[Path]] = defaultdict(list)
    unread: list[tuple[Path, str]] = []
    for entry in _visible(folder):
        label = entry.name if entry.is_dir() else entry.stem
        name = _name(label)
        if name is not None and _fits(entry, name):
            named[name].append(entry)
        elif near := name or _near(label):
            unread.append((entry, near))
    for entry, name in unread:
        if name not in named or entry.suffix.lower() in _READERS:  # not of notes kept beside the table itself
            wanted = "policy.yaml" if name == _POLICY else f"{name} in {_FORMATS}"
            problems.warn(Place(path_text(entry.name)), "is not read", f"if it is meant as {name}, save it as {wanted}")
    found = _single(named, title, lambda entry: path_text(entry.name), problems)
    tables = {
        name: _parts(entry, problems) if entry.is_dir() else (_table_file(entry, entry.name),)
        for name, entry in found.items()
        if name != _POLICY
    }
    if "applications" not in tables:
        problems.add(Place(title), "has no table applications", f"add applications as {_FORMATS}, or a folder of them")
    if _POLICY not in found:
        problems.add(Place(title), "has no policy.yaml", "add the rules of the programme")
        return None
    policy = found[_POLICY]
    return ScenarioFiles(title, policy.name, decode(_bytes(policy, policy.name), policy.name), tables)


def _in_workbook(path: Path, problems: Problems) -> ScenarioFiles | None:
    file = path_text(path.name)
    book = open_workbook(_bytes(path, file), file)
    named: defaultdict[str, list[str]] = defaultdict(list)
    for sheet in book.sheets:
        if name := _name(sheet):
            named[name].append(sheet)
        elif near := _near(sheet):
            problems.warn(Place(f"{file} [{sheet}]"), "is not read", f"if it is meant as {near}, name it {near}")
    found = _single(named, file, lambda sheet: f"[{sheet}]", problems)
    tables = {
        name: (_table_sheet(book, sheet, f"{file} [{sheet}]"),) for name, sheet in found.items() if name != _POLICY
    }
    if "applications" not in tables:
        problems.add(Place(file), "has no sheet applications", "add it, with the applications below a row of headings")
    if _POLICY not in found:
        problems.add(Place(file), "has no sheet policy", "add it, with the rules in YAML, a line a row in column A")
        return None
    title = f"{file} [{_POLICY}]"
    return ScenarioFiles(file, title, read_lines(book, found[_POLICY], title, problems), tables)


def _name(text: str) -> str | None:
    return _NAMES.get(heading_key(text))


def _single(named: Mapping[str, list[T]], title: str, show: Callable[[T], str], problems: Problems) -> dict[str, T]:
    """The one entry of each known name; where there are two, the first, and a fault."""
    for name, entries in named.items():
        if len(entries) > 1:
            what = f"{' and '.join(map(show, entries))} are both {name}"
            problems.add(Place(title), what, "keep one of them")
    return {name: entries[0] for name, entries in named.items()}


def _near(text: str) -> str | None:
    """The table that a misspelt name probably means."""
    like = difflib.get_close_matches(heading_key(text), _NAMES, n=1, cutoff=0.75)
    return _NAMES[like[0]] if like else None


def _fits(entry: Path, name: str) -> bool:
    if entry.is_dir():
        return name != _POLICY
    return entry.suffix.lower() in (_POLICIES if name == _POLICY else _READERS)


def _parts(folder: Path, problems: Problems) -> tuple[TableFile, ...]:
    """The files of a folder that are merged into one table."""
    files: dict[str, Path] = {}
    for entry in _visible(folder):
        label = path_text(f"{folder.name}/{entry.name}")
        if entry.is_dir() or entry.suffix.lower() not in _READERS:
            problems.warn(Place(label), "is not read", f"put it into {folder.name} as {_FORMATS}")
        elif first := files.get(heading_key(entry.stem)):
            problems.add(
                Place(folder.name), path_text(f"{first.name} and {entry.name} are of one name"), "keep one of them"
            )
        else:
            files[heading_key(entry.stem)] = entry
    if not files:
        problems.add(Place(folder.name), "is a folder without tables", f"add {_FORMATS} for each city")
    return tuple(_table_file(entry, path_text(f"{folder.name}/{entry.name}"), is_part=True) for entry in files.values())


def _visible(folder: Path) -> list[Path]:
    """Entries by name, without hidden files and the lock files of open workbooks."""
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "~$")))


def _table_file(path: Path, file: str, is_part: bool = False) -> TableFile:
    def read(vocabulary: Vocabulary, problems: Problems) -> Grid | None:
        return _READERS[path.suffix.lower()](_bytes(path, file), file, vocabulary, problems)

    return TableFile(file, read, is_part)


def _table_sheet(book: Workbook, sheet: str, file: str) -> TableFile:
    return TableFile(file, lambda vocabulary, problems: read_sheet(book, sheet, file, vocabulary, problems))


def _bytes(path: Path, file: str) -> bytes:
    try:
        if path.exists() and not path.is_file():  # reading a pipe or a device would never end
            raise InputError([Problem(Place(file), "is not a file", "put a file in its place")])
        return path.read_bytes()
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        remedy = "close it in other programs and check that you may read it"
        raise InputError([Problem(Place(file), what, remedy)]) from None
