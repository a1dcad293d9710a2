"""Explanations on the terminal: a page on one application, those near the line, the frontier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from allocator.allocation import Allocation
from allocator.cli.terminal import console, table
from allocator.numbers import grouped, plain
from allocator.policy import rules_of
from allocator.scenario import Scenario
from allocator.sensitivity.alternatives import Alternatives
from allocator.sensitivity.explanation import IMPOSSIBLE, TIE, Explanation, Nearest, Sensitivity
from allocator.sensitivity.frontier import FrontierRow
from allocator.sensitivity.reasons import Reasons
from allocator.sensitivity.screened import Screened
from allocator.sensitivity.solved import place_of

FEW, MOST_NAMED, MOST_ROWS = 2, 12, 40
STANDING = {
    "core": "稳定入选 core",
    "borderline": "临界 borderline",
    "exterior": "距入选较远 exterior",
    "decided": "由决定确定 settled by decision",
}
STAGES = {"quota-deviation": "目标数量偏差", "weighted-score": "加权总分", "funded-score": "加权资金总分"}


def show_page(found: Sensitivity, application_id: str) -> None:
    """The page that answers 'why not us?'."""
    scenario, out = found.allocation.scenario, console()
    applications = scenario.tables.applications
    k = applications.ids.index(application_id)
    title, city = (applications.table.cells(c)[k] for c in ("title", "city"))
    out.print("  ".join(filter(None, (application_id, applications.enterprises[k], title, city))))
    score = scenario.score(k)
    own = scenario.policy.tiers[applications.tiers[k]]
    scored = "无 none" if score is None else plain(score)
    out.print(f"申报类型 applied for: {own.name} {own.id}  综合得分 composite score: {scored}")
    explained = next((e for e in found.applications if e.application == k), None)
    if explained is None:
        screened = next(s for s in found.screened if s.application == k)
        _reason(Reasons(found).of_screened(screened))
        _screened(scenario, screened)
        return
    _outcome(scenario, explained)
    _reason(Reasons(found).of(explained))
    _regret(found, explained)
    _scores(scenario, explained)
    _budgets(scenario, explained)
    _inversions(scenario, explained)


def _reason(reason: tuple[str, str]) -> None:
    for text in reason:
        console().print(text, soft_wrap=True)


def _screened(scenario: Scenario, screened: Screened) -> None:
    out = console()
    out.print("结果 outcome: 不符合条件 not eligible")
    said = {
        None: "没有综合得分，无法判断 cannot be told: there is no composite score",
        True: "会入选 would have won",
        False: "仍不会入选 would not have won either",
    }
    out.print(f"如上述资格条件均满足 had it passed the eligibility rules: {said[screened.would_win]}")


def _outcome(scenario: Scenario, e: Explanation) -> None:
    if e.tier is None:
        result = "未入选 no award"
    else:
        tier = scenario.policy.tiers[e.tier]
        result = f"{tier.name} {tier.id}, {money(scenario, e.amount)}"
    place = place_of(scenario, e.application)
    ranked = "" if place is None else f"  排名 rank {place + 1}/{len(scenario.order)}"
    console().print(f"结果 outcome: {result}  {STANDING[_standing(scenario, e)]}{ranked}")


def _standing(scenario: Scenario, e: Explanation) -> str:
    """How far it is from the line, unless a recorded decision settles its outcome."""
    return "decided" if e.application in scenario.decisions else e.standing


def _regret(found: Sensitivity, e: Explanation) -> None:
    scenario, out = found.allocation.scenario, console()
    opposite = "落选 losing" if e.tier is not None else "入选 winning"
    if e.regret.stage == IMPOSSIBLE:
        rules = _rules(scenario, e.regret.rules)
        out.print(f"{opposite}: 规则不允许 impossible under {rules}", soft_wrap=True)
        return
    if e.regret.stage == TIE:
        out.print(f"{opposite}: 不影响任何目标，按公示顺序定 a tie, settled by the published order")
    else:
        loss = plain(e.regret.loss or Fraction(0))
        out.print(f"{opposite}: {STAGES[e.regret.stage]}损失 loss in {e.regret.stage} {loss}")
    for word, who in (("将入选 would enter", e.regret.entering), ("将落选 would leave", e.regret.leaving)):
        if who:
            out.print(f"  {word}: {named(scenario, who)}", soft_wrap=True)


def _scores(scenario: Scenario, e: Explanation) -> None:
    out = console()
    flip = e.score_to_win if e.tier is None else e.score_to_lose
    if flip is None:
        words = "任何得分都不改变结果 no score changes the outcome"
        if len(e.outcome_by_score) > 1 and e.tier is None:
            words = "更高的得分都不入选 no higher score wins"
        elif len(e.outcome_by_score) > 1:
            words = "更低的得分都不落选 no lower score loses"
        out.print(words)
    else:
        word = (
            "入选所需最低得分 least higher score that wins" if e.tier is None else "落选的最高得分 largest that loses"
        )
        out.print(f"{word}: {plain(flip)} (相差 by {plain(e.gap or Fraction(0))})")
    if len(e.outcome_by_score) > 1:
        names = {None: "未入选 none"} | {n: f"{t.name} {t.id}" for n, t in enumerate(scenario.policy.tiers)}
        spans = " → ".join(f"{plain(s)}起 {names[t]}" for s, t in e.outcome_by_score)
        out.print(f"得分变化时的结果 outcome by score, from: {spans}", soft_wrap=True)


def _budgets(scenario: Scenario, e: Explanation) -> None:
    nearest, out = e.budget_to_win or e.budget_to_lose or Nearest(None, None), console()
    word = "入选 wins" if e.tier is None else "落选 loses"
    if nearest.above is None and nearest.below is None:
        none = (
            "入选 no budget of the range makes it win"
            if e.tier is None
            else "落选 no budget of the range makes it lose"
        )
        out.print(f"搜索范围内的预算都不使其{none}")
    for sign, budget in (("增至 raised to", nearest.above), ("减至 cut to", nearest.below)):
        if budget is not None:
            out.print(f"预算{sign} {money(scenario, budget)}: {word}")


def _rules(scenario: Scenario, ids: Iterable[str]) -> str:
    """Rules by their names and ids; a decision as what it is."""
    names = {r.id: r.zh for r in rules_of(scenario.policy)}
    return "、".join(f"{names.get(i, '决定' if i.startswith('decision:') else '')} {i}".strip() for i in ids)


def _inversions(scenario: Scenario, e: Explanation) -> None:
    out, applications = console(), scenario.tables.applications
    if not e.inversions:
        return
    out.print("得分较低而在其可报类型中入选的 lower-scored winners of a tier open to it:")
    for i in e.inversions[:MOST_NAMED]:
        score = plain(scenario.score(i.winner) or Fraction(0))
        rules = _rules(scenario, i.rules) or "目标的取舍 the objective"
        out.print(
            f"  {applications.ids[i.winner]} {applications.enterprises[i.winner]} {score}: {rules}", soft_wrap=True
        )
    if len(e.inversions) > MOST_NAMED:
        out.print(f"  ... {len(e.inversions) - MOST_NAMED} more in sensitivity.json")


def show_summary(found: Sensitivity, others: Alternatives) -> None:
    """How many are core, borderline, exterior; those near the line; what the rules cost; other winner sets."""
    scenario, out = found.allocation.scenario, console()
    counts = Counter(_standing(scenario, e) for e in found.applications)
    out.print("  ".join(f"{STANDING[s]}: {counts[s]}" for s in STANDING if s != "decided" or counts[s]))
    out.print(f"不符合条件 not eligible: {len(found.screened)}")
    near = [e for e in found.applications if e.standing == "borderline"]
    _near(scenario, near)
    _costs(found)
    ties = f"{others.ties}" if others.counted else f"不少于 at least {others.ties}"
    out.print()
    out.print(f"最优入选名单数 optimal winner sets: {ties}")
    for a in others.next:
        loss = "平局 tie" if a.stage == TIE else f"{STAGES[a.stage]} -{plain(a.loss)}"
        moves = (("+", a.entering), ("-", a.leaving), ("改变档次 change tier", a.moved))
        said = "; ".join(f"{word} {_ids(scenario, who)}" for word, who in moves if who)
        out.print(f"  次优 next: {loss}; {said}", soft_wrap=True)
    ranged = f"{money(scenario, found.range[0])} – {money(scenario, found.range[1])}"
    out.print(f"预算范围 budgets searched: {ranged}; {len(found.frontier)} 种方案 outcomes, see frontier.csv")


def _near(scenario: Scenario, near: Sequence[Explanation]) -> None:
    applications, out = scenario.tables.applications, console()
    rows = []
    for e in near[:MOST_ROWS]:
        k = e.application
        tier = "—" if e.tier is None else scenario.policy.tiers[e.tier].name
        loss = "平局 tie" if e.regret.stage == TIE else plain(e.regret.loss or Fraction(0))
        flip = e.score_to_win if e.tier is None else e.score_to_lose
        score = plain(scenario.score(k) or Fraction(0))
        rows.append(
            (applications.ids[k], applications.enterprises[k], score, tier, loss, "—" if flip is None else plain(flip))
        )
    columns = [
        ("项目编号 id", False),
        ("申报单位 enterprise", False),
        ("得分 score", True),
        ("结果 outcome", False),
        ("改变结果的代价 regret", True),
        ("改变结果的得分 score that flips it", True),
    ]
    out.print()
    out.print(table(f"临界申报 near the line: {len(near)}", columns, rows))
    if len(near) > MOST_ROWS:
        out.print(f"... {len(near) - MOST_ROWS} more in sensitivity.json")


def _costs(found: Sensitivity) -> None:
    scenario, out = found.allocation.scenario, console()
    stages = {s.stage: s.value for s in found.allocation.objective}
    rows = []
    for c in found.rule_costs:
        if c.gained or c.lost or c.moved or c.status != "optimal":
            deviation, value = (c.stages[s] - stages[s] if c.stages else None for s in stages)
            texts = ["—" if v is None else f"{'+' if v > 0 else ''}{plain(v)}" for v in (deviation, value)]
            moves = (_ids(scenario, who) for who in (c.gained, c.lost, c.moved))
            rows.append((c.rule, c.source, *texts, *moves))
    columns = [
        ("规则 rule", False),
        ("依据 source", False),
        ("偏差变化 deviation", True),
        ("总分变化 value", True),
        ("取消后入选 gained", False),
        ("取消后落选 lost", False),
        ("取消后改变档次 moved", False),
    ]
    out.print()
    out.print(table(f"取消后结果会变的规则 rules that change the outcome: {len(rows)}", columns, rows))


def _ids(scenario: Scenario, applications: Sequence[int]) -> str:
    """How many, and the ids of the first."""
    ids = scenario.tables.applications.ids
    texts = ", ".join(ids[k] for k in applications[:FEW])
    return f"{len(applications)}: {texts}{' ...' if len(applications) > FEW else ''}" if applications else ""


def show_frontier(allocation: Allocation, rows: Sequence[FrontierRow]) -> None:
    """The frontier as a table; where it is long, those rows around the budget."""
    scenario, out = allocation.scenario, console()
    here = max((n for n, r in enumerate(rows) if r.budget <= scenario.budget), default=0)
    first = max(0, min(here - MOST_ROWS // 2, len(rows) - MOST_ROWS))
    shown = []
    for n, r in enumerate(rows[first : first + MOST_ROWS], first):
        mark = "→" if n == here else ""
        value = plain(list(r.stages.values())[1]) if r.stages else "不可行 infeasible"
        moves = (named(scenario, who, 4) for who in (r.entering, r.leaving))
        shown.append(
            (mark, money(scenario, r.budget), "/".join(map(str, r.counts)), value, *(moves if n else ("", "")))
        )
    tiers = "/".join(t.name for t in scenario.policy.tiers)
    columns = [
        ("", False),
        ("预算自 budget from", True),
        (f"{tiers} counts", False),
        ("总分 value", True),
        ("新入选 entering", False),
        ("落选 leaving", False),
    ]
    out.print(table(f"预算与方案 frontier: {len(rows)} 行 rows", columns, shown))
    if len(rows) > MOST_ROWS:
        after = len(rows) - MOST_ROWS - first
        out.print(f"另有更低预算 {first} 行、更高预算 {after} 行: {first} rows before, {after} after: frontier.csv")


def named(scenario: Scenario, applications: Iterable[int], most: int = MOST_NAMED) -> str:
    """Ids of applications with their enterprises."""
    who, table_ = list(applications), scenario.tables.applications
    texts = [f"{table_.ids[k]} {table_.enterprises[k]}" for k in who[:most]]
    return "、".join(texts) + (f" (+{len(who) - most})" if len(who) > most else "")


def money(scenario: Scenario, base: int) -> str:
    """Base units in policy units, with the unit."""
    unit = scenario.policy.money.unit_name or scenario.policy.money.currency
    return f"{grouped(plain(Fraction(base, scenario.policy.money.unit)))} {unit}"
