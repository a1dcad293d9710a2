"""A scenario whose texts are as awkward as texts may be, for documents that must survive them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

from allocator import alternatives, explain, load, solve, write_run
from allocator.allocation import Allocation
from allocator.report.content import Cell, Document, Formula, Heading, Lang, Paragraph, Particulars, Table, Text
from allocator.report.documents import DOCUMENTS, Options
from allocator.report.explained_run import ExplainedRun
from tests.small import TIERS, policy, write

AWKWARD = {
    "A-1": ("=1+1", '=HYPERLINK("http://x.example","甲")公司', "济南市"),
    "A-2": ("<b>&amp;</b> & 'x' \"y\"", "+甲&乙<丙>有限公司", "济南市"),
    "A-3": ("@SUM(A1:A9)", "-1减一有限公司", "青岛市"),
    "A-4": ("智能🤖场景👩‍🔬", "𬭊𫓧𬬻𬘓科技有限公司", "青岛市"),
    "A-5": ("http://x.example/a?b=1&c=2", "名" * 60, "烟台市"),
    "A-6": ("_x0041_ 与 {title}", "1e5", "烟台市"),
    "A-7": ("00123", "反\u202e向\u200b零宽有限公司", ""),
    "A-8": ("场景八", "龘靐齉爩有限公司", "济南市"),
}
EXPERTS = ("张伯仁", "李仲义", "王叔礼")
DAY = date(2026, 9, 30)
SCORES = (95, 91, 88, 84, 80, 77, 70, 40)
SCORING = """
scoring:
  indicators: [{id: "1", name: 技术先进性, weight: 100, source: 附件1}]
  panel: {level: total, method: mean, min_sheets: 2, source: assumption}
min_score: {value: 60, source: assumption}
fallback: [{from: top, to: base, source: assumption}]
groups: [{id: city-cap, name: 每市不超过2项, by: city, max_awards: 2, source: 第七条}]
documents:
  organ: 某省某厅
  sources: {proposal: 第十条, notice: 第十条, payment: 第四条, targets: 第十四条, uses: 第十二条}
  uses: [{name: 设备}, {name: 研发, name_en: Research}]
"""
DECISIONS = "application_id,decision,reason,authority,date\nA-3,reject,=经查不实,党组会,2026-09-18\n"


def table(rows: list[list[object]]) -> str:
    """Text of a CSV file."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def awkward(folder: Path, budget: str = "40") -> Path:
    """Write the scenario."""
    applications: list[list[object]] = [["application_id", "title", "enterprise", "city", "tier", "requested"]]
    reviews: list[list[object]] = [["application_id", "expert", "indicator", "score"]]
    for n, (i, (title, enterprise, city)) in enumerate(AWKWARD.items()):
        applications.append([i, title, enterprise, city, "top" if n % 2 else "base", ""])
        reviews += [[i, expert, "1", SCORES[n]] for expert in EXPERTS]
    text = policy(SCORING, budget=budget, tiers=TIERS)
    return write(folder, text, table(applications), reviews=table(reviews), decisions=DECISIONS)


def run_of(folder: Path, source: Path) -> Path:
    """A run of a scenario, without its explanation."""
    write_run(folder, solve(load(source)))
    return folder


def explained(allocation: Allocation) -> ExplainedRun:
    """An optimal allocation with its explanation."""
    found, others = explain(allocation), alternatives(allocation)
    return ExplainedRun(allocation, found, others, "0" * 64, DAY, (("policy", "1" * 64),))


def unproven(run: ExplainedRun) -> ExplainedRun:
    """The same run as if the search had been stopped."""
    allocation = replace(run.allocation, status="feasible", proof="solver", stopped="time-limit")
    return replace(run, allocation=allocation, sensitivity=None, alternatives=None)


def texts(document: Document, lang: Lang) -> list[str]:
    """Every text of a document."""
    found = [document.title.of(lang)]
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text.of(lang))
        elif isinstance(block, Formula):
            found += [line.of(lang) for line in block.lines]
        elif isinstance(block, Particulars):
            found += [t.of(lang) for pair in block.pairs for t in pair]
        elif isinstance(block, Table):
            found += [c.heading.of(lang) for c in block.columns]
            found += [shown(cell, lang) for row in block.rows for cell in row.cells]
            found += [t.of(lang) for t in (block.title, block.note) if t]
    return found


def shown(cell: Cell, lang: Lang) -> str:
    """A cell as text."""
    return "" if cell is None else cell.of(lang) if isinstance(cell, Text) else str(cell)


def made(run: ExplainedRun, document: str, **options: bool) -> Document:
    """A document of a run, as its maker makes it."""
    return DOCUMENTS[document].make(run, Options(**options))


def tables(document: Document) -> list[Table]:
    """The tables of a document."""
    return [b for b in document.blocks if isinstance(b, Table)]
