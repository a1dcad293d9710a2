"""规则冲突说明: why no allocation satisfies the rules, and the smallest changes that would."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.report.content import Block, Column, Document, Kind, Paragraph, Row, Table, Text
from allocator.report.documents.maker import Options
from allocator.report.explained_run import ExplainedRun
from allocator.report.outline import Section, counted
from allocator.report.signature import signature
from allocator.report.terms import Terms
from allocator.runs.document_names import NAMES
from allocator.sensitivity.conflict import Conflict, Repair

NAME = Text(*NAMES["conflict"])
PARAMETERS = {
    "budget": Text("预算增至", "raise the budget to "),
    "tolerance": Text("浮动范围放宽为±", "widen the tolerance to ±"),
    "min": Text("最少数量降为", "lower the least number to "),
    "max": Text("最多数量增为", "raise the largest number to "),
    "min_awards": Text("最少数量降为", "lower the least number of awards to "),
    "max_awards": Text("最多数量增为", "raise the largest number of awards to "),
    "max_amount": Text("金额上限增至", "raise the largest amount to "),
}


def conflict(run: ExplainedRun, options: Options) -> Document:
    """The document of a run."""
    terms = Terms(run)
    budget, eligible = terms.money(terms.scenario.budget), len(terms.scenario.order)
    opening = Text(
        f"在预算{budget.zh}、符合条件的申报{eligible}项的情况下，没有任何分配方案能够满足全部规则，因此不能提出资金分配建议。"
        "这是经过证明的结论，不是计算未完成。",
        f"With a budget of {budget.en} and {eligible} eligible applications no allocation satisfies every rule, so "
        "none can be proposed. This is proven, not for want of time.",
    )
    sections = (
        Section(Text("相互冲突的规则", "Rules in conflict"), _rules(terms, run.conflict)),
        Section(Text("可行的最小改动", "The smallest changes that help"), _repairs(terms, run.conflict)),
    )
    title = Text(f"{terms.programme.zh}规则冲突说明", f"{terms.programme.en}: conflict of rules")
    return Document("conflict", NAME, title, (Paragraph(opening), *counted(sections), *signature(terms)))


def _rules(terms: Terms, found: Conflict | None) -> tuple[Block, ...]:
    if found is None:
        said = Text(
            "查找冲突规则的计算已中止，未及查明。", "The search for the rules in conflict was stopped before its end."
        )
        return (Paragraph(said),)
    if len(found.rules) == 1:
        said = Text("下列规则本身无法满足。", "This rule cannot be met by itself.")
    else:
        said = Text(
            "只看下列规则，不能同时满足，缺少其中任何一条则可以；其他规则不计在内。",
            "Looked at by themselves, these rules cannot all hold, and any fewer could; no other rule is counted.",
        )
    columns = (
        Column(Text("规则", "Rule"), Kind.TEXT, 30),
        Column(Text("依据", "Source"), Kind.TEXT, 20),
        Column(Text("说明", "Remark"), Kind.TEXT, 36),
    )
    rows = []
    for rule in found.rules:
        decided = rule.startswith("decision:")
        source = None if decided else terms.article(terms.source(rule))
        rows.append(Row((terms.rule(rule), source, _supply(terms, rule))))
    return Paragraph(said), Table(columns, tuple(rows))


def _supply(terms: Terms, rule: str) -> Text | None:
    """What a quota asks for, and how many applications could win there at most."""
    scenario = terms.scenario
    for t, tier in enumerate(scenario.policy.tiers):
        if rule == f"quota:{tier.id}" and tier.quota is not None:
            low, high = tier.quota.range
            could = sum(t in scenario.screening.open_in[k] for k in scenario.order)
            most = Text("", "") if high is None else Text(f"至{high}", f" to {high}")
            return Text(
                f"要求{low}{most.zh}项，符合条件可选{could}项", f"asks for {low}{most.en}; {could} could win there"
            )
    if rule == "budget":
        budget = terms.money(scenario.budget)
        return Text(f"总额{budget.zh}", f"{budget.en} in all")
    return None


def _repairs(terms: Terms, found: Conflict | None) -> tuple[Block, ...]:
    if found is None:
        return ()
    if not found.repairs:
        said = Text(
            "单独改动其中任何一条都不够，须同时放宽多条。",
            "No change of a single rule is enough; several have to be loosened.",
        )
        return (Paragraph(said),)
    if len(found.repairs) == 1:
        said = Text("下列改动即可，为最小改动。", "This change is enough, and as small as it can be.")
    else:
        said = Text(
            "下列改动任选其一即可，均为最小改动。", "Any one of these is enough; each is as small as it can be."
        )
    columns = (
        Column(Text("规则", "Rule"), Kind.TEXT, 40),
        Column(Text("改动", "Change"), Kind.TEXT, 40),
    )
    return Paragraph(said), Table(columns, tuple(_changes(terms, found.repairs)))


def _changes(terms: Terms, repairs: tuple[Repair, ...]) -> Iterator[Row]:
    for repair in repairs:
        if repair.value is None:
            change = Text("取消该规则", "drop it")
        else:
            word = PARAMETERS[repair.parameter]
            money = repair.parameter in ("budget", "max_amount")
            value = terms.money(repair.value) if money else Text(str(repair.value), str(repair.value))
            change = Text(f"{word.zh}{value.zh}", f"{word.en}{value.en}")
        yield Row((terms.rule(repair.rule), change))
