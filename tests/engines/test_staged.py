"""The staged engine on solvers that stop, lie or hold back, and on time limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.engines import Clock, Status
from allocator.engines.cp_sat import CpSat
from allocator.engines.program import Answer, IntegerProgram, write_program
from allocator.engines.staged import StagedEngine
from allocator.errors import EngineError
from tests.engines.scripted import Ending, Scripted, feasible, model, unknown


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
