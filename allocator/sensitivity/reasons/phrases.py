"""Clauses that several sentences share."""

from __future__ import annotations

from collections.abc import Iterable

from allocator.numbers import plain
from allocator.policy import screening_codes
from allocator.scenario.reasons import screening_reason
from allocator.sensitivity.reasons.facts import Case, Facts
from allocator.sensitivity.reasons.tiers import better_scores, up_to, winning_tier
from allocator.sensitivity.reasons.words import Reason, clauses


def no_award(case: Case) -> Reason:
    """That it does not win, with its score."""
    return f"综合得分{case.score}分，未入选", f"with a score of {case.score} it does not win"


def failures(facts: Facts, application: int, rules: Iterable[str]) -> Reason:
    """Every failed rule with what was found, what was required, and its article."""
    return clauses(screening_reason(facts.scenario, application, r) for r in rules)


def name(facts: Facts, rule: str) -> Reason:
    """A failed rule or code of screening by its name."""
    codes = screening_codes()
    return codes[rule] if rule in codes else facts.words.rule(rule)


def closed_tier(case: Case) -> Reason | None:
    """Why the tier that it applied for is closed to an eligible application; None where it is open."""
    if case.applied in case.open or not case.open:
        return None
    zh, en = case.words.tier(case.applied)
    why = failures(case.facts, case.application, case.closing(case.applied))
    others = clauses(map(case.words.tier, case.open), "、", ", ")
    return (
        f"所申报的{zh}条件不符（{why[0]}），只能按{others[0]}参评",
        f"the tier {en} that it applied for is closed to it ({why[1]}), which leaves {others[1]}",
    )


def score_to_win(case: Case) -> Reason:
    """The score at which a loser would win."""
    e = case.explanation
    if e.score_to_win is None or e.gap is None:
        top = plain(case.facts.scenario.policy.top_score)
        if case.exact == case.facts.scenario.policy.top_score:
            return f"{top}分已是最高分", f"{top} is the highest score already"
        return f"得分提高，直至最高分{top}分，也不能入选", f"no higher score wins, up to the highest, {top}"
    least, gap, (tier_zh, tier_en) = plain(e.score_to_win), plain(e.gap), winning_tier(case)
    most_zh, most_en = up_to(case)
    said = (
        f"得分须达到{least}分（再高{gap}分）{most_zh}方可{tier_zh}入选",
        f"it would win{tier_en} with a score of {least} ({gap} higher{most_en})",
    )
    return clauses([said, better_scores(case)])


def budget_to_win(case: Case) -> Reason | None:
    """The nearest budget at which a loser would win."""
    nearest = case.explanation.budget_to_win
    if nearest is None or nearest.above is nearest.below is None:
        return None
    budget = nearest.above if nearest.above is not None else nearest.below
    assert budget is not None
    zh, en = case.words.money(budget)
    if nearest.above is not None:
        return f"预算增至{zh}时可入选", f"it would win with the budget raised to {en}"
    return f"预算减至{zh}时反可入选", f"it would win with the budget cut to {en}"


def loss(case: Case) -> Reason | None:
    """What the opposite outcome costs in stage 2."""
    regret = case.explanation.regret
    if not regret.loss or regret.stage == "quota-deviation":
        return None
    zh, en = case.words.stage(regret.stage)
    lost = plain(regret.loss)
    return f"{zh}减少{lost}", f"the {en} would fall by {lost}"


def if_lost(case: Case) -> Reason | None:
    """What else would change, were a winner left out."""
    entering, leaving = case.explanation.regret.entering, case.explanation.regret.leaving
    moves = []
    if entering:
        zh, en = case.words.applications(entering)
        moves.append((f"由{zh}递补", f"{en} would come in"))
    if leaving:
        zh, en = case.words.applications(leaving)
        moves.append((f"{zh}也将落选", f"{en} would lose too"))
    return _conditional(("若本项目落选", "were it left out"), moves, loss(case))


def if_won(case: Case) -> Reason | None:
    """What else would change, were a loser chosen."""
    entering, leaving = case.explanation.regret.entering, case.explanation.regret.leaving
    moves = []
    if leaving:
        zh, en = case.words.applications(leaving)
        moves.append((f"{zh}将落选", f"{en} would lose"))
    if entering:
        zh, en = case.words.applications(entering)
        moves.append((f"{zh}将随之入选", f"{en} would come in with it"))
    return _conditional(("若本项目入选", "were it chosen"), moves, loss(case))


def _conditional(if_: Reason, moves: list[Reason], lost: Reason | None) -> Reason | None:
    parts = [*moves, *([lost] if lost else [])]
    if not parts:
        return None
    (zh, _), (_, *most, last) = clauses(parts, "，"), ("", *(en for _, en in parts))
    en = f"{', '.join(most)} and {last}" if most else last
    return f"{if_[0]}，{zh}", f"{if_[1]}, {en}"


def targets(facts: Facts, loss: int) -> Reason:
    """How far the numbers of winners would leave their targets, with the articles."""
    policy, words = facts.scenario.policy, facts.words
    counts = facts.sensitivity.allocation.counts
    aimed = []
    for t, tier in enumerate(policy.tiers):
        if tier.quota is not None and tier.quota.target is not None and tier.quota.prefer == "target":
            (zh, en), (rule_zh, rule_en) = words.tier(t), words.rule(f"quota:{tier.id}")
            now, aim = counts[tier.id], tier.quota.target
            aimed.append((f"{rule_zh}目标{aim}项，现为{now}项", f"{rule_en}: target {aim}, now {now}"))
    zh, en = clauses(aimed, "；", "; ")
    now, then = facts.deviation, facts.deviation + loss
    return (
        f"各类入选数量与目标的偏差合计将由{now}增至{then}（{zh}）",
        f"the numbers of awards would be {then} away from their targets instead of {now} ({en})",
    )


def conflict(case: Case) -> Reason:
    """The rules that could not all hold."""
    rules = case.explanation.regret.rules
    zh, en = case.words.rules(rules)
    if len(rules) == 1:
        return f"将违反{zh}", f"{en} would be broken"
    return f"以下规则将不能同时满足：{zh}", f"these rules could not all hold: {en}"
