"""用途清单: for what recipients will use the money, to be filled in, a row an award."""

from __future__ import annotations

from allocator.report.articles import numeral
from allocator.report.content import Document, Paragraph, Text
from allocator.report.documents.fields import Fields, blank, listed
from allocator.report.documents.maker import Options
from allocator.report.documents.targets import filled_in
from allocator.report.explained_run import ExplainedRun
from allocator.report.terms import Terms
from allocator.runs.document_names import NAMES
from allocator.visible import visible

NAME = Text(*NAMES["uses"])
_UNNAMED = 4


def uses(run: ExplainedRun, options: Options) -> Document:
    """The document of a run."""
    terms = Terms(run)
    by, unit = terms.cites("uses"), terms.unit
    opening = Text(
        f"根据管理办法{by.zh}，奖补资金由获得支持的单位安排、使用和管理，专款专用。请各单位按用途填写计划使用金额（{unit.zh}），"
        "各项之和应等于奖补金额。",
        f"Under the programme's rules{by.en}, recipients plan, use and manage the money, for its purpose alone. Fill "
        f"in the amount planned for each use ({unit.en}); together they equal the award.",
    )
    named = [Text(visible(u.name), visible(u.name_en or u.name)) for u in terms.policy.documents.uses]
    named = named or [Text(f"用途{numeral(n)}", f"Use {n}") for n in range(1, _UNNAMED + 1)]
    columns = [
        *Fields(terms)("id", "enterprise", "tier", "amount"),
        *(blank(use.zh, use.en, 14) for use in named),
        blank(f"合计（{unit.zh}）", f"Together ({unit.en})", 9),
    ]
    table = listed(columns, [a.application for a in run.allocation.awards], total=True)
    title = Text(f"{terms.programme.zh}奖补资金用途清单", f"{terms.programme.en}: planned uses of the awards")
    return Document("uses", NAME, title, (Paragraph(opening), table, *filled_in()), landscape=True)
