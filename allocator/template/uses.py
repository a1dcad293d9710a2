"""Which rules read a column of a table, each in a clause that cites its article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from allocator.numbers import plain
from allocator.policy import Policy
from allocator.policy.assumptions import PANEL_METHODS
from allocator.policy.schema import Eligibility, Group, Quota, Tier
from allocator.policy.values import Operand
from allocator.template.words import Words, cited, money, tier_words


def uses_of(policy: Policy, table: str) -> Mapping[str, tuple[Words, ...]]:
    """What the rules do with the columns of a table.

    Parameters
    ----------
    policy
        The rules.
    table
        `applications`, `reviews`, `ledger` or `decisions`.

    Returns
    -------
    Mapping
        Internal name -> a clause for each rule that reads the column, in the policy's order.
    """
    readers = {"applications": _applications, "reviews": _reviews, "ledger": _ledger}
    uses: defaultdict[str, list[Words]] = defaultdict(list)
    for column, use in readers[table](policy) if table in readers else ():
        uses[column].append(use)
    return {column: tuple(clauses) for column, clauses in uses.items()}


def _applications(policy: Policy) -> Iterator[tuple[str, Words]]:
    if policy.one_award_per is not None:
        once = cited("同一申报单位只奖补一项", "one award per enterprise", policy.one_award_per.source)
        yield from (("enterprise", once), ("uscc", once))
    for tier in policy.tiers:
        yield from _tier(policy, tier)
    for hop in policy.fallback:
        start, end = (policy.tiers[policy.tier_index(name) or 0] for name in (hop.from_, hop.to))
        zh = f"{start.name}未入选的可调剂至{end.name}"
        en = f"who does not win in {tier_words(start).en} may win in {tier_words(end).en}"
        yield "tier", cited(zh, en, hop.source)
    if policy.min_score is not None:
        least = plain(policy.min_score.value)
        yield "score", cited(f"不低于 {least}", f"at least {least}", policy.min_score.source)
    for rule in policy.eligibility:
        yield rule.column, _eligibility(policy, rule)
    for group in policy.groups:
        yield group.by, _group(policy, group)
    indicators = {i.id for i in policy.indicators}
    for name in policy.scoring.tie_break if policy.scoring else ():
        if name not in indicators:
            yield name, Words("得分相同时，数值大的在前", "among equal scores the larger number comes first")


def _tier(policy: Policy, tier: Tier) -> Iterator[tuple[str, Words]]:
    name = tier_words(tier)
    if tier.quota is not None:
        quota = _quota(tier.quota)
        yield "tier", cited(f"{name.zh}：{quota.zh}", f"{name.en}: {quota.en} awards", tier.source)
    if tier.cap is not None:
        cap = money(policy, tier.cap)
        yield "requested", cited(f"{name.zh}上限 {cap}", f"{name.en}: {cap} at most", tier.source)
    if tier.rate is not None:
        rate = f"{plain(100 * tier.rate)}%"
        zh, en = f"{name.zh}不超过投资额的 {rate}", f"{name.en}: {rate} of the investment at most"
        yield "investment", cited(zh, en, tier.source)
    if tier.min_score is not None:
        least = plain(tier.min_score.value)
        yield "score", cited(f"{name.zh}不低于 {least}", f"{name.en}: at least {least}", tier.min_score.source)


def _quota(quota: Quota) -> Words:
    least, most = quota.range
    zh = [f"目标 {quota.target} 个"] if quota.target is not None else []
    en = [f"aim {quota.target}"] if quota.target is not None else []
    if quota.has_range:
        zh.append(f"至少 {least} 个" if most is None else f"{least} 至 {most} 个")
        en.append(f"at least {least}" if most is None else f"{least} to {most}")
    return Words("，".join(zh), ", ".join(en))


def _eligibility(policy: Policy, rule: Eligibility) -> Words:
    condition, scope = _condition(rule), _scope(policy, rule.tiers)
    zh, en = f"{rule.name}：{condition.zh}{scope.zh}", f"{rule.name_en or rule.id}: {condition.en}{scope.en}"
    return cited(zh, en, rule.source)


def _condition(rule: Eligibility) -> Words:
    if rule.equals is not None:
        value = _operand(rule.equals)
        return Words(f"须为“{value.zh}”", f"must be {value.en}")
    if rule.not_equals is not None:
        value = _operand(rule.not_equals)
        return Words(f"不得为“{value.zh}”", f"must not be {value.en}")
    if rule.in_ is not None:
        values = [_operand(o) for o in rule.in_]
        return Words(f"须为{'、'.join(v.zh for v in values)}之一", f"must be one of {', '.join(v.en for v in values)}")
    if rule.at_least is not None:
        return Words(f"不少于 {rule.at_least}", f"at least {rule.at_least}")
    if rule.at_most is not None:
        return Words(f"不超过 {rule.at_most}", f"at most {rule.at_most}")
    return Words("须填写", "must be filled in")


def _operand(operand: Operand) -> Words:
    if operand.flag is None:
        return Words(operand.text, operand.text)
    return Words("是", "yes") if operand.flag else Words("否", "no")


def _group(policy: Policy, group: Group) -> Words:
    zh, en = [], []
    if group.max_awards is not None:
        zh.append(f"至多 {group.max_awards} 项")
        en.append(f"at most {group.max_awards} awards")
    if group.min_awards is not None:
        zh.append(f"至少 {group.min_awards} 项")
        en.append(f"at least {group.min_awards} awards")
    if group.max_amount is not None:
        zh.append(f"合计至多 {money(policy, group.max_amount)}")
        en.append(f"{money(policy, group.max_amount)} in all at most")
    where = (
        Words("每个取值", "for each value") if group.value is None else Words(f"“{group.value}”", f"for {group.value}")
    )
    scope, name = _scope(policy, group.tiers), group.name or group.id
    return cited(
        f"{name}：{where.zh}{'，'.join(zh)}{scope.zh}",
        f"{group.name_en or group.id}: {', '.join(en)} {where.en}{scope.en}",
        group.source,
    )


def _scope(policy: Policy, tiers: tuple[str, ...] | None) -> Words:
    """The tiers that a rule is about; nothing where it is about all."""
    if tiers is None:
        return Words("", "")
    names = [tier_words(policy.tiers[k]) for k in policy.tier_indices(tiers)]
    return Words(f"，仅限{'、'.join(n.zh for n in names)}", f", {' and '.join(n.en for n in names)} only")


def _reviews(policy: Policy) -> Iterator[tuple[str, Words]]:
    panel = policy.scoring.panel if policy.scoring else None
    if panel is not None:
        way_zh, way_en = (way.format(trim=panel.trim) for way in PANEL_METHODS[panel.method])
        zh = f"每项至少 {panel.min_sheets} 份有效评审表，{way_zh}"
        en = f"at least {panel.min_sheets} valid sheets each, {way_en}"
        yield "score", cited(zh, en, panel.source)


def _ledger(policy: Policy) -> Iterator[tuple[str, Words]]:
    rule = policy.one_award_per
    if rule is None:
        return
    first = policy.year - rule.cooldown_years
    years = f"{first}" if first == policy.year else f"{first} - {policy.year}"
    zh, en = f"{years} 年度已获奖补的单位不再支持", f"an enterprise awarded in {years} cannot win"
    use = cited(zh, en, rule.source)
    yield from (("year", use), ("enterprise", use), ("uscc", use))
