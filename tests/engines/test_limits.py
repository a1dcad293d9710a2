"""Engines at their limits: time, Ctrl-C, crashes, sizes, what CBC says."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pulp
import pytest

from allocator import find_conflict, load, solve
from allocator.engines import Clock, Status
from allocator.engines.cbc import Cbc, _answer
from allocator.engines.cp_sat import CpSat
from allocator.engines.program import whole_bound, write_program
from allocator.engines.staged import StagedEngine
from allocator.errors import EngineError, UsageError
from allocator.model import compile_model
from tests.cli.hard import hard
from tests.engines.scripted import HEADINGS, model
from tests.small import TIERS, policy, scenario


@pytest.mark.parametrize("stop", [Clock(0.02), Clock(0.2)])
def test_cp_sat_stopped_before_it_has_a_bound_says_none(stop: Clock, tmp_path: Path) -> None:
    rows = "".join(f"P{k},E{k},base,{50 + k % 40}.{k % 7}1\n" for k in range(4000))
    text = policy("groups: [{id: half, by: tier, max_awards: 1500, source: x}]", budget="5000")
    read = scenario(tmp_path / "s", text.replace("score_decimals: 0", "score_decimals: 2"), HEADINGS + rows)
    start = time.monotonic()
    outcome = StagedEngine(CpSat()).solve(compile_model(read), stop)
    assert outcome.status in (Status.FEASIBLE, Status.UNKNOWN)
    assert all(b.bound is None or b.bound >= b.value for b in outcome.bounds if b.stage == "weighted-score")
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("engine", ["cp-sat", "highs", "cbc"])
def test_ctrl_c_in_any_stage_leaves_the_best_found_in_order(engine: str, tmp_path: Path) -> None:
    read = load(hard(tmp_path / "hard"))
    before = signal.getsignal(signal.SIGINT)
    timer = threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    allocation = solve(read, engine=engine)
    timer.join()
    assert (allocation.status, allocation.stopped) in [("feasible", "interrupt"), ("unknown", "interrupt")]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_solve_leaves_the_handler_of_ctrl_c_as_it_was(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    CpSat().minimise(write_program(model(tmp_path)), {}, Clock(), ())
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("engine", ["cp-sat", "cbc", "highs", "enumeration"])
@pytest.mark.parametrize("digits", [13, 20, 30])
def test_a_demand_beyond_64_bits_is_infeasible_and_no_fault(digits: int, engine: str, tmp_path: Path) -> None:
    tiers = TIERS.replace("floor: 4", f"floor: 4, quota: {{min: {10**digits}}}")
    assert solve(scenario(tmp_path / "s", policy(tiers=tiers)), engine=engine).status == "infeasible"


def test_a_conflict_is_found_whatever_is_aimed_at(tmp_path: Path) -> None:
    tiers = TIERS.replace("floor: 4", f"floor: 4, quota: {{target: {10**20}, tolerance: 1}}")
    conflict = find_conflict(solve(scenario(tmp_path / "s", policy(tiers=tiers)), engine="enumeration").scenario)
    assert conflict is not None
    assert conflict.rules == ("quota:top",)


def test_a_crash_of_cbc_is_no_time_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "cbc"
    program.write_text("#!/bin/sh\necho out of memory\nexit 139\n", encoding="utf-8")
    program.chmod(0o755)
    broken = pulp.COIN_CMD(path=str(program), msg=False)
    monkeypatch.setattr("allocator.engines.cbc._solver", lambda: broken)
    for clock in (Clock(), Clock(60)):
        with pytest.raises(EngineError, match="CBC failed with status 139, saying 'out of memory'"):
            StagedEngine(Cbc()).solve(model(tmp_path / str(id(clock))), clock)


@pytest.mark.parametrize("engine", ["cp-sat", "cbc", "highs"])
def test_a_time_limit_gives_the_best_found_and_a_true_bound(engine: str, tmp_path: Path) -> None:
    read = load(hard(tmp_path / "hard"))
    allocation = solve(read, engine=engine, time_limit=2.5)
    assert allocation.status == "feasible"
    value, bound = allocation.objective[1].value, allocation.objective[1].bound
    assert allocation.awards
    assert bound is None or value <= bound
    assert value <= 112_273 + 1  # what longer runs have proven


@pytest.mark.parametrize("limit", [float("nan"), -1.0])
def test_what_is_no_time_limit_is_refused(limit: float, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no number of seconds"):
        solve(scenario(tmp_path / "s", policy()), time_limit=limit)


def test_enumeration_stops_at_a_time_limit(tmp_path: Path) -> None:
    rows = "".join(f"P{k},E{k},base,{50 + k}\n" for k in range(22))
    read = scenario(tmp_path / "s", policy(budget="100"), "application_id,enterprise,tier,score\n" + rows)
    allocation = solve(read, engine="enumeration", time_limit=0.2)
    assert allocation.status == "feasible"
    assert [s.bound for s in allocation.objective] == [None, None]
    assert solve(read, engine="enumeration", time_limit=0).status == "unknown"


def test_enumeration_keeps_its_limits_while_it_spreads_money(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"P{k},E{k},base,{50 + k}\n" for k in range(12))
    tiers = TIERS.replace("cap: 6, floor: 2", "cap: 6000, floor: 2")
    text = policy("objective: funded-score", tiers=tiers, budget="30000", amounts="")
    read = scenario(tmp_path / "s", text, HEADINGS + rows)
    start = time.monotonic()
    assert solve(read, engine="enumeration", time_limit=0.3).status in ("feasible", "unknown")
    assert time.monotonic() - start < 5
    monkeypatch.setattr("allocator.engines.enumeration.MOST_NODES", 10_000)
    with pytest.raises(EngineError, match="enumeration gave up after 10000 steps"):
        solve(read, engine="enumeration")


def test_numbers_beyond_an_engine_are_refused(tmp_path: Path) -> None:
    text = policy("max_score: 9000000000000000000", budget="99")
    rows = "application_id,enterprise,tier,score\nA,甲,top,9000000000000000000\nB,乙,base,8000000000000000000\n"
    read = scenario(tmp_path / "s", text, rows)
    for engine in ("cp-sat", "cbc", "highs"):
        with pytest.raises(EngineError, match="too large"):
            solve(read, engine=engine)
    assert solve(read, engine="enumeration").status == "optimal"


@pytest.mark.parametrize(
    ("log", "first", "status", "bound"),
    [
        ("Result - Optimal solution found\n", "Optimal - objective value -5.0", Status.OPTIMAL, None),
        ("", "Optimal - objective value -5.0", Status.OPTIMAL, None),
        (
            "Result - Stopped on time limit\nLower bound: -7.5\n",
            "Stopped on time - objective value -5.0",
            Status.FEASIBLE,
            -7,
        ),
        ("Result - Stopped on time limit\n", "Optimal - objective value -5.0", Status.FEASIBLE, None),
        (
            "Result - Optimal solution found (within gap tolerance)\n",
            "Optimal - objective value -5",
            Status.FEASIBLE,
            None,
        ),
        ("", "Infeasible - objective value 0", Status.INFEASIBLE, None),
        (
            "Result - Stopped on time limit\n",
            "Stopped on time (no integer solution - continuous used)",
            Status.UNKNOWN,
            None,
        ),
    ],
)
def test_cbc_is_believed_only_where_its_log_says_proven(
    log: str, first: str, status: Status, bound: int | None
) -> None:
    answer = _answer(log, first, (1,))
    assert (answer.status, answer.bound) == (status, bound)


@pytest.mark.parametrize(("value", "bound"), [(4.0, 4), (3.9999999, 4), (4.2, 5), (float("inf"), None), (-1e19, None)])
def test_a_floating_bound_becomes_a_whole_one(value: float, bound: int | None) -> None:
    assert whole_bound(value) == bound
