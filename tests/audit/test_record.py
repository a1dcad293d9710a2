"""What a person may do to a record: every change is found, and none makes the audit fall over."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.audit import audit
from allocator.errors import Problems
from allocator.policy import Policy, load_policy
from allocator.tables.load import Tables, load_tables
from allocator.tables.read import open_scenario
from tests.audit.claims import STEP, policy_of, record_of, tables_of

CASES = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "cases"
NAMES = sorted(p.name for p in CASES.iterdir()) if CASES.exists() else []
A, B = ("A", "甲", "top", 5, 80), ("B", "乙", "base", 4, 70)


def small() -> tuple[Policy, Tables, dict[str, Any]]:
    policy = policy_of(
        "budget: {value: 9, source: x}",
        "tiers:",
        "  - {id: top, name: 标杆型, cap: 6, weight: 1.5, quota: {target: 1, tolerance: 1}, source: x}",
        "  - {id: base, name: 示范型, cap: 6, weight: 1.2, source: x}",
        "fallback: [{from: top, to: base, source: x}]",
        "one_award_per: {key: enterprise, source: x}",
    )
    rows = [
        {"application_id": "A", "enterprise": "甲", "tier": "top", "score": "80"},
        {"application_id": "B", "enterprise": "乙", "tier": "base", "score": "70"},
        {"application_id": "C", "enterprise": "丙", "tier": "base", "score": "60"},
    ]
    return policy, tables_of(policy, rows), record_of(policy, [A, B])


def test_the_untouched_record_stands() -> None:
    assert audit(*small()) == ()


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _paths(inner, (*path, n))


def _put(record: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    inner = record
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return record


JUNK = [
    None,
    True,
    False,
    0,
    -1,
    1,
    1.5,
    float("nan"),
    float("inf"),
    Fraction(1, 3),
    10**5000,
    "",
    "A",
    "top",
    "optimal",
    [],
    [[]],
    {},
    {"a": []},
    b"x",
]


@pytest.mark.parametrize("path", list(_paths(small()[2])), ids=str)
def test_junk_in_any_place_is_found_and_never_raises(path: tuple[Any, ...]) -> None:
    policy, tables, record = small()
    for junk in JUNK:
        changed = _put(copy.deepcopy(record), path, junk)
        same = repr(changed) == repr(record) if junk != 10**5000 else False
        if not same and changed != record:
            assert audit(policy, tables, changed), junk


@pytest.mark.parametrize("path", [p for p in _paths(small()[2]) if p], ids=str)
def test_a_missing_part_is_found(path: tuple[Any, ...]) -> None:
    policy, tables, record = small()
    inner = record
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    assert audit(policy, tables, record)


def test_a_truth_value_is_no_number() -> None:
    policy, tables, record = small()
    record["counts"] = {"top": True, "base": 1}
    assert audit(policy, tables, record)


@pytest.mark.parametrize("status", ["infeasible", "unknown"])
def test_without_an_allocation_nothing_is_awarded(status: str) -> None:
    policy = policy_of("budget: {value: 9, source: x}", "tiers: [{id: t, name: T, cap: 6, quota: {min: 9}, source: x}]")
    tables = tables_of(policy, [{"application_id": "A", "enterprise": "甲", "score": "80"}])
    record = record_of(policy, [], status=status, objective=[])
    assert audit(policy, tables, record) == ()
    for key, value in (("awarded", STEP), ("counts", {"t": 1}), ("objective", [{}]), ("awards", [{}])):
        assert audit(policy, tables, record | {key: value})


@pytest.mark.parametrize(
    ("stage", "bound", "sound"),
    [
        (0, 0, True),
        (0, None, True),
        (0, 1, False),
        (1, 204, True),
        (1, 300, True),
        (1, None, True),
        (1, 203, False),
        (1, "204", False),
    ],
)
def test_bounds_of_a_feasible_allocation(stage: int, bound: Any, sound: bool) -> None:
    policy, tables, record = small()
    record["status"] = "feasible"
    record["objective"][stage]["bound"] = bound
    assert (audit(policy, tables, record) == ()) is sound


def case(name: str) -> tuple[Policy, Tables, dict[str, Any]]:
    problems = Problems()
    files = open_scenario(CASES / name, problems)
    assert files is not None
    policy = load_policy(files.policy_text, files.policy_name)
    tables = load_tables(files, policy, problems)
    text = (CASES / name / "expected" / "allocation.json").read_text(encoding="utf-8")
    return policy, tables, json.loads(text, parse_float=Fraction)


def solvable(name: str) -> bool:
    return bool(json.loads((CASES / name / "expected" / "meta.json").read_text(encoding="utf-8"))["exit"] in (0, 3))


@pytest.mark.parametrize("name", [n for n in NAMES if solvable(n)])
def test_what_an_independent_program_computed(name: str) -> None:
    """Expected allocations stand; each single change to one is found, unless it leads to an equal one."""
    policy, tables, record = case(name)
    assert audit(policy, tables, record) == ()
    step, awards = policy.money.step_base, record["awards"]
    scores = json.loads((CASES / name / "expected" / "extra.json").read_text(encoding="utf-8"), parse_float=Fraction)[
        "scores"
    ]

    def found(change: Callable[[dict[str, Any]], Any]) -> bool:
        changed = copy.deepcopy(record)
        change(changed)
        return bool(audit(policy, tables, changed))

    def add(n: int, key: str, by: int) -> Callable[[dict[str, Any]], Any]:
        return lambda r: r["awards"][n].update({key: r["awards"][n][key] + by})

    for k in range(len(record["objective"])):
        assert found(
            lambda r, k=k: r["objective"][k].update(
                value=r["objective"][k]["value"] + 1, bound=r["objective"][k]["value"] + 1
            )
        )
        assert found(lambda r, k=k: r["objective"][k].update(bound=r["objective"][k]["bound"] + 1))
    if record["awarded"]:
        assert found(lambda r: r.update(budget=record["awarded"] - step))
    winners = {a["application_id"] for a in awards}
    losers = [
        (i, e)
        for i, e in zip(tables.applications.ids, tables.applications.enterprises, strict=True)
        if i not in winners
    ]
    draw = random.Random(name)
    for n, award in enumerate(awards):
        assert found(add(n, "amount", step))
        assert found(add(n, "amount", -step))
        assert found(add(n, "score", 1))
        assert found(lambda r, n=n: r["awards"].pop(n))
        assert found(lambda r, n=n, a=award: r["awards"].insert(n, a))
        for tier in policy.tiers:
            assert tier.id == award["tier"] or found(lambda r, n=n, t=tier: r["awards"][n].update(tier=t.id))
        for loser, enterprise in draw.sample(losers, min(3, len(losers))):
            changed = {"application_id": loser, "enterprise": enterprise}
            assert scores[loser] == award["score"] or found(lambda r, n=n, c=changed: r["awards"][n].update(c))
