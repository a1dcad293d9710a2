"""Where the certified engine ends: time limits, numbers beyond 64 bits, what it hands over, and what it says then."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from allocator import solve
from allocator.check.check_certificate import prove
from allocator.engines import Clock, Status, engine_named
from allocator.engines.certified import Beyond
from allocator.errors import EngineError
from allocator.model import Model, Option, Row, Target
from tests.engines.certificates import SHAPES, certificate, record_of
from tests.engines.models import programme
from tests.small import policy, scenario


@pytest.mark.parametrize("shape", ["quotas", "in full", "groups with money"])
def test_auto_falls_back_on_what_prices_leave_open(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = programme(240, 0, **SHAPES[shape])
    expected = engine_named("certified").solve(model, Clock())
    monkeypatch.setattr("allocator.engines.certified.maximise.EFFORTS", ((5, 0),))
    monkeypatch.setattr("allocator.engines.certified.maximise.NARROW_BEAM", 1)  # finds nothing near
    with pytest.raises(EngineError, match="beyond the certified engine"):
        engine_named("certified").solve(model, Clock())
    found = engine_named("auto").solve(model, Clock())
    assert (found.engine, found.certificate) == ("highs", None)
    assert (found.bounds, found.chosen) == (expected.bounds, expected.chosen)


HARD = programme(240, 1, groups=True)  # its dynamic program alone outgrows its limit


@pytest.mark.parametrize("engine", ["certified", "auto"])
@pytest.mark.parametrize("limit", [0.0, 0.05])
def test_a_time_limit_gives_the_best_found_with_a_true_bound(engine: str, limit: float) -> None:
    best = engine_named("certified").solve(HARD, Clock())
    outcome = engine_named(engine).solve(HARD, Clock(limit))
    assert (outcome.status, outcome.certificate) == (Status.FEASIBLE, None)
    assert not HARD.violations(outcome.chosen)
    assert outcome.bounds[0].value == outcome.bounds[0].bound == HARD.deviation(outcome.chosen) == 0
    bound = outcome.bounds[1].bound
    assert bound is not None
    assert HARD.value(outcome.chosen) == outcome.bounds[1].value <= best.bounds[1].value <= bound


def test_stopped_while_the_least_deviation_is_sought_it_says_no_more_than_it_knows() -> None:
    rows = (*HARD.rows, Row("fewer", "awards", HARD.targets[0].options, None, 8))
    model = replace(HARD, rows=rows)
    expected = engine_named("highs").solve(model, Clock())
    for engine in ("certified", "auto"):
        outcome = engine_named(engine).solve(model, Clock(0))
        assert outcome.status in (Status.FEASIBLE, Status.OPTIMAL, Status.UNKNOWN)
        for found, true in zip(outcome.bounds[:1], expected.bounds, strict=False):
            assert found.bound is not None
            assert found.bound <= true.value <= found.value
        found = engine_named(engine).solve(model, Clock())
        assert (found.bounds, found.chosen) == (expected.bounds, expected.chosen)


def test_where_it_gives_up_on_the_value_it_says_nothing_of_it() -> None:
    """The bound of the deviation, known by then, was once given out as the bound of the value."""
    every = (0, 1, 2)
    options = tuple(Option(k, 0, 10**18 + k, 1, 1) for k in every)
    rows = (Row("budget", "money", every, None, 2),)
    model = Model(options, tuple((k,) for k in every), rows, (Target(0, 4, every),), 1, False, 1, Fraction(1))
    with pytest.raises(Beyond) as caught:
        engine_named("certified").solve(model, Clock())
    found = caught.value.outcome
    assert (found.status, found.bounds[0].value, found.bounds[0].bound) == (Status.FEASIBLE, 2, 2)
    assert (found.bounds[1].value, found.bounds[1].bound) == (model.value(found.chosen), None)
    assert engine_named("auto").solve(model, Clock(0)).bounds[1].bound is None


def test_a_target_beyond_its_applications_is_no_reason_to_give_up() -> None:
    """No prices are the best where nothing keeps the rows: they once grew until 64 bits did not hold them."""
    draw = random.Random(1)
    options = tuple(Option(k, 0, draw.randint(1, 9), (use := draw.randint(1, 3)), use) for k in range(3000))
    every = tuple(range(3000))
    rows = (Row("budget", "money", every, None, 100),)
    model = Model(options, tuple((k,) for k in every), rows, (Target(0, 9, every[:5]),), 2, False, 1, Fraction(1))
    found = engine_named("certified").solve(model, Clock())
    assert found.bounds[0].value == found.bounds[0].bound == 4
    assert prove(record_of(model), certificate(found)).startswith("optimal, quota-deviation 4")


def test_numbers_near_the_edge_are_exact_or_refused(tmp_path: Path) -> None:
    rows = "".join(f"P{k},E{k},base,{v}\n" for k, v in enumerate([10**17 + 1, 10**17, 10**17 + 1, 7]))
    text = policy(f"max_score: {10**18}", budget="5")
    read = scenario(tmp_path / "s", text, "application_id,enterprise,tier,score\n" + rows)
    expected = solve(read, engine="enumeration").record()
    with contextlib.suppress(EngineError):
        assert solve(read, engine="certified").record() == expected
    assert solve(read, engine="auto").record() == expected


def test_values_and_uses_of_any_size_are_solved_by_some_engine() -> None:
    for value, use in ((10**13, 10**9), (10**9, 10**15), (3, 10**17)):
        options = tuple(Option(k, 0, value + k % 2, use + k, use + k) for k in range(6))
        every = tuple(range(6))
        rows = (Row("budget", "money", every, None, 3 * use + 6),)
        model = Model(options, tuple((k,) for k in every), rows, (), 1, False, 1, Fraction(1))
        expected = engine_named("enumeration").solve(model, Clock())
        found = engine_named("auto").solve(model, Clock())
        assert (found.bounds, found.chosen) == (expected.bounds, expected.chosen)


@pytest.mark.parametrize(("lo", "hi", "aim"), [(1, 10**7, 1), (1, 1, 10**6), (2**60, 2**60, 1)])
def test_a_case_beyond_64_bits_or_memory_is_handed_over(lo: int, hi: int, aim: int) -> None:
    options = tuple(Option(k, 0, 5 + k, lo, hi) for k in range(3))
    every = tuple(range(3))
    rows = (Row("budget", "money", every, None, 2 * hi),)
    model = Model(options, tuple((k,) for k in every), rows, (Target(0, aim, every),), 1, hi > lo, 1, Fraction(1))
    with pytest.raises(EngineError, match="beyond the certified engine"):
        engine_named("certified").solve(model, Clock())


@pytest.mark.parametrize("limit", [0.05, 60])
def test_a_large_case_is_not_written_for_a_solver_that_has_no_time(
    limit: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allocator.engines.auto.LARGE", 0)
    monkeypatch.setattr("allocator.engines.auto.A_SECOND", 1)
    for effort in ("EFFORTS", "FEW_EFFORTS"):
        monkeypatch.setattr(f"allocator.engines.certified.maximise.{effort}", ((1, 0), (0, 1)))
    monkeypatch.setattr("allocator.engines.certified.tree.LEAF_WORK", 1)
    asked: list[str] = []
    monkeypatch.setattr("allocator.engines.auto.StagedEngine", lambda backend: asked.append(backend.name))
    found = engine_named("auto").solve(HARD, Clock(limit))
    assert (found.engine, found.status, asked) == ("certified", Status.FEASIBLE, [])
    assert found.bounds[1].bound is not None
    assert found.bounds[1].bound >= found.bounds[1].value
