"""How firm the outcome is: what binds, who is near the line, what other budgets and lists would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from allocator.numbers import plain
from allocator.report.content import Block, Cell, Column, FigureBlock, Kind, Paragraph, Row, Table, Text
from allocator.report.documents.fields import Fields
from allocator.report.terms import Terms
from allocator.sensitivity.alternatives import Alternative
from allocator.sensitivity.binding import Binding, binding
from allocator.sensitivity.explanation import TIE, Sensitivity
from allocator.sensitivity.frontier import FrontierRow
from allocator.sensitivity.reasons import Reasons

FEW, ROWS_EITHER_SIDE = 5, 6
MOST_NEAR, MOST_IDS = 60, 3


def binding_rules(terms: Terms) -> tuple[Block, ...]:
    """The rules that hold with nothing to spare, a row each."""
    if terms.run.sensitivity is None:
        return ()
    found = [b for b in binding(terms.run.allocation) if not b.rule.startswith("decision:")]
    rows = []
    for rule in dict.fromkeys(b.rule for b in found):
        limits = [_limit(terms, b) for b in found if b.rule == rule]
        if len(limits) > FEW:
            limits = [Text(f"{len(limits)}处用满", f"used up in {len(limits)} places")]
        limit = Text("；".join(n.zh for n in limits), "; ".join(n.en for n in limits))
        rows.append(Row((terms.rule(rule), terms.article(terms.source(rule)), limit)))
    if not rows:
        return (Paragraph(Text("没有用满的规则。", "No rule is used to the limit.")),)
    columns = (
        Column(Text("规则", "Rule"), Kind.TEXT, 30),
        Column(Text("依据", "Source"), Kind.TEXT, 26),
        Column(Text("限度", "Limit"), Kind.TEXT, 40),
    )
    said = Text(
        "下列规则已经用满，或者恰好达到目标，改变其中任何一条都可能改变结果。",
        "These rules are used to the limit, or met exactly: to change any of them may change the outcome.",
    )
    return Paragraph(said), Table(columns, tuple(rows))


def _limit(terms: Terms, b: Binding) -> Text:
    if b.kind == "target":
        return Text(f"目标{b.bound}项，入选{b.used}项", f"target {b.bound}, awards {b.used}")
    value = (
        terms.money(b.bound)
        if b.kind == "money"
        else Text(f"{b.bound}项", f"{b.bound} award{'' if b.bound == 1 else 's'}")
    )
    about = Text(f"{b.about}：", f"{b.about}: ") if b.about else Text("", "")
    word = Text("不少于", "at least ") if b.at_least else Text("不多于", "at most ")
    return Text(f"{about.zh}{word.zh}{value.zh}", f"{about.en}{word.en}{value.en}")


def _are(number: int) -> str:
    return f"{number} {'is' if number == 1 else 'are'}"


def near_the_line(terms: Terms, fields: Fields) -> tuple[Block, ...]:
    """The applications whose opposite outcome would cost least, each with its reason."""
    found = terms.run.sensitivity
    if found is None:
        return ()
    reasons = Reasons(found)
    near = [e for e in found.applications if e.standing == "borderline"]
    near.sort(key=lambda e: (e.regret.loss or 0, terms.scenario.positions[e.application]))
    decided = terms.scenario.decisions
    firm = Counter("decided" if e.application in decided else e.standing for e in found.applications)
    by_decision = Text("", "")
    if firm["decided"]:
        number = firm["decided"]
        by_decision = Text(f"，{number}项由决定确定", f", {_are(number)} settled by decision")
    share = plain(terms.policy.sensitivity.near)
    said = Text(
        f"改变某一项目的结果（使入选的落选，或使未入选的入选）所损失的总分不超过最优值的{share}%的，为临界项目，"
        f"共{len(near)}项；另有{firm['core']}项稳定入选，{firm['exterior']}项距入选较远{by_decision.zh}。",
        f"An application is near the line where the opposite outcome would cost at most {share} per cent of the "
        f"optimum. {_are(len(near))} near the line, {_are(firm['core'])} winning firmly, "
        f"{_are(firm['exterior'])} far from winning"
        f"{by_decision.en}.",
    )
    if not near:
        return (Paragraph(said),)
    figure = FigureBlock(
        "line",
        Text("入选线附近的项目", "Applications near the line"),
        Text(
            "临界项目按综合得分排列，标出入选与未入选，以及改变结果所需的得分。",
            "Applications near the line by score, winners and others, with the score that would change each outcome.",
        ),
    )
    columns = (
        *(f.column for f in fields("id", "enterprise", "score")),
        Column(Text("结果", "Outcome"), Kind.TEXT, terms.tier_width),
        Column(Text("理由", "Reason"), Kind.TEXT, 60),
    )
    rows = []
    for e in near[:MOST_NEAR]:
        cells: list[Cell] = [f.cell(e.application) for f in fields("id", "enterprise", "score")]
        outcome = Text("未入选", "no award") if e.tier is None else terms.tier(e.tier)
        rows.append(Row((*cells, outcome, Text(*reasons.of(e)))))
    more = len(near) - MOST_NEAR
    note = Text(f"另有{more}项见不予支持说明。", f"{more} more in the statement of reasons.") if more > 0 else None
    return Paragraph(said), figure, Table(columns, tuple(rows), note=note)


def by_budget(terms: Terms) -> tuple[Block, ...]:
    """The figure of all budgets, and a table of those around the one proposed."""
    found = terms.run.sensitivity
    if found is None or not found.frontier:
        return ()
    low, high = map(terms.money, found.range)
    count, here = len(found.frontier), _row_of_the_run(terms, found)
    stays = _stays(terms, found, here) if here is not None else Text("", "")
    said = Text(
        f"预算从{low.zh}到{high.zh}逐一重新求解，分为{count}段，同一段内入选名单不变。{stays.zh}下表预算栏为各段开始的数额。",
        f"From {low.en} to {high.en} every budget was solved anew, which gives {count} ranges with one list of winners "
        f"each. {stays.en}The table gives the budget with which each begins.",
    )
    figure = FigureBlock(
        "frontier",
        Text("预算与加权总分、支持数量", "Budget, total score and number of awards"),
        Text(
            f"横轴为预算（{low.zh}至{high.zh}），纵轴为总分和支持数量，标出本方案的预算。",
            f"Total score and number of awards by budget, from {low.en} to {high.en}, with the proposed budget marked.",
        ),
    )
    first = max(0, (here or 0) - ROWS_EITHER_SIDE)
    rows = found.frontier[first : (here or 0) + ROWS_EITHER_SIDE + 1]
    return Paragraph(said), figure, frontier_table(terms, rows, None if here is None else here - first)


def _row_of_the_run(terms: Terms, found: Sensitivity) -> int | None:
    """The row that holds at the run's budget; None where that is not in the range."""
    budget = terms.scenario.budget_steps * terms.policy.money.step_base
    if budget > found.range[1]:
        return None
    return max((n for n, r in enumerate(found.frontier) if r.budget <= budget), default=None)


