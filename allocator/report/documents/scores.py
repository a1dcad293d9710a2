"""评审情况表: every application with its score, rank and screening; experts are counted, never named."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.report.content import Column, Document, FigureBlock, Kind, Paragraph, Text
from allocator.report.documents.fields import Field, Fields, listed
from allocator.report.documents.maker import Options, unproven
from allocator.report.explained_run import ExplainedRun
from allocator.report.terms import Terms
from allocator.runs.document_names import NAMES
from allocator.scenario.reasons import decision_reason, screening_reason
from allocator.visible import visible

NAME = Text(*NAMES["scores"])


def scores(run: ExplainedRun, options: Options) -> Document:
    """The document of a run: the eligible ones by rank, then the others in published order."""
    terms = Terms(run)
    scenario = terms.scenario
    by, count, eligible = terms.cites("scores"), len(scenario.positions), len(scenario.order)
    reviewed, awarded = any(scenario.scores.reviewed), bool(run.allocation.awards)
    opening = Text(
        f"根据管理办法{by.zh}，对{count}项申报进行合规性审核和综合评审，符合条件{eligible}项。"
        + ("综合得分按公布的办法由有效评审表汇总，回避和不完整的评审表不计入。" if reviewed else ""),
        f"Under the programme's rules{by.en}, {count} applications were screened and reviewed; {eligible} are "
        "eligible."
        + (
            " The composite score is aggregated from the valid sheets; recused and incomplete ones do not count."
            if reviewed
            else ""
        ),
    )
    fields = Fields(terms)
    columns = [
        *fields("rank", "id", "enterprise", "title", "city", "applied"),
        *(_sheets(terms) if reviewed else ()),
        *fields("score"),
        Field(Column(Text("审核结论", "Screening"), Kind.TEXT, 34), lambda k: screening(terms, k)),
        *(fields("tier", "amount") if awarded else ()),
    ]
    others = sorted((k for k in range(count) if k not in terms.ranks), key=scenario.positions.__getitem__)
    table = listed(columns, [*map(int, scenario.order), *others], total=awarded, numbered=False)
    title = Text(f"{terms.programme.zh}评审情况表", f"{terms.programme.en}: review of applications")
    figure = FigureBlock(
        "distribution",
        Text("各市入选项目和金额", "Awards and money by city"),
        Text("各市各类型的入选项目数和拟分配金额。", "Number of awards and money by city and tier."),
    )
    figures = (figure,) if "city" in scenario.tables.applications.table else ()
    return Document("scores", NAME, title, (*unproven(run), Paragraph(opening), table, *figures), landscape=True)


def _sheets(terms: Terms) -> Iterator[Field]:
    """Numbers of sheets, of which nobody is named."""
    counts = terms.scenario.scores.sheets
    names = (("有效评审表", "Valid sheets"), ("回避", "Recused"), ("不完整", "Incomplete"))
    for n, (zh, en) in enumerate(names):
        yield Field(Column(Text(zh, en), Kind.COUNT, 6), lambda k, n=n: counts[k][n])  # type: ignore[misc]


def screening(terms: Terms, application: int) -> Text:
    """What screening found, with every failed rule, and what was decided."""
    scenario = terms.scenario
    failed = [screening_reason(scenario, application, r) for r in scenario.screening.failed[application]]
    decided = decision_reason(scenario, application) if application in scenario.decisions else None
    eligible = application in terms.ranks
    zh = [*(["符合条件"] if eligible else []), *(z for z, _ in failed), *([decided[0]] if decided else [])]
    en = [*(["eligible"] if eligible else []), *(e for _, e in failed), *([decided[1]] if decided else [])]
    return Text(visible("；".join(zh)), visible("; ".join(en)))
