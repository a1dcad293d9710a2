"""model.json of any size: its lines made from the arrays of the model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from allocator.arrays import Column, Ints, alike
from allocator.model import Family, Model, Row


def model_json(model: Model, ids: Sequence[str], tiers: Sequence[str], step: int) -> bytes:
    """Bytes of model.json: the integer program, every row with the rule that it comes from.

    `uses` of an option: the rows that it counts in, with its use of them; null where that is its award (funded-score).
    Lists of records have an entry a line, so that large ones stay small and can be read.

    Parameters
    ----------
    model
        The program. A value is an integer over `scale`, money is in steps.
    ids, tiers
        Ids of its applications and of the tiers.
    step
        Base units in a step of money.
    """
    head = {"schema": "model/1", "stage": model.stage, "scale": model.scale, "tiers": model.tiers, "step": step}
    entries = [f" {json.dumps(key)}: {_json(value)}" for key, value in head.items()]
    entries.append(_list("options", _options(model, ids, tiers)))
    entries.append(_list("rows", _rows(model)))
    targets = ({"tier": t.tier, "aim": t.aim, "options": list(t.options)} for t in model.targets)
    entries.append(_list("targets", map(_json, targets)))
    return ("{\n" + ",\n".join(entries) + "\n}\n").encode()


_json = json.JSONEncoder(ensure_ascii=False).encode


def _list(key: str, records: Iterator[str]) -> str:
    text = ",\n  ".join(records)
    return f" {json.dumps(key)}: " + (f"[\n  {text}\n ]" if text else "[]")


def _options(model: Model, ids: Sequence[str], tiers: Sequence[str]) -> Iterator[str]:
    table = model.columns
    names, labels = [_json(i) for i in ids], [_json(t) for t in tiers]
    columns = (a.tolist() for a in (table.application, table.tier, table.value, table.lo, table.hi))
    for application, tier, value, lo, hi, uses in zip(*columns, _uses(model), strict=True):
        yield (
            f'{{"application_id": {names[application]}, "tier_id": {labels[tier]}, "application": {application}, '
            f'"tier": {tier}, "value": {value}, "lo": {lo}, "hi": {hi}, "uses": [{uses}]}}'
        )


def _rows(model: Model) -> Iterator[str]:
    for _, part in model.parts():
        if isinstance(part, Family):
            rule = _json(part.rule)
            for about in Column.of(part.about).map(_json):
                yield f'{{"rule": {rule}, "about": {about}, "kind": "awards", "lower": null, "upper": 1}}'
        else:
            yield _json(
                {"rule": part.rule, "about": part.about, "kind": part.kind, "lower": part.lower, "upper": part.upper}
            )


FEW = 1_000


@dataclass(frozen=True)
class _Layer:
    """Rows that share no option: for each option the number of its row, or -1."""

    rows: Ints
    money: bool


def _uses(model: Model) -> Iterator[str]:
    """The rows that each option counts in, as JSON."""
    layers = _layers(model)
    if not layers:
        return iter([""] * len(model.options))
    return map(_joined, zip(*(_texts(model, group) for group in _grouped(layers)), strict=True))


def _joined(texts: tuple[str, ...]) -> str:
    return ", ".join(filter(None, texts))


def _grouped(layers: Sequence[_Layer]) -> list[list[_Layer]]:
    """Layers in order; those of few rows that stand together in one group, as their options share few texts."""
    groups: list[list[_Layer]] = []
    few = False
    for layer in layers:
        before, few = few, len(np.unique(layer.rows)) <= FEW
        if few and before:
            groups[-1].append(layer)
        else:
            groups.append([layer])
    return groups


def _texts(model: Model, group: Sequence[_Layer]) -> Iterator[str]:
    """Uses of the rows of some layers, by each option; equal ones are put into words once."""
    if len(group) == 1 and not group[0].money:
        return ("" if r < 0 else f"[{r}, 1]" for r in group[0].rows.tolist())
    money = any(layer.money for layer in group) and not model.funded
    keys = [layer.rows for layer in group] + ([model.columns.lo] if money else [])
    first, codes = alike(keys)
    texts = []
    for k in first.tolist():
        use = "null" if model.funded else str(int(model.columns.lo[k]))
        rows = ((int(layer.rows[k]), use if layer.money else "1") for layer in group)
        texts.append(", ".join(f"[{r}, {u}]" for r, u in rows if r >= 0))
    return iter(Column(codes, texts))


def _layers(model: Model) -> list[_Layer]:
    """The rows in as few layers as keep each option's rows in their order."""
    layers: list[_Layer] = []
    for n, part in model.parts():
        money = isinstance(part, Row) and part.kind == "money"
        mine = part.members if isinstance(part, Family) else np.asarray(part.options, np.int64)
        numbers = np.repeat(np.arange(n, n + len(part)), np.diff(part.starts)) if isinstance(part, Family) else n
        if not len(mine):
            continue
        for above, layer in enumerate(layers):
            later = layers[above:]
            if layer.money == money and all((other.rows[mine] < 0).all() for other in later):
                layer.rows[mine] = numbers
                break
        else:
            rows = np.full(len(model.options), -1, np.int64)
            rows[mine] = numbers
            layers.append(_Layer(rows, money))
    return layers
