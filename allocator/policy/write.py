"""A policy as values of its given keys, and as a policy file made anew."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from allocator.numbers import plain
from allocator.policy.part import Part
from allocator.policy.schema import Policy
from allocator.policy.values import NO, YES, Operand

_WORDS = re.compile(r"[^\W_][\w（）《》、。“”·±％]*([ .-][\w（）《》、。“”·±％]+)*")
_WIDE = 100


def policy_value(value: Any, *, defaults: bool = False) -> Any:
    """A policy, or a part of it, as mappings, lists and scalars, numbers as plain decimals.

    Parameters
    ----------
    defaults
        Whether keys that the file does not give are there with their defaults.
    """
    if isinstance(value, Part):
        fields = type(value).model_fields.items()
        given = {f.alias or n: getattr(value, n) for n, f in fields if defaults or n in value.model_fields_set}
        kept = {key: v for key, v in given.items() if v is not None or key == "one_award_per"}
        return {key: policy_value(v, defaults=defaults) for key, v in kept.items()}
    if isinstance(value, dict):
        return {key: policy_value(v, defaults=defaults) for key, v in value.items()}
    if isinstance(value, tuple):
        return [policy_value(v, defaults=defaults) for v in value]
    if isinstance(value, Operand):
        return value.text if value.flag is None else value.flag
    if isinstance(value, Fraction):
        return plain(value)
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def policy_yaml(policy: Policy, comment: str = "") -> str:
    """A policy file that reads back as this policy.

    Parameters
    ----------
    policy
        The policy.
    comment
        Stands at the head of the file; its lines become comments.
    """
    lines = [f"# {_printable(line)}".rstrip() for line in comment.splitlines()]
    return "\n".join([*lines, yaml_of(policy_value(policy))])


def yaml_of(tree: dict[str, Any]) -> str:
    """A policy file of values as `policy_value` gives them."""
    return "\n".join(_block(tree, "")) + "\n"


def in_one_line(value: Any) -> str:
    """A value as `policy_value` gives it, as YAML in one line; empty where there is none."""
    return "" if value is None else _flow(value)


def _block(value: dict[str, Any], indent: str) -> Iterator[str]:
    for key, v in value.items():
        flow = _flow(v)
        if (_is_flat(v) and len(indent) + len(key) + len(flow) <= _WIDE) or not v or not isinstance(v, dict | list):
            yield f"{indent}{_scalar(key)}: {flow}"
        elif isinstance(v, dict):
            yield f"{indent}{_scalar(key)}:"
            yield from _block(v, indent + "  ")
        else:
            yield f"{indent}{_scalar(key)}:"
            yield from _items(v, indent + "  ")


def _items(values: list[Any], indent: str) -> Iterator[str]:
    for v in values:
        flow = _flow(v)
        if not isinstance(v, dict) or len(indent) + len(flow) <= _WIDE:
            yield f"{indent}- {flow}"
            continue
        first, *rest = _block(v, indent + "  ")
        yield f"{indent}- {first.lstrip()}"
        yield from rest


def _is_flat(value: Any) -> bool:
    """Whether it stands well in one line: no mappings within lists, nothing nested in mappings."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not any(isinstance(v, dict | list) for v in inner)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "null" if value is None else _scalar(str(value))


def _scalar(text: str) -> str:
    """A scalar as plain words where these mean nothing else in YAML, else quoted."""
    if text.lower() in YES | NO | {"null"} or not (_WORDS.fullmatch(text) or re.fullmatch(r"-?\d+(\.\d+)?", text)):
        return '"' + _printable(text.replace("\\", "\\\\").replace('"', '\\"'), escaped=True) + '"'
    return text


def _printable(text: str, *, escaped: bool = False) -> str:
    """Text without characters that no YAML file holds as they are: escaped, or left out of comments."""
    return "".join(c if not _is_odd(c) else _escape(c) if escaped else " " for c in text)


def _is_odd(character: str) -> bool:
    return character != " " and unicodedata.category(character)[0] in "CZ"


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
