"""The certified engine, its certificates, and the checker that an auditor runs alone."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from allocator import solve
from allocator.check import check_certificate
from allocator.check.check_certificate import prove
from allocator.engines import Clock, Status, engine_named
from allocator.engines.certified import Beyond
from allocator.engines.certified.core import keys_of
from allocator.errors import EngineError
from allocator.model import Model, Option, Row, Target
from allocator.sensitivity.best import with_budget
from tests.engines.certificates import SHAPES, certificate, record_of
from tests.engines.models import KNAPSACKS, knapsack, oddity, programme
from tests.small import policy, scenario
from tests.strategies import Case, cases
from tests.test_engines_agree import loaded


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("n", [60, 240])
def test_it_agrees_with_cp_sat_and_its_certificate_is_proved(n: int, shape: str) -> None:
    model = programme(n, 5, **SHAPES[shape])
    found = engine_named("certified").solve(model, Clock())
    expected = engine_named("highs").solve(model, Clock())
    assert (found.status, found.bounds, found.chosen) == (expected.status, expected.bounds, expected.chosen)
    assert prove(record_of(model), certificate(found)).startswith(found.status.value)


@pytest.mark.parametrize("kind", KNAPSACKS)
def test_knapsacks_of_the_literature(kind: str) -> None:
    model = knapsack(kind, 40, 1)
    found = engine_named("certified").solve(model, Clock())
    expected = engine_named("cp-sat").solve(model, Clock())
    assert (found.bounds, found.chosen) == (expected.bounds, expected.chosen)
    assert prove(record_of(model), certificate(found))


def _odd(seeds: range) -> None:
    """Any rows: the same as enumeration on both engines, every certificate proved, and no prices prove a falsehood."""
    solved = 0
    for seed in seeds:
        model = oddity(seed)
        expected = engine_named("enumeration").solve(model, Clock())
        for engine in ("certified", "auto"):
            found = engine_named(engine).solve(model, Clock())
            assert (found.status, found.bounds, found.chosen, found.amounts) == (
                expected.status,
                expected.bounds,
                expected.chosen,
                expected.amounts,
            ), seed
        record = record_of(model)
        assert prove(record, certificate(found)).startswith(found.status.value), seed
        if found.status is Status.OPTIMAL:
            solved += 1
            _no_prices_prove_less(random.Random(seed), record, expected.bounds[0].value)
    assert len(seeds) > solved > len(seeds) / 3


def _no_prices_prove_less(draw: random.Random, record: dict[str, Any], deviation: int) -> None:
    for _ in range(4):
        prices = {str(r): draw.randint(-9, 9) for r in range(len(record["rows"]) + 2 * len(record["targets"]))}
        node = {"scale": draw.choice([1, 2, 8]), "prices": {r: p for r, p in prices.items() if draw.random() < 0.5}}
        for claim in (None, deviation):
            with contextlib.suppress(*check_certificate.FAULTS):  # a price on no bound
                assert check_certificate.prove_stage(record, {"nodes": [node]}, claim) is not None


def test_odd_models_are_solved_and_proved() -> None:
    _odd(range(250))


@pytest.mark.campaign
def test_many_odd_models_are_solved_and_proved() -> None:
    _odd(range(1000, 11_000))


@pytest.mark.campaign
@settings(max_examples=2000, derandomize=False)
@given(case=cases())
def test_it_agrees_with_enumeration_on_many(case: Case) -> None:
    read = loaded(case)
    if read is None:
        return
    try:
        expected = solve(read, engine="enumeration").record()
    except EngineError:
        return
    for engine in ("certified", "auto"):
        assert solve(read, engine=engine).record() == expected


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(50))
@pytest.mark.parametrize("shape", [s for s in SHAPES if "groups" in s] + ["ties"])
def test_it_agrees_with_solvers_on_middle_models(shape: str, seed: int) -> None:
    model = programme(120, seed, **SHAPES[shape])
    expected = engine_named("cp-sat").solve(model, Clock(5))
    if expected.status not in (Status.OPTIMAL, Status.INFEASIBLE):  # CP-SAT may take minutes
        expected = engine_named("highs").solve(model, Clock())
    for engine in ("certified", "auto"):
        found = engine_named(engine).solve(model, Clock())
        assert (found.status, found.bounds, found.chosen) == (expected.status, expected.bounds, expected.chosen)


@pytest.mark.parametrize("shape", ["quotas", "in full", "groups with money"])
def test_auto_falls_back_on_what_prices_leave_open(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = programme(240, 0, **SHAPES[shape])
    expected = engine_named("certified").solve(model, Clock())
    monkeypatch.setattr("allocator.engines.certified.maximise.EFFORTS", ((5, 0),))
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


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", [1, 4])
def test_cuts_and_branches_change_no_answer(shape: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    model = programme(120, seed, **SHAPES[shape])
    whole = engine_named("highs").solve(model, Clock())
    monkeypatch.setattr("allocator.engines.certified.maximise.EFFORTS", ((1, 0), (0, 4_000)))
    for searched, work in ((14, 50_000), (0, 50_000), (0, 3_000)):
        monkeypatch.setattr("allocator.engines.certified.tree.SEARCHED", searched)
        monkeypatch.setattr("allocator.engines.certified.tree.LEAF_WORK", work)
        found = engine_named("certified").solve(model, Clock())
        assert (found.status, found.bounds, found.chosen) == (whole.status, whole.bounds, whole.chosen)
        if found.status is Status.OPTIMAL:
            assert len(certificate(found)["stages"][1]["nodes"]) > 1
        assert prove(record_of(model), certificate(found)).startswith(found.status.value)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("share", [0.84, 0.88])
def test_where_targets_are_missed_numbers_of_winners_are_split(
    shape: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = programme(120, 2, **SHAPES[shape])
    rows = tuple(r for r in model.rows if not r.rule.startswith(("quota", "chain")))  # so that they can be missed
    aims = (replace(model.targets[0], aim=12), replace(model.targets[1], aim=21))
    model = with_budget(replace(model, rows=rows, targets=aims), int(900 * share))
    expected = engine_named("highs").solve(model, Clock())
    assert expected.bounds[0].value
    monkeypatch.setattr("allocator.engines.certified.tree.SEARCHED", 0)
    for work in (60_000, 1):
        monkeypatch.setattr("allocator.engines.certified.proven.SEARCHED", work)
        found = engine_named("certified").solve(model, Clock())
        assert (found.status, found.bounds, found.chosen) == (expected.status, expected.bounds, expected.chosen)
        assert prove(record_of(model), certificate(found)).startswith("optimal")


def test_what_is_known_but_not_certified_is_an_optimum_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model = with_budget(programme(240, 1, groups=True), 1425)
    expected = engine_named("certified").solve(model, Clock())
    monkeypatch.setattr("allocator.engines.certified.proven.SEARCHED", 1)
    monkeypatch.setattr("allocator.engines.certified.proven.MOST_NODES", 1)
    for engine in ("certified", "auto"):
        found = engine_named(engine).solve(model, Clock())
        assert (found.status, found.bounds, found.chosen) == (expected.status, expected.bounds, expected.chosen)
        assert found.certificate is None


def test_a_leaf_finds_nothing_that_is_worth_less_than_is_sought(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search leaves out what cuts lose: an option of value 9 was once within the gap of a value of 13."""
    items = ((9, 9), (9, 8), (10, 10), (3, 2))
    options = tuple(Option(k, 0, value, use, use) for k, (value, use) in enumerate(items))
    rows = (Row("budget", "money", (0, 1, 2, 3), None, 16), Row("one_award_per", "awards", (1, 2, 3), None, 1))
    model = Model(options, ((0,), (1,), (2,), (3,)), rows, (), 1, False, 1, Fraction(1))
    monkeypatch.setattr("allocator.engines.certified.core.TOGETHER", 1)
    for name in ("EFFORTS", "FEW_EFFORTS"):
        monkeypatch.setattr(f"allocator.engines.certified.maximise.{name}", ((1, 0), (0, 4_000)))
    found = engine_named("certified").solve(model, Clock())
    assert (found.bounds[1].value, found.chosen) == (12, (0, None, None, 3))
    assert prove(record_of(model), certificate(found)).startswith("optimal")


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


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", [0, 3])
def test_prices_from_a_part_of_the_classes_change_no_answer(
    shape: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = programme(240, seed, **SHAPES[shape])
    whole = engine_named("certified").solve(model, Clock())
    monkeypatch.setattr("allocator.engines.certified.sifting.SMALL", 10)
    monkeypatch.setattr("allocator.engines.certified.sifting.SAMPLE", 30)
    part = engine_named("certified").solve(model, Clock())
    assert (part.status, part.bounds, part.chosen) == (whole.status, whole.bounds, whole.chosen)


def test_a_large_programme_is_priced_in_parts_and_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    model = programme(3000, 2, full=True)
    found = engine_named("certified").solve(model, Clock())
    assert prove(record_of(model), certificate(found)).startswith("optimal")
    monkeypatch.setattr("allocator.engines.certified.sifting.SMALL", 10**9)
    assert engine_named("certified").solve(model, Clock()).chosen == found.chosen


@pytest.mark.parametrize("wide", [3, 10**12, 2**60])
def test_equal_uses_have_one_key_however_wide_they_are(wide: int) -> None:
    draw = np.random.default_rng(1)
    uses = draw.integers(0, 3, (200, 5)) * np.array([1, wide, 1, wide, wide // 2])
    keys = keys_of(uses)
    rows = [tuple(row) for row in uses.tolist()]
    assert len(set(keys.tolist())) == len(set(rows)) == len(set(zip(keys.tolist(), rows, strict=True)))


@pytest.mark.parametrize(("lo", "hi", "aim"), [(1, 10**7, 1), (1, 1, 10**6), (2**60, 2**60, 1)])
def test_a_case_beyond_64_bits_or_memory_is_handed_over(lo: int, hi: int, aim: int) -> None:
    options = tuple(Option(k, 0, 5 + k, lo, hi) for k in range(3))
    every = tuple(range(3))
    rows = (Row("budget", "money", every, None, 2 * hi),)
    model = Model(options, tuple((k,) for k in every), rows, (Target(0, aim, every),), 1, hi > lo, 1, Fraction(1))
    with pytest.raises(EngineError, match="beyond the certified engine"):
        engine_named("certified").solve(model, Clock())
