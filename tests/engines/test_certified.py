"""The certified engine, its certificates, and the checker that an auditor runs alone."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from allocator import solve
from allocator.check import check_certificate
from allocator.check.check_certificate import prove
from allocator.engines import Clock, Status, engine_named
from allocator.engines.certified.states import keys_of
from allocator.errors import EngineError
from allocator.model import Model, Option, Row
from allocator.sensitivity.best import with_budget
from tests.engines.certificates import SHAPES, certificate, record_of
from tests.engines.models import KNAPSACKS, knapsack, oddity, programme
from tests.strategies import Case, cases
from tests.test_engines_agree import loaded


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("n", [60, 240])
def test_it_agrees_with_highs_and_its_certificate_is_proved(n: int, shape: str) -> None:
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


@pytest.mark.parametrize("kind", ["similar", "circle", "strongly"])
def test_where_one_row_is_all_there_is_a_cut_of_it_comes_first(kind: str) -> None:
    begun = 0
    for seed in range(100, 106):
        model = knapsack(kind, 50, seed)
        found, expected = (engine_named(name).solve(model, Clock()) for name in ("auto", "cp-sat"))
        assert (found.engine, found.bounds, found.chosen) == ("certified", expected.bounds, expected.chosen)
        record = certificate(found)
        assert prove(record_of(model), record).startswith("optimal")
        (node,) = record["stages"][1]["nodes"]
        begun += "cuts" in node
    assert begun


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
