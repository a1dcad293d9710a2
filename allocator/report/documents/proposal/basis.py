"""What the proposal rests on: rules with sources and costs, assumptions, decisions, and how to check it."""

from __future__ import annotations

from allocator.numbers import plain
from allocator.policy import assumptions_of, rules_of
from allocator.report.content import Block, Column, FigureBlock, Kind, Paragraph, Particulars, Row, Table, Text
from allocator.report.documents.proposal.sensitivity import listed
from allocator.report.terms import Terms
from allocator.scenario.reasons import decision_reason
from allocator.sensitivity.rule_costs import RuleCost
from allocator.template.meanings import SHEETS
from allocator.visible import visible

ENGINES = {
    "certified": Text("本程序自带的精确求解程序", "this program's own, with a certificate"),
    "enumeration": Text("逐一列举", "enumeration"),
}
INPUTS = {"policy": "政策文件", **SHEETS}


def rules(terms: Terms) -> tuple[Block, ...]:
    """Every rule with its article, and what would change without it."""
    found = terms.run.sensitivity
    costs = {c.rule: c for c in found.rule_costs} if found else {}
    columns = [
        Column(Text("规则", "Rule"), Kind.TEXT, 32),
        Column(Text("依据", "Source"), Kind.TEXT, 26),
    ]
    if costs:
        columns.append(Column(Text("取消该规则后的变化", "What would change without it"), Kind.TEXT, 40))
    rows = []
    for rule in rules_of(terms.policy):
        cost = costs.get(rule.id)
        elsewhere = Text("见“预算变化的影响”", "see 'Other budgets'") if rule.id == "budget" else None
        effect = [without(terms, cost) if cost else elsewhere] if costs else []
        rows.append(Row((terms.rule(rule.id), terms.article(rule.source), *effect)))
    said = Text(
        "方案满足下列全部规则。“变化”指其他规则不变、只取消该条后重新求解的结果。",
        "The proposal keeps all of these rules. The last column is what the best allocation would be without that rule "
        "alone.",
    )
    if not costs:
        said = Text("方案满足下列全部规则。", "The proposal keeps all of these rules.")
    blocks: list[Block] = [Paragraph(said), Table(tuple(columns), tuple(rows))]
    if costs:
        blocks.append(
            FigureBlock(
                "rule_costs",
                Text("取消各条规则后总分的变化", "Change of the total score without each rule"),
                Text("每条规则一根横条，长度为取消后总分的变化。", "A bar a rule, as long as the change without it."),
            )
        )
    return tuple(blocks)


def without(terms: Terms, cost: RuleCost) -> Text:
    """What would change without a rule."""
    if cost.status != "optimal":
        return Text("取消后没有可行方案", "nothing would satisfy the rest")
    if not (cost.gained or cost.lost or cost.moved):
        return Text("无变化", "nothing")
    before = {s.stage: s.value for s in terms.run.allocation.objective}
    zh, en = [], []
    for stage, value in cost.stages.items():
        change = value - before[stage]
        if change:
            sign = "+" if change > 0 else "−"
            zh.append(f"{terms.stage(stage).zh}{sign}{plain(abs(change))}")
            en.append(f"{terms.stage(stage).en} {sign}{plain(abs(change))}")
    words = (Text("入选：", "in: "), Text("落选：", "out: "), Text("改变类型：", "another tier: "))
    for word, who in zip(words, (cost.gained, cost.lost, cost.moved), strict=True):
        names = listed(terms, who, word)
        if names is not None:
            zh.append(names.zh)
            en.append(names.en)
    return Text("\n".join(zh), "\n".join(en))


def assumptions(terms: Terms) -> tuple[Block, ...]:
    """Everything that no article says."""
    found = assumptions_of(terms.policy)
    if not found:
        return (Paragraph(Text("没有假定。", "There are none.")),)
    listed = [Text(visible(r.zh), visible(r.en)) for r in found if r.kind != "indicator"]
    weights = {r.id.removeprefix("indicator:") for r in found if r.kind == "indicator"}
    if weights:
        pairs = [(visible(i.id), plain(i.weight)) for i in terms.policy.indicators if i.id in weights]
        zh, en = "、".join(f"{i}：{w}" for i, w in pairs), ", ".join(f"{i}: {w}" for i, w in pairs)
        listed.append(Text(f"{len(pairs)}项评价指标的权重（{zh}）", f"weights of {len(pairs)} indicators ({en})"))
    said = Text(
        f"下列{len(listed)}项管理办法没有规定，由政策文件假定，请审议时一并确认。",
        f"The programme's rules say nothing on these {len(listed)} points; they are assumed here and need to be "
        "confirmed.",
    )
    columns = (Column(Text("序号", "No."), Kind.COUNT, 5), Column(Text("假定", "Assumption"), Kind.TEXT, 60))
    return Paragraph(said), Table(columns, tuple(Row((n, t)) for n, t in enumerate(listed, 1)))


