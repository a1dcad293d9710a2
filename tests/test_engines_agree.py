"""Every engine against plain enumeration: status, stage values, winners and amounts, byte for byte."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator import load, solve
from allocator.engines import ENGINES
from allocator.errors import EngineError, InputError
from allocator.runs.json_text import dumps
from allocator.scenario import Scenario
from tests.small import APPLICATIONS, TIERS, policy, scenario
from tests.strategies import Case, cases

OTHERS = [name for name in ENGINES if name != "enumeration"]


def loaded(case: Case) -> Scenario | None:
    """The scenario; None where its inputs are refused."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return load(case.write(Path(folder)))
        except InputError:
            return None


def check(case: Case, engine: str) -> None:
    read = loaded(case)
    if read is None:
        return
    try:
        expected = dumps(solve(read, engine="enumeration").record())
    except EngineError:
        return
    assert dumps(solve(read, engine=engine).record()) == expected


@pytest.mark.parametrize("engine", OTHERS)
@settings(max_examples=40)
@given(case=cases())
def test_engines_agree_with_enumeration(engine: str, case: Case) -> None:
    check(case, engine)


@pytest.mark.campaign
@pytest.mark.parametrize("engine", OTHERS)
@settings(max_examples=500, derandomize=False)
@given(case=cases())
def test_engines_agree_with_enumeration_on_many(engine: str, case: Case) -> None:
    check(case, engine)


def test_most_random_scenarios_load_and_reach_every_outcome() -> None:
    """The strategy would prove nothing if its scenarios were refused or empty."""
    seen = {"loaded": 0, "optimal": 0, "infeasible": 0, "awards": 0}

    @settings(max_examples=200, database=None)
    @given(case=cases())
    def count(case: Case) -> None:
        read = loaded(case)
        if read is not None:
            allocation = solve(read, engine="enumeration")
            seen["loaded"] += 1
            seen[allocation.status] += 1
            seen["awards"] += bool(allocation.awards)

    count()
    assert seen["loaded"] >= 140, seen
    assert seen["infeasible"] >= 10, seen
    assert seen["awards"] >= 60, seen


CROSSED = "groups: [{id: a, by: city, max_amount: 9, source: x}, {id: b, by: chain, max_amount: 7, source: x}]"
FIXED = {
    "budget 0": (policy(budget="0"), APPLICATIONS),
    "no eligible application": (policy("min_score: {value: 99, source: x}"), APPLICATIONS),
    "all tied, room for two": (
        policy(budget="9"),
        APPLICATIONS.replace("80", "90").replace("70", "90").replace("60", "90"),
    ),
    "all of one enterprise": (policy(), APPLICATIONS.replace("乙", "甲").replace("丙", "甲").replace("丁", "甲")),
    "scores of nothing": (policy(budget="9"), APPLICATIONS.replace("90", "0").replace("80", "0")),
    "money sets that cross, winners and amounts together": (
        policy("objective: funded-score", CROSSED, amounts="", budget="15"),
        "application_id,enterprise,tier,score,city,chain\n"
        "A,甲,top,90,济南市,x\nB,乙,top,90,青岛市,x\nC,丙,base,80,济南市,y\nD,丁,base,70,青岛市,y\n",
    ),
    "targets out of reach": (
        policy(tiers=TIERS.replace("floor: 4", "floor: 4, quota: {target: 3, tolerance: none}"), budget="10"),
        APPLICATIONS,
    ),
}


@pytest.mark.parametrize("engine", OTHERS)
@pytest.mark.parametrize("name", FIXED)
def test_engines_agree_on_edges(name: str, engine: str, tmp_path: Path) -> None:
    read = scenario(tmp_path / "s", *FIXED[name])
    expected = solve(read, engine="enumeration")
    assert dumps(solve(read, engine=engine).record()) == dumps(expected.record())
    assert expected.status == "optimal"


@settings(max_examples=30)
@given(scores=st.lists(st.sampled_from([50, 60, 60, 60, 70]), min_size=4, max_size=8), budget=st.integers(5, 40))
def test_ties_are_settled_by_the_published_order_on_every_engine(scores: list[int], budget: int) -> None:
    rows = "".join(f"P{k},E{k},{'top' if k % 2 else 'base'},{s}\n" for k, s in enumerate(scores))
    text = policy("fallback: [{from: top, to: base, source: x}]", budget=str(budget))
    with tempfile.TemporaryDirectory() as folder:
        read = scenario(Path(folder) / "s", text, "application_id,enterprise,tier,score\n" + rows)
    records = {engine: dumps(solve(read, engine=engine).record()) for engine in ENGINES}
    assert len(set(records.values())) == 1, records
