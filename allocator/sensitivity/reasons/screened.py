"""Why an application is not eligible, and whether it would have won."""

from __future__ import annotations

from allocator.scenario.reasons import decision_reason
from allocator.sensitivity.reasons import phrases
from allocator.sensitivity.reasons.facts import Facts
from allocator.sensitivity.reasons.words import Reason, clauses, sentences
from allocator.sensitivity.screened import Screened


def ineligible(facts: Facts, screened: Screened) -> Reason:
    """Every failed condition with its article, and whether it would win had it passed those of eligibility."""
    k = screened.application
    why_zh, why_en = phrases.failures(facts, k, screened.failed)
    rejected = decision_reason(facts.scenario, k)  # to fund it would be a fault of the inputs
    if rejected is None:
        said = f"不符合条件，不参加评选：{why_zh}", f"it is not eligible: {why_en}"
        return sentences(said, _had_it_passed(facts, screened))
    return sentences(
        (f"本项目{rejected[0]}", f"it is {rejected[1]}"),
        (f"且不符合条件：{why_zh}", f"besides, it is not eligible: {why_en}"),
        ("即使满足资格条件，因有上述决定也不会入选", "had it met the conditions, the decision would still exclude it"),
    )


def _had_it_passed(facts: Facts, screened: Screened) -> Reason:
    scenario, k = facts.scenario, screened.application
    eligibility = {r.id for r in scenario.policy.eligibility}
    rest = [r for r in screened.failed if r not in eligibility]
    passed = [r for r in screened.failed if r in eligibility]
    if screened.would_win is None:
        return (
            "因没有综合得分，无法判断满足条件后是否入选",
            "without a composite score it cannot be told whether it would win otherwise",
        )
    score = facts.words.score(k)
    if screened.would_win:
        return (
            f"如满足上述资格条件，按综合得分{score}分将入选",
            f"had it met the conditions, it would win with its score of {score}",
        )
    if passed and rest:
        names_zh, names_en = clauses((phrases.name(facts, r) for r in rest), "、", ", ")
        return (
            f"即使满足资格条件，仍因{names_zh}不能入选（综合得分{score}分）",
            f"had it met the conditions of eligibility, it would still be closed out: {names_en}"
            f" (its score is {score})",
        )
    if rest:
        return (
            f"这与资格条件无关，资格条件均满足也不能入选（综合得分{score}分）",
            f"this is apart from the conditions of eligibility: it could not win even if it met them all"
            f" (its score is {score})",
        )
    return (
        f"即使满足上述资格条件，按综合得分{score}分也不会入选",
        f"had it met the conditions, it would not win with its score of {score} either",
    )
