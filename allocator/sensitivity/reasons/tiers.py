"""With which scores an application would win in another tier, and what keeps a winner out of a better one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from allocator.numbers import plain
from allocator.sensitivity.reasons.facts import Case
from allocator.sensitivity.reasons.words import Reason, clauses


def winning_tier(case: Case) -> Reason:
    """In which tier a loser would win with the score that it lacks; nothing where only one tier is in question."""
    e = case.explanation
    tier = dict(e.outcome_by_score).get(e.score_to_win or Fraction(-1))
    if tier is None or _reached(case) <= {case.applied}:
        return "", ""
    zh, en = case.words.tier(tier)
    return f"以{zh}", f" in {en}"


def up_to(case: Case) -> Reason:
    """The highest score up to which a loser would win from the score that it lacks on; nothing where none is."""
    e = case.explanation
    high = next((high for low, high in e.score_wins if low == e.score_to_win), case.facts.scenario.policy.top_score)
    if high == case.facts.scenario.policy.top_score:
        return "", ""
    return f"且不超过{plain(high)}分", f", and no more than {plain(high)}"


def better_scores(case: Case) -> Reason | None:
    """The scores with which a loser would win in a better tier than with the score that it lacks."""
    e = case.explanation
    if e.score_to_win is None:
        return None
    first = dict(e.outcome_by_score)[e.score_to_win]
    assert first is not None
    return _all(_would(case, u, s, "方可以{}入选", "it would win in {}") for u, s in _above(case) if u < first)


def lower_tiers(case: Case) -> list[Reason]:
    """The lower scores with which a winner would still win, but in another tier; the nearest first."""
    e, said = case.explanation, list[Reason]()
    starts = [score for score, _ in e.outcome_by_score]
    now = max(n for n, score in enumerate(starts) if score <= case.exact)
    for n in range(now, 0, -1):
        tier = e.outcome_by_score[n - 1][1]
        if tier is None:
            break
        score = starts[n] - case.facts.place
        (zh, en), lower = case.words.tier(tier), plain(case.exact - score)
        said.append(
            (
                f"得分降至{plain(score)}分（降低{lower}分）改为{zh}",
                f"with a score of {plain(score)} ({lower} lower) it would win in {en} instead",
            )
        )
    return said


def other_tiers(case: Case) -> Reason | None:
    """What a winner lacks for each better tier, and at which higher scores it would come into a worse one."""
    own, above = case.explanation.tier, dict(_above(case))
    assert own is not None
    better = sorted(u for u in {*case.open, *above} if u < own)
    said = [_short(case, u, above.get(u)) for u in better]
    said += [_would(case, u, s, "反改为{}", "it would win in {} instead") for u, s in above.items() if u > own]
    return _all(said)


def _reached(case: Case) -> set[int]:
    """The tiers in which some score wins."""
    return {t for _, t in case.explanation.outcome_by_score if t is not None}


def _above(case: Case) -> Iterator[tuple[int, Fraction]]:
    """Tier -> the least higher score that wins in it, of the tiers other than its own."""
    seen = {case.explanation.tier, None}
    for score, tier in case.explanation.outcome_by_score:
        if score > case.exact and tier not in seen and tier is not None:
            seen.add(tier)
            yield tier, score


def _would(case: Case, tier: int, score: Fraction, then_zh: str, then_en: str) -> Reason:
    (zh, en), least, gap = case.words.tier(tier), plain(score), plain(score - case.exact)
    return (
        f"得分达到{least}分（再高{gap}分）{then_zh.format(zh)}",
        f"with a score of {least} ({gap} higher) {then_en.format(en)}",
    )


def _short(case: Case, tier: int, score: Fraction | None) -> Reason:
    """What keeps a winner out of a better tier: points, or rules."""
    zh, en = case.words.tier(tier)
    if score is None:
        said = f"得分再高也不能以{zh}入选", f"no higher score wins in {en}"
    else:
        least, gap = plain(score), plain(score - case.exact)
        said = (
            f"距{zh}还差{gap}分（须达到{least}分）",
            f"it is {gap} points short of {en}, which takes a score of {least}",
        )
    return clauses([said, _behind(case, tier) or (_in_the_way(case, tier) if score is None else None)])


def _behind(case: Case, tier: int) -> Reason | None:
    """The last winner of a tier: it stands before this one, or what forbids to exchange the two."""
    facts, own = case.facts, case.explanation.tier
    last = facts.last.get(tier)
    assert own is not None
    if last is None:
        return None
    (zh, en), (tier_zh, tier_en) = case.words.application(last), case.words.tier(tier)
    if facts.scenario.positions[last] < facts.scenario.positions[case.application]:
        return f"{tier_zh}入选项目中排在最后的是{zh}", f"the last winner in {tier_en} is {en}"
    if (facts.scenario.score(last) or 0) >= case.exact:
        return None
    both = own in facts.scenario.screening.open_in[last]
    rules = facts.broken(
        [(case.application, own), (last, tier)], [(case.application, tier), *([(last, own)] if both else [])]
    )
    change_zh, change_en = ("两者互换类型", "exchanging their tiers") if both else ("由本项目取代", "taking its place")
    if rules:
        why_zh, why_en = case.words.rules(rules)
        why = f"{change_zh}将违反{why_zh}", f"{change_en} would break {why_en}"
    else:
        why = f"{change_zh}不违反规则，由目标取定", f"{change_en} breaks no rule, the objective decides"
    return f"得分较低的{zh}以{tier_zh}入选，{why[0]}", f"the lower-scored {en} wins in {tier_en}: {why[1]}"


def _in_the_way(case: Case, tier: int) -> Reason | None:
    """The rules that would be broken, were a winner alone moved to another tier."""
    own = case.explanation.tier
    assert own is not None
    if tier not in case.open:
        return None
    rules = case.facts.broken([(case.application, own)], [(case.application, tier)])
    if not rules:
        return None
    (zh, en), (why_zh, why_en) = case.words.tier(tier), case.words.rules(rules)
    return (
        f"其他入选不变时，改为{zh}将违反{why_zh}",
        f"with all else as it is, moving it to {en} would break {why_en}",
    )


def _all(said: list[Reason] | Iterator[Reason]) -> Reason | None:
    parts = list(said)
    return clauses(parts) if parts else None
