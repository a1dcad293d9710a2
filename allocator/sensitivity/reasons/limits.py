"""Why an application loses although it scores higher than a winner: the rules that stand between the two."""

from __future__ import annotations

from dataclasses import dataclass

from allocator.numbers import floor_div
from allocator.policy.schema import Group
from allocator.sensitivity.inversions import Inversion
from allocator.sensitivity.reasons import phrases
from allocator.sensitivity.reasons.facts import Case, Facts
from allocator.sensitivity.reasons.words import Reason, clauses, sentences


@dataclass(frozen=True, slots=True)
class _Swap:
    """A lower-scored winner and the loser that would take its place in a tier."""

    case: Case
    winner: int
    tier: int

    @property
    def least(self) -> tuple[int, int]:
        """Least steps that the loser and the winner cost."""
        low = self.case.facts.low
        return low(self.case.application, self.tier), low(self.winner, self.tier)


def group_full(case: Case) -> Reason | None:
    """A group that it belongs to has all the awards, or all the money, that its rule allows."""
    full = _full(case)
    if full is None:
        return None
    rule, tier = full
    facts, group = case.facts, case.facts.groups[rule]
    value = facts.value(rule, case.application)
    use, (rule_zh, rule_en) = facts.use(rule, value), case.words.rule(rule)
    zh, en = phrases.no_award(case)
    if group.max_awards is not None and len(use.winners) + 1 > group.max_awards:
        held_zh = f"已入选{len(use.winners)}项，达到上限{group.max_awards}项"
        held_en = f"has {len(use.winners)} of at most {group.max_awards} awards"
    else:
        most_zh, most_en = case.words.steps(_most(case, group))
        used_zh, used_en = case.words.steps(use.steps)
        own_zh, own_en = case.words.steps(facts.low(case.application, tier))
        held_zh = f"入选项目最少需{used_zh}，加上本项目最少需要的{own_zh}，超过上限{most_zh}"
        held_en = f"has awards of at least {used_en}; with its own {own_en} they would be above the limit of {most_en}"
    said = f"{zh}：按{rule_zh}，“{value}”{held_zh}", f"{en}: by {rule_en}, '{value}' {held_en}"
    winners = None
    if use.winners:
        who_zh, who_en = case.words.applications(use.winners)
        winners = f"该组入选的是{who_zh}", f"the group's winners: {who_en}"
    lower = _example([i for i in case.explanation.inversions if rule in i.rules])
    passed = None
    if lower is not None:
        (lower_zh, lower_en), (why_zh, why_en) = case.words.application(lower.winner), case.words.rules(lower.rules)
        passed = (
            f"得分较低的{lower_zh}入选，但与之对调将违反{why_zh}",
            f"the lower-scored {lower_en} wins, but exchanging the two would break {why_en}",
        )
    return sentences(clauses([said, winners, passed]), phrases.closed_tier(case), phrases.score_to_win(case))


def outscored_by_rules(case: Case) -> Reason | None:
    """Rules forbid that it takes the place of a lower-scored winner."""
    swap_of = _example([i for i in case.explanation.inversions if i.rules])
    if swap_of is None:
        return None
    swap = _swap(case, swap_of.winner)
    (zh, en), (other_zh, other_en) = phrases.no_award(case), case.words.application(swap.winner)
    tier_zh, tier_en = case.words.tier(swap.tier)
    why_zh, why_en = clauses(_broken(swap, rule) for rule in swap_of.rules)
    said = (
        f"{zh}，而得分较低的{other_zh}以{tier_zh}入选：两者对调将违反{why_zh}",
        f"{en} while the lower-scored {other_en} wins in {tier_en}: exchanging the two would break {why_en}",
    )
    to_win = clauses([phrases.score_to_win(case), phrases.budget_to_win(case)])
    return sentences(said, phrases.closed_tier(case), to_win)


def outscored_by_objective(case: Case) -> Reason | None:
    """No rule forbids that it takes the place of a lower-scored winner: the objective prefers that one."""
    swap_of = _example(case.explanation.inversions)
    if swap_of is None:
        return None
    swap = _swap(case, swap_of.winner)
    facts = case.facts
    (zh, en), (other_zh, other_en) = phrases.no_award(case), case.words.application(swap.winner)
    (tier_zh, tier_en), (stage_zh, stage_en) = (
        case.words.tier(swap.tier),
        case.words.stage(facts.scenario.policy.objective_stage),
    )
    most_zh, most_en = case.words.steps(int(facts.scenario.screening.hi[swap.tier][case.application]))
    paid_zh, paid_en = case.words.money(facts.amounts[swap.winner])
    said = (
        f"{zh}，而得分较低的{other_zh}以{tier_zh}入选：两者对调不违反任何规则，由目标（{stage_zh}最大）取定，"
        f"{case.words.ids[swap.winner]}奖补{paid_zh}，本项目最多可得{most_zh}",
        f"{en} while the lower-scored {other_en} wins in {tier_en}: exchanging the two breaks no rule, the objective"
        f" (most {stage_en}) decides; {case.words.ids[swap.winner]} gets {paid_en}, it could get {most_en} at most",
    )
    to_win = clauses([phrases.score_to_win(case), phrases.budget_to_win(case)])
    return sentences(said, phrases.if_won(case), phrases.closed_tier(case), to_win)


