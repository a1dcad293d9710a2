"""YAML read as written: every scalar keeps its text, whether it was quoted, and its line."""

from __future__ import annotations

import re
from typing import Any

from allocator.errors import InputError, Place, Problem

_CORE = "tag:yaml.org,2002:"
_TAGS = {
    "ScalarNode": {_CORE + t for t in ("str", "int", "float", "bool", "null", "timestamp")},
    "SequenceNode": {_CORE + "seq"},
    "MappingNode": {_CORE + "map"},
}
_ASIDE = re.compile(r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?:^|(?<=\s))#[^\n]*""", re.MULTILINE)  # quoted texts, comments
_HOPELESS = 1_000
_DEEPEST = 50


class Scalar(str):
    """Text of a scalar; `quoted` tells `"yes"` from `yes`, `line` counts from 1."""

    __slots__ = ("line", "quoted")
    line: int
    quoted: bool


class Mapping(dict[str, Any]):
    """A mapping whose keys know their lines."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Sequence(list[Any]):
    """A sequence whose items know their lines."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


class _Reader:
    def __init__(self, name: str) -> None:
        self.name, self.problems, self.seen = name, list[Problem](), set[int]()

    def fault(self, line: int, what: str, remedy: str) -> None:
        self.problems.append(Problem(Place(self.name, line), what, remedy))

    def tree(self, node: Any, depth: int) -> Any:
        line = node.start_mark.line + 1
        if id(node) in self.seen:
            self.fault(line, "an alias (*name) is not allowed", "write the value out where it is used")
            return None
        self.seen.add(id(node))
        if depth > _DEEPEST:
            self.fault(line, f"is nested more than {_DEEPEST} deep", "no policy needs that; check the brackets")
            return None
        kind = type(node).__name__
        if str(node.tag) not in _TAGS[kind]:
            self.fault(line, f"the tag {node.tag} is not allowed here", "write a plain value")
            return None
        if kind == "ScalarNode":
            return self.scalar(node, line)
        if kind == "MappingNode":
            return self.mapping(node, line, depth)
        sequence = Sequence(line)
        for item in node.value:
            sequence.append(self.tree(item, depth + 1))
            sequence.lines.append(item.start_mark.line + 1)
        return sequence

    def scalar(self, node: Any, line: int) -> Scalar | None:
        self.check_text(node.value, line)
        if node.style is None and node.value in ("", "~", "null", "Null", "NULL"):
            return None
        scalar = Scalar(node.value)
        scalar.line, scalar.quoted = line, node.style is not None
        return scalar

    def check_text(self, text: str, line: int) -> None:
        """Only escapes can write such characters, which no text file can hold."""
        for character in text:
            half = "\ud800" <= character <= "\udfff" or character in "\ufffe\uffff"
            if half or (character < " " and character not in "\t\n\r"):
                self.fault(line, f"the character \\u{ord(character):04x} is no part of a text", "write it otherwise")
                return

    def mapping(self, node: Any, line: int, depth: int) -> Mapping:
        mapping = Mapping(line)
        for key_node, value_node in node.value:
            at = key_node.start_mark.line + 1
            key = key_node.value if isinstance(key_node.value, str) else None
            value = self.tree(value_node, depth + 1)
            if key is None:
                self.fault(at, "a key must be a word", "check the brackets")
                continue
            self.check_text(key, at)
            if key in mapping:
                self.fault(at, f"the key {key!r} stands twice (first on line {mapping.lines[key]})", "keep one of them")
            else:
                mapping[key], mapping.lines[key] = value, at
        return mapping


def read_yaml(text: str, name: str) -> Mapping:
    """Tree of a YAML 1.2 document with one mapping at its root.

    Parameters
    ----------
    text
        The document.
    name
        Name of the file, for messages.

    Raises
    ------
    InputError
        If it is not one document, not a mapping, has duplicate keys, aliases or foreign tags.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if (
        _bracket_depth(_ASIDE.sub("", text)) > _DEEPEST or _bracket_depth(text) > _HOPELESS
    ):  # the parser takes seconds over thousands of brackets
        raise InputError([Problem(Place(name), f"is nested more than {_DEEPEST} deep", "check the brackets")])
    try:
        root = YAML(typ="rt", pure=True).compose(text)
    except RecursionError:
        raise InputError([Problem(Place(name), "is nested too deeply", "check the brackets")]) from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = None if mark is None else mark.line + 1
        raise InputError(
            [Problem(Place(name, line), f"is not YAML: {what}", "check indentation, brackets and quotes")]
        ) from None
    except Exception as error:  # the parser lets what it stumbles over (\U99999999, a version of many digits) through
        remedy = "check directives (%) and escapes (\\)"
        raise InputError([Problem(Place(name), f"is not YAML ({type(error).__name__})", remedy)]) from None
    if type(root).__name__ != "MappingNode":
        raise InputError([Problem(Place(name), "holds no policy", "begin with `programme: ...`, one key a line")])
    reader = _Reader(name)
    tree = reader.tree(root, 0)
    if reader.problems:
        raise InputError(reader.problems)
    assert isinstance(tree, Mapping)  # or its tag was a fault
    return tree


def _bracket_depth(text: str) -> int:
    """Most brackets open at once."""
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest
