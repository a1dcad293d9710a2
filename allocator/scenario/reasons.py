"""Why an application failed screening, in Chinese and in English, with the article it rests on."""

from __future__ import annotations

from fractions import Fraction

from allocator.numbers import plain
from allocator.policy.articles import article_in_english
from allocator.policy.rules import ASSUMPTION, screening_codes
from allocator.policy.schema import Eligibility
from allocator.policy.values import Operand
from allocator.scenario.scenario import Scenario
from allocator.tables.canonical import canonical_form

Reason = tuple[str, str]


def screening_reason(scenario: Scenario, application: int, rule: str) -> Reason:
    """One clause in Chinese and one in English on why a rule failed.

    Parameters
    ----------
    scenario
        Screened scenario.
    application
        Index of the application.
    rule
        A rule id out of `scenario.screening.failed[application]`.
    """
    for eligibility in scenario.policy.eligibility:
        if eligibility.id == rule:
            return _eligibility(scenario, application, eligibility)
    if rule in screening_codes():
        return _code(scenario, application, rule)
    return _min_score(scenario, application, rule)


def decision_reason(scenario: Scenario, application: int) -> Reason | None:
    """The recorded decision on an application with its reason; None where there is none."""
    decisions = scenario.tables.decisions
    found = next((d for d in (decisions.entries if decisions else ()) if d.application == application), None)
    if found is None:
        return None
    tier = None if found.tier is None else scenario.policy.tiers[found.tier]
    zh = "经决定不予支持" if found.verdict == "reject" else f"经决定予以支持{f'（{tier.name}）' if tier else ''}"
    en = (
        "rejected by decision" if found.verdict == "reject" else f"funded by decision{f' in {tier.id}' if tier else ''}"
    )
    by = "，".join(filter(None, (found.authority, found.date)))
    return f"{zh}：{found.reason}{f'（{by}）' if by else ''}", f"{en}: {found.reason}{f' ({by})' if by else ''}"


def cited(source: str) -> Reason:
    """How a sentence names a source."""
    if source == ASSUMPTION:
        return "（政策假定）", " (assumption)"
    return f"（{source}）", f" ({article_in_english(source)})"


def _eligibility(scenario: Scenario, application: int, rule: Eligibility) -> Reason:
    found_zh, found_en = _found(scenario, application, rule.column)
    wanted_zh, wanted_en = _wanted(rule, _written(scenario, application, rule.column))
    zh, en = cited(rule.source)
    tiers = scenario.policy.tier_indices(rule.tiers)
    only_zh = only_en = ""
    if rule.tiers is not None:
        only_zh = "，限" + "、".join(scenario.policy.tiers[t].name for t in tiers)
        only_en = ", for " + ", ".join(scenario.policy.tiers[t].name_en or scenario.policy.tiers[t].id for t in tiers)
        only_en += " only"
    return (
        f"{rule.name}：{found_zh}，要求{wanted_zh}{only_zh}{zh}",
        f"{rule.name_en or rule.id}: {found_en}, required {wanted_en}{only_en}{en}",
    )


def _found(scenario: Scenario, application: int, column: str) -> Reason:
    """The cell as a value, lest the reasons change with how it is written; a tier by its name in Chinese."""
    policy = scenario.policy
    text = _written(scenario, application, column)
    if not text:
        return "未填报", "the cell is empty"
    tier = policy.tier_index(text) if column == "tier" else None
    return f"填报为“{text if tier is None else policy.tiers[tier].name}”", f"found '{text}'"


def _written(scenario: Scenario, application: int, column: str) -> str:
    table = scenario.tables.applications.table
    return canonical_form(table.name, column, scenario.policy)(table.cells(column)[application])


def _wanted(rule: Eligibility, found: str) -> Reason:
    if rule.at_least is not None:
        return f"不低于{rule.at_least}", f"at least {rule.at_least}"
    if rule.at_most is not None:
        return f"不高于{rule.at_most}", f"at most {rule.at_most}"
    if rule.filled:
        return "必须填报", "a filled cell"
    if rule.not_equals is not None:
        zh, en = _operand(rule.not_equals, found)
        return f"不为“{zh}”", f"anything but '{en}'"
    operands = [_operand(o, found) for o in (rule.in_ or ((rule.equals,) if rule.equals else ()))]
    return "为" + "或".join(f"“{zh}”" for zh, _ in operands), " or ".join(f"'{en}'" for _, en in operands)


def _operand(operand: Operand, found: str) -> Reason:
    """Yes and no in the words of the cell: to 有 the opposite is 无."""
    if operand.flag is None:
        return operand.text, operand.text
    if found in ("有", "无"):
        return ("有", "有") if operand.flag else ("无", "无")
    return ("是", "yes") if operand.flag else ("否", "no")


def _min_score(scenario: Scenario, application: int, rule: str) -> Reason:
    policy = scenario.policy
    tier = next((t for t in policy.tiers if rule == f"min_score:{t.id}"), None)
    threshold = policy.min_score if tier is None else tier.min_score
    assert threshold is not None
    zh, en = cited(threshold.source)
    score, least = plain(scenario.score(application) or Fraction(0)), plain(threshold.value)
    what_zh, what_en = ("", "") if tier is None else (f"{tier.name}", f"{tier.id} ")
    return (
        f"综合得分{score}，低于{what_zh}最低{least}分{zh}",
        f"composite score {score} is below the least {what_en}score {least}{en}",
    )


def _code(scenario: Scenario, application: int, code: str) -> Reason:
    zh, en = screening_codes()[code]
    policy = scenario.policy
    if code == "already-awarded" and policy.one_award_per is not None:
        cite = cited(policy.one_award_per.source)
        return zh + cite[0], en + cite[1]
    if code == "reviews-incomplete":
        valid, recused, left_out = scenario.scores.sheets[application]
        panel = policy.scoring.panel if policy.scoring else None
        need = panel.min_sheets if panel else 1
        cite = cited(panel.source) if panel else ("", "")
        zh += f"：有效{valid}份（回避{recused}份、不完整{left_out}份），需{need}份{cite[0]}"
        en += f": {valid} valid ({recused} recused, {left_out} incomplete), {need} needed{cite[1]}"
    if code == "below-bands" and policy.amounts is not None:
        score = scenario.score(application) or Fraction(0)
        reached = [b.from_ for b in policy.amounts.bands if b.from_ <= score]
        if reached:  # a grade that pays nothing, or less than one step
            least = plain(max(reached))
            return f"得分在{least}分以上的一档没有奖补", f"the grade of its score, from {least} on, earns no award"
    return zh, en
