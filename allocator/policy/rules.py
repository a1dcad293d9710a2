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
            rule_id, least = f"min_score:{tier.id}", plain(tier.min_score.value)
            name, en = f"{tier.name}最低得分 {least}", f"least score for {tier.name_en or tier.id} {least}"
            yield Rule(rule_id, "min_score", name, en, tier.min_score.source, ("tiers", k, "min_score"))
    for k, hop in enumerate(policy.fallback):
        start, end = tier_id(policy, hop.from_), tier_id(policy, hop.to)
        names = {t.id: (t.name, t.name_en or t.id) for t in policy.tiers}
        (start_zh, start_en), (end_zh, end_en) = names.get(start, (start,) * 2), names.get(end, (end,) * 2)
        name, en = f"调剂：{start_zh}至{end_zh}", f"fallback from {start_en} to {end_en}"
        yield Rule(f"fallback:{start}:{end}", "fallback", name, en, hop.source, ("fallback", k))
    if policy.one_award_per is not None:
        source = policy.one_award_per.source
        yield Rule(
            "one_award_per", "one_award_per", "同一单位限一项", "one award per enterprise", source, ("one_award_per",)
        )
    for k, rule in enumerate(policy.eligibility):
        yield Rule(rule.id, "eligibility", rule.name, rule.name_en or rule.id, rule.source, ("eligibility", k))
    if policy.min_score is not None:
        least = plain(policy.min_score.value)
        name, en = f"最低综合得分 {least}", f"least composite score {least}"
        yield Rule("min_score", "min_score", name, en, policy.min_score.source, ("min_score",))
    for k, group in enumerate(policy.groups):
        name = group.name or group.id
        yield Rule(group.id, "group", name, group.name_en or name, group.source, ("groups", k))
