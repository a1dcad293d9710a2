"""资金分配建议: what the department proposes to the finance department and the meeting, and why."""

from __future__ import annotations

from allocator.report.content import Document, Paragraph, Style, Text
from allocator.report.documents.fields import Fields
from allocator.report.documents.maker import Options, unproven
from allocator.report.documents.proposal.basis import assumptions, checking, decisions, rules
from allocator.report.documents.proposal.method import method
from allocator.report.documents.proposal.outcome import awards, outcome
from allocator.report.documents.proposal.sensitivity import binding_rules, by_budget, near_the_line, others
from allocator.report.explained_run import ExplainedRun
from allocator.report.outline import Section, counted
from allocator.report.signature import signature
from allocator.report.terms import Terms
from allocator.runs.document_names import NAMES

NAME = Text(*NAMES["proposal"])


def proposal(run: ExplainedRun, options: Options) -> Document:
    """The document of a run."""
    terms = Terms(run)
    fields = Fields(terms)
    year = terms.policy.year
    by = terms.cites("proposal")
    opening = Text(
        f"根据管理办法{by.zh}，依据评审标准和专家评审结论，提出{year}年度拟支持的项目名单和资金分配建议如下，请予审议。",
        f"Under the programme's rules{by.en}, on the standards of review and the experts' conclusions, the projects "
        f"to be supported in {year} and the allocation of funds are proposed as follows.",
    )
    sections = (
        Section(Text("总体情况", "Overview"), outcome(terms)),
        Section(Text("分配方法", "Method"), method(terms)),
        Section(Text("拟支持项目和金额", "Proposed awards"), awards(terms, fields)),
        Section(
            Text("结果的稳定性", "How firm the outcome is"),
            (),
            (
                Section(Text("用满的规则", "Rules used to the limit"), binding_rules(terms)),
                Section(Text("临界项目", "Applications near the line"), near_the_line(terms, fields)),
                Section(Text("预算变化的影响", "Other budgets"), by_budget(terms)),
                Section(Text("次优方案", "The next best lists"), others(terms)),
            ),
        ),
        Section(Text("规则及其依据", "Rules and their sources"), rules(terms)),
        Section(Text("需确认的假定", "Assumptions to be confirmed"), assumptions(terms)),
        Section(Text("已记录的决定", "Recorded decisions"), decisions(terms)),
        Section(Text("计算与核验", "Computation and checks"), checking(terms)),
    )
    blocks = (*unproven(run), Paragraph(opening, Style.BODY), *counted(sections), *signature(terms))
    title = Text(f"{terms.programme.zh}资金分配建议", f"{terms.programme.en}: proposed allocation of funds")
    return Document("proposal", NAME, title, blocks)
