"""Two runs compared, on the terminal."""

from __future__ import annotations

from fractions import Fraction

from allocator.allocation import Allocation
from allocator.cli.terminal import console, table
from allocator.numbers import plain
from allocator.sensitivity.compare import Change, Comparison, Outcome
from allocator.sensitivity.input_changes import Difference

MOST_ROWS = 60
STAGES = {"quota-deviation": "目标数量偏差", "weighted-score": "加权总分", "funded-score": "加权资金总分"}
STATUS = {
    "optimal": "最优 optimal",
    "feasible": "可行，未证明最优 feasible",
    "infeasible": "无可行方案 infeasible",
    "unknown": "未找到方案 unknown",
}
KINDS = {
    "enters": "新入选 enter",
    "leaves": "落选 leave",
    "moves": "改变档次 change tier",
    "amount": "金额变化 change amount",
}
WORDS = {"budget": "预算", "rule": "规则", "decision": "决定", "ledger": "台账", "application": "申报"}


def show_comparison(found: Comparison, before: str, after: str) -> None:
    """What differs in the inputs, in the totals, and in the awards with what accounts for it.

    Parameters
    ----------
    found
        The comparison.
    before, after
        What to call the two runs.
    """
    out = console()
    out.print(f"对比 comparison: {before} → {after}", soft_wrap=True)
    numbers = {d.key: str(n) for n, d in enumerate(found.differences, 1)}
    out.print(f"输入的差别 differences of the inputs: {len(numbers) or '无 none'}")
    for n, difference in enumerate(found.differences[:MOST_ROWS], 1):
        out.print(f"  [{n}] {_difference(difference)}", soft_wrap=True)
    if len(numbers) > MOST_ROWS:
        out.print(f"  ... {len(numbers) - MOST_ROWS} 项未列出 more")
    out.print()
    _totals(found)
    if not found.changes:
        out.print("入选名单与金额均无变化 the awards do not differ")
    for kind, heading in KINDS.items():
        _show_changes(found, kind, heading, numbers)
    if found.changes and numbers:
        out.print()
        out.print("原因 because of: 单独改动即产生该变化的差别；共同 together: 任何一项单独都不产生", soft_wrap=True)
        out.print(
            "  (the differences each of which alone makes that change; together: none does alone)", soft_wrap=True
        )
    if found.changes and found.untried:
        keys = ", ".join(f"[{numbers[k]}]" for k in found.untried[:MOST_ROWS])
        out.print(f"未单独试算 not tried alone: {keys}", soft_wrap=True)


def _difference(d: Difference) -> str:
    about = " ".join(filter(None, (WORDS[d.kind], d.about, d.name)))
    if not d.before:
        return f"{about}: 新增 added {d.after}"
    if not d.after:
        return f"{about}: 去掉 left out (原为 was {d.before})"
    return f"{about}: {d.before} → {d.after}"


def _totals(found: Comparison) -> None:
    out, runs = console(), (found.before, found.after)
    rows = [["状态 status", *(STATUS[r.status] for r in runs), ""]]
    unit = found.after.scenario.policy.money.unit_name or found.after.scenario.policy.money.currency
    for label, values in (
        ("预算 budget", [r.scenario.budget for r in runs]),
        ("拟分配 awarded", [r.awarded for r in runs]),
    ):
        texts = [_money(r, v) for r, v in zip(runs, values, strict=True)]
        rows.append([f"{label} {unit}", *texts, _signed(found, values[1] - values[0])])
    tiers = {t.id: t.name for r in runs for t in r.scenario.policy.tiers}
    for tier, name in tiers.items():
        counts = [r.counts.get(tier, 0) for r in runs]
        rows.append(
            [f"{name} {tier}", *map(str, counts), f"{counts[1] - counts[0]:+d}" if counts[0] != counts[1] else ""]
        )
    stages = {s.stage: None for r in runs for s in r.objective}
    for stage in stages:
        held = [next((s.value for s in r.objective if s.stage == stage), None) for r in runs]
        texts = ["" if v is None else plain(v) for v in held]
        one, other = held
        change = "" if one is None or other is None or one == other else _sign(other - one) + plain(other - one)
        rows.append([f"{STAGES[stage]} {stage}", *texts, change])
    columns = [("", False), ("前 before", True), ("后 after", True), ("变化 change", True)]
    out.print(table("总体 totals", columns, rows))


def _show_changes(found: Comparison, kind: str, heading: str, numbers: dict[str, str]) -> None:
    changes = found.of(kind)
    if not changes:
        return
    out = console()
    unit = found.after.scenario.policy.money.unit_name or found.after.scenario.policy.money.currency
    rows = [
        [
            c.application_id,
            c.enterprise,
            _award(found.before, c.before),
            _award(found.after, c.after),
            _signed(found, c.difference),
            _because(c, numbers, bool(found.untried)),
        ]
        for c in changes[:MOST_ROWS]
    ]
    columns = [
        ("项目编号 id", False),
        ("申报单位 enterprise", False),
        ("前 before", False),
        ("后 after", False),
        (f"增减 {unit}", True),
        ("原因 because of", False),
    ]
    out.print()
    out.print(table(f"{heading}: {len(changes)}", columns, rows))
    if len(changes) > MOST_ROWS:
        out.print(f"... {len(changes) - MOST_ROWS} 项未列出 more")


def _because(change: Change, numbers: dict[str, str], limited: bool) -> str:
    if change.alone:
        return " ".join(f"[{numbers[key]}]" for key in change.alone)
    if not numbers:
        return ""
    return "共同或未试算 together, or not tried" if limited else "共同 together"


def _award(run: Allocation, outcome: Outcome | None) -> str:
    if outcome is None:
        return "—"
    tiers = {t.id: t.name for t in run.scenario.policy.tiers}
    return f"{tiers.get(outcome.tier, outcome.tier)} {_money(run, outcome.amount)}"


def _money(run: Allocation, base: int) -> str:
    value = Fraction(base, run.scenario.policy.money.unit)
    return f"{value.numerator:,}" if value.denominator == 1 else plain(value)


def _signed(found: Comparison, base: int) -> str:
    return _sign(base) + _money(found.after, base) if base else ""


def _sign(value: int | Fraction) -> str:
    return "+" if value > 0 else ""
