"""What documents say, and what they must not."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from allocator import find_conflict, load, solve
from allocator.report.articles import article, numeral
from allocator.report.capitals import capital_amount
from allocator.report.content import Block, Cell, Document, Heading, Kind, Lang, PageBreak, Role, Table, Text
from allocator.report.documents import DOCUMENTS, Options
from allocator.report.explained_run import ExplainedRun
from allocator.report.terms import Terms
from tests.report.made import AWKWARD, DAY, EXPERTS, explained, made, shown, tables, texts, unproven
from tests.sensitivity.made import loaded, seeded
from tests.small import policy, scenario

PROVEN = [i for i in DOCUMENTS if i != "conflict"]


def check_form(document: Document) -> None:
    """What every renderer relies on."""
    assert len(document.name.zh) <= 20
    assert len(document.name.en) <= 20
    assert document.blocks
    for table in tables(document):
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
            for column, cell in zip(table.columns, row.cells, strict=True):
                check_cell(column.kind, cell, row.role)
        check_sums(table)
    for lang in Lang:
        for text in texts(document, lang):
            lines = text.split("\n")
            assert all(n.isprintable() or "\u200d" in n or "\u3000" in n for n in lines), text


def check_cell(kind: Kind, cell: Cell, role: Role) -> None:
    if cell is None or (role is not Role.BODY and isinstance(cell, Text)):
        return
    allowed: dict[Kind, type | tuple[type, ...]] = {
        Kind.TEXT: (str, Text),
        Kind.CODE: str,
        Kind.COUNT: int,
        Kind.SCORE: (int, Fraction),
        Kind.MONEY: int,
        Kind.BLANK: type(None),
    }
    assert isinstance(cell, allowed[kind]), (kind, cell)


def check_sums(table: Table) -> None:
    """Subtotals are of the body rows since the one before, totals of all."""
    for n, column in enumerate(table.columns):
        since = every = 0
        for row in table.rows:
            value = row.cells[n]
            if row.role is Role.BODY:
                since, every = since + (value if isinstance(value, int) else 0), every
                every += value if isinstance(value, int) else 0
            elif column.summed:
                assert value == (since if row.role is Role.SUBTOTAL else every)
                since = 0
            else:
                assert value is None or isinstance(value, str | Text)


@pytest.mark.parametrize("document", PROVEN)
def test_every_document_has_content_in_both_languages(awkward_run: ExplainedRun, document: str) -> None:
    for amounts in (False, True):
        found = made(awkward_run, document, amounts=amounts)
        check_form(found)
        chinese, english = (texts(found, lang) for lang in Lang)
        assert len(chinese) == len(english)
        assert sum(map(len, chinese)) > 100
        headings = [b.text.en for b in found.blocks if isinstance(b, Heading)]
        own = "".join(h for h in headings if not any(i in h for i in AWKWARD))
        assert not re.search("[\u4e00-\u9fff]", own), own


def test_random_runs_give_every_document() -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        of = loaded(seeded(seed))
        if of is None:
            continue
        allocation = solve(of)
        seen[allocation.status] += 1
        if allocation.status == "infeasible":
            conflict = find_conflict(of)
            run = ExplainedRun(allocation, None, None, "0" * 64, DAY, (), conflict)
        else:
            run = explained(allocation)
        for maker in DOCUMENTS.values():
            if allocation.status in maker.statuses:
                check_form(maker.make(run, Options(True)))
                if maker.sheet:
                    check_form(maker.sheet(run, Options()))
    assert seen["optimal"] > 10
    assert seen["infeasible"] > 2


def test_the_notice_tells_no_scores_and_no_order_of_merit(embedded_run: ExplainedRun) -> None:
    found = made(embedded_run, "notice", amounts=True)
    (table,) = tables(found)
    assert all(c.kind is not Kind.SCORE for c in table.columns)
    said = "\n".join(texts(found, Lang.ZH) + texts(found, Lang.EN))
    assert "得分" not in said
    assert "score" not in said.lower()
    decimals = {shown(Text(str(float(a.score)), ""), Lang.ZH) for a in embedded_run.allocation.awards}
    assert not any(score in said for score in decimals)
    terms = Terms(embedded_run)
    for tier in ("标杆型", "示范型"):
        listed = [str(r.cells[1]) for r in table.rows if shown(r.cells[5], Lang.ZH) == tier]
        awarded = [a.application_id for a in embedded_run.allocation.awards if terms.tier(a.tier).zh == tier]
        assert listed == sorted(awarded)


def test_the_notice_states_amounts_where_it_is_asked_to(awkward_run: ExplainedRun) -> None:
    kinds = [{c.kind for c in tables(made(awkward_run, "notice", amounts=a))[0].columns} for a in (False, True)]
    assert [Kind.MONEY in k for k in kinds] == [False, True]


@pytest.mark.parametrize("document", PROVEN)
def test_experts_are_never_named(awkward_run: ExplainedRun, embedded_run: ExplainedRun, document: str) -> None:
    named = set(EXPERTS)
    reviews = embedded_run.allocation.scenario.tables.reviews
    assert reviews is not None
    named |= set(reviews.table.cells("expert").values)
    assert len(named) > len(EXPERTS)
    for run in (awkward_run, embedded_run):
        said = "\n".join(texts(made(run, document), Lang.ZH))
        assert not [name for name in named if name in said]


def test_payments_add_up_by_city_and_in_capitals(embedded_run: ExplainedRun) -> None:
    (table,) = tables(made(embedded_run, "payment"))
    allocation = embedded_run.allocation
    cities = allocation.scenario.tables.applications.table.cells("city")
    by_city: Counter[str] = Counter()
    for a in allocation.awards:
        by_city[cities[a.application]] += a.amount
    sums = {shown(r.cells[1], Lang.ZH): r.cells[6] for r in table.rows if r.role is Role.SUBTOTAL}
    assert sums == {f"{city}小计": amount for city, amount in by_city.items()}
    assert list(sums)[:5] == ["济南市小计", "青岛市小计", "淄博市小计", "东营市小计", "烟台市小计"]
    assert table.rows[-1].cells[6:] == (30_000_000, "人民币叁仟万元整")
    assert all(r.cells[7] == capital_amount(r.cells[6]) for r in table.rows if isinstance(r.cells[6], int))


def test_capital_numerals_are_of_yuan_alone(tmp_path: Path) -> None:
    text = policy().replace("CNY", "USD").replace("万元", "ten thousand")
    run = explained(solve(scenario(tmp_path, text)))
    (table,) = tables(made(run, "payment"))
    assert [c.heading.en for c in table.columns][-1] == "Amount (USD 10,000)"


def test_an_enterprise_with_two_awards_is_paid_once(tmp_path: Path) -> None:
    applications = "application_id,enterprise,tier,requested,score,city\nA,甲,top,,90,济南市\nB,甲,base,,80,济南市\n"
    run = explained(solve(scenario(tmp_path, policy(one="one_award_per: null\n"), applications)))
    (table,) = tables(made(run, "payment"))
    assert [shown(c, Lang.ZH) for c in table.rows[0].cells[4:7]] == ["A\nB", "2", "160000"]


def test_the_review_holds_every_application_by_rank_then_the_others(embedded_run: ExplainedRun) -> None:
    (table,) = tables(made(embedded_run, "scores"))
    rows = [r for r in table.rows if r.role is Role.BODY]
    assert len(rows) == 240
    ranks = [r.cells[0] for r in rows]
    assert ranks == [*range(1, 196), *[None] * 45]
    assert all(shown(r.cells[-3], Lang.ZH) for r in rows)


def test_reasons_hold_a_page_an_application(embedded_run: ExplainedRun) -> None:
    found = made(embedded_run, "reasons")
    pages = [list(page) for page in split(found.blocks)][1:]
    ids = sorted(embedded_run.allocation.scenario.tables.applications.ids)
    headings = [b.text.zh for page in pages for b in page if isinstance(b, Heading)]
    assert [h.partition("　")[0] for h in headings] == ids
    sheet = DOCUMENTS["reasons"].sheet
    assert sheet is not None
    (table,) = tables(sheet(embedded_run, Options()))
    assert [r.cells[1] for r in table.rows] == ids
    assert all(shown(r.cells[-1], Lang.ZH).endswith("。") for r in table.rows)


def split(blocks: tuple[Block, ...]) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, PageBreak):
            pages.append([])
        else:
            pages[-1].append(block)
    return pages


@pytest.mark.parametrize("document", ["targets", "uses"])
def test_forms_hold_a_row_an_award_and_room_to_write(embedded_run: ExplainedRun, document: str) -> None:
    (table,) = tables(made(embedded_run, document))
    assert len([r for r in table.rows if r.role is Role.BODY]) == 30
    assert sum(c.kind is Kind.BLANK for c in table.columns) >= 5


def test_an_unproven_allocation_is_marked_before_anything_else(awkward_run: ExplainedRun) -> None:
    run = unproven(awkward_run)
    allowed = [i for i, m in DOCUMENTS.items() if "feasible" in m.statuses]
    assert allowed == ["proposal", "scores"]
    for document in allowed:
        found = made(run, document)
        check_form(found)
        assert texts(found, Lang.ZH)[1].startswith("【未证明最优】")
        assert texts(found, Lang.EN)[1].startswith("NOT PROVEN OPTIMAL")


@pytest.mark.parametrize("found", [True, False])
def test_a_conflict_names_rules_and_repairs(tmp_path: Path, found: bool) -> None:
    groups = "groups: [{id: wanted, name: 青岛至少三项, by: city, value: 青岛市, min_awards: 3, source: 第六条}]"
    allocation = solve(scenario(tmp_path, policy(groups)))
    assert allocation.status == "infeasible"
    conflict = find_conflict(allocation.scenario) if found else None
    run = ExplainedRun(allocation, None, None, "0" * 64, DAY, (), conflict)
    document = made(run, "conflict")
    check_form(document)
    said = "\n".join(texts(document, Lang.ZH))
    assert "没有任何分配方案能够满足全部规则" in said
    assert ("青岛至少三项" in said) == found
    assert ("最少数量降为2" in said) == found
    assert ("未及查明" in said) != found


def test_articles_in_english() -> None:
    cases = {
        "第五条（四）": "Article 5(4)",
        "第十条": "Article 10",
        "第二十一条（十二）": "Article 21(12)",
        "附件2.1": "Annex 2.1",
        "第五条（一）、附件1.1": "Article 5(1), Annex 1.1",
        "assumption": "assumption",
        "Guideline 2": "Guideline 2",
    }
    assert {source: article(source).en for source in cases} == cases
    assert [numeral(n) for n in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]


def test_a_run_of_the_embedded_scenario_loads_the_documents_of_its_policy() -> None:
    documents = load(None).policy.documents
    assert documents.organ == "山东省工业和信息化厅"
    assert len(documents.uses) == 5
