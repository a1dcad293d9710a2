"""不予支持说明: of every application, winner or not, a page that answers 'why not us' for who takes the call."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.report.content import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Kind,
    PageBreak,
    Paragraph,
    Particulars,
    Row,
    Table,
    Text,
)
from allocator.report.documents.answers import Answer, answers
from allocator.report.documents.fields import Fields, counting
from allocator.report.documents.maker import Options
from allocator.report.explained_run import ExplainedRun
from allocator.report.terms import Terms
from allocator.runs.document_names import NAMES

NAME = Text(*NAMES["reasons"])
STANDINGS = {
    "core": Text("稳定入选", "firm"),
    "borderline": Text("临界", "near the line"),
    "exterior": Text("距入选较远", "far from winning"),
    "decided": Text("由决定确定", "settled by decision"),
    "": Text("", ""),
}


def reasons(run: ExplainedRun, options: Options) -> Document:
    """The document of a run, in the order of application ids."""
    terms = Terms(run)
    blocks: list[Block] = [Paragraph(_opening(terms))]
    for answer in answers(terms):
        blocks += [PageBreak(), *_page(terms, answer)]
    return Document("reasons", NAME, _title(terms), tuple(blocks))


def _title(terms: Terms) -> Text:
    return Text(f"{terms.programme.zh}申报结果逐项说明", f"{terms.programme.en}: reasons, application by application")


def _opening(terms: Terms) -> Text:
    by, count = terms.cites("reasons"), len(terms.scenario.positions)
    return Text(
        f"本说明供受理查询和异议（管理办法{by.zh or '有关规定'}）的工作人员使用，按项目编号列出全部{count}项申报的"
        "结果和理由。理由均由规则和得分计算得出；涉及其他单位得分的内容不对外提供。",
        f"For those who answer questions and objections{by.en}: outcome and reasons of all {count} applications, by "
        "application id. All of it follows from rules and scores; scores of others are not for the public.",
    )


def _page(terms: Terms, answer: Answer) -> Iterator[Block]:
    k = answer.application
    name, enterprise = terms.id(k), terms.enterprise(k)
    yield Heading(Text(f"{name}　{enterprise}", f"{name}  {enterprise}"))
    pairs = [
        (Text("场景名称", "Scene"), Text(terms.title(k), terms.title(k))),
        (Text("所在市", "City"), Text(terms.city(k), terms.city(k))),
        (Text("申报类型", "Applied for"), terms.tier(terms.scenario.tables.applications.tiers[k])),
        (Text("综合得分和排名", "Score and rank"), answer.score),
        (Text("结果", "Outcome"), answer.outcome),
        (Text("理由", "Reason"), answer.reason),
        *answer.facts,
    ]
    yield Particulars(tuple(p for p in pairs if p[1].zh))


def reasons_sheet(run: ExplainedRun, options: Options) -> Document:
    """What stands in a workbook: a row an application."""
    terms = Terms(run)
    fields = Fields(terms)("id", "enterprise", "title", "city", "applied", "score", "rank", "tier", "amount")
    columns = (
        counting(),
        *(f.column for f in fields),
        Column(Text("稳定性", "Standing"), Kind.TEXT, 12),
        Column(Text("改变结果的得分", "Score that changes it"), Kind.SCORE, 8, places=terms.policy.score_decimals),
        Column(Text("理由", "Reason"), Kind.TEXT, 60),
    )
    rows = []
    for n, answer in enumerate(answers(terms), 1):
        cells: list[Cell] = [f.cell(answer.application) for f in fields]
        rows.append(Row((n, *cells, STANDINGS[answer.standing], answer.flip, answer.reason)))
    table = Table(columns, tuple(rows))
    return Document("reasons", NAME, _title(terms), (Paragraph(_opening(terms)), table), landscape=True)
