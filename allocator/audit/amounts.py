"""Whether the amounts are those that the amounts rule demands (SEMANTICS 4), by conditions that only they meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from allocator.audit.finding import Finding
from allocator.audit.limits import Limit
from allocator.audit.record import Award
from allocator.numbers import floor_div
from allocator.policy import Policy


@dataclass(frozen=True, slots=True)
class Paid:
    """A winner and its money.

    Parameters
    ----------
    award
        The claimed award.
    steps
        Its amount; between `lo` and `hi`.
    lo, hi
        What it may get, in steps.
    weighted
        Weighted score.
    rank
        Place in the published order among the winners.
    """

    award: Award
    steps: int
    lo: int
    hi: int
    weighted: Fraction
    rank: int


Rank = tuple[Fraction | int, ...]
StepKey = Callable[[Paid, int], Rank]


def check_amounts(policy: Policy, paid: Sequence[Paid], limits: Iterable[Limit]) -> Iterator[Finding]:
    """Compare the amounts with the amounts rule.

    Parameters
    ----------
    policy
        Gives the rule; `in-full` and `graded` leave nothing to check beyond lo = hi, funded-score has no such rule.
    paid
        The winners in the order of the claim's awards, whose amounts keep every limit.
    limits
        Bounds on money, their members being positions in `paid`.
    """
    money = [limit for limit in limits if limit.money is not None]
    if policy.amounts_rule == "uniform":
        yield from _check_uniform(policy, paid, money)
    elif policy.amounts_rule in ("proportional", "optimised"):
        overlapping = _overlap(len(paid), money)
        if overlapping:
            first, second = overlapping
            what = f"{first.label} and {second.label}: found sets that overlap, expected nested or disjoint ones"
            yield Finding("amounts", None, f"{what} under amounts rule {policy.amounts_rule}")
        else:
            yield from _check_steps(paid, money, _proportional if policy.amounts_rule == "proportional" else _optimised)


def _proportional(winner: Paid, step: int) -> Rank:
    """Where the winner's step number `step` stands in the queue for money: the smallest comes first."""
    if winner.weighted == 0:
        return 1, 0, winner.rank
    return 0, Fraction(2 * step - 1) / winner.weighted, winner.rank


def _optimised(winner: Paid, step: int) -> Rank:
    return -winner.weighted, winner.rank


def _check_steps(paid: Sequence[Paid], money: Sequence[Limit], key: StepKey) -> Iterator[Finding]:
    """Nobody can have one more step, and no step would move to another winner whose place in the queue is better.

    Vectors under nested limits form a polymatroid, no winner's steps get better with their number and different
    winners' steps are never equal: so a maximal vector without an improving transfer of one step is the one that
    giving steps out in the order of the queue ends in.
    A transfer to j is possible from the members of the smallest full set that holds j, and from nobody else.
    """
    full = [limit for limit in money if sum(paid[n].steps for n in limit.members) == limit.money]
    smallest: dict[int, Limit] = {}
    for limit in sorted(full, key=lambda limit: len(limit.members)):
        for n in limit.members:
            smallest.setdefault(n, limit)
    waiting: dict[int, Paid] = {}  # the set that holds them back -> whoever comes next in its queue
    for n, winner in enumerate(paid):
        if winner.steps == winner.hi:
            continue
        if n not in smallest:
            found = f"{winner.award.place('amount')}: found {winner.award.amount}"
            what = f"{found}, expected more, as every money rule lets it have one more step"
            yield Finding("amounts", winner.award.id, what)
            continue
        first = waiting.setdefault(id(smallest[n]), winner)
        if key(winner, winner.steps + 1) < key(first, first.steps + 1):
            waiting[id(smallest[n])] = winner
    for limit in full:
        heir = waiting.get(id(limit))
        givers = [paid[n] for n in limit.members if paid[n].steps > paid[n].lo] if heir else []
        if heir is None or not givers:
            continue
        giver = max(givers, key=lambda winner: key(winner, winner.steps))
        if key(giver, giver.steps) > key(heir, heir.steps + 1):
            found = f"{heir.award.place('amount')}: found {heir.award.amount}, expected a step more"
            other = f"one less than {giver.award.amount} for award {giver.award.position} ({giver.award.id})"
            yield Finding("amounts", heir.award.id, f"{found}, and {other}")


def _overlap(count: int, money: Sequence[Limit]) -> tuple[Limit, Limit] | None:
    """Two sets that share winners without one holding the other; None where there are none."""
    held: list[list[int]] = [[] for _ in range(count)]
    for k, limit in enumerate(money):
        for n in limit.members:
            held[n].append(k)
    shared: Counter[tuple[int, int]] = Counter()
    for signature, winners in Counter(map(tuple, held)).items():
        for pair in combinations(signature, 2):
            shared[pair] += winners
    for (a, b), winners in shared.items():
        if winners < min(len(money[a].members), len(money[b].members)):
            return money[a], money[b]
    return None


def _check_uniform(policy: Policy, paid: Sequence[Paid], money: Sequence[Limit]) -> Iterator[Finding]:
    """The share of the caps is the largest that keeps every money rule; amounts grow with it, so points are halved."""
    caps = {winner.award.tier: policy.tiers[winner.award.tier].cap or Fraction(0) for winner in paid}
    step = policy.money.step

    def amounts(share: Fraction) -> list[int]:
        tops = {tier: floor_div(share * cap, step) for tier, cap in caps.items()}
        return [max(w.lo, min(w.hi, tops[w.award.tier])) for w in paid]

    def keeps(share: Fraction) -> bool:
        steps = amounts(share)
        return all(sum(steps[n] for n in limit.members) <= (limit.money or 0) for limit in money)

    best = Fraction(1) if keeps(Fraction(1)) else Fraction(0)
    for cap in set(caps.values()) if best == 0 else ():
        low, high = 0, floor_div(cap, step) + 1  # low keeps the rules (or is 0), high does not (or is above 1)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if keeps(middle * step / cap) else (low, middle)
        best = max(best, low * step / cap)
    for winner, steps in zip(paid, amounts(best), strict=True):
        if winner.steps != steps:
            what = f"found {winner.award.amount}, expected {steps * policy.money.step_base} at {best} of the caps"
            yield Finding("amounts", winner.award.id, f"{winner.award.place('amount')}: {what}")
