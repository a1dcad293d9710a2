"""Ways to change what stands in a run's folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_bytes().decode("utf-8")
    after = change(before)
    assert before != after
    path.write_bytes(after.encode("utf-8"))


def record(change: Callable[[dict[str, object]], None]) -> Callable[[str], str]:
    def apply(text: str) -> str:
        value = json.loads(text)
        change(value)
        return json.dumps(value, ensure_ascii=False, indent=2) + "\n"

    return apply


def first(key: str, value: object) -> Callable[[dict[str, object]], None]:
    def change(r: dict[str, object]) -> None:
        r["awards"][0][key] = value  # type: ignore[index]

    return change


def worse(r: dict[str, object]) -> None:
    """A loser in place of a winner, every number made to fit."""
    r["awards"] = [a for a in r["awards"] if a["application_id"] != "C"]  # type: ignore[union-attr,index]
    r["counts"] = {"top": 2, "base": 0}
    for award in r["awards"]:  # type: ignore[attr-defined]
        award["amount"] = 100_000
    r["awarded"] = 200_000
    r["objective"][1].update(value=340, bound=340)  # type: ignore[index]
