"""Why a winner gets the amount that it gets: its own bounds, its grade, or how the money is spread."""

from __future__ import annotations

from fractions import Fraction

from allocator.numbers import floor_div, plain
from allocator.policy.schema import Band
from allocator.scenario.reasons import cited
from allocator.sensitivity.reasons.facts import Case
from allocator.sensitivity.reasons.words import Reason

_SPREAD: dict[str | None, Reason] = {
    "proportional": ("资金按加权得分比例分配", "the money is spread in proportion to weighted scores"),
    "optimised": ("资金先满足加权得分高的项目", "the money goes to the highest weighted scores first"),
    "uniform": ("各入选项目按各自上限的同一比例奖补", "all winners get the same share of their caps"),
    None: ("金额与名单一并取定，使加权资金总分最大", "amounts and winners are set together for the most funded score"),
}


def paid(case: Case) -> Reason:
    """Why a winner gets its amount, with the articles that the policy gives."""
    facts, tier = case.facts, case.explanation.tier
    assert tier is not None
    steps = case.explanation.amount // facts.scenario.policy.money.step_base
    if steps < int(facts.scenario.screening.hi[tier][case.application]):
        return _spread(case, tier, steps)
    band = _band(case, tier, steps)
    if band is not None:
        return _graded(case, tier, band)
    zh, en = _bound(case, tier, steps)
    if facts.scenario.policy.amounts_rule != "in-full":
        return zh, en
    by_zh, by_en = _article(case)
    return f"按规定全额奖补{by_zh}，{zh}", f"awards are paid in full{by_en}: {en}"


def _article(case: Case) -> Reason:
    amounts = case.facts.scenario.policy.amounts
    return ("", "") if amounts is None else cited(amounts.source)


def _spread(case: Case, tier: int, steps: int) -> Reason:
    """Less than it might get: how the money is spread, and which rules have no more."""
    facts, policy = case.facts, case.facts.scenario.policy
    (zh, en), (by_zh, by_en) = _SPREAD[policy.amounts_rule], _article(case)
    most_zh, most_en = case.words.steps(int(facts.scenario.screening.hi[tier][case.application]))
    full = facts.exhausted(case.application, tier)
    of_zh, of_en = case.words.rules(full) if full else ("", "")
    zh, en = f"{zh}{by_zh}", f"{en}{by_en}"
    if full:
        zh, en = f"{zh}，{of_zh}已用尽", f"{en}, and {of_en} is used up"
    least = steps == facts.low(case.application, tier)
    zh += f"，本项目得其最低额（最高可得{most_zh}）" if least else f"，本项目最高可得{most_zh}"
    en += f"; it gets its least and could get {most_en}" if least else f"; it could get {most_en} at most"
    return zh, en


def _band(case: Case, tier: int, steps: int) -> Band | None:
    """The grade that its score earns, where that and nothing else sets the amount."""
    policy, cap = case.facts.scenario.policy, case.facts.scenario.policy.tiers[tier].cap
    if policy.amounts_rule != "graded" or policy.amounts is None or cap is None:
        return None
    earned = max((b for b in policy.amounts.bands if b.from_ <= case.exact), key=lambda b: b.from_)
    asked = case.facts.scenario.tables.applications.requested[case.application]
    bounds = [v for v in (asked, _of_investment(case, tier)) if v is not None]
    own = min((floor_div(v, policy.money.step) for v in bounds), default=steps)
    return earned if floor_div(earned.share * cap, policy.money.step) <= own else None


def _graded(case: Case, tier: int, band: Band) -> Reason:
    (zh, en), (by_zh, by_en) = case.words.tier(tier), _article(case)
    least, share = plain(band.from_), plain(band.share * 100)
    return (
        f"得分在{least}分以上的一档，按{zh}上限的{share}%奖补{by_zh}",
        f"scores of its grade, from {least} on, earn {share}% of the cap of {en}{by_en}",
    )


def _bound(case: Case, tier: int, steps: int) -> Reason:
    """All that it may get: what it asked for, the tier's cap, or the share of its investment."""
    policy = case.facts.scenario.policy
    found, step = policy.tiers[tier], policy.money.step
    (tier_zh, tier_en), (by_zh, by_en) = case.words.tier(tier), cited(found.source)
    asked = case.facts.scenario.tables.applications.requested[case.application]
    rate = plain((found.rate or 0) * 100)
    bounds = (
        (asked, ("其申请金额", "what it asked for"), ("", "")),
        (found.cap, (f"{tier_zh}上限", f"the most in {tier_en}"), (by_zh, by_en)),
        (_of_investment(case, tier), (f"其投资额的{rate}%", f"{rate}% of its investment"), (by_zh, by_en)),
    )
    reached = ((v, said, by) for v, said, by in bounds if v is not None and floor_div(v, step) == steps)
    value, (zh, en), (by_zh, by_en) = next(reached)
    if value != steps * step:
        zh, en = f"{zh}取整", f"{en} rounded down"
    return f"该金额为{zh}{by_zh}", f"that is {en}{by_en}"


def _of_investment(case: Case, tier: int) -> Fraction | None:
    rate = case.facts.scenario.policy.tiers[tier].rate
    investment = case.facts.scenario.tables.applications.investment[case.application]
    return None if rate is None or investment is None else rate * investment
