"""The outcome of a run on the terminal."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from allocator.allocation import Allocation
from allocator.cli.terminal import console, table
from allocator.numbers import fixed_text, grouped, plain
from allocator.policy import assumptions_of, rules_of
from allocator.scenario.reasons import decision_reason
from allocator.sensitivity.binding import Binding, binding
from allocator.sensitivity.conflict import Conflict, Repair

MOST_ROWS = 60
STAGES = {"quota-deviation": "与目标数量的偏差", "weighted-score": "加权总分", "funded-score": "加权资金总分"}
STATUS = {
    "optimal": "最优，已证明 optimal (proven, gap 0)",
    "feasible": "可行，未证明最优 feasible (stopped before the proof was complete)",
    "unknown": "未找到方案 unknown (stopped before any allocation was found)",
}


def show_result(allocation: Allocation) -> None:
    """Winners per tier, totals, what binds, what is assumed."""
    out, policy = console(), allocation.scenario.policy
    unit = policy.money.unit_name or policy.money.currency
    out.print(f"{policy.programme} {policy.year}")
    out.print(f"状态 status: {STATUS[allocation.status]}")
    budget, awarded = (_money(allocation, v) for v in (allocation.scenario.budget, allocation.awarded))
    left = _money(allocation, allocation.scenario.budget - allocation.awarded)
    out.print(f"预算 budget {budget} {unit}, 拟分配 awarded {awarded} {unit}, 结余 left {left} {unit}")
    for stage in allocation.objective:
        proven = (
            ""
            if stage.bound == stage.value
            else f" (bound {'not known' if stage.bound is None else plain(stage.bound)})"
        )
        out.print(f"{STAGES.get(stage.stage, '')} {stage.stage}: {plain(stage.value)}{proven}")
    if allocation.status == "unknown":
        out.print("请放宽时间限制后重算 give it more time: a longer --time-limit, or none")
        return
    for tier in policy.tiers:
        _show_tier(allocation, tier.id, tier.name, unit)
    _show_decisions(allocation)
    _show_binding(allocation)
    _show_assumptions(allocation)


def _money(allocation: Allocation, base: int) -> str:
    value = Fraction(base, allocation.scenario.policy.money.unit)
    return f"{value.numerator:,}" if value.denominator == 1 else plain(value)


def _show_tier(allocation: Allocation, tier: str, name: str, unit: str) -> None:
    mine = [a for a in allocation.awards if a.tier == tier]
    total = _money(allocation, sum(a.amount for a in mine))
    applications = allocation.scenario.tables.applications
    titles, cities = applications.table.cells("title"), applications.table.cells("city")
    rows = [
        (
            str(n),
            a.application_id,
            a.enterprise,
            titles[a.application],
            cities[a.application],
            fixed_text(a.score, allocation.scenario.policy.score_decimals),
            _money(allocation, a.amount),
        )
        for n, a in enumerate(mine[:MOST_ROWS], 1)
    ]
    texts = ("项目编号 id", "申报单位 enterprise", "场景名称 title", "所在市 city")
    columns = [("序号", True), *((text, False) for text in texts), ("得分 score", True), (f"金额 {unit}", True)]
    empty = {n for n, cells in ((3, titles), (4, cities)) if mine and not any(cells[a.application] for a in mine)}
    keep = [n for n in range(len(columns)) if n not in empty]
    shown = [[r[n] for n in keep] for r in rows]
    out = console()
    out.print()
    out.print(table(f"{name} {tier}: {len(mine)} 项 awards, {total} {unit}", [columns[n] for n in keep], shown))
    if len(mine) > MOST_ROWS:
        out.print(f"... {len(mine) - MOST_ROWS} more in allocation.csv")


def _show_decisions(allocation: Allocation) -> None:
    scenario = allocation.scenario
    applications = scenario.tables.applications
    if not scenario.decisions:
        return
    out = console()
    out.print()
    out.print("已记录的决定 recorded decisions:")
    for k in sorted(scenario.decisions, key=lambda k: applications.ids[k]):
        reason = decision_reason(scenario, k)
        out.print(
            f"  {applications.ids[k]} {applications.enterprises[k]}: {reason[0] if reason else ''}", soft_wrap=True
        )


def _show_binding(allocation: Allocation) -> None:
    names = {r.id: r for r in rules_of(allocation.scenario.policy)}
    found = [b for b in binding(allocation) if b.rule in names]  # decisions are listed by themselves
    out = console()
    out.print()
    out.print("用满的规则 rules used to the limit:")
    many = Counter(b.rule for b in found)
    shown: set[str] = set()
    for b in found:
        if b.rule in shown:
            continue
        rule = names[b.rule]
        label = f"{rule.zh} {b.rule}（{rule.source}）"
        if many[b.rule] > 5:
            shown.add(b.rule)
            out.print(f"  {label}: {many[b.rule]} 处 places")
        else:
            out.print(f"  {label}: {_limit(allocation, b)}")
    if not found:
        out.print("  无 none")


def _limit(allocation: Allocation, b: Binding) -> str:
    if b.kind == "target":
        return f"达到目标 as many as aimed at: {b.bound}"
    value = str(b.bound) if b.kind == "awards" else _money(allocation, b.bound)
    word = "不少于 at least" if b.at_least else "不多于 at most"
    return f"{b.about + ' ' if b.about else ''}{word} {value}"


def _show_assumptions(allocation: Allocation) -> None:
    assumed = assumptions_of(allocation.scenario.policy)
    if not assumed:
        return
    out = console()
    out.print()
    out.print("政策文件中的假定（无条款依据） assumptions of the policy (no article says so):")
    weights = [r for r in assumed if r.kind == "indicator"]
    for rule in assumed:
        if rule.kind != "indicator":
            out.print(f"  {rule.zh} — {rule.en}")
    if weights:
        out.print(f"  {len(weights)} 项指标的权重 — weights of {len(weights)} indicators")


def show_conflict(allocation: Allocation, conflict: Conflict | None) -> None:
    """Why nothing satisfies the rules, and what to change; None where that search was stopped."""
    out, policy = console(), allocation.scenario.policy
    names = {r.id: r for r in rules_of(policy)}
    out.print(f"{policy.programme} {policy.year}")
    out.print("状态 status: 没有满足全部规则的分配方案 infeasible (no allocation satisfies the rules)")
    out.print(f"符合条件的申报 eligible applications: {len(allocation.scenario.order)}")
    if conflict is None:
        out.print("未及查明冲突的规则 the search for the rules in conflict was stopped: no conflict.json is written")
        return
    if len(conflict.rules) == 1:
        out.print("无法满足的规则 the rule in conflict (it cannot be met by itself):")
    else:
        out.print("相互冲突的规则 rules in conflict:")
        out.print("  只看这几条，不能同时满足，缺一条则可以；其他规则不计", soft_wrap=True)
        out.print(
            "  (looked at by themselves they cannot all hold, any fewer could; no other rule counted)", soft_wrap=True
        )
    for rule_id in conflict.rules:
        rule = names.get(rule_id)
        label = f"  {rule.zh} {rule_id}（{rule.source}）" if rule else f"  决定 {rule_id}"
        out.print(label + _supply(allocation, rule_id))
    if not conflict.repairs:
        out.print("单独改动其中任何一条都不够，须同时放宽多条 no single change is enough; loosen several rules:")
        for tier in policy.tiers:
            if tier.quota is not None:
                out.print(f"  {tier.name}{_supply(allocation, f'quota:{tier.id}')}")
        return
    if len(conflict.repairs) == 1:
        out.print("可行的最小改动 the smallest change that helps:")
    else:
        out.print("可行的最小改动（任选其一） the smallest changes that help (any one of them):")
    for repair in conflict.repairs:
        rule = names.get(repair.rule)
        out.print(f"  {rule.zh if rule else '决定'} {_advice(allocation, repair)}")


def _supply(allocation: Allocation, rule_id: str) -> str:
    """What a quota asks for, and how many applications could win there at most."""
    scenario = allocation.scenario
    for t, tier in enumerate(scenario.policy.tiers):
        if rule_id == f"quota:{tier.id}" and tier.quota is not None:
            low, high = tier.quota.range
            could = sum(t in scenario.screening.open_tiers[k] for k in scenario.order)
            most = "" if high is None else f"至 to {high}"
            return f": 需 needs {low} {most}，符合条件可选 could win {could}"
    return ""


def _advice(allocation: Allocation, repair: Repair) -> str:
    if repair.value is None:
        return f"{repair.rule}: 取消该规则 drop it"
    if repair.parameter in ("budget", "max_amount"):
        money = allocation.scenario.policy.money
        value = grouped(plain(Fraction(repair.value, money.unit)))
        return f"{repair.rule}: {repair.parameter} = {value} {money.unit_name or money.currency}"
    return f"{repair.rule}: {repair.parameter} = {repair.value}"
