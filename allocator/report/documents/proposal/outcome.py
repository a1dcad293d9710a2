"""What is proposed: counts and sums per tier, then the list."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from allocator.report.content import Block, Cell, Column, FigureBlock, Kind, Paragraph, Role, Row, Style, Table, Text
from allocator.report.documents.fields import Fields, listed
from allocator.report.terms import Terms


def outcome(terms: Terms) -> tuple[Block, ...]:
    """One paragraph of totals, and a table of the tiers."""
    scenario, allocation = terms.scenario, terms.run.allocation
    budget, awarded = terms.money(scenario.budget), terms.money(allocation.awarded)
    left, won = terms.money(scenario.budget - allocation.awarded), len(allocation.awards)
    applications, eligible = len(scenario.tables.applications), len(scenario.order)
    source = terms.article(terms.policy.budget.source)
    said = Text(
        f"本年度预算总额{budget.zh}（{source.zh}）。共收到申报{applications}项，符合条件{eligible}项，拟支持{won}项，"
        f"拟分配{awarded.zh}，结余{left.zh}。",
        f"The budget is {budget.en} ({source.en}). Of {applications} applications {eligible} are eligible; {won} are "
        f"proposed for support with {awarded.en} in all, which leaves {left.en}.",
    )
    return Paragraph(said), _tiers(terms)


def _tiers(terms: Terms) -> Table:
    scenario, unit = terms.scenario, terms.unit
    applied = scenario.tables.applications.tiers
    columns = (
        Column(Text("类型", "Tier"), Kind.TEXT, terms.tier_width),
        Column(Text("申报数", "Applied"), Kind.COUNT, 8, summed=True),
        Column(Text("其中符合条件", "Of these eligible"), Kind.COUNT, 10, summed=True),
        Column(Text("目标数量", "Target"), Kind.COUNT, 8),
        Column(Text("允许范围", "Range"), Kind.TEXT, 10),
        Column(Text("拟支持数", "Awards"), Kind.COUNT, 8, summed=True),
        Column(Text(f"拟分配金额（{unit.zh}）", f"Amount ({unit.en})"), Kind.MONEY, 13, summed=True),
        Column(Text("最高得分", "Highest score"), Kind.SCORE, 9, places=terms.policy.score_decimals),
        Column(Text("最低得分", "Lowest score"), Kind.SCORE, 9, places=terms.policy.score_decimals),
    )
    rows = []
    eligible = [applied[k] for k in scenario.order]
    everyone = list(applied)
    for t, tier in enumerate(terms.policy.tiers):
        mine = [a for a in terms.run.allocation.awards if a.tier == tier.id]
        target = tier.quota.target if tier.quota else None
        scores: Sequence[Fraction] = [a.score for a in mine]
        cells: tuple[Cell, ...] = (
            terms.tier(t),
            everyone.count(t),
            eligible.count(t),
            target,
            _range(terms, t),
            len(mine),
            sum(a.amount for a in mine),
            max(scores, default=None),
            min(scores, default=None),
        )
        rows.append(Row(cells))
    sums = [sum(v for r in rows if isinstance(v := r.cells[n], int)) if c.summed else None for n, c in _at(columns)]
    rows.append(Row((Text("合计", "Total"), *sums[1:]), Role.TOTAL))
    note = Text(
        "申报数按申报类型统计，拟支持数和金额按支持类型统计。",
        "Applications are counted in the tier applied for, awards in the tier of the award.",
    )
    return Table(columns, tuple(rows), note=note if terms.policy.fallback else None)


def _at(columns: Sequence[Column]) -> list[tuple[int, Column]]:
    return list(enumerate(columns))


def _range(terms: Terms, tier: int) -> Text | None:
    quota = terms.policy.tiers[tier].quota
    if quota is None or not quota.has_range:
        return None
    low, high = quota.range
    if high is None:
        return Text(f"不少于{low}", f"at least {low}")
    return Text(f"{low}—{high}", f"{low}–{high}")


def awards(terms: Terms, fields: Fields) -> tuple[Block, ...]:
    """The list of awards: tiers in the policy's order, then published order."""
    rows = [a.application for a in terms.run.allocation.awards]
    columns = fields("id", "enterprise", "title", "city", "tier", "score", "amount")
    if not rows:
        return (Paragraph(Text("没有拟支持的项目。", "No project is proposed."), Style.BODY),)
    figure = FigureBlock(
        "amounts",
        Text("各项目奖补金额", "Amounts of the awards"),
        Text(
            "每个拟支持项目的金额，按类型和公布的顺序排列。", "The amount of every award, by tier in published order."
        ),
    )
    return listed(columns, rows, total=True), figure
