"""The table of rests against solving again with every choice forced, and quick solving against the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from allocator.engines import Clock, Status, engine_named
from allocator.engines.certified.core import Work, extended, nothing_decided
from allocator.engines.certified.quick import solve_quickly
from allocator.engines.certified.rest_core import find_rests
from allocator.engines.certified.rests import Rest
from allocator.engines.certified.settle import Table
from allocator.model import Model
from allocator.sensitivity.best import forced, tier_list
from tests.engines.models import oddity, programme

SHAPES = [{}, {"full": True}, {"places": 0}, {"groups": True}, {"groups": True, "money": True}]


def wrong_answers(model: Model) -> tuple[int, list[str]]:
    """How many questions the table answers, and those that it answers otherwise than a solve."""
    first = solve_quickly(model, Clock())
    rests = find_rests(model, Clock()) if first and first.bounds and not first.bounds[0].value else None
    if first is None or rests is None:
        return 0, []
    answered, wrong = 0, []
    for place, options in enumerate(model.choices):
        asked = [(f"with option {o}", rests.within(o), forced(model, [o], True)) for o in options]
        if first.chosen[place] is not None:
            asked.append((f"without {place}", rests.without(place), forced(model, options, False)))
        for name, told, again in asked:
            if told is not None:
                answered += 1
                wrong += [] if same(told, again) else [name]
    return answered, wrong


def same(told: Rest, again: Model) -> bool:
    outcome = engine_named("auto").solve(again, Clock())
    if outcome.status is not Status.OPTIMAL or outcome.bounds[0].value:
        return False
    tiers = tier_list(again, outcome.chosen)
    return told.value == outcome.bounds[1].value and bool((tiers == told.tiers).all())


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_table_answers_as_solving_again_does(shape: dict[str, bool | int]) -> None:
    answered = 0
    for seed in range(3):
        told, wrong = wrong_answers(programme(40, seed, **shape))  # type: ignore[arg-type]
        assert wrong == []
        answered += told
    assert answered > 20 or "groups" in shape


def test_where_no_choice_is_left_there_is_none_after_further_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allocator.engines.certified.core.TOGETHER", 1)
    zeros, one = np.zeros(6, np.int64), np.ones(1, np.int64)
    uses = np.array([[0], [1]] * 3)
    table = Table(np.arange(6), np.array([0, 2, 4]), zeros, zeros, uses, 5 * one, 5 * one, 0 * one, 0, 0, True)
    words = np.zeros((6, 1), np.int64)
    left = extended(nothing_decided(table, words), table, words, (0 * one, 0 * one), Clock(), Work(1_000))
    assert left.cells.shape == (4, 0)  # three of one use each never make five


def test_of_odd_models_too() -> None:
    found = [wrong_answers(oddity(seed)) for seed in (*range(300), 4614, 5955)]  # the last: options that the gap closes
    assert [wrong for _, wrong in found if wrong] == []
    assert sum(told for told, _ in found) > 60


@pytest.mark.campaign
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_table_answers_as_solving_again_does_at_size(shape: dict[str, bool | int]) -> None:
    for seed in range(4):
        assert wrong_answers(programme(240, seed, **shape))[1] == []  # type: ignore[arg-type]


@pytest.mark.campaign
def test_of_very_many_odd_models_too() -> None:
    assert [seed for seed in range(300, 6_300) if wrong_answers(oddity(seed))[1]] == []


def test_those_apart_are_asked_about_one_at_a_time() -> None:
    """The table of a model with some applications apart is that of each model that holds one of them alone."""
    answered = 0
    for seed in range(8):
        model, apart = programme(40, seed), [3, 17, 30]
        base, mine = alone(model, apart), ~np.isin(model.columns.application, apart)
        rests = find_rests(model, Clock(), (base, mine))
        for place in apart if rests else ():
            others = [k for k in apart if k != place]
            for option in model.choices[place]:
                told = rests.within(option) if rests else None
                if told is not None:
                    answered += 1
                    before = sum(len(model.choices[k]) for k in others if k < place)
                    again = forced(alone(model, others), [option - before], True)
                    assert (told.tiers[others] == model.tiers).all()
                    assert same(replace(told, tiers=np.delete(told.tiers, others)), again)
    assert answered > 10


def alone(model: Model, gone: list[int]) -> Model:
    """The model without some applications."""
    kept = [k for k in range(len(model.choices)) if k not in gone]
    place = {k: n for n, k in enumerate(kept)}
    options = [o for o, option in enumerate(model.options) if option.application in place]
    number = {o: n for n, o in enumerate(options)}
    made = tuple(replace(model.options[o], application=place[model.options[o].application]) for o in options)

    def left(members: Sequence[int]) -> tuple[int, ...]:
        return tuple(number[o] for o in members if o in number)

    return replace(
        model,
        options=made,
        choices=tuple(left(model.choices[k]) for k in kept),
        rows=tuple(replace(r, options=left(r.options)) for r in model.rows),
        targets=tuple(replace(t, options=left(t.options)) for t in model.targets),
    )


def test_quick_solving_is_the_engine_without_a_certificate() -> None:
    for seed in range(200):
        model = oddity(seed)
        quick, slow = solve_quickly(model, Clock()), engine_named("auto").solve(model, Clock())
        if quick is not None:
            assert (quick.status, quick.bounds, quick.chosen) == (slow.status, slow.bounds, slow.chosen)
