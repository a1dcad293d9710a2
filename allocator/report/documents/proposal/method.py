"""How the winners and amounts were found: one plain paragraph, and the formula in a box."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.numbers import plain
from allocator.policy.assumptions import AMOUNT_RULES
from allocator.report.content import Block, Formula, Paragraph, Text
from allocator.report.terms import Terms


def method(terms: Terms) -> tuple[Block, ...]:
    """The paragraph and the formula."""
    policy = terms.policy
    funded = policy.objective == "funded-score"
    rule = policy.amounts_rule
    spread = Text(*AMOUNT_RULES[rule]) if rule else None
    aims_zh, aims_en = [], []
    if _targets(terms):
        aims_zh.append("使各类支持数量与目标数量的偏差合计最小")
        aims_en.append("their numbers are as near to the targets as the rules allow")
    zh = "使综合得分（按类型权重加权）与金额乘积之和最大" if funded else "使入选项目的加权总分最大"
    aims_zh.append(zh)
    aims_en.append(
        "the sum of weighted score times amount is as large as it can be"
        if funded
        else "the sum of the winners' weighted scores is as large as it can be"
    )
    order = _order(terms)
    said = Text(
        f"在满足预算总额、支持数量、资格条件等全部规则的前提下，依次{'，再'.join(aims_zh)}；"
        f"仍有并列的，按公布的顺序（{order.zh}）确定。"
        + (f"入选名单确定后，{spread.zh}。" if spread else "")
        + "名单和金额由规则和得分唯一确定，与申报顺序、计算软件无关。",
        f"Among all lists that keep every rule, the one is chosen in which, in this order, {', then '.join(aims_en)}; "
        f"what is still equal is settled by the published order ({order.en}). "
        + (f"With the winners settled, {spread.en}. " if spread else "")
        + "Rules and scores alone determine winners and amounts, whatever the order of the applications or the "
        "software.",
    )
    return Paragraph(said), Formula(tuple(_lines(terms, spread)))


def _asked(terms: Terms) -> Iterator[Text]:
    """What is asked for bounds an award too, and comes before the floor."""
    tiers = terms.policy.tiers
    asks = any(asked is not None for asked in terms.scenario.tables.applications.requested.values)
    if asks:
        yield Text("　　　　  单项金额 ≤ 申请金额", "　　　　  an award ≤ the amount requested")
    rated = any(t.rate is not None for t in tiers)
    if any(t.floor for t in tiers) and (asks or rated):
        zh = "或".join(["申请金额"] * asks + ["按投资额计算的上限"] * rated)
        en = " or ".join(["the amount requested"] * asks + ["the share of the investment"] * rated)
        yield Text(
            f"　　　　  {zh}低于最低金额的，以其为最低金额",
            f"　　　　  where {en} is below the least amount, it takes its place",
        )


def _targets(terms: Terms) -> list[int]:
    quotas = [t.quota for t in terms.policy.tiers]
    return [n for n, q in enumerate(quotas) if q is not None and q.target is not None and q.prefer == "target"]


def _order(terms: Terms) -> Text:
    policy = terms.policy
    zh, en = ["综合得分从高到低"], ["score, highest first"]
    for name in policy.scoring.tie_break if policy.scoring else ():
        index = policy.indicator_index(name)
        if index is None:
            heading = terms.scenario.tables.applications.table.headings.get(name, name)
            zh.append(f"“{heading}”从高到低")
            en.append(f"'{heading}', highest first")
        else:
            indicator = policy.indicators[index]
            zh.append(f"“{indicator.name}”得分从高到低")
            en.append(f"points for '{indicator.name_en or indicator.name}'")
    return Text("、".join([*zh, "项目编号"]), ", ".join([*en, "application id"]))


def _lines(terms: Terms, spread: Text | None) -> Iterator[Text]:
    policy = terms.policy
    tiers = [(terms.tier(n), t) for n, t in enumerate(policy.tiers)]
    aimed = [(terms.tier(n), q.target) for n in _targets(terms) if (q := policy.tiers[n].quota)]
    step = 0
    if aimed:
        step += 1
        zh = " + ".join(f"｜{name.zh}数量 − {target}｜" for name, target in aimed)
        en = " + ".join(f"|number of {name.en} − {target}|" for name, target in aimed)
        yield Text(f"第{'一二三'[step - 1]}步  {zh} → 最小", f"Step {step}  {en} → least")
    step += 1
    times_zh, times_en = ("×金额", " × amount") if policy.objective == "funded-score" else ("", "")
    zh = " + ".join(f"{plain(t.weight)} × Σ（{name.zh}项目得分{times_zh}）" for name, t in tiers)
    en = " + ".join(f"{plain(t.weight)} × Σ ({name.en} scores{times_en})" for name, t in tiers)
    yield Text(f"第{'一二三'[step - 1]}步  {zh} → 最大", f"Step {step}  {en} → largest")
    if spread is not None:
        step += 1
        yield Text(f"第{'一二三'[step - 1]}步  {spread.zh}", f"Step {step}  {spread.en}")
    budget = terms.money(terms.scenario.budget)
    yield Text(f"约束条件  Σ 金额 ≤ {budget.zh}", f"subject to  Σ amounts ≤ {budget.en}")
    for name, t in tiers:
        if t.quota is not None and t.quota.has_range:
            low, high = t.quota.range
            top = "" if high is None else f" ≤ {high}"
            yield Text(f"　　　　  {low} ≤ {name.zh}数量{top}", f"　　　　  {low} ≤ number of {name.en}{top}")
    for name, t in tiers:
        cap = terms.units(t.cap) if t.cap is not None else Text("申请金额", "amount requested")
        floor = terms.units(t.floor)
        share = Text("", "")
        if t.rate is not None:
            share = Text(f"，且 ≤ 项目投资额 × {plain(t.rate)}", f", ≤ investment × {plain(t.rate)}")
        yield Text(
            f"　　　　  {floor.zh} ≤ {name.zh}单项金额 ≤ {cap.zh}{share.zh}",
            f"　　　　  {floor.en} ≤ a {name.en} award ≤ {cap.en}{share.en}",
        )
    yield from _asked(terms)
    if policy.one_award_per is not None:
        yield Text("　　　　  同一申报单位入选项目 ≤ 1", "　　　　  awards of one enterprise ≤ 1")
