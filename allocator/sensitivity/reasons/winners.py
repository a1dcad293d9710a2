"""Why an application wins, and how firmly."""

from __future__ import annotations

from fractions import Fraction

from allocator.numbers import plain
from allocator.scenario.awards import graded_share
from allocator.scenario.reasons import decision_reason
from allocator.sensitivity.explanation import IMPOSSIBLE, TIE
from allocator.sensitivity.reasons import phrases
from allocator.sensitivity.reasons.facts import Case
from allocator.sensitivity.reasons.order import by_order
from allocator.sensitivity.reasons.paid import paid
from allocator.sensitivity.reasons.tiers import lower_tiers, other_tiers
from allocator.sensitivity.reasons.words import Reason, clauses, sentences


def decided(case: Case) -> Reason | None:
    """By a recorded decision."""
    decision = decision_reason(case.facts.scenario, case.application)
    if decision is None:
        return None
    own = case.facts.wins_without(f"decision:{case.words.ids[case.application]}", case.application)
    without = {
        True: ("没有这项决定，本项目也会入选", "without the decision it would win all the same"),
        False: ("没有这项决定，本项目不会入选", "without the decision it would not win"),
        None: None,
    }[own]
    (zh, en), *more = opening(case)
    return sentences((f"{zh}：{decision[0]}", f"{en}: {decision[1]}"), *more, lower(case), without)


def needed(case: Case) -> Reason | None:
    """Nothing would satisfy the rules without it."""
    if case.explanation.regret.stage != IMPOSSIBLE:
        return None
    zh, en = phrases.conflict(case)
    return sentences(*opening(case), (f"若本项目落选，{zh}", f"were it left out, {en}"), lower(case))


def on_target(case: Case) -> Reason | None:
    """Without it the numbers of awards would leave their targets."""
    regret = case.explanation.regret
    if regret.stage != "quota-deviation" or regret.loss is None:
        return None
    zh, en = phrases.targets(case.facts, int(regret.loss))
    return sentences(*opening(case), (f"若本项目落选，{zh}", f"were it left out, {en}"), to_lose(case))


def tied(case: Case) -> Reason | None:
    """As good an allocation is there without it; the published order decides."""
    if case.explanation.regret.stage != TIE:
        return None
    return sentences(*opening(case), by_order(case), to_lose(case))


def marginal(case: Case) -> Reason | None:
    """Near the line."""
    if case.explanation.standing != "borderline":
        return None
    line = ("处于入选线附近", "it stands near the line")
    parts = [line, phrases.if_lost(case), to_lose(case), budget_to_lose(case)]
    return sentences(*opening(case), clauses(parts))


def firm(case: Case) -> Reason:
    """Far from the line."""
    line = ("入选稳定", "it stands far from the line")
    return sentences(*opening(case), clauses([line, phrases.if_lost(case), to_lose(case)]))


def opening(case: Case) -> tuple[Reason, Reason, Reason | None]:
    """Where it wins, why it gets its amount, and what it lacks for a better tier."""
    return won(case), paid(case), other_tiers(case)


def lower(case: Case) -> Reason | None:
    """The lower scores that win in another tier."""
    said = lower_tiers(case)
    return clauses(said) if said else None


def won(case: Case) -> Reason:
    """Where it wins and what it gets; where that is not the tier it applied for, by which fallback and why."""
    e = case.explanation
    assert e.tier is not None
    (zh, en), (money_zh, money_en) = case.words.tier(e.tier), case.words.money(e.amount)
    if e.tier == case.applied:
        return (
            f"综合得分{case.score}分，以{zh}入选，奖补{money_zh}",
            f"with a score of {case.score} it wins in {en} and gets {money_en}",
        )
    tiers = case.facts.scenario.policy.tiers
    own_zh, own_en = case.words.tier(case.applied)
    rule_zh, rule_en = case.words.rule(f"fallback:{tiers[case.applied].id}:{tiers[e.tier].id}")
    closed = case.closing(case.applied)
    why_zh, why_en = phrases.failures(case.facts, case.application, closed)
    why = (f"条件不符（{why_zh}）", f"which is closed to it ({why_en})") if closed else ("未入选", "without success")
    return (
        f"综合得分{case.score}分，申报{own_zh}{why[0]}，按{rule_zh}以{zh}入选，奖补{money_zh}",
        f"it applied for {own_en}, {why[1]}; by {rule_en} it wins in {en} with a score of {case.score}"
        f" and gets {money_en}",
    )


def to_lose(case: Case) -> Reason | None:
    """The scores at which it would lose."""
    e = case.explanation
    top = next(high for low, high in e.score_wins if low <= case.exact <= high)
    more = None
    if top < case.facts.scenario.policy.top_score:
        again = next((low for low, _ in e.score_wins if low > top), None)
        below_zh, below_en = ("", "") if again is None else (f"而低于{plain(again)}分", f" and below {plain(again)}")
        grade_zh, grade_en = _grade_above(case, top)
        more = (
            f"得分高于{plain(top)}分{below_zh}时{grade_zh}，反而不能入选",
            f"above {plain(top)}{below_en}, where {grade_en}, it would lose",
        )
    if e.score_to_lose is None or e.gap is None:
        return clauses([lower(case), ("得分再低也仍入选", "it would win with any lower score"), more])
    lost, gap = plain(e.score_to_lose), plain(e.gap)
    return clauses(
        [
            lower(case),
            (f"得分降至{lost}分（降低{gap}分）即落选", f"it would lose with a score of {lost} ({gap} lower)"),
            more,
        ]
    )


def _grade_above(case: Case, top: Fraction) -> Reason:
    """What its grade is just above a score: a higher one costs more, one that pays less may leave it no tier."""
    policy = case.facts.scenario.policy
    now, then = (graded_share(policy, score) for score in (top, top + case.facts.place))
    if then > now:
        return "奖补档次提高", "it would earn a higher grade"
    if then == 0:
        return "所在一档没有奖补", "its grade earns no award"
    return "所在一档奖补较低", "its grade earns less"


def budget_to_lose(case: Case) -> Reason | None:
    """The nearest budgets at which it would lose."""
    nearest = case.explanation.budget_to_lose
    parts: list[Reason] = []
    if nearest is not None and nearest.below is not None:
        zh, en = case.words.money(nearest.below)
        parts.append((f"预算减至{zh}时落选", f"it would lose with the budget cut to {en}"))
    if nearest is not None and nearest.above is not None:
        zh, en = case.words.money(nearest.above)
        parts.append((f"预算增至{zh}时反而落选", f"it would lose with the budget raised to {en}"))
    return clauses(parts) if parts else None
