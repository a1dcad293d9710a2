"""Why an application loses."""

from __future__ import annotations

from fractions import Fraction

from allocator.numbers import plain
from allocator.scenario.awards import graded_share
from allocator.scenario.reasons import decision_reason
from allocator.sensitivity.explanation import IMPOSSIBLE, TIE
from allocator.sensitivity.reasons import phrases
from allocator.sensitivity.reasons.facts import Case
from allocator.sensitivity.reasons.order import by_order
from allocator.sensitivity.reasons.tiers import better_scores, up_to, winning_tier
from allocator.sensitivity.reasons.words import Reason, clauses, sentences


def rejected(case: Case) -> Reason | None:
    """By a recorded decision."""
    decision = decision_reason(case.facts.scenario, case.application)
    if decision is None:
        return None
    zh, en = phrases.no_award(case)
    own = case.facts.wins_without(f"decision:{case.words.ids[case.application]}", case.application)
    without = {
        True: ("没有这项决定，本项目将入选", "without the decision it would win"),
        False: ("没有这项决定，本项目也不会入选", "without the decision it would not win either"),
        None: None,
    }[own]
    return sentences((f"{zh}：{decision[0]}", f"{en}: {decision[1]}"), without, _closed(case))


def of_one_enterprise(case: Case) -> Reason | None:
    """Another application of its enterprise wins."""
    facts = case.facts
    other = facts.owners.get(facts.scenario.enterprises.numbers[case.application])
    if other is None:
        return None
    (zh, en), (other_zh, other_en) = phrases.no_award(case), case.words.application(other)
    (tier_zh, tier_en), (rule_zh, rule_en) = case.words.tier(facts.won[other]), case.words.rule("one_award_per")
    said = (
        f"{zh}：同一单位的{other_zh}已以{tier_zh}入选，按{rule_zh}不再支持本项目",
        f"{en}: {other_en} of the same enterprise wins in {tier_en}, which excludes it by {rule_en}",
    )
    return sentences(said, _passed_over(case, other), _closed(case), phrases.score_to_win(case))


def below_the_line(case: Case) -> Reason | None:
    """Its own score closes every tier."""
    if case.open:
        return None
    (zh, en), (why_zh, why_en) = phrases.no_award(case), _failed(case)
    return sentences((f"{zh}：{why_zh}", f"{en}: {why_en}"), phrases.score_to_win(case))


def impossible(case: Case) -> Reason | None:
    """The rules forbid it."""
    if case.explanation.regret.stage != IMPOSSIBLE:
        return None
    (zh, en), (why_zh, why_en) = phrases.no_award(case), phrases.conflict(case)
    said = (f"{zh}：若本项目入选，{why_zh}", f"{en}: were it chosen, {why_en}")
    return sentences(said, phrases.closed_tier(case), _to_win(case))


def graded(case: Case) -> Reason | None:
    """A lower score would have won: its grade costs less, or pays where that of the higher one does not."""
    lower = [(low, high) for low, high in case.explanation.score_wins if high < case.exact]
    if not lower:
        return None
    zh, en = phrases.no_award(case)
    grades = []
    for t in case.open:
        (tier_zh, tier_en), (money_zh, money_en) = (
            case.words.tier(t),
            case.words.steps(case.facts.low(case.application, t)),
        )
        grades.append((f"按{tier_zh}为{money_zh}", f"{money_en} in {tier_en}"))
    grade_zh, grade_en = clauses(grades, "、", ", ")
    spans_zh, spans_en = clauses(map(_span, lower), "、", ", ")
    if not _costs_less(case, lower):
        said = (
            f"{zh}：奖补分档，按其得分所在一档（{grade_zh}）不能入选；得分在{spans_zh}时按另一档奖补，反可入选",
            f"{en}: awards are graded, and with the grade of its score ({grade_en}) it does not win;"
            f" it would win with a score of {spans_en}, in another grade",
        )
        return sentences(said, phrases.closed_tier(case), _to_win(case))
    said = (
        f"{zh}：奖补分档，其得分应得金额（{grade_zh}）较高而排不进；得分在{spans_zh}时，应得金额较低，反可入选",
        f"{en}: awards are graded, and what its score earns ({grade_en}) does not fit;"
        f" it would win with a score of {spans_en}, which earns less",
    )
    return sentences(said, phrases.closed_tier(case), _to_win(case))


def _costs_less(case: Case, lower: list[tuple[Fraction, Fraction]]) -> bool:
    """Whether all grades of some lower scores have a smaller share than its own."""
    policy = case.facts.scenario.policy
    own = graded_share(policy, case.exact)
    bands = policy.amounts.bands if policy.amounts else ()
    scores = [s for low, high in lower for s in (low, *(b.from_ for b in bands if low < b.from_ <= high))]
    return all(graded_share(policy, score) < own for score in scores)


def off_target(case: Case) -> Reason | None:
    """With it the numbers of awards would leave their targets."""
    regret = case.explanation.regret
    if regret.stage != "quota-deviation" or regret.loss is None:
        return None
    (zh, en), (why_zh, why_en) = phrases.no_award(case), phrases.targets(case.facts, int(regret.loss))
    said = (f"{zh}：若本项目入选，{why_zh}", f"{en}: were it chosen, {why_en}")
    return sentences(said, _without_quota(case), phrases.closed_tier(case), _to_win(case))