def _example(inversions: tuple[Inversion, ...] | list[Inversion]) -> Inversion | None:
    """That which fewest rules stand against; of these the lowest-scored."""
    return min(reversed(inversions), key=lambda i: len(i.rules), default=None)


def _swap(case: Case, winner: int) -> _Swap:
    return _Swap(case, winner, case.facts.won[winner])


def _full(case: Case) -> tuple[str, int] | None:
    """The first group rule whose upper limit it would break, which keeps it behind lower-scored winners or is all
    that does; and in which tier."""
    facts = case.facts
    blocking = {i.winner: i.rules for i in case.explanation.inversions}
    for rule, group in facts.groups.items():
        for t in case.open:
            if not _breaks(case, group, t):
                continue
            if any(rule in rules for rules in blocking.values()) or _fits_else(case, t):
                return rule, t
    return None


def _breaks(case: Case, group: Group, tier: int) -> bool:
    facts = case.facts
    value = facts.value(group.id, case.application)
    if _count_full(facts, group, value, tier):
        return True
    if group.max_amount is None or not facts.bounds(group, value, tier):
        return False
    return facts.use(group.id, value).steps + facts.low(case.application, tier) > _most(case, group)


def _fits_else(case: Case, tier: int) -> bool:
    """Whether budget and quota would let it in besides all winners, no further from the target."""
    facts, quota = case.facts, case.facts.scenario.policy.tiers[tier].quota
    most = quota.range[1] if quota is not None else None
    if quota is not None and quota.target is not None and quota.prefer == "target":
        most = quota.target
    count = sum(t == tier for t in facts.won.values())
    within = facts.least + facts.low(case.application, tier) <= facts.scenario.budget_steps
    return within and (most is None or count < most)


def _most(case: Case, group: Group) -> int:
    return floor_div(group.max_amount or 0, case.facts.scenario.policy.money.step)  # type: ignore[arg-type]


def _broken(swap: _Swap, rule: str) -> Reason:
    """A rule that the exchange would break, with the numbers that show it."""
    zh, en = swap.case.words.rule(rule)
    why = _budget(swap) if rule == "budget" else _group(swap, rule) if rule in swap.case.facts.groups else None
    return (zh, en) if why is None else (f"{zh}，{why[0]}", f"{en}, as {why[1]}")


def _budget(swap: _Swap) -> Reason:
    facts, words = swap.case.facts, swap.case.words
    own, other = swap.least
    all_zh, all_en = words.steps(facts.least - other + own)
    most_zh, most_en = words.money(facts.scenario.budget)
    costs_zh, costs_en = _costs(swap)
    return (
        f"{costs_zh}，对调后全部入选项目最少需{all_zh}，超过{most_zh}",
        f"{costs_en}, and all winners would then cost at least {all_en}, above {most_en}",
    )


def _costs(swap: _Swap) -> Reason:
    words, (own, other) = swap.case.words, swap.least
    (own_zh, own_en), (other_zh, other_en) = words.steps(own), words.steps(other)
    name = words.ids[swap.winner]
    return (
        f"本项目最少需{own_zh}、{name}最少需{other_zh}",
        f"it costs at least {own_en} and {name} at least {other_en}",
    )


def _group(swap: _Swap, rule: str) -> Reason:
    facts, words, group = swap.case.facts, swap.case.words, swap.case.facts.groups[rule]
    own, other = (facts.value(rule, k) for k in (swap.case.application, swap.winner))
    use = facts.use(rule, own)
    if own != other and _count_full(facts, group, own, swap.tier):
        return f"“{own}”已达上限{group.max_awards}项", f"'{own}' has its {group.max_awards} awards already"
    if own != other and _count_least(facts, group, other, swap.tier):
        return f"“{other}”不得少于{group.min_awards}项", f"'{other}' must have at least {group.min_awards}"
    all_zh, all_en = words.steps(use.steps + swap.least[0] - (swap.least[1] if own == other else 0))
    most_zh, most_en = words.steps(_most(swap.case, group))
    costs_zh, costs_en = _costs(swap)
    return (
        f"{costs_zh}，对调后“{own}”最少需{all_zh}，超过{most_zh}",
        f"{costs_en}, and '{own}' would then cost at least {all_en}, above {most_en}",
    )


def _count_full(facts: Facts, group: Group, value: str, tier: int) -> bool:
    """Whether one more award for a value is above the most."""
    most = group.max_awards
    return most is not None and facts.bounds(group, value, tier) and len(facts.use(group.id, value).winners) + 1 > most


def _count_least(facts: Facts, group: Group, value: str, tier: int) -> bool:
    """Whether one award fewer for a value is below the fewest."""
    least = group.min_awards
    return (
        least is not None and facts.bounds(group, value, tier) and len(facts.use(group.id, value).winners) - 1 < least
    )