def _stays(terms: Terms, found: Sensitivity, here: int) -> Text:
    """From which budget to which the list of winners stays."""
    following = found.frontier[here + 1 : here + 2]
    last = following[0].budget - terms.policy.money.step_base if following else found.range[1]
    begin, end = terms.money(found.frontier[here].budget), terms.money(last)
    return Text(
        f"本方案的名单在预算{begin.zh}至{end.zh}之间不变，其间预算变动至多影响金额。",
        f"That of this proposal stays from {begin.en} to {end.en}; in between the budget changes amounts at most. ",
    )


def frontier_table(terms: Terms, rows: Sequence[FrontierRow], here: int | None) -> Table:
    """Rows of the frontier.

    Parameters
    ----------
    rows
        The rows.
    here
        The one that holds at the run's budget; None to mark none.
    """
    unit, stage = terms.unit, terms.stage(terms.policy.objective_stage)
    columns = (
        Column(Text(f"预算自（{unit.zh}）", f"Budget from ({unit.en})"), Kind.MONEY, 11),
        *(Column(terms.tier(n), Kind.COUNT, terms.tier_width) for n in range(len(terms.policy.tiers))),
        Column(Text(stage.zh, stage.en.capitalize()), Kind.SCORE, 11),
        Column(Text("新入选", "Entering"), Kind.TEXT, 24),
        Column(Text("落选", "Leaving"), Kind.TEXT, 24),
        Column(Text("备注", "Remark"), Kind.TEXT, 10),
    )
    made = []
    for n, r in enumerate(rows):
        value = r.stages.get(terms.policy.objective_stage)
        mark = Text("本方案", "this proposal") if n == here else None
        if r.status != "optimal":
            mark = Text("无可行方案", "no allocation")
        moves: list[Cell] = [None, None]
        if n or here is None or r.budget > (terms.run.sensitivity.range[0] if terms.run.sensitivity else 0):
            moves = [listed(terms, r.entering), listed(terms, r.leaving)]
        made.append(Row((r.budget, *r.counts, value, *moves, mark)))
    return Table(columns, tuple(made))


