"""What is calculated from arrays of options and families of rows is what the options and rows one by one give."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings

from allocator.engines.certified.build import build_form
from allocator.engines.certified.form import NoChoice, TooLarge
from allocator.model import Model, Option, Row, compile_model
from allocator.runs.model_json import model_json
from allocator.runs.proof_files import compact
from tests.engines.certificates import model_record
from tests.engines.models import programme
from tests.strategies import Case, cases
from tests.test_engines_agree import loaded


def one_by_one(model: Model) -> Model:
    """The same model without an array."""
    rows = tuple(replace(r, options=tuple(r.options)) for r in model.rows)
    targets = tuple(replace(t, options=tuple(t.options)) for t in model.targets)
    return replace(
        model, options=tuple(model.options), choices=tuple(map(tuple, model.choices)), rows=rows, targets=targets
    )


@settings(max_examples=150)
@given(case=cases(most=9))
def test_views_are_what_is_counted(case: Case) -> None:
    scenario = loaded(case)
    if scenario is None:
        return
    model = compile_model(scenario)
    plain = one_by_one(model)
    assert list(model.options) == [model.options[k] for k in range(len(model.options))] == list(plain.options)
    assert list(model.rows) == [model.rows[n] for n in range(len(model.rows))]
    for application, mine in enumerate(model.choices):
        assert {model.options[o].application for o in mine} == {application}
    draw = Random(len(model.options))
    chosen = [draw.choice([None, *mine]) for mine in model.choices]
    amounts = [0 if o is None else draw.randint(1, model.options[o].hi) for o in chosen]
    assert model.deviation(chosen) == plain.deviation(chosen)
    assert model.value(chosen, amounts) == plain.value(chosen, amounts)
    for given_ in (None, amounts):
        assert [_key(r) for r in model.violations(chosen, given_)] == [
            _key(r) for r in plain.violations(chosen, given_)
        ]
        assert [_key(r) for r in plain.violations(chosen, given_)] == [_key(r) for r in _broken(plain, chosen, given_)]


def _key(row: Row) -> tuple[object, ...]:
    return row.rule, row.kind, tuple(row.options), row.lower, row.upper, row.about


def _broken(model: Model, chosen: list[int | None], amounts: list[int] | None) -> list[Row]:
    steps = {o: model.options[o].lo if amounts is None else amounts[k] for k, o in enumerate(chosen) if o is not None}
    sums = (
        (row, sum(1 if row.kind == "awards" else steps[o] for o in row.options if o in steps)) for row in model.rows
    )
    return [r for r, n in sums if (r.lower is not None and n < r.lower) or (r.upper is not None and n > r.upper)]


@settings(max_examples=150)
@given(case=cases(most=9))
def test_the_same_form_and_file_come_of_arrays_and_of_rows(case: Case) -> None:
    scenario = loaded(case)
    if scenario is None:
        return
    model = compile_model(scenario)
    plain = one_by_one(model)
    ids, tiers = [f'"{k}\\' for k in range(len(model.choices))], [f"t{t}" for t in range(model.tiers)]
    expected = compact(model_record(model, ids, tiers, 10_000))
    assert model_json(model, ids, tiers, 10_000) == model_json(plain, ids, tiers, 10_000) == expected
    for deviation in (None, 0, 2):
        try:
            found = build_form(model, deviation)
        except (NoChoice, TooLarge) as error:
            with pytest.raises(type(error)):
                build_form(plain, deviation)
            continue
        again = build_form(plain, deviation)
        for name in ("values", "starts", "places", "steps", "rows", "uses", "ends"):
            assert np.array_equal(getattr(found, name), getattr(again, name)), name
        for name in ("lower", "upper", "merged", "origins"):
            assert getattr(found, name) == getattr(again, name), name


@pytest.mark.parametrize("shape", [{}, {"groups": True, "money": True}])
def test_rows_in_any_order_are_written_as_they_stand(shape: dict[str, bool]) -> None:
    model = programme(60, 1, **shape)
    mixed = list(model.rows)
    Random(3).shuffle(mixed)
    for rows in (model.rows, tuple(mixed), ()):
        made = replace(model, rows=rows)
        ids = [str(k) for k in range(60)]
        assert model_json(made, ids, ["a", "b"], 1) == compact(model_record(made, ids, ["a", "b"], 1))


def test_values_beyond_64_bits_stay_what_they_are() -> None:
    options = tuple(Option(k, 0, 2**70 + k, 2**66, 2**67) for k in range(3))
    rows = (Row("budget", "money", (0, 1, 2), None, 2**67),)
    model = Model(options, ((0,), (1,), (2,)), rows, (), 1, False, 1, 1)  # type: ignore[arg-type]
    assert model.value([0, None, 2]) == 2**71 + 2
    assert model.violations([0, 1, None]) == ()
    assert model.violations([0, 1, 2]) == rows
    with pytest.raises(TooLarge):
        build_form(model, 0)
