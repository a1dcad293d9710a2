"""Columns that eligibility rules read, with cells that pass and cells that fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from _generate.csvfile import Row
from _generate.draws import Draws


@dataclass(frozen=True, slots=True)
class Gate:
    """One column of the applications, and what its eligibility rule lets pass."""

    heading: str
    passing: Sequence[str]
    failing: Sequence[str]


RECOMMENDED = "市级推荐"
PARTNERS = "带动企业数"
LEVEL = "技术水平"

GREEN_GATE = Gate("绿色门槛", ("是",), ("否", ""))
MONTHS = Gate("上线月数", [str(months) for months in range(3, 31)], ("0", "1", "2"))
RECOMMENDATION = Gate(RECOMMENDED, ("是",), ("否",))

GATES: tuple[Gate, ...] = (
    Gate("独立法人", ("是",), ("否",)),
    Gate("符合产业方向", ("是",), ("否",)),
    Gate("严重失信记录", ("无",), ("有",)),
    GREEN_GATE,
    Gate("近两年行政处罚次数", ("0",), ("1", "2")),
    Gate("近三年财务状况", ("良好", "良好", "一般"), ("较差",)),
    Gate("知识产权", ("自主知识产权", "自主知识产权", "合法使用权"), ("待确权", "")),
    Gate("知识产权纠纷", ("无",), ("有",)),
    Gate("省内同行业领先", ("是",), ("否",)),
    Gate("产业链范围", ("标志性产业链", "标志性产业链", "重点产业链"), ("其他",)),
    Gate("人工智能证明材料", ("第三方测评报告", "技术应用说明", "算法备案证明"), ("",)),
    MONTHS,
    Gate("成效可核查", ("是",), ("否",)),
    Gate("参考指引范畴", ("是",), ("否",)),
    RECOMMENDATION,
    Gate("合规性审核", ("通过",), ("不通过",)),
    Gate("现场核查", ("通过", "免核查", "免核查"), ("不通过", "")),
)
"""Gates that close every tier."""


def gate_cells(draws: Draws, gates: Sequence[Gate], failed: Sequence[Gate] = ()) -> Row:
    """One cell per gate; it fails where the gate is among `failed`."""
    return {gate.heading: draws.choice(gate.failing if gate in failed else gate.passing) for gate in gates}


def failures(draws: Draws, count: int, failing: int, gates: Sequence[Gate], second: float) -> list[list[Gate]]:
    """Which gates each of `count` applications fails: `failing` of them fail one, a share `second` of these another.

    The gates are failed in turn, so that each is failed by some application where `failing` is large enough.
    """
    failed: list[list[Gate]] = [[] for _ in range(count)]
    for turn, place in enumerate(draws.sample(range(count), failing)):
        failed[place] = [gates[turn % len(gates)]]
        if draws.chance(second):
            failed[place].append(draws.choice(gates))
    return failed


def benchmark_cells(draws: Draws, tier: str, missing: float) -> Row:
    """Partner firms and level of technique; a share `missing` of the benchmark applications lacks one of the two."""
    if tier != "标杆型":
        return {PARTNERS: str(draws.integer(0, 9)), LEVEL: draws.choice(("省内领先", "国内先进", "国内领先"))}
    cells = {PARTNERS: str(draws.integer(3, 16)), LEVEL: draws.choice(("国内领先", "国内领先", "国际先进"))}
    if draws.chance(missing):
        cells |= draws.choice(({PARTNERS: str(draws.integer(0, 2))}, {LEVEL: "国内先进"}))
    return cells