def named(terms: Terms, applications: Iterable[int]) -> Text | None:
    """Ids of applications within a sentence; the first few and how many there are. None where there is none."""
    ids, more = _first_ids(terms, applications)
    if not ids:
        return None
    return Text("、".join(ids) + more.zh, ", ".join(ids) + (f" {more.en}" if more.en else ""))


def listed(terms: Terms, applications: Iterable[int], begin: Text | None = None) -> Text | None:
    """The same in a cell, a line each: programs that set text break an id that just fits, but not the mark after it."""
    ids, more = _first_ids(terms, applications)
    if not ids:
        return None
    first = begin or Text("", "")
    ends = ([more.zh], [more.en]) if more.zh else ([], [])
    zh, en = (
        "\n".join([f"{word}{ids[0]}", *ids[1:], *end]) for word, end in zip((first.zh, first.en), ends, strict=True)
    )
    return Text(zh, en)


def _first_ids(terms: Terms, applications: Iterable[int]) -> tuple[list[str], Text]:
    who = list(applications)
    more = Text(f"等{len(who)}项", f"and others, {len(who)} in all") if len(who) > MOST_IDS else Text("", "")
    return [terms.id(k) for k in who[:MOST_IDS]], more


def others(terms: Terms) -> tuple[Block, ...]:
    """How many lists are as good, and the next best."""
    found = terms.run.alternatives
    if found is None:
        return ()
    if found.ties == 1 and found.counted:
        ties = Text("达到同样最优值的名单只有本方案一个", "This list is the only one that reaches the optimum")
    else:
        least = Text("", "") if found.counted else Text("至少", "at least ")
        ties = Text(
            f"达到同样最优值的名单{least.zh}有{found.ties}个，按公布的顺序取其一",
            f"{least.en}{found.ties} lists reach the optimum; the published order settles which is taken".capitalize(),
        )
    said = Text(f"{ties.zh}。其后最好的{len(found.next)}个名单如下。", f"{ties.en}. The next best are these.")
    if not found.next:
        return (Paragraph(Text(f"{ties.zh}。", f"{ties.en}.")),)
    columns = (
        Column(Text("序号", "No."), Kind.COUNT, 5),
        Column(Text("与本方案相比", "Against this proposal"), Kind.TEXT, 22),
        Column(Text("新入选", "Entering"), Kind.TEXT, 24),
        Column(Text("落选", "Leaving"), Kind.TEXT, 24),
        Column(Text("改变类型", "Another tier"), Kind.TEXT, 20),
    )
    return Paragraph(said), Table(columns, tuple(_others(terms, found.next)))


def _others(terms: Terms, sets: Sequence[Alternative]) -> Iterator[Row]:
    for n, a in enumerate(sets, 1):
        if a.stage == TIE:
            loss = Text("并列", "a tie")
        else:
            stage, by = terms.stage(a.stage), plain(a.loss)
            less = a.stage != "quota-deviation"
            loss = Text(
                f"{stage.zh}{'少' if less else '多'}{by}", f"{stage.en} {'lower' if less else 'higher'} by {by}"
            )
        yield Row((n, loss, *(listed(terms, who) for who in (a.entering, a.leaving, a.moved))))