def decisions(terms: Terms) -> tuple[Block, ...]:
    """Recorded decisions with their reasons, and what each costs."""
    scenario, found = terms.scenario, terms.run.sensitivity
    if not scenario.decisions:
        return (Paragraph(Text("没有已记录的决定。", "There are none.")),)
    costs = {c.rule: c for c in found.rule_costs} if found else {}
    ids = scenario.tables.applications.ids
    columns = [
        Column(Text("项目编号", "Application"), Kind.CODE, 11),
        Column(Text("申报单位", "Enterprise"), Kind.TEXT, 20),
        Column(Text("决定和理由", "Decision and reason"), Kind.TEXT, 40),
    ]
    if costs:
        columns.append(Column(Text("取消该决定后的变化", "What would change without it"), Kind.TEXT, 28))
    rows = []
    for k in sorted(scenario.decisions, key=ids.__getitem__):
        reason = decision_reason(scenario, k) or ("", "")
        cost = costs.get(f"decision:{ids[k]}")
        effect = [without(terms, cost) if cost else None] if costs else []
        rows.append(Row((terms.id(k), terms.enterprise(k), Text(*map(visible, reason)), *effect)))
    return (Table(tuple(columns), tuple(rows)),)


def checking(terms: Terms) -> tuple[Block, ...]:
    """Fingerprint, inputs, engine, proof, and how anyone checks it."""
    allocation, run = terms.run.allocation, terms.run
    proven = {
        "certificate": Text("已证明最优（差距为0），附可独立核验的证明", "optimal, proven (gap 0), with a certificate"),
        "solver": Text("已证明最优（差距为0），以求解器的证明为准", "optimal, proven (gap 0), on a solver's word"),
    }
    status = proven.get(allocation.proof, proven["solver"])
    if allocation.status == "feasible":
        status = Text("可行，未证明最优", "feasible, not proven optimal")
    values = [(terms.stage(s.stage).zh, terms.stage(s.stage).en, plain(s.value)) for s in allocation.objective]
    pairs: list[tuple[Text, Text]] = [
        (Text("求解结论", "Status"), status),
        *((Text(zh, en.capitalize()), Text(v, v)) for zh, en, v in values),
        (Text("计算程序", "Engine"), ENGINES.get(allocation.engine, _same(allocation.engine))),
        (Text("结果指纹", "Fingerprint"), _same(f"SHA-256 {run.fingerprint}")),
        *((_input(name), _same(digest)) for name, digest in run.inputs),
    ]
    said = Text(
        "结果由另一套独立编写的程序逐条复核。任何人持结果文件夹，运行“allocate verify 文件夹”即可重新核对全部规则、"
        "得分、最优性证明和各文件；结果指纹为其中 allocation.json 的 SHA-256 值。",
        "A second, independent implementation of the rules has rechecked the outcome. Whoever holds the run folder can "
        "recheck every rule, score, file and the proof with `allocate verify FOLDER`; the fingerprint is the SHA-256 "
        "of its allocation.json.",
    )
    return Paragraph(said), *_unchecked(terms), Particulars(tuple(pairs))


def _unchecked(terms: Terms) -> tuple[Block, ...]:
    """What was taken from the run folder without being solved again."""
    if terms.run.sensitivity is None:
        return ()
    said = Text(
        "改变结果所需的得分和预算、改变结果和取消规则的代价、次优名单，取自结果文件夹中的说明文件：生成本文件时已核对其与"
        "结果、输入及相互之间一致，未重新求解；运行“allocate verify --sensitivity 文件夹”可重新求解并逐字节比较。"
        "计算程序一栏依运行记录。",
        "The scores and budgets that would change an outcome, the costs of opposite outcomes and of rules, and the "
        "next best lists come from the explanation in the run folder. When this document was written they were checked "
        "to agree with the outcome, the inputs and one another, and were not solved again; `allocate verify "
        "--sensitivity FOLDER` solves them again and compares every byte. The engine is what the run says of itself.",
    )
    return (Paragraph(said),)


def _input(name: str) -> Text:
    return Text(f"输入指纹：{INPUTS.get(name, name)}", f"Input: {name}")


def _same(text: str) -> Text:
    return Text(text, text)
