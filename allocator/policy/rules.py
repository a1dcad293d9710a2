"""The rules of a policy by their ids: how reports, conflicts and costs name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allocator.fields import identity
from allocator.numbers import plain
from allocator.policy.schema import Policy

ASSUMPTION = "assumption"
_OWN = ("budget", "one_award_per", "min_score")
_OWN_PREFIXES = ("quota:", "min_score:", "fallback:", "decision:")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a policy.

    Parameters
    ----------
    id
        As given, or made (`quota:TIER`).
    kind
        `budget`, `tier`, `quota`, `fallback`, `one_award_per`, `amounts`, `eligibility`, `min_score`, `panel`,
        `indicator` or `group`.
    zh, en
        What it is called in Chinese and in English.
    source
        Article, or `assumption`.
    path
        Keys that lead to it in the policy file.
    """

    id: str
    kind: str
    zh: str
    en: str
    source: str
    path: tuple[str | int, ...]

    @property
    def assumed(self) -> bool:
        """Whether no article says so."""
        return self.source == ASSUMPTION


def screening_codes() -> dict[str, tuple[str, str]]:
    """Reasons of screening that no rule of the policy states: code -> (Chinese, English)."""
    return {
        "already-awarded": ("该单位已在奖补台账中", "the enterprise has already been awarded"),
        "reviews-incomplete": ("有效评审表数量不足", "too few valid sheets of experts"),
        "score-missing": ("没有综合得分", "there is no composite score"),
        "investment-missing": ("未填报项目投资额", "the investment is not stated"),
        "no-amount": ("可奖补金额不足一个最小单位", "the possible award is less than one step"),
        "below-bands": ("综合得分未达到任何奖补档次", "the score earns no grade of award"),
    }


def is_reserved(rule_id: str) -> bool:
    """Whether an id is, or looks like, one that the program gives to rules and reasons itself."""
    looks = identity(rule_id)
    return looks in _OWN or looks in screening_codes() or looks.startswith(_OWN_PREFIXES)


def tier_id(policy: Policy, name: str) -> str:
    """Id of the tier with this id or name; the name itself where there is none."""
    index = policy.tier_index(name)
    return name if index is None else policy.tiers[index].id


def rules_of(policy: Policy) -> Iterator[Rule]:
    """Every rule that has an id, in the policy's order of parts."""
    yield Rule("budget", "budget", "预算总额", "budget", policy.budget.source, ("budget",))
    for k, tier in enumerate(policy.tiers):
        if tier.quota is not None:
            en = f"number of {tier.name_en or tier.id} awards"
            yield Rule(f"quota:{tier.id}", "quota", f"{tier.name}数量", en, tier.source, ("tiers", k, "quota"))
        if tier.min_score is not None:
            rule_id, name = f"min_score:{tier.id}", f"{tier.name}最低得分"
            en = f"least score for {tier.name_en or tier.id}"
            yield Rule(rule_id, "min_score", name, en, tier.min_score.source, ("tiers", k, "min_score"))
    for k, hop in enumerate(policy.fallback):
        start, end = tier_id(policy, hop.from_), tier_id(policy, hop.to)
        names = {t.id: t.name for t in policy.tiers}
        name = f"调剂：{names.get(start, start)}至{names.get(end, end)}"
        yield Rule(
            f"fallback:{start}:{end}", "fallback", name, f"fallback from {start} to {end}", hop.source, ("fallback", k)
        )
    if policy.one_award_per is not None:
        source = policy.one_award_per.source
        yield Rule(
            "one_award_per", "one_award_per", "同一单位限一项", "one award per enterprise", source, ("one_award_per",)
        )
    for k, rule in enumerate(policy.eligibility):
        yield Rule(rule.id, "eligibility", rule.name, rule.name_en or rule.id, rule.source, ("eligibility", k))
    if policy.min_score is not None:
        yield Rule(
            "min_score",
            "min_score",
            f"最低综合得分 {plain(policy.min_score.value)}",
            "least composite score",
            policy.min_score.source,
            ("min_score",),
        )
    for k, group in enumerate(policy.groups):
        name = group.name or group.id
        yield Rule(group.id, "group", name, group.name_en or name, group.source, ("groups", k))


def assumptions_of(policy: Policy) -> tuple[Rule, ...]:
    """Everything in the policy that rests on an assumption, rules without an id included."""
    parts = [r for r in rules_of(policy) if r.kind != "quota"]
    for k, tier in enumerate(policy.tiers):
        name, path = tier.name_en or tier.id, ("tiers", k)
        quota_source = tier.quota.tolerance_source if tier.quota else None
        floor, weight = plain(tier.floor), plain(tier.weight)
        within = f" ±{tier.quota.tolerance}" if tier.quota and isinstance(tier.quota.tolerance, int) else ""
        details = [
            ("", f"{tier.name}的限额、权重与数量", f"cap, floor, weight and quota of {name}", tier.source),
            (":floor", f"{tier.name}的最低金额 {floor}", f"floor of {name}", tier.floor_source),
            (":weight", f"{tier.name}的得分权重 {weight}", f"weight of a score in {name}", tier.weight_source),
            (
                ":tolerance",
                f"{tier.name}数量的浮动范围{within}",
                f"tolerance of the number of {name} awards",
                quota_source,
            ),
        ]
        parts += [
            Rule(f"tier:{tier.id}{part}", "tier", zh, en, source, path) for part, zh, en, source in details if source
        ]
    if policy.amounts is not None:
        rule = policy.amounts.rule
        parts.append(
            Rule(
                "amounts",
                "amounts",
                f"资金分配规则 {rule}",
                f"amounts rule {rule}",
                policy.amounts.source,
                ("amounts",),
            )
        )
    if policy.scoring is not None and policy.scoring.panel is not None:
        panel = policy.scoring.panel
        parts.append(
            Rule("panel", "panel", "评审汇总方式", f"panel ({panel.method})", panel.source, ("scoring", "panel"))
        )
    if policy.scoring is not None and policy.scoring.bonus is not None and policy.scoring.bonus.ceiling_source:
        source = policy.scoring.bonus.ceiling_source
        parts.append(Rule("bonus:ceiling", "panel", "加分项上限", "ceiling of the bonus", source, ("scoring", "bonus")))
    for n, i in enumerate(policy.indicators):
        source = i.weight_source or i.source
        parts.append(
            Rule(
                f"indicator:{i.id}",
                "indicator",
                f"指标{i.id}的权重",
                f"weight of indicator {i.id}",
                source,
                ("scoring", "indicators", n),
            )
        )
    return tuple(p for p in parts if p.assumed)
