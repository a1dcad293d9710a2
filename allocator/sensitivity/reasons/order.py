"""Ties: what in the published order sets two outcomes apart."""

from __future__ import annotations

from allocator.sensitivity.reasons import phrases
from allocator.sensitivity.reasons.facts import Case, Facts
from allocator.sensitivity.reasons.words import Reason, clauses


def by_order(case: Case) -> Reason:
    """That an outcome and its opposite are equally good, and the order that decides."""
    regret, wins = case.explanation.regret, case.explanation.tier is not None
    moves = phrases.if_lost(case) if wins else phrases.if_won(case)
    alone = ("若本项目落选", "were it left out") if wins else ("若本项目入选", "were it chosen")
    same_zh, same_en = alone if moves is None else (moves[0], f"{moves[1]}, and")
    stage_zh, stage_en = case.words.stage(case.facts.scenario.policy.objective_stage)
    comma = "," if moves is None else ""
    equal = (
        f"{same_zh}，目标数量偏差和{stage_zh}均不变",
        f"{same_en}{comma} neither the deviation from the targets nor the {stage_en} would change",
    )
    return clauses([equal, _decides(case, regret.entering if wins else regret.leaving, wins)])


def _decides(case: Case, others: tuple[int, ...], wins: bool) -> Reason:
    facts = case.facts
    if len(others) == 1 and case.words.score(others[0]) == case.score:
        first, second = (case.application, others[0]) if wins else (others[0], case.application)
        positions = facts.scenario.positions
        if positions[first] < positions[second]:
            by_zh, by_en = _criterion(facts, facts.tie_break(first, second))
            before, after = case.words.ids[first], case.words.ids[second]
            return (
                f"同分按公示顺序取定，{before}因{by_zh}排在{after}之前",
                f"the published order decides among equals, and {before} stands before {after} by {by_en}",
            )
    keys = [_criterion(facts, n) for n in range(len(_entries(facts)))] + [_criterion(facts, None)]
    zh, en = clauses([("综合得分", "the composite score"), *keys], "、", ", ")
    return f"并列按公示顺序（依次为{zh}）取定", f"the published order decides among equals (in turn {en})"


def _entries(facts: Facts) -> tuple[str, ...]:
    scoring = facts.scenario.policy.scoring
    return scoring.tie_break if scoring else ()


def _criterion(facts: Facts, entry: int | None) -> Reason:
    """Name of a tie-break; of the application's id where there is none."""
    if entry is None:
        return "项目编号", "the application id"
    policy, name = facts.scenario.policy, _entries(facts)[entry]
    for indicator in policy.indicators:
        if indicator.id == name:
            return f"“{indicator.name}”", f"'{indicator.name_en or indicator.id}'"
    heading = policy.columns.get(name, facts.scenario.tables.applications.table.headings.get(name, name))
    return f"“{heading}”", f"'{name}'"
