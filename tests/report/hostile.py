"""Every value of the files of a run, one at a time made into something that it is not, or that nothing is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

Path_ = tuple[str | int, ...]
HUGE = "9" * 400
RAW = ("null", "true", "-1", HUGE, "0.00001", "NaN", "1e999", '"什么"', '""', "[]", "{}")
"""What takes the place of a value of JSON, as text: other types, and numbers and words that mean nothing."""
CELLS = ("", "-1", HUGE, "NaN", "1e9", "0.00001", "什么", "１", '"', "=1+1")
"""What takes the place of a cell of CSV."""
_MARK = "@@here@@"


def leaves(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Paths to every value inside a record that holds no others, and to every empty list."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for n, inner in enumerate(value):
            yield from leaves(inner, (*path, n))
    else:
        yield path


def nodes(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Paths to every object and list inside a record, itself too."""
    if isinstance(value, dict | list):
        yield path
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from nodes(inner, (*path, key))


def _with(text: str, path: Path_, change: Callable[[Any, Any], None]) -> str:
    """The text of a record after a change of the object or list that holds what a path leads to."""
    record = json.loads(text, parse_float=_Decimal)
    holder = record
    for key in path[:-1]:
        holder = holder[key]
    change(holder, path[-1])
    return json.dumps(record, ensure_ascii=False, indent=2, default=str) + "\n"


class _Decimal(float):
    """A decimal that is written as it was read."""

    def __new__(cls, digits: str) -> _Decimal:
        made = super().__new__(cls, digits)
        made.digits = digits
        return made

    digits: str

    def __repr__(self) -> str:
        return self.digits


def json_mutants(text: str) -> Iterator[tuple[str, str]]:
    """Name and text of each spoilt version of a record."""
    record = json.loads(text)

    def put(holder: Any, key: Any) -> None:
        holder[key] = _MARK

    def remove(holder: Any, key: Any) -> None:
        del holder[key]

    for path in leaves(record):
        where = "/".join(map(str, path))
        marked = _with(text, path, put)
        for raw in (*RAW, *_likely(record, path)):
            yield f"{where} = {raw[:12]}", marked.replace(f'"{_MARK}"', raw)
        yield f"{where} missing", _with(text, path, remove)
    for path in nodes(record):
        where = "/".join(map(str, path))
        holder = _at(record, path)
        if isinstance(holder, dict):
            extra = _with(text, (*path, _MARK), put)
            yield f"{where} with a key more", extra.replace(_MARK, "note")
            for key in list(holder)[:1]:
                yield f"{where}/{key} twice", extra.replace(f'"{_MARK}": ', f"{json.dumps(key, ensure_ascii=False)}: ")
        else:
            yield f"{where} longer", _with(text, (*path, 0), lambda h, _: h.append("什么"))


def _at(record: Any, path: Path_) -> Any:
    for key in path:
        record = record[key]
    return record


def _likely(record: Any, path: Path_) -> Iterator[str]:
    """What might as well stand in a place: a number that is one more, a word of another place of this kind."""
    value, kind = _at(record, path), [key for key in path if isinstance(key, str)]
    if isinstance(value, bool):
        yield json.dumps(not value)
    elif isinstance(value, int | float):
        yield str(value + 1)
    elif isinstance(value, str):
        alike = (p for p in leaves(record) if [key for key in p if isinstance(key, str)] == kind)
        words = dict.fromkeys(word for p in alike if isinstance(word := _at(record, p), str) and word != value)
        yield from (json.dumps(word, ensure_ascii=False) for word in list(words)[:3])


def csv_mutants(text: str) -> Iterator[tuple[str, str]]:
    """Name and text of each spoilt version of a table."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    for n, row in enumerate(rows):
        for k in range(len(row)):
            column = [r[k] for r in rows[1:] if r[k] != row[k]]
            likely = [str(int(row[k]) + 1)] if row[k].isdigit() else column[:2]
            for cell in (*CELLS, *likely):
                spoilt = [list(r) for r in rows]
                spoilt[n][k] = cell
                yield f"row {n + 1} cell {k + 1} = {cell[:12]}", _table(spoilt)
        yield f"row {n + 1} missing", _table(rows[:n] + rows[n + 1 :])
        yield f"row {n + 1} twice", _table(rows[: n + 1] + rows[n:])
        yield f"row {n + 1} longer", _table([*rows[:n], [*row, ""], *rows[n + 1 :]])
        yield f"row {n + 1} shorter", _table([*rows[:n], row[:-1], *rows[n + 1 :]])


def _table(rows: list[list[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return "\ufeff" + stream.getvalue()


def mutants(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each spoilt version of a file of a run; none is as it was."""
    text = data.decode("utf-8")
    made = json_mutants(text) if name.endswith(".json") else csv_mutants(text)
    whole = {
        "empty": b"",
        "truncated": data[: len(data) // 2],
        "without its end": data[:-1],
        "with another mark": b"\xef\xbb\xbf" + data,
        "in UTF-16": text.encode("utf-16"),
        "in GB18030": text.encode("gb18030"),
        "with Windows line ends": data.replace(b"\n", b"\r\n"),
        "with a zero byte": data.replace(b"\n", b"\0\n", 1),
        "with half a character": data.replace(b"\n", b"\xe5\n", 1),
    }
    for what, spoilt in (*whole.items(), *((w, t.encode()) for w, t in made)):
        if spoilt != data:
            yield f"{name}: {what}", spoilt
