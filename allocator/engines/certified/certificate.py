"""The certificate: prices by the model's own rows, from which a checker proves the allocation anew."""

from __future__ import annotations

from typing import Any

from allocator.engines.certified.form import Form
from allocator.engines.certified.maximise import Best, Nothing
from allocator.engines.certified.prices import Bound
from allocator.model import Model

SCHEMA = "certificate/1"


def optimal_certificate(model: Model, least: Best | None, best: Best, deviation: int) -> dict[str, Any]:
    """Certificate of an optimum.

    Parameters
    ----------
    least
        Proof of the least quota-deviation; None where it is 0.
    best
        The winners and amounts, with the prices that prove them.
    """
    stages = [
        {"stage": "quota-deviation", "value": deviation, **_proof(model, least)},
        {"stage": model.stage, "value": best.value, **_proof(model, best)},
    ]
    chosen = [[o, best.steps[model.options[o].application]] for o in best.chosen if o is not None]
    return {"schema": SCHEMA, "status": "optimal", "stages": stages, "chosen": chosen}


def infeasible_certificate(model: Model, nothing: Nothing) -> dict[str, Any]:
    """Certificate that no allocation keeps the rows."""
    stages = [{"stage": "quota-deviation", "value": None, **_proof(model, nothing)}]
    return {"schema": SCHEMA, "status": "infeasible", "stages": stages, "chosen": []}


def _proof(model: Model, found: Best | Nothing | None) -> dict[str, Any]:
    if found is None or found.form is None or found.bound is None:
        return {"scale": 1, "prices": {}}
    prices = _by_origin(found.form, found.bound) | _of_merged(model, found.form, found.bound)
    return {"scale": found.bound.scale, "prices": prices}


def _of_merged(model: Model, form: Form, bound: Bound) -> dict[str, int]:
    """Prices of the rows that made classes of several applications: what the second best of these is worth."""
    worth = bound.scale * form.values - form.weighed(bound.prices)
    prices = {}
    for number, cls in form.merged:
        best: dict[int, int] = {}
        for k in range(int(form.starts[cls]), int(form.starts[cls + 1])):
            if form.places[k] >= 0:
                application = model.options[int(form.places[k])].application
                best[application] = max(best.get(application, 0), int(worth[k]))
        second = sorted(best.values())[-2:-1]
        if second and second[0] > 0:
            prices[str(number)] = second[0]
    return prices


def _by_origin(form: Form, bound: Bound) -> dict[str, int]:
    """Prices of the rows that a form's rows are made of: the price goes to the one whose bound is the form's."""
    prices = {}
    for price, origins in zip(bound.prices.tolist(), form.origins, strict=True):
        if price > 0:
            number = min((high, n) for n, _, high in origins if high is not None)[1]
        elif price < 0:
            number = max((low, -n) for n, low, _ in origins if low is not None)[1] * -1
        else:
            continue
        prices[str(number)] = price
    return prices
