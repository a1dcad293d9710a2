"""From the text of a policy file to a checked `Policy`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from allocator.errors import InputError, Place, Problem
from allocator.policy.check import faults_of
from allocator.policy.schema import Policy
from allocator.policy.values import money_unit
from allocator.policy.yaml_tree import Mapping, Sequence, read_yaml

Path = list[str | int] | tuple[str | int, ...]


_BOUNDS = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "of at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "of at most"),
}


def load_policy(text: str, name: str = "policy.yaml") -> Policy:
    """Read and check a policy.

    Parameters
    ----------
    text
        YAML 1.2.
    name
        Name of the file, for messages.

    Raises
    ------
    InputError
        With every fault: place (line and key), found, expected, remedy.
    """
    tree = read_yaml(text, name)
    try:
        policy = Policy.model_validate(tree, context={"unit": _unit(tree)})
    except ValidationError as error:
        raise InputError(sorted(_problems(error, tree, name), key=lambda p: p.place.row or 0)) from None
    faults = list(faults_of(policy))
    if faults:
        raise InputError([Problem(_place(tree, path, name), what, remedy) for path, what, remedy in faults])
    return policy


def _unit(tree: Mapping) -> int:
    """The unit that amounts are read in; 1 where it is faulty, which the schema reports."""
    money = tree.get("money")
    try:
        return money_unit(money.get("unit") if isinstance(money, dict) else None)
    except ValueError:
        return 1


def _place(tree: Mapping, path: Path, name: str) -> Place:
    node: Any = tree
    line, shown = tree.line, ""
    for key in path:
        if isinstance(key, int) and isinstance(node, Sequence) and key < len(node):
            line, node = node.lines[key], node[key]
            shown += f"[{key + 1}]"
        elif isinstance(key, str) and isinstance(node, Mapping) and key in node:
            line, node = node.lines[key], node[key]
            shown += f".{key}" if shown else key
        else:
            break
    return Place(name, line, shown or None)


def _problems(error: ValidationError, tree: Mapping, name: str) -> Iterator[Problem]:
    for fault in error.errors(include_url=False):
        path = _keys(tree, fault["loc"])
        place, kind = _place(tree, path, name), fault["type"]
        if kind == "extra_forbidden":
            known = _keys_at(path[:-1])
            near = difflib.get_close_matches(str(path[-1]), known, 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys here: {', '.join(known)}"
            yield Problem(place, f"unknown key {path[-1]!r}", hint)
        elif kind == "too_short" and fault["input"]:
            continue  # its items are faulty, which is reported by itself
        elif kind == "missing" and isinstance(path[-1], int):
            yield Problem(place, f"has {path[-1]} entries", "write all that it needs")
        elif kind == "missing":
            yield Problem(place, f"the key {path[-1]!r} is missing", _meaning(path))
        elif kind == "value_error":
            what, _, remedy = str(fault["ctx"]["error"]).partition("; ")
            yield Problem(place, what, remedy)
        else:
            yield Problem(place, _found(fault), _expected(fault, path))


def _keys(tree: Mapping, path: Path) -> list[str | int]:
    """Pydantic's path without the names of branches of unions, which are no keys of the file."""
    node: Any = tree
    keys: list[str | int] = []
    for key in path:
        there = key in node if isinstance(node, Mapping) else isinstance(node, Sequence) and key in range(len(node))
        if there or isinstance(key, int) or not ("[" in key or key in ("literal", "constrained-int")):
            keys.append(key)
            node = node[key] if there else None
    return keys


def _found(fault: Any) -> str:
    value = fault["input"]
    if isinstance(value, str):
        return f"found {str(value)!r}"
    if value is None:
        return "is empty"
    return (
        "found a mapping"
        if isinstance(value, dict)
        else "found a list"
        if isinstance(value, list | tuple)
        else f"found {value}"
    )


def _expected(fault: Any, path: Path) -> str:
    kind, ctx = fault["type"], fault.get("ctx", {})
    if kind == "literal_error":
        return f"write {ctx['expected']}"
    if kind in _BOUNDS:
        key, word = _BOUNDS[kind]
        return f"write a value {word} {ctx[key]}"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"write a mapping here ({', '.join(_keys_at(path)) or 'key: value'})"
    if kind in ("tuple_type", "list_type"):
        return "write a list here: [...]"
    if kind == "too_short":
        return "list at least one"
    return str(fault["msg"]).lower()


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _field(path: Path) -> tuple[type[BaseModel] | None, FieldInfo | None]:
    model: type[BaseModel] | None = Policy
    field: FieldInfo | None = None
    for key in path:
        if isinstance(key, int):
            continue
        fields = {} if model is None else {f.alias or n: f for n, f in model.model_fields.items()}
        field = fields.get(str(key))
        model = None if field is None else next(_models(field.annotation), None)
    return model, field


def _keys_at(path: Path) -> list[str]:
    model, _ = _field(path)
    return [] if model is None else [f.alias or n for n, f in model.model_fields.items()]


def _meaning(path: Path) -> str:
    _, field = _field(path)
    what = field.description if field is not None else None
    return f"add it: {what[0].lower() + what[1:]}" if what else "add it"
