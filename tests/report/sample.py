"""A document with every kind of block and with texts that break renderers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from allocator import solve
from allocator.report.content import (
    Block,
    Column,
    Document,
    FigureBlock,
    Formula,
    Heading,
    Kind,
    PageBreak,
    Paragraph,
    Particulars,
    Role,
    Row,
    Style,
    Table,
    Text,
)
from allocator.report.explained_run import ExplainedRun
from tests import small

HOSTILE = (
    "甲&乙<b>丙</b>有限公司",
    "=SUM(A1:A9)+1",
    "#set page(width: 1cm) $x^2$ *粗* _e_ `c` @ref <label> \\n \\u{41} // /* */ [x] {y} ~ --",
    "𠮷野家（䶮龘㐂）公司",
    "表情😀👨\u200d👩\u200d👧①→▲",
    "超长名称" * 15,
    "Unbreakable" * 6,
    "引号\"双\"与'单'、“中文”",
    "第一行\n第二行\t制表",
    "从右到左\u202eabc\u202c零宽\u200b字",
    "http://example.com/?a=1&b=2",
    "]]>&amp;{{x}}%s",
)


def bilingual(text: str) -> Text:
    return Text(text, text)


def awards(rows: int) -> Table:
    columns = (
        Column(Text("序号", "No."), Kind.COUNT, 1),
        Column(Text("项目编号", "Application"), Kind.CODE, 2),
        Column(Text("申报单位", "Enterprise"), Kind.TEXT, 5),
        Column(Text("综合得分", "Score"), Kind.SCORE, 1.5),
        Column(Text("拟奖补金额（万元）", "Award (万元)"), Kind.MONEY, 2, summed=True),
        Column(Text("备注", "Remarks"), Kind.BLANK, 2),
    )
    made: list[Row] = []
    sums = [0, 0]
    for k in range(rows):
        amount = 1_234_567_500 + k * 10_000
        name = HOSTILE[k % len(HOSTILE)]
        made.append(Row((k + 1, f"SD2026-{k:03}", name, Fraction(8575 + k, 100), amount, None)))
        sums = [s + amount for s in sums]
        if k % 10 == 9:
            made.append(Row((Text("小计", "Subtotal"), None, None, None, sums[0], None), Role.SUBTOTAL))
            sums[0] = 0
    made.append(Row((Text("合计", "Total"), None, None, None, sums[1], None), Role.TOTAL))
    return Table(
        columns, tuple(made), Text("表1 奖补名单", "Table 1. Awards"), Text("注：金额精确。", "Note: exact amounts.")
    )


def document(rows: int = 300, *, figures: bool = True, landscape: bool = False) -> Document:
    long = "本方案依据《实施细则》第十条，在预算总额内按综合得分择优确定，并逐项说明理由。" * 4
    blocks: list[Block] = [
        Heading(Text("一、总体情况", "1. Overview")),
        Paragraph(Text(long, "The rules of Article 10 give one allocation, and the reasons of each decision. " * 4)),
        Heading(Text("（一）资金来源", "1.1 Source of the money"), 2),
        *(Paragraph(bilingual(text)) for text in HOSTILE),
        Paragraph(Text("不缩进的一段。", "A paragraph without indentation."), Style.PLAIN),
        Paragraph(Text("小字说明。", "Small print."), Style.NOTE),
        Formula((Text("奖补金额 = 下限 + (上限 − 下限) × 得分 ÷ 100", "award = floor + (cap - floor) * score / 100"),)),
        Particulars(
            (
                (Text("联系人", "Contact"), Text("", "")),
                (Text("指纹", "Fingerprint"), bilingual("0123456789abcdef" * 4)),
            )
        ),
        awards(rows),
        Paragraph(Text("山东省财政厅\n2026年3月2日", "Department of Finance\n2 March 2026"), Style.RIGHT),
        PageBreak(),
        Heading(Text("二、附图", "2. Figures")),
    ]
    if figures:
        blocks.append(FigureBlock("amounts", Text("图1 奖补金额", "Figure 1. Awards"), Text("金额图", "The amounts")))
    name = Text("样本", "sample")
    title = Text("关于2026年度省级智能“场景券”奖补资金分配的建议", "Proposal for the awards of 2026")
    return Document("sample", name, title, tuple(blocks), landscape)


def sheets(count: int) -> Document:
    """A page for each of many applications."""
    page = (
        Heading(Text("不予支持说明", "Why not"), 1),
        Particulars(((Text("申报单位", "Enterprise"), bilingual("某某科技有限公司")),)),
        Paragraph(Text("综合得分85.85分，未入选，处于入选线附近：距入选还差0.15分。" * 3, "Not awarded. " * 12)),
        replace(awards(6), title=None),
        PageBreak(),
    )
    return Document("sheets", Text("说明", "sheets"), Text("逐项说明", "Sheets"), page * count)


def run(folder: Path) -> ExplainedRun:
    allocation = solve(small.scenario(folder, small.policy()))
    return ExplainedRun(allocation, None, None, "0" * 64, date(2026, 3, 2))
