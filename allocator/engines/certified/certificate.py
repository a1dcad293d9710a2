"""The certificate: prices by the model's own rows, cuts and splits, from which a checker proves the allocation anew."""

from __future__ import annotations

from typing import Any

import numpy as np

from allocator.engines.certified.form import begins_run, expanded
from allocator.engines.certified.maximise import Best, Nothing
from allocator.engines.certified.node import Node
from allocator.model import Model

SCHEMA = "certificate/1"


def optimal_certificate(
    model: Model, least: Best | Nothing | None, best: Best, deviation: int, steps: tuple[int, ...]
) -> dict[str, Any]:
    """Certificate of an optimum.

    Parameters
    ----------
    least
        Proof of the least quota-deviation, or that a smaller one keeps no rows; None where it is 0.
    best
        The winners and amounts, with the prices that prove them.
    steps
        Award of each application in steps.
    """
    fewer = _nodes(model, least.proof if least else None)
    for node in fewer if isinstance(least, Best) else ():  # a smaller sum of distances: a row, at a unit of value
        node["prices"][str(len(model.rows) + len(model.targets))] = node["scale"]
    stages = [
        {"stage": "quota-deviation", "value": deviation, "nodes": fewer},
        {"stage": model.stage, "value": best.choice.value, "nodes": _nodes(model, best.proof)},
    ]
    places = best.proof.form.places[best.choice.options].tolist()
    chosen = [[o, steps[int(model.columns.application[o])]] for o in sorted(places)]
    return {"schema": SCHEMA, "status": "optimal", "stages": stages, "chosen": chosen}


def infeasible_certificate(model: Model, nothing: Nothing) -> dict[str, Any]:
    """Certificate that no allocation keeps the rows."""
    stages = [{"stage": "quota-deviation", "value": None, "nodes": _nodes(model, nothing.proof)}]
    return {"schema": SCHEMA, "status": "infeasible", "stages": stages, "chosen": []}


def _nodes(model: Model, root: Node | None) -> list[dict[str, Any]]:
    """A proof as a list of nodes, each after the one that it belongs to; the first is the root."""
    found: list[dict[str, Any]] = []
    waiting: list[tuple[Node, int, dict[str, Any] | None, str]] = [] if root is None else [(root, 0, None, "")]
    while waiting:
        node, cuts, above, name = waiting.pop()
        if above is not None:
            above[name] = len(found)
        record: dict[str, Any] = {"scale": node.bound.scale, "prices": _prices(model, node)}
        new = node.form.cuts[cuts:]
        if new:
            record["cuts"] = [
                {"row": c.row, "upper": c.upper, "divisor": c.divisor, "shifts": [list(s) for s in c.shifts]}
                for c in new
            ]
        if node.form.cuts:
            record["cut_prices"] = node.bound.prices[node.form.own :].tolist()
        if node.option is not None:
            record["option"] = int(node.form.places[node.option])
        if node.distance is not None:
            record["option"], record["use"] = len(model.rows) - 1 - node.distance[0], -node.distance[1]
        found.append(record)
        if node.first is not None:
            record["first"] = {str(option): len(found) + n for n, option in enumerate(node.first)}
            for prices in node.first.values():
                found.append({"scale": prices.scale, "prices": {str(r): p for r, p in prices.rows.items()}})
        for child, key in ((node.other, "other"), (node.taken, "taken")):
            if child is not None:
                waiting.append((child, len(node.form.cuts), record, key))
    return found or [{"scale": 1, "prices": {}}]


def _prices(model: Model, node: Node) -> dict[str, int]:
    """Prices of the model's rows: that of a form's row goes to the one of its origins whose bound it has."""
    prices = {}
    for row, price in enumerate(node.bound.prices[: node.form.own].tolist()):
        if price:
            prices[str(node.form.origin(row, price > 0))] = price
    return prices | _of_merged(model, node)


def _of_merged(model: Model, node: Node) -> dict[str, int]:
    """Prices of the rows that made classes of several applications: what the second best of these is worth."""
    form, bound = node.form, node.bound
    if not form.merged:
        return {}
    classes = np.array([cls for _, cls in form.merged], np.int64)
    mine = expanded(form.starts[classes], form.starts[classes + 1] - form.starts[classes])
    mine = mine[(form.places[mine] >= 0) & node.left[mine]]
    worth = (bound.scale * form.values - form.weighed(bound.prices))[mine]
    cls, application = form.class_of[mine], model.columns.application[form.places[mine]]
    firsts = np.flatnonzero(begins_run(cls) | begins_run(application))
    if not len(firsts):
        return {}
    best, cls = np.maximum.reduceat(worth, firsts), cls[firsts]
    order = np.lexsort((-best, cls))
    best, cls = best[order], cls[order]
    begins = begins_run(cls)
    second = np.append(begins, True)[1:] < begins  # where a class begins and does not end at once
    worth_of = dict(zip(cls[second].tolist(), best[1:][second[:-1]].tolist(), strict=True))
    return {str(number): worth_of[c] for number, c in form.merged if worth_of.get(c, 0) > 0}