def tied(case: Case) -> Reason | None:
    """As good an allocation is there with it; the published order decides."""
    if case.explanation.regret.stage != TIE:
        return None
    return sentences(phrases.no_award(case), by_order(case), phrases.closed_tier(case), _to_win(case))


def short_of_money(case: Case) -> Reason | None:
    """No score wins, but another budget would."""
    nearest = case.explanation.budget_to_win
    if case.explanation.score_to_win is not None or nearest is None or nearest.above is None:
        return None
    (zh, en) = phrases.no_award(case)
    (all_zh, all_en) = case.words.money(case.facts.scenario.budget)
    rule_zh, rule_en = case.words.rule("budget")
    said = f"{zh}：受{rule_zh}{all_zh}限制", f"{en}: {rule_en} of {all_en} does not stretch to it"
    return sentences(said, phrases.if_won(case), phrases.closed_tier(case), _to_win(case), _elsewhere(case))


def short_of_points(case: Case) -> Reason:
    """Others score higher."""
    (zh, en), e = phrases.no_award(case), case.explanation
    if e.score_to_win is not None and e.gap is not None:
        gap, least = plain(e.gap), plain(e.score_to_win)
        near_zh = "，处于入选线附近" if e.standing == "borderline" else ""
        near_en = "it stands near the line; " if e.standing == "borderline" else ""
        (tier_zh, tier_en), (most_zh, most_en) = winning_tier(case), up_to(case)
        short = (
            f"{zh}{near_zh}：距{tier_zh}入选还差{gap}分（须达到{least}分{most_zh}）",
            f"{en}: {near_en}it would win{tier_en} with a score of {least}, {gap} more{most_en}",
        )
        said = clauses([short, better_scores(case)])
    else:
        more_zh, more_en = phrases.score_to_win(case)
        said = f"{zh}：{more_zh}", f"{en}: {more_en}"
    behind = phrases.if_won(case) if e.regret.leaving else _last_winner(case)
    money = phrases.budget_to_win(case)
    return sentences(said, behind, money, phrases.closed_tier(case), _elsewhere(case))


def _span(scores: tuple[Fraction, Fraction]) -> Reason:
    low, high = map(plain, scores)
    return (f"{low}分", low) if low == high else (f"{low}至{high}分", f"{low} to {high}")


def _to_win(case: Case) -> Reason:
    """The score and the budget at which it would win."""
    return clauses([phrases.score_to_win(case), phrases.budget_to_win(case)])


def _passed_over(case: Case, other: int) -> Reason | None:
    """Why the enterprise's other application wins although it scores lower."""
    facts = case.facts
    score = facts.scenario.score(other)
    if score is None or score >= case.exact:
        return None
    if facts.won[other] not in case.open:
        zh, en = case.words.tier(facts.won[other])
        return f"其得分虽低，但{zh}不对本项目开放", f"that one scores lower, but {en} is not open to this one"
    rules = next((i.rules for i in case.explanation.inversions if i.winner == other), ())
    if rules:
        zh, en = case.words.rules(rules)
        return f"其得分虽低，但两者对调将违反{zh}", f"that one scores lower, but exchanging the two would break {en}"
    zh, en = case.words.stage(facts.scenario.policy.objective_stage)
    return f"其得分虽低，但由目标（{zh}最大）取定", f"that one scores lower, but the objective (most {en}) decides"


def _failed(case: Case) -> Reason:
    return phrases.failures(case.facts, case.application, case.facts.scenario.screening.failed[case.application])


def _closed(case: Case) -> Reason | None:
    """What its score closes, where it closes every tier; else what closes the tier that it applied for."""
    if case.open:
        return phrases.closed_tier(case)
    zh, en = _failed(case)
    return f"且{zh}", f"besides, {en}"


def _without_quota(case: Case) -> Reason | None:
    """The numbers of awards that keep it out by themselves."""
    quotas = [f"quota:{t.id}" for t in case.facts.scenario.policy.tiers if t.quota is not None]
    decisive = [q for q in quotas if case.facts.wins_without(q, case.application)]
    if not decisive:
        return None
    zh, en = clauses(map(case.words.rule, decisive), "或", " or ")
    return f"不设{zh}时本项目将入选", f"without {en} it would win"


def _last_winner(case: Case) -> Reason | None:
    """The last winner of the tiers open to it, where that one stands before it."""
    facts = case.facts
    for t in case.open:
        last = facts.last.get(t)
        if last is not None and facts.scenario.positions[last] < facts.scenario.positions[case.application]:
            (tier_zh, tier_en), (zh, en) = case.words.tier(t), case.words.application(last)
            return f"{tier_zh}入选项目中排在最后的是{zh}", f"the last winner in {tier_en} is {en}"
    return None


def _elsewhere(case: Case) -> Reason | None:
    """Lower-scored winners of tiers that are not open to it."""
    facts = case.facts
    for t, last in facts.last.items():
        score = facts.scenario.score(last)
        if t not in case.open and score is not None and score < case.exact:
            (tier_zh, tier_en), (zh, en) = case.words.tier(t), case.words.application(last)
            return (
                f"得分较低的{zh}以{tier_zh}入选，该类不对本项目开放",
                f"the lower-scored {en} wins in {tier_en}, which is not open to it",
            )
    return None
