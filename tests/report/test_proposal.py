"""What the proposal says of the outcome, of what it rests on, and of what is near."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from allocator.report.content import Formula, Heading, Lang
from allocator.report.explained_run import ExplainedRun
from tests.report.made import explained, made, shown, tables, texts


def test_the_proposal_says_what_article_10_asks_for(embedded_run: ExplainedRun) -> None:
    found = made(embedded_run, "proposal")
    chapters = [b.text.zh for b in found.blocks if isinstance(b, Heading) and b.level == 1]
    assert [c[0] for c in chapters] == list("一二三四五六七八")
    said = "\n".join(texts(found, Lang.ZH))
    for words in (
        "第十条",
        "3,000万元",
        "拟支持30项",
        "加权总分",
        "调剂：标杆型至示范型",
        "党组会",
        "0" * 64,
        "allocate verify",
    ):
        assert words in said, words
    awards = next(t for t in tables(found) if len(t.rows) == 31)
    assert [r.cells[1] for r in awards.rows[:-1]] == [a.application_id for a in embedded_run.allocation.awards]
    assert awards.rows[-1].cells[-1] == embedded_run.allocation.awarded


def test_near_the_line_every_marginal_candidate_has_its_reason(embedded_run: ExplainedRun) -> None:
    assert embedded_run.sensitivity is not None
    ids = embedded_run.allocation.scenario.tables.applications.ids
    near = {ids[e.application] for e in embedded_run.sensitivity.applications if e.standing == "borderline"}
    table = next(t for t in tables(made(embedded_run, "proposal")) if t.columns[-1].heading.en == "Reason")
    assert {r.cells[0] for r in table.rows} == near
    assert all(shown(r.cells[-1], Lang.ZH) for r in table.rows)


def test_what_binds_has_the_targets_that_are_met_and_a_row_a_rule(embedded_run: ExplainedRun) -> None:
    table = next(t for t in tables(made(embedded_run, "proposal")) if t.columns[-1].heading.en == "Limit")
    limits = {shown(r.cells[0], Lang.ZH): shown(r.cells[-1], Lang.ZH) for r in table.rows}
    assert len(limits) == len(table.rows)
    assert limits["标杆型数量"] == "目标10项，入选10项"
    assert limits["示范型数量"] == "目标20项，入选20项"
    assert limits["预算总额"] == "不多于3,000万元"
    assert limits["同一单位限一项"].count("不多于1项") == 4


def test_the_formula_says_that_a_request_below_the_floor_is_its_floor(embedded_run: ExplainedRun) -> None:
    box = next(b for b in made(embedded_run, "proposal").blocks if isinstance(b, Formula))
    lines = [line.zh.strip() for line in box.lines]
    assert "75万元 ≤ 标杆型单项金额 ≤ 150万元" in lines
    assert "单项金额 ≤ 申请金额" in lines
    assert "申请金额低于最低金额的，以其为最低金额" in lines


def test_every_assumption_is_listed(embedded_run: ExplainedRun) -> None:
    document = made(embedded_run, "proposal")
    said = "\n".join(texts(document, Lang.ZH))
    rows = next(t for t in tables(document) if t.columns[-1].heading.en == "Assumption").rows
    assert f"下列{len(rows)}项管理办法没有规定" in said
    for words in (
        "标杆型的最低金额 75万元",
        "示范型数量的浮动范围 ±4",
        "评审汇总方式：",
        "加分项上限 5分",
        "15项评价指标的权重",
        "最低综合得分 60",
    ):
        assert words in said, words


def test_a_budget_outside_the_range_is_no_row_of_the_frontier(awkward_run: ExplainedRun) -> None:
    allocation = awkward_run.allocation
    policy_ = allocation.scenario.policy
    beyond = policy_.replace(sensitivity=policy_.sensitivity.replace(budgets=(Fraction(1, 2), Fraction(9, 10))))
    run = explained(replace(allocation, scenario=replace(allocation.scenario, policy=beyond)))
    said = texts(made(run, "proposal"), Lang.ZH)
    assert "本方案" not in said
    assert not any("本方案的名单在预算" in text for text in said)
