"""What makes a document, and what it may be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from allocator.report.content import Block, Document, Paragraph, Style, Text
from allocator.report.explained_run import ExplainedRun

__all__ = ["Maker", "Options", "unproven"]


@dataclass(frozen=True, slots=True)
class Options:
    """What documents leave to whoever asks for them.

    Parameters
    ----------
    amounts
        Whether the public notice states amounts.
    """

    amounts: bool = False


@dataclass(frozen=True, slots=True)
class Maker:
    """A kind of document.

    Parameters
    ----------
    id
        Its name for `--document`.
    make
        Makes it of a run.
    statuses
        Statuses of runs of which it can be made.
    sheet
        Makes what stands in its place in a workbook, where that is something else.
    """

    id: str
    make: Callable[[ExplainedRun, Options], Document]
    statuses: frozenset[str]
    sheet: Callable[[ExplainedRun, Options], Document] | None = None


PROVEN = frozenset({"optimal"})
FOUND = PROVEN | {"feasible"}
NONE = frozenset({"infeasible"})
ANY = FOUND | NONE
"""Of an allocation that is not proven the best, only what stays inside the department is written: a notice or a
payment on its word could not be defended when the next search finds a better one."""


def unproven(run: ExplainedRun) -> tuple[Block, ...]:
    """The warning that stands first where the allocation is not proven to be the best."""
    if run.allocation.status != "feasible":
        return ()
    said = Text(
        "【未证明最优】本方案满足全部规则，但计算在时限内未能证明没有更优方案，不能作为公示和下达资金的依据；"
        "请取消或放宽时间限制重新计算。",
        "NOT PROVEN OPTIMAL. This allocation keeps every rule, but the search was stopped before it could prove that "
        "none is better. It is no basis for a notice or a payment; run again with more time.",
    )
    return (Paragraph(said, Style.PLAIN),)
