"""What an application is told: outcome, reason, and what would have changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from allocator.numbers import plain
from allocator.report.content import Text
from allocator.report.documents.proposal.sensitivity import named
from allocator.report.terms import Terms
from allocator.scenario.reasons import decision_reason
from allocator.sensitivity.explanation import IMPOSSIBLE, TIE, Explanation
from allocator.sensitivity.reasons import Reasons
from allocator.sensitivity.screened import Screened
from allocator.visible import visible

MOST_LOWER = 3

Fact = tuple[Text, Text]


@dataclass(frozen=True, slots=True)
class Answer:
    """What there is to say of one application.

    Parameters
    ----------
    application
        Its index.
    outcome, score
        In words.
    reason
        Why.
    standing
        `core`, `borderline`, `exterior`, or `decided` where a recorded decision settles it; empty where it is not
        eligible.
    flip
        The nearest score that changes the outcome; None where none does.
    facts
        Names and values of what would have changed it.
    """

    application: int
    outcome: Text
    score: Text
    reason: Text
    standing: str
    flip: Fraction | None
    facts: tuple[Fact, ...]


def answers(terms: Terms) -> Iterator[Answer]:
    """Answers to every application of an explained run, in the order of application ids."""
    found = terms.run.sensitivity
    assert found is not None
    said = Reasons(found)
    explained = {e.application: e for e in found.applications}
    screened = {s.application: s for s in found.screened}
    ids = terms.scenario.tables.applications.ids
    for k in sorted(range(len(ids)), key=ids.__getitem__):
        if k in explained:
            yield _explained(terms, explained[k], Text(*said.of(explained[k])))
        else:
            yield _screened(terms, screened[k], Text(*said.of_screened(screened[k])))


def _scored(terms: Terms, application: int) -> Text:
    score, rank = terms.scenario.score(application), terms.ranks.get(application)
    if score is None:
        return Text("没有综合得分", "no composite score")
    if rank is None:
        return Text(f"{plain(score)}分，不参加排名", f"{plain(score)}, not ranked")
    of = len(terms.ranks)
    return Text(f"{plain(score)}分，符合条件的{of}项中列第{rank}位", f"{plain(score)}, rank {rank} of {of} eligible")


def _screened(terms: Terms, s: Screened, reason: Text) -> Answer:
    outcome = Text("不符合条件，未入选", "not eligible, no award")
    return Answer(
        s.application, outcome, _scored(terms, s.application), reason, "", None, _decided(terms, s.application)
    )


def _explained(terms: Terms, e: Explanation, reason: Text) -> Answer:
    k = e.application
    if e.tier is None:
        outcome = Text("未入选", "no award")
    else:
        tier, amount = terms.tier(e.tier), terms.money(e.amount)
        outcome = Text(f"以{tier.zh}入选，奖补{amount.zh}", f"wins in {tier.en}, {amount.en}")
    flip = e.score_to_win if e.tier is None else e.score_to_lose
    scores = (*_flip(e, flip), *_by_score(terms, e))
    facts = (*_decided(terms, k), *_opposite(terms, e), *scores, *_budgets(terms, e), *_lower(terms, e))
    standing = "decided" if k in terms.scenario.decisions else e.standing
    return Answer(k, outcome, _scored(terms, k), reason, standing, flip, facts)


def _decided(terms: Terms, application: int) -> tuple[Fact, ...]:
    if application not in terms.scenario.decisions:
        return ()
    said = decision_reason(terms.scenario, application) or ("", "")
    return ((Text("已记录的决定", "Recorded decision"), Text(*map(visible, said))),)


def _opposite(terms: Terms, e: Explanation) -> Iterator[Fact]:
    """What the opposite outcome would cost, and whom."""
    name = Text("若落选", "Were it left out") if e.tier is not None else Text("若入选", "Were it chosen")
    if e.regret.stage == IMPOSSIBLE:
        rules = [terms.rule(r) for r in e.regret.rules]
        yield (
            name,
            Text(f"规则不允许：{'、'.join(r.zh for r in rules)}", f"impossible under {', '.join(r.en for r in rules)}"),
        )
        return
    if e.regret.stage == TIE or not e.regret.loss:
        zh, en = ["总分不变，由公布的顺序决定"], ["the total would be the same: the published order decides"]
    else:
        stage, loss = terms.stage(e.regret.stage), plain(e.regret.loss)
        more = e.regret.stage == "quota-deviation"
        zh = [f"{stage.zh}{'增加' if more else '减少'}{loss}"]
        en = [f"the {stage.en} would {'rise' if more else 'fall'} by {loss}"]
    for word, who in (
        (Text("入选", " would come in"), e.regret.entering),
        (Text("落选", " would lose"), e.regret.leaving),
    ):
        names = named(terms, who)
        if names is not None:
            zh.append(f"{names.zh}{word.zh}")
            en.append(f"{names.en}{word.en}")
    yield name, Text("，".join(zh), ", ".join(en))


def _flip(e: Explanation, flip: Fraction | None) -> Iterator[Fact]:
    """The nearest score that changes the outcome."""
    name = Text("改变结果的得分", "Score that changes it")
    if flip is None or e.gap is None:
        higher = e.tier is None and bool(e.score_wins)
        yield name, Text("更高的得分也不入选", "no higher score wins") if higher else Text("没有", "none")
        return
    score, gap = plain(flip), plain(e.gap)
    if e.tier is None:
        yield name, Text(f"{score}分入选（高{gap}分）", f"wins with {score} ({gap} higher)")
    else:
        yield name, Text(f"{score}分落选（低{gap}分）", f"loses with {score} ({gap} lower)")


def _by_score(terms: Terms, e: Explanation) -> Iterator[Fact]:
    """What other scores would bring, where that is more than winning from some score up."""
    if len(e.outcome_by_score) < 2 or (len(e.outcome_by_score) == 2 and len(terms.scenario.policy.tiers) == 1):
        return
    said = [(plain(s), Text("未入选", "no award") if t is None else terms.tier(t)) for s, t in e.outcome_by_score]
    zh, en = "；".join(f"{s}分起{t.zh}" for s, t in said), "; ".join(f"from {s}: {t.en}" for s, t in said)
    yield Text("得分变化时的结果", "Outcome by score"), Text(zh, en)


def _budgets(terms: Terms, e: Explanation) -> Iterator[Fact]:
    """Budgets at which the outcome flips."""
    found = terms.run.sensitivity
    nearest = e.budget_to_win or e.budget_to_lose
    if found is None or nearest is None:
        return
    becomes = Text("入选", "wins") if e.tier is None else Text("落选", "loses")
    low, high = map(terms.money, found.range)
    said = [
        Text(f"{word.zh}{terms.money(budget).zh}时{becomes.zh}", f"{becomes.en} {word.en} {terms.money(budget).en}")
        for word, budget in (
            (Text("增至", "when raised to"), nearest.above),
            (Text("减至", "when cut to"), nearest.below),
        )
        if budget is not None
    ]
    said = said or [Text(f"{low.zh}至{high.zh}之间没有", f"none from {low.en} to {high.en}")]
    name = Text("改变结果的预算", "Budget that changes it")
    yield name, Text("；".join(t.zh for t in said), "; ".join(t.en for t in said))


def _lower(terms: Terms, e: Explanation) -> Iterator[Fact]:
    """Winners that scored lower, and what stands between."""
    if not e.inversions:
        return
    zh, en = [], []
    for i in e.inversions[:MOST_LOWER]:
        name, score = terms.id(i.winner), plain(terms.scenario.score(i.winner) or Fraction(0))
        rules = [terms.rule(r) for r in i.rules]
        why_zh = f"对调将违反{'、'.join(r.zh for r in rules)}" if rules else "对调将降低总分"
        why_en = f"an exchange would break {', '.join(r.en for r in rules)}" if rules else "the total would be lower"
        zh.append(f"{name}（{score}分；{why_zh}）")
        en.append(f"{name} ({score}; {why_en})")
    more = len(e.inversions) - MOST_LOWER
    zh += [f"另有{more}项"] if more > 0 else []
    en += [f"{more} more"] if more > 0 else []
    yield Text("得分较低的入选项目", "Winners with lower scores"), Text("、".join(zh), ", ".join(en))
