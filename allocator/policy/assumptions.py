"""What a policy assumes, each assumption with its value, as those who must confirm it read it."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.numbers import plain
from allocator.policy.awards import Tier
from allocator.policy.conditions import Group
from allocator.policy.rules import Rule, rules_of
from allocator.policy.schema import Policy
from allocator.policy.scoring import Panel

Said = tuple[str, str]

AMOUNT_RULES: dict[str, Said] = {
    "proportional": (
        "各项目先得最低金额，其余资金按加权得分比例逐步分配，直至预算或上限用完",
        "every winner first gets the least amount, the rest is spread in proportion to weighted scores until the "
        "budget or the caps are reached",
    ),
    "optimised": (
        "在预算和上限之内，使加权得分与金额乘积之和最大",
        "the sum of weighted score times amount is as large as it can be",
    ),
    "uniform": ("各项目按所属类型上限的同一比例取得金额", "every winner gets the same share of the cap of its tier"),
    "in-full": ("各项目按可奖补的最高金额足额安排", "every winner gets the most that it may get"),
    "graded": ("各项目按综合得分所在档次对应的比例取得金额", "every winner gets the share that its score earns"),
}
"""What the rules of amounts do, in Chinese and in English."""

PANEL_METHODS: dict[str, Said] = {
    "mean": ("取平均值", "the mean"),
    "median": ("取中位数", "the median"),
    "trimmed": ("去掉最高、最低各 {trim} 份后取平均值", "the mean without the {trim} highest and {trim} lowest"),
}
"""How sheets of experts become one score, in Chinese and in English."""


def assumptions_of(policy: Policy) -> tuple[Rule, ...]:
    """Everything in the policy that rests on an assumption, rules without an id included."""
    parts = [r for r in rules_of(policy) if r.kind not in ("quota", "group")]
    for k, group in enumerate(policy.groups):
        parts.append(_rule(group.id, "group", _group(policy, group), group.source, ("groups", k)))
    for k, tier in enumerate(policy.tiers):
        for part, said, source in _tier(policy, tier):
            if source:
                parts.append(_rule(f"tier:{tier.id}{part}", "tier", said, source, ("tiers", k)))
    if policy.amounts is not None:
        zh, en = AMOUNT_RULES[policy.amounts.rule]
        said = f"资金分配规则：{zh}", f"amounts: {en}"
        parts.append(_rule("amounts", "amounts", said, policy.amounts.source, ("amounts",)))
    if (scoring := policy.scoring) is not None:
        if scoring.panel is not None:
            parts.append(_rule("panel", "panel", _panel(scoring.panel), scoring.panel.source, ("scoring", "panel")))
        if scoring.bonus is not None and scoring.bonus.ceiling_source:
            ceiling = plain(scoring.bonus.ceiling)
            said = f"加分项上限 {ceiling}分", f"ceiling of the bonus: {ceiling} points"
            parts.append(_rule("bonus:ceiling", "panel", said, scoring.bonus.ceiling_source, ("scoring", "bonus")))
    for n, i in enumerate(policy.indicators):
        said = f"指标{i.id}的权重 {plain(i.weight)}", f"weight of indicator {i.id}: {plain(i.weight)}"
        path = ("scoring", "indicators", n)
        parts.append(_rule(f"indicator:{i.id}", "indicator", said, i.weight_source or i.source, path))
    return tuple(p for p in parts if p.assumed)


def _rule(id_: str, kind: str, said: Said, source: str, path: tuple[str | int, ...]) -> Rule:
    return Rule(id_, kind, *said, source, path)


def _tier(policy: Policy, tier: Tier) -> Iterator[tuple[str, Said, str | None]]:
    zh, en, weight = tier.name, tier.name_en or tier.id, plain(tier.weight)
    floor_zh, floor_en = policy.money.written(tier.floor * policy.money.unit)
    caps: Said = ("以申请金额为上限", "the amount requested at most")
    if tier.cap is not None:
        cap = policy.money.written(tier.cap * policy.money.unit)
        caps = f"最高{cap[0]}", f"{cap[1]} at most"
    number_zh, number_en = _number(tier)
    yield (
        "",
        (
            f"{zh}的限额、权重与数量：{caps[0]}，最低{floor_zh}，权重{weight}{number_zh and f'，{number_zh}'}",
            f"{en}: {caps[1]}, {floor_en} at least, weight {weight}{number_en and f', {number_en}'}",
        ),
        tier.source,
    )
    yield ":floor", (f"{zh}的最低金额 {floor_zh}", f"floor of {en}: {floor_en}"), tier.floor_source
    yield ":weight", (f"{zh}的得分权重 {weight}", f"weight of a score in {en}: {weight}"), tier.weight_source
    if tier.quota is not None:
        tolerance = tier.quota.tolerance
        within = (f" ±{tolerance}", f": ±{tolerance}") if isinstance(tolerance, int) else ("", "")
        said = f"{zh}数量的浮动范围{within[0]}", f"tolerance of the number of {en} awards{within[1]}"
        yield ":tolerance", said, tier.quota.tolerance_source


def _number(tier: Tier) -> Said:
    """How many may win in a tier; empty where nothing says so."""
    quota = tier.quota
    if quota is None:
        return "", ""
    if quota.target is not None:
        within = f"±{quota.tolerance}" if isinstance(quota.tolerance, int) else ""
        return f"目标{quota.target}{within}项", f"target {quota.target}{within} awards"
    low, high = quota.range
    return _bounds("项", " awards", low or None, high)


def _bounds(unit_zh: str, unit_en: str, low: int | None, high: int | None) -> Said:
    zh, en = [], []
    if low is not None:
        zh.append(f"至少{low}{unit_zh}")
        en.append(f"at least {low}{unit_en}")
    if high is not None:
        zh.append(f"至多{high}{unit_zh}")
        en.append(f"at most {high}{unit_en}")
    return "，".join(zh), ", ".join(en)


def _group(policy: Policy, group: Group) -> Said:
    zh, en = _bounds("项", " awards", group.min_awards, group.max_awards)
    if group.max_amount is not None:
        most = policy.money.written(group.max_amount * policy.money.unit)
        zh, en = f"{zh and f'{zh}，'}合计至多{most[0]}", f"{en and f'{en}, '}{most[1]} in all at most"
    name = group.name or group.id
    return f"{name}：{zh}", f"{group.name_en or name}: {en}"


def _panel(panel: Panel) -> Said:
    zh, en = (way.format(trim=panel.trim) for way in PANEL_METHODS[panel.method])
    of_zh, of_en = (
        ("按每份评审表总分", "the totals of the sheets") if panel.level == "total" else ("逐项指标", "every indicator")
    )
    strict = "，按专家宽严校正" if panel.severity != "none" else ""
    strict_en = ", corrected for strict and lenient experts" if strict else ""
    return (
        f"评审汇总方式：{of_zh}{zh.replace(' ', '')}，至少{panel.min_sheets}份有效评审表{strict}",
        f"panel: {en} of {of_en}, at least {panel.min_sheets} valid sheets{strict_en}",
    )
