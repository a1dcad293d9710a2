"""Certificates with something changed, before the checker that an auditor runs alone."""

from __future__ import annotations

import contextlib
import copy
import random
from collections.abc import Callable
from typing import Any

import pytest

from allocator.check import check_certificate
from allocator.check.check_certificate import FAULTS, prove
from allocator.engines import Clock, engine_named
from allocator.sensitivity.best import with_budget
from tests.engines.certificates import SHAPES, certificate, record_of
from tests.engines.models import programme

Tamper = Callable[[random.Random, dict[str, Any]], None]


def _node(draw: random.Random, c: dict[str, Any]) -> Any:
    return draw.choice(draw.choice(c["stages"])["nodes"])


def _price(draw: random.Random, c: dict[str, Any]) -> None:
    prices = _node(draw, c)["prices"]
    row = draw.choice([*prices, str(draw.randrange(40))])
    now = prices.get(row) or 1
    prices[row] = draw.choice([now + draw.choice([-1, 1, 10**6]), 0, -now, 10**30, 1.5, None])


def _cut(draw: random.Random, c: dict[str, Any]) -> None:
    """A cut, or the price of one, becomes another."""
    node = _node(draw, c)
    for price in draw.sample(range(len(node["cut_prices"])), 1):
        node["cut_prices"][price] = draw.choice([0, -1, node["cut_prices"][price] * 2 + 1, 10**9])
    cut = draw.choice(node["cuts"])
    key = draw.choice(["row", "upper", "divisor", "shifts"])
    if key == "shifts":
        kept = cut["shifts"][: draw.randrange(len(cut["shifts"]) + 1)]
        cut["shifts"] = [*kept, [draw.randrange(60), draw.randrange(90)]]
    elif key == "upper":
        cut["upper"] = not cut["upper"]
    else:
        cut[key] = draw.choice([0, -1, cut[key] + draw.choice([-1, 1]), draw.randrange(90)])


def _split(draw: random.Random, c: dict[str, Any]) -> None:
    """A branch is looked through elsewhere, or not at all."""
    nodes = draw.choice(c["stages"])["nodes"]
    node = draw.choice([n for n in nodes if "other" in n])
    key = draw.choice(["option", "taken", "other", "use"])
    if draw.random() < 0.3:
        node.pop(key)
    else:
        node[key] = draw.choice([node[key] + draw.choice([-1, 1]), draw.randrange(len(nodes)), 10**9, None])


def _value(draw: random.Random, c: dict[str, Any]) -> None:
    stage = draw.choice(c["stages"])
    now = stage["value"] if isinstance(stage["value"], int) else 0
    stage["value"] = draw.choice([now + draw.choice([-100, -1, 1, 2]), None, 10**40, "1"])


def _winner(draw: random.Random, c: dict[str, Any]) -> None:
    chosen = c["chosen"]
    if chosen and draw.random() < 0.5:
        chosen.pop(draw.randrange(len(chosen)))
    if draw.random() < 0.8:
        chosen.append([draw.randrange(60), draw.choice([50, 75])])


def _key(draw: random.Random, c: dict[str, Any]) -> None:
    place = draw.choice([c, *c["stages"], _node(draw, c)])
    place.pop(draw.choice(list(place)))


def _scale(draw: random.Random, c: dict[str, Any]) -> None:
    _node(draw, c)["scale"] = draw.choice([0, -1, 1, 2, 2**20 + 1, 10**30, 0.5])


def _status(draw: random.Random, c: dict[str, Any]) -> None:
    c["status"] = draw.choice(["infeasible", "feasible", "", None, "optimal"])
    c["stages"] = draw.choice([c["stages"], c["stages"][:1], c["stages"][::-1], []])


TAMPERS: tuple[Tamper, ...] = (_price, _cut, _split, _value, _winner, _key, _scale, _status)


def _tampered(times: int) -> None:
    """Whatever is changed: what the checker still calls proved is what was true before."""
    draw = random.Random(times)
    models = [programme(60, s, **SHAPES[name]) for s, name in enumerate(("quotas", "in full", "groups", "ties"))]
    truths = [(record_of(m), certificate(engine_named("certified").solve(m, Clock()))) for m in models]
    split = programme(240, 8, groups=True, money=True)
    missed = with_budget(programme(240, 1, groups=True), 1425)
    for model, keys in ((split, {"cuts", "option", "cut_prices"}), (missed, {"option", "use"})):
        truths.append((record_of(model), certificate(engine_named("certified").solve(model, Clock()))))
        assert keys <= {key for node in truths[-1][1]["stages"][1]["nodes"] for key in node}
    refused = 0
    for _ in range(times):
        record, truth = draw.choice(truths)
        claim = copy.deepcopy(truth)
        for _ in range(draw.randint(1, 2)):
            with contextlib.suppress(
                KeyError, IndexError, TypeError
            ):  # what an earlier change has left without its place
                draw.choice(TAMPERS)(draw, claim)
        try:
            prove(record, claim)
        except FAULTS:
            refused += 1
        else:
            assert claim["status"] == truth["status"]
            assert sorted(claim["chosen"]) == sorted(truth["chosen"])
            if truth["status"] == "optimal":  # an infeasible one has no values
                assert [s["value"] for s in claim["stages"][:2]] == [s["value"] for s in truth["stages"]]
    assert refused > times / 3


def test_a_tampered_certificate_proves_nothing_false(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_certificate, "MOST_STATES", 20_000)
    _tampered(120)


@pytest.mark.campaign
def test_a_thousand_tampered_certificates_prove_nothing_false(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_certificate, "MOST_STATES", 20_000)
    monkeypatch.setattr(check_certificate, "MOST_STEPS", 3_000_000)  # thirty times what true ones take
    _tampered(1000)
