"""绩效目标表: what recipients promise to reach, to be filled in, a row an award."""

from __future__ import annotations

from allocator.report.content import Document, Paragraph, Style, Text
from allocator.report.documents.fields import Fields, blank, listed
from allocator.report.documents.maker import Options
from allocator.report.explained_run import ExplainedRun
from allocator.report.terms import Terms
from allocator.runs.document_names import NAMES

NAME = Text(*NAMES["targets"])


def targets(run: ExplainedRun, options: Options) -> Document:
    """The document of a run."""
    terms = Terms(run)
    by = terms.cites("targets")
    opening = Text(
        f"根据管理办法{by.zh}，资金使用单位按照下达的绩效目标组织预算执行，做好绩效监控和绩效评价。请各单位逐项填写，"
        "指标应当可量化、可核查。",
        f"Under the programme's rules{by.en}, recipients carry out the budget by the performance targets set, monitor "
        "and evaluate them. Fill in every column; targets can be measured and verified.",
    )
    columns = [
        *Fields(terms)("enterprise", "title", "city", "tier", "amount"),
        blank("总体目标", "Overall target", 16),
        blank("产出指标（数量、质量、时效、成本）", "Outputs (quantity, quality, time, cost)", 18),
        blank("效益指标（经济、社会、可持续影响）", "Effects (economic, social, lasting)", 18),
        blank("满意度指标", "Satisfaction", 10),
        blank("完成时限", "Due", 9),
    ]
    table = listed(columns, [a.application for a in run.allocation.awards], total=True)
    title = Text(f"{terms.programme.zh}绩效目标表", f"{terms.programme.en}: performance targets")
    return Document("targets", NAME, title, (Paragraph(opening), table, *filled_in()), landscape=True)


def filled_in() -> tuple[Paragraph, ...]:
    """Who fills in a form, and when."""
    said = Text(
        "填报单位（盖章）：　　　　　　　填报人：　　　　　填报日期：　　年　月　日",
        "Filled in by (seal): ______________________    Name: ______________________    Date: ______________",
    )
    return (Paragraph(said, Style.PLAIN),)
