"""The README of a worked answer, read: its tables, its arithmetic, its sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

Row = dict[str, str]
COMPARES = {"=": lambda a, b: a == b, "<": lambda a, b: a < b, ">": lambda a, b: a > b}
OPERATES = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


@dataclass(frozen=True)
class Worked:
    """What a README shows.

    Parameters
    ----------
    text
        The whole of it.
    """

    text: str

    @classmethod
    def of(cls, folder: Path) -> Worked:
        return cls((folder / "README.md").read_text(encoding="utf-8"))

    def section(self, title: str) -> str:
        """Text below a heading, up to the next of that level; empty where there is none."""
        found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", self.text, re.S | re.M)
        return found[1] if found else ""

    def table(self, title: str) -> list[Row]:
        """Rows of the first table below a heading, by its column headings."""
        lines = [line for line in self.section(title).split("\n") if line.startswith("|")]
        cells = [[c.strip() for c in line.strip("|").split(" | ")] for line in lines]
        return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]] if cells else []

    def sentences(self) -> dict[str, tuple[str, str, str]]:
        """Application -> kind, Chinese and English of its reason."""
        found = re.findall(r"^### (\S+) `([\w-]+)`\n\n> (.*)\n\n> (.*)$", self.text, re.M)
        return {i: (kind, zh, en) for i, kind, zh, en in found}

    def arithmetic(self) -> Iterator[tuple[str, list[Fraction]]]:
        """Every line of arithmetic with the values in it; each must hold."""
        for line in re.search(r"```text\n(.*?)```", self.text, re.S)[1].splitlines():  # type: ignore[index]
            yield line, chain(line.split("： ", 1)[-1] if "： " in line else line)


def chain(text: str) -> list[Fraction]:
    """Values of `1 + 1 = 2 < 3`; an `AssertionError` where it does not hold."""
    first, *rest = re.split(r"\s([=<>])\s", text)
    values = [value(first)]
    for sign, other in zip(rest[::2], rest[1::2], strict=True):
        assert COMPARES[sign](values[-1], value(other)), text
        values.append(value(other))
    return values


def value(text: str) -> Fraction:
    """Exact value of an expression of numbers, `+`, `-`, `×` and `÷`."""
    written = text.strip().replace("×", "*").replace("÷", "/")

    def of(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            return OPERATES[type(node.op)](of(node.left), of(node.right))  # type: ignore[no-any-return, no-untyped-call]
        return Fraction(str(ast.get_source_segment(written, node)))

    return of(ast.parse(written, mode="eval").body)
