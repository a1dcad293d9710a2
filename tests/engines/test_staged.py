"""The staged engine on solvers that stop, lie or hold back, and on time limits."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pulp
import pytest

from allocator import find_conflict, load, solve
from allocator.engines import Clock, Status
from allocator.engines.cbc import Cbc, _answer
from allocator.engines.cp_sat import CpSat
from allocator.engines.program import Answer, Coefficients, IntegerProgram, whole_bound, write_program
from allocator.engines.staged import StagedEngine
from allocator.errors import EngineError, UsageError
from allocator.model import compile_model
from tests.cli.test_commands import hard
from tests.small import TIERS, policy, scenario

HEADINGS = "application_id,enterprise,tier,score\n"
QUOTA = TIERS.replace("floor: 4", "floor: 4, quota: {target: 1, tolerance: 1}")


@dataclass
class Scripted:
    """CP-SAT, but call number n is answered by a script."""

    script: dict[int, Callable[[Answer, IntegerProgram], Answer]]
    calls: int = 0
    name: str = "scripted"
    objectives: list[Coefficients] = field(default_factory=list)

    def minimise(self, program: IntegerProgram, objective: Coefficients, clock: Clock, hint: Sequence[int]) -> Answer:
        answer = CpSat().minimise(program, objective, clock, hint)
        self.calls += 1
        self.objectives.append(objective)
        change = self.script.get(self.calls)
        return answer if change is None else change(answer, program)


class Ending(Clock):
    """A clock that excuses every stop, and never runs out."""

    ending = True


def model(folder: Path, **named: str):  # type: ignore[no-untyped-def]
    return compile_model(scenario(folder / "s", policy(tiers=QUOTA, budget="9", **named)))


def feasible(answer: Answer, program: IntegerProgram) -> Answer:
    return Answer(Status.FEASIBLE, answer.values, answer.bound)


def unknown(answer: Answer, program: IntegerProgram) -> Answer:
    return Answer(Status.UNKNOWN)


def test_a_stop_in_the_first_stage_leaves_the_second_without_a_bound(tmp_path: Path) -> None:
    outcome = StagedEngine(Scripted({1: feasible})).solve(model(tmp_path), Ending())
    assert outcome.status is Status.FEASIBLE
    assert [b.bound for b in outcome.bounds] == [0, None]


def test_a_stop_with_nothing_in_hand_is_unknown(tmp_path: Path) -> None:
    outcome = StagedEngine(Scripted({1: unknown})).solve(model(tmp_path), Ending())
    assert (outcome.status, outcome.bounds, outcome.chosen) == (Status.UNKNOWN, (), ())


def test_a_stop_in_the_second_stage_keeps_what_the_first_found(tmp_path: Path) -> None:
    outcome = StagedEngine(Scripted({2: unknown})).solve(model(tmp_path), Ending())
    assert outcome.status is Status.FEASIBLE
    assert outcome.bounds[0].bound == 0
    assert outcome.bounds[1].bound is None


def test_a_stop_in_the_canonical_stage_is_feasible_with_both_values_proven(tmp_path: Path) -> None:
    outcome = StagedEngine(Scripted({3: feasible})).solve(model(tmp_path), Ending())
    assert outcome.status is Status.FEASIBLE
    assert all(b.value == b.bound for b in outcome.bounds)


def test_a_solution_that_breaks_a_rule_in_integers_is_cut_off_and_asked_again(tmp_path: Path) -> None:
    def everything(answer: Answer, program: IntegerProgram) -> Answer:
        values = list(answer.values)
        for v in program.wins:
            values[v] = 1
        return Answer(Status.OPTIMAL, tuple(values), answer.bound)

    backend = Scripted({2: everything})
    outcome = StagedEngine(backend).solve(model(tmp_path), Clock())
    assert outcome.status is Status.OPTIMAL
    assert outcome.chosen == StagedEngine(CpSat()).solve(model(tmp_path / "again"), Clock()).chosen
    with pytest.raises(EngineError, match="break a rule in exact arithmetic"):
        StagedEngine(Scripted(dict.fromkeys(range(1, 999), everything))).solve(model(tmp_path / "more"), Clock())


def test_a_solver_that_denies_what_is_in_hand_is_not_believed(tmp_path: Path) -> None:
    backend = Scripted({2: lambda a, p: Answer(Status.INFEASIBLE)})
    with pytest.raises(EngineError, match="denies an allocation that is in hand"):
        StagedEngine(backend).solve(model(tmp_path), Clock())


def test_a_worse_value_called_optimal_is_not_written(tmp_path: Path) -> None:
    """The value row of the second stage then admits better ones, which the canonical stage runs into."""

    def nobody(answer: Answer, program: IntegerProgram) -> Answer:
        values = [0] * len(answer.values)
        for v in program.misses:
            values[v] = 1
        return Answer(Status.OPTIMAL, tuple(values), -1)

    with pytest.raises(EngineError):
        StagedEngine(Scripted({1: nobody, 2: nobody})).solve(model(tmp_path), Clock())


def worst(answer: Answer, program: IntegerProgram) -> Answer:
    """One winner of the least score, as a solver that was not told of a better allocation may have in hand."""
    values = [0] * len(answer.values)
    values[program.wins[-1]] = values[program.wins[0]] = 1
    return Answer(Status.FEASIBLE, tuple(values), -999)


def test_a_worse_answer_of_a_stopped_search_does_not_replace_a_better_one(tmp_path: Path) -> None:
    stopped = Clock()
    backend = Scripted({2: lambda a, p: (stopped.interrupt(), worst(a, p))[1]})
    best = StagedEngine(CpSat()).solve(model(tmp_path), Clock())
    first = Scripted({1: lambda a, p: Answer(Status.OPTIMAL, optimum, a.bound)})
    program = write_program(model(tmp_path / "p"))
    optimum = tuple(
        1 if k in [v for v, o in zip(program.wins, range(99), strict=False) if o in best.chosen] else 0
        for k in range(len(program.names))
    )
    backend.script |= first.script
    outcome = StagedEngine(backend).solve(model(tmp_path / "again"), stopped)
    assert outcome.bounds[1].value == best.bounds[1].value


def test_a_bound_without_an_answer_is_weighed_against_what_is_in_hand(tmp_path: Path) -> None:
    outcome = StagedEngine(Scripted({2: lambda a, p: Answer(Status.UNKNOWN, (), 0)})).solve(model(tmp_path), Ending())
    assert outcome.status is Status.FEASIBLE
    assert outcome.bounds[1].bound is None


@pytest.mark.parametrize("call", [1, 2, 3])
def test_giving_up_without_a_limit_is_no_result(call: int, tmp_path: Path) -> None:
    for clock in (Clock(), Clock(99)):
        with pytest.raises(EngineError, match="gave up before its proof"):
            StagedEngine(Scripted({call: feasible})).solve(model(tmp_path / str(id(clock))), clock)


def test_a_bound_beyond_the_value_in_hand_is_no_bound(tmp_path: Path) -> None:
    backend = Scripted({2: lambda a, p: Answer(Status.FEASIBLE, a.values, 0)})
    outcome = StagedEngine(backend).solve(model(tmp_path), Ending())
    assert outcome.status is Status.FEASIBLE
    assert outcome.bounds[1].value > 0
    assert outcome.bounds[1].bound is None


def test_an_optimum_that_its_own_bound_contradicts_is_refused(tmp_path: Path) -> None:
    backend = Scripted({2: lambda a, p: Answer(Status.OPTIMAL, a.values, (a.bound or 0) - 1)})
    with pytest.raises(EngineError, match="proves no more than"):
        StagedEngine(backend).solve(model(tmp_path), Clock())


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
