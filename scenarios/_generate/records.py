"""Earlier awards (ledger) and recorded decisions of the main scenario."""

from __future__ import annotations

from collections.abc import Sequence

from _generate.applications import BENCHMARK, DEMONSTRATION, Application
from _generate.csvfile import Row
from _generate.draws import Draws
from _generate.enterprises import Enterprise

LEDGER_HEADINGS = ("年度", "申报单位", "统一社会信用代码", "项目编号", "申报类型", "金额")
DECISION_HEADINGS = ("项目编号", "决定", "理由", "决定机构", "日期")


def ledger_rows(
    draws: Draws, awarded: Sequence[Enterprise], strangers: Sequence[Enterprise], earlier: Sequence[Enterprise]
) -> list[Row]:
    """Awards of the year's first batch and of the year before.

    Parameters
    ----------
    draws
        The stream to draw from.
    awarded
        Applicants that the first batch of 2026 awarded; the last stands without its credit code.
    strangers
        Enterprises that it awarded and that do not apply now.
    earlier
        Applicants with an award of 2025.
    """
    this_year = [*awarded, *strangers]
    rows = [award_row(draws, enterprise, 2026, number) for number, enterprise in enumerate(this_year, start=1)]
    rows[len(awarded) - 1]["统一社会信用代码"] = ""
    return rows + [award_row(draws, enterprise, 2025, number) for number, enterprise in enumerate(earlier, start=1)]


def award_row(draws: Draws, enterprise: Enterprise, year: int, number: int) -> Row:
    """One row of the ledger."""
    tier = draws.weighted({BENCHMARK: 1, DEMONSTRATION: 2})
    amount = draws.integer(80, 150) if tier == BENCHMARK else draws.integer(50, 100)
    cells = (str(year), enterprise.name, enterprise.uscc, f"SD{year}A-{number:03d}", tier, str(amount))
    return dict(zip(LEDGER_HEADINGS, cells, strict=True))


def decision_rows(contested: Application) -> list[Row]:
    """One decision: an application against which an objection was upheld is not to be funded."""
    reason = "公示期间收到异议，经调查核实，申报材料所列应用成效与实际不符，依据第十条、第十五条不予支持"
    cells = (contested.application_id, "reject", reason, "省工业和信息化厅党组会", "2026-09-18")
    return [dict(zip(DECISION_HEADINGS, cells, strict=True))]
