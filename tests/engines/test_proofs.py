"""Pseudo-Boolean proofs: each proves the value that is true, in both formats."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allocator.check.check_opb import prove
from allocator.engines.proofs import LeftOut, Limit, StageProgram, older, prove_stage, stage_programs
from allocator.engines.proofs.cuts import deepest
from allocator.errors import EngineError
from tests.engines.certificates import SHAPES
from tests.engines.models import knapsack, oddity, programme
from tests.engines.older_checker import refuted
from tests.engines.proving import claim_of, least, proofs_of, variables

ENUMERABLE = 12


def agrees(seed: int) -> set[str]:
    """Names of the stages of an odd model, whose proofs both checkers accept with the true values."""
    names = set()
    for stage, opb, proof in proofs_of(oddity(seed)):
        assert prove(opb, proof) == stage.least, (seed, stage.name)
        assert refuted(opb, older(proof)) == stage.least, (seed, stage.name)
        if variables(opb) <= ENUMERABLE:
            assert least(opb) == stage.least, (seed, stage.name)
        names.add(stage.name)
    return names


def test_proofs_of_odd_models() -> None:
    names = set().union(*(agrees(seed) for seed in range(120)))
    assert names == {"quota-deviation", "weighted-score", "funded-score", "canonical", "canonical-amounts"}


@pytest.mark.campaign
@pytest.mark.parametrize("block", range(10))
def test_proofs_of_many_odd_models(block: int) -> None:
    for seed in range(1_000 + 300 * block, 1_300 + 300 * block):
        assert agrees(seed)


@pytest.mark.parametrize("shape", SHAPES)
def test_proofs_of_a_programme(shape: str) -> None:
    for seed in (1, 2):
        stages = 0
        for stage, opb, proof in proofs_of(programme(60, seed, **SHAPES[shape]), "auto"):
            assert prove(opb, proof) == stage.least
            stages += 1
        assert stages in (1, 3)


@pytest.mark.campaign
@pytest.mark.parametrize("shape", SHAPES)
def test_proofs_of_larger_programmes(shape: str) -> None:
    for n, seed in ((240, 1), (240, 2), (1_000, 1), (2_000, 1)):
        for stage, opb, proof in proofs_of(programme(n, seed, **SHAPES[shape]), "auto"):
            assert prove(opb, proof) == stage.least
            assert len(proof) < 3_000_000


@pytest.mark.parametrize("kind", ["uncorrelated", "weakly", "subset", "ceiling"])
def test_proofs_of_a_knapsack(kind: str) -> None:
    for stage, opb, proof in proofs_of(knapsack(kind, 40, 1), "auto"):
        assert prove(opb, proof) == stage.least


def test_a_proof_does_not_depend_on_who_found_the_optimum() -> None:
    model = programme(60, 3)
    assert [p for _, _, p in proofs_of(model, "certified")] == [p for _, _, p in proofs_of(model, "cp-sat")]


def proved(stages: list[StageProgram], limit: Limit | None = None) -> list[str]:
    return [prove_stage(stage, limit) for stage in stages]


def test_a_claim_that_is_not_the_best_finds_no_proof() -> None:
    model = programme(60, 1)
    claim = claim_of(model)
    assert claim is not None
    worse = tuple(
        None if k == next(k for k, o in enumerate(claim.chosen) if o is not None) else o
        for k, o in enumerate(claim.chosen)
    )
    false = replace(claim, chosen=worse, value=model.value(worse), deviation=model.deviation(worse))
    with pytest.raises(EngineError, match="its proof finds better"):
        proved(stage_programs(model, false, []))


def test_a_claim_that_something_is_impossible_finds_no_proof() -> None:
    (stage,) = stage_programs(programme(60, 1), None, [])
    with pytest.raises(EngineError, match="its proof finds better"):
        prove_stage(stage)


@pytest.mark.parametrize("limit", [Limit(cases=3), Limit(characters=2_000)])
def test_a_proof_beyond_its_limit_is_given_up(limit: Limit) -> None:
    model = knapsack("strongly", 40, 1)
    stages = stage_programs(model, claim_of(model, "auto"), [])
    with pytest.raises(LeftOut, match="more than"):
        proved(stages, limit)


def test_a_cut_is_what_whole_numbers_keep() -> None:
    """5 x1 + 6 x2 + 7 x3 <= 9: fractions take parts of all, whole numbers take one."""
    (cut,) = deepest([({1: -5, 2: -6, 3: -7}, -9)], {1: 1.0, 2: 2 / 3, 3: 0.0})
    assert (cut.coefficients, cut.bound) == ({1: -1, 2: -1, 3: -1}, -1)
    assert list(deepest([({1: -5, 2: -6, 3: -7}, -9)], {1: 1.0, 2: 0.0, 3: 0.0})) == []
    assert list(deepest([({1: -1, 2: -1}, -1)], {1: 0.5, 2: 0.5})) == []
