"""The first list among very many of equal value: place by place, with a certificate, as the search has it."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import replace
from itertools import accumulate
from typing import Any

import numpy as np
import pytest

from allocator.check import check_certificate
from allocator.check.check_certificate import FAULTS, prove
from allocator.engines import Clock, Outcome, Status, engine_named
from allocator.engines.certified import gaps, maximise
from allocator.engines.certified.firsts import first_list
from allocator.engines.certified.places import Places, Way
from allocator.model import Model, Target
from allocator.sensitivity.best import with_budget
from tests.engines.certificates import certificate, record_of
from tests.engines.models import knapsack, oddity, programme, tied


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gaps begin where all that is left is equal in value, and there the search gives up at once."""
    monkeypatch.setattr(gaps, "FIRST", 0)
    monkeypatch.setattr(maximise, "MANY_TIES", 0)


def listed(model: Model) -> Outcome:
    return engine_named("certified").solve(model, Clock())


def nodes_of(outcome: Outcome) -> list[dict[str, Any]]:
    return [n for n in certificate(outcome)["stages"][-1]["nodes"] if "first" in n]


SHAPES: tuple[dict[str, Any], ...] = ({}, {"full": True}, {"groups": True})


def models() -> list[Model]:
    """With enough money to meet the targets, and scores of few values."""
    sizes = [(200 + 100 * (s % 4), s) for s in range(12)]
    return [with_budget(programme(n, s, places=-1 if s // 3 % 2 else 0, **SHAPES[s % 3]), 12 * n) for n, s in sizes]


def test_the_first_list_is_the_one_that_the_search_finds(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    by_place = with_prices = 0
    for model in models():
        found = listed(model)
        with monkeypatch.context() as patient:
            patient.setattr(maximise, "MANY_TIES", 10**9)
            expected = listed(model)
        assert (found.status, found.bounds, found.chosen) == (expected.status, expected.bounds, expected.chosen)
        if found.certificate is None:  # proven count by count
            continue
        prove(record_of(model), certificate(found))
        by_place += len(nodes_of(found))
        with_prices += any(n["first"] for n in nodes_of(found))
    assert by_place >= 4, by_place
    assert with_prices >= 1, with_prices


def test_prices_found_once_tell_at_later_places(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Items whose value is their weight and 100: at a number of winners all are equal, and hardly two are alike."""
    proofs = prices = 0
    for seed in range(8):
        model = knapsack("strongly", 60, seed, most=50)
        weights, most = sorted(o.lo for o in model.options), model.rows[0].upper or 0
        number = sum(total <= most for total in accumulate(weights))
        model = replace(model, targets=(Target(0, number, tuple(range(60))),))
        found = listed(model)
        with monkeypatch.context() as patient:
            patient.setattr(maximise, "MANY_TIES", 10**9)
            expected = listed(model)
        assert (found.status, found.bounds, found.chosen) == (expected.status, expected.bounds, expected.chosen)
        prove(record_of(model), certificate(found))
        for node in nodes_of(found):
            told = [certificate(found)["stages"][-1]["nodes"][n] for n in node["first"].values()]
            proofs += len(told)
            prices += len({json.dumps(t) for t in told})
    assert proofs > 2 * prices > 0, (proofs, prices)


def test_small_models_of_every_kind_agree_with_enumeration(impatient: None) -> None:
    by_place = 0
    for seed in range(80):
        model = oddity(seed)
        expected, found = engine_named("enumeration").solve(model, Clock()), listed(model)
        assert (found.status, found.chosen) == (expected.status, expected.chosen)
        prove(record_of(model), certificate(found))
        by_place += len(nodes_of(found)) if found.status is Status.OPTIMAL else 0
    assert by_place >= 6, by_place


def test_a_tampered_list_is_not_proved(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_certificate, "MOST_STATES", 20_000)
    draw, refused, truths = random.Random(1), 0, []
    for model in models():
        found = listed(model)
        if found.certificate is not None and nodes_of(found):
            truths.append((record_of(model), certificate(found)))
    for n in range(60):
        record, truth = truths[n % len(truths)]
        claim = copy.deepcopy(truth)
        root, chosen = claim["stages"][1]["nodes"][0], claim["chosen"]
        won = {record["options"][o]["application"] for o, _ in chosen}
        spare = [o for o, option in enumerate(record["options"]) if option["application"] not in won]
        if n % 3 < 2:  # another winner of the same value and cost, where there is one
            place = draw.randrange(len(chosen))
            old = record["options"][chosen[place][0]]
            like = [o for o in spare if all(record["options"][o][k] == old[k] for k in ("tier", "value", "lo"))]
            new = draw.choice(like or spare)
            chosen[place] = [new, record["options"][new]["lo"]]
        if n % 3 or not root["first"]:
            root["first"] = {str(o): draw.choice([1, len(claim["stages"][1]["nodes"])]) for o, _ in chosen}
            claim["stages"][1]["nodes"] += [{"scale": 1, "prices": {"0": 10**9}} for _ in range(2)]
        else:
            root["first"].pop(draw.choice(list(root["first"])))
        try:
            prove(record, claim)
        except FAULTS:
            refused += 1
        else:
            assert sorted(claim["chosen"]) == sorted(truth["chosen"])
    assert refused >= 30


def test_one_proof_serves_for_all_that_are_alike() -> None:
    """Two of the second city must win, so that after one of the first city no other of it can: one proof for 49."""
    first, second = (1, 1, 0, 0), (1, 1, 1, 0)
    none = Way(-1, -1, (0, 0, 0, 0))
    ways = [(Way(k, k, second if k >= 50 else first), none) for k in range(60)]
    rows, low, high = ((-1, 0), (1, -1)), (3, None, 2, None), (None, 3, None, None)
    found = first_list(Places(tuple(ways), 3, rows, low, high, (-1,) * 60, ()), Clock())
    assert [w.place for w in found.ways if w.place >= 0] == [0, 50, 51]
    assert list(found.proofs) == [1]
    assert np.sign(list(found.proofs[1].rows.values())).tolist() == [1, -1]


@pytest.mark.parametrize("gives_up", [False, True])
def test_models_of_ties_agree_with_enumeration(gives_up: bool, request: pytest.FixtureRequest) -> None:
    """All equal, or of two values, by tier, by city: with enterprises of which one must win, and rows within these."""
    if gives_up:
        request.getfixturevalue("impatient")
    for seed in range(120):
        model = tied(seed)
        expected, found = engine_named("enumeration").solve(model, Clock()), listed(model)
        assert (found.status, found.chosen) == (expected.status, expected.chosen), seed
        if found.certificate is not None:
            prove(record_of(model), certificate(found))


@pytest.mark.parametrize("engine", ["cp-sat", "highs"])
def test_larger_models_of_ties_agree_with_other_engines(engine: str) -> None:
    for seed in range(6):
        model = tied(seed, 20, 30)
        expected, found = engine_named(engine).solve(model, Clock()), engine_named("auto").solve(model, Clock())
        assert (found.status, found.chosen) == (expected.status, expected.chosen), seed


def test_of_an_owner_one_wins() -> None:
    """The first twelve places are two owners' only, the others of fourteen: five must win; then two and one alone."""
    mine, none = (1, 1, 1), Way(-1, -1, (0, 0, 0))
    ways = [(Way(k, k, mine), none) for k in range(40)]
    owner_of = (*(k % 2 for k in range(12)), *(2 + k % 14 for k in range(28)))
    places = Places(tuple(ways), 5, ((-1, 0),), (5, None, None), (None, 5, None), owner_of, tuple(range(10, 26)))
    found = first_list(places, Clock())
    assert [w.place for w in found.ways if w.place >= 0] == [0, 1, 12, 13, 14]
    narrow = Places(tuple(ways[:13]), 3, ((-1, 0),), (3, None, None), (None, 3, None), (*owner_of[:12], -1), (10, 11))
    narrow = replace(narrow, ways=(*ways[:12], (Way(12, 12, (1, 1, 0)), none)))
    found = first_list(narrow, Clock())
    assert [w.place for w in found.ways if w.place >= 0] == [0, 1, 12]
