"""Whether the amounts are those of the amounts rule, by conditions that only those meet (SEMANTICS 4).

For `proportional` and `optimised` the sets bounded by money are nested or disjoint. There an allocation is the rule's
if and only if nobody can get another step and no step can pass from one winner to another to whom the rule would have
given it first: the money rules then form a laminar family, over which such local conditions are global.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocator.audit.finding import Finding
from allocator.audit.limits import MoneyLimit
from allocator.policy import Policy

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A winner's part: steps, bounds, weight (exact weighted score), cap in steps, place in published order."""

    application_id: str
    steps: int
    lo: int
    hi: int
    weight: Fraction
    cap: Fraction | None
    rank: int


def check_amounts(policy: Policy, shares: Sequence[Share], limits: Sequence[MoneyLimit]) -> Iterator[Finding]:
    """Findings where the amounts, each within its bounds, are not those that the rule gives.

    Parameters
    ----------
    shares
        The winners, in the order in which `limits` count them.
    limits
        Money rules; all hold.
    """
    rule = policy.amounts.rule if policy.amounts else "proportional"
    if policy.objective == "funded-score":
        return
    if rule == "proportional":
        yield from _exchanges(shares, limits, _price)
    elif rule == "optimised":
        yield from _exchanges(shares, limits, lambda share, step: (-share.weight, share.rank))
    elif rule == "uniform":
        yield from _uniform(shares, limits)


def _price(share: Share, step: int) -> Key:
    """Where the rule ranks a winner's step number `step` (from 0); smaller comes first."""
    if share.weight == 0:
        return True, 0, share.rank
    return False, (2 * step + 1) / share.weight, share.rank


def _exchanges(
    shares: Sequence[Share], limits: Sequence[MoneyLimit], rank: Callable[[Share, int], Key]
) -> Iterator[Finding]:
    room = [limit.most - sum(shares[n].steps for n in limit.members) for limit in limits]
    takers: dict[frozenset[int], tuple[Key, Share]] = {}
    givers: dict[frozenset[int], tuple[Key, Share]] = {}
    inside: list[set[int]] = [set() for _ in shares]
    for number, limit in enumerate(limits):
        for n in limit.members:
            inside[n].add(number)
    for n, share in enumerate(shares):
        mine = frozenset(inside[n])
        if share.steps < share.hi:
            key = rank(share, share.steps)
            if all(room[k] >= 1 for k in mine):
                yield Finding("amounts", share.application_id, f"{share.application_id} could get another step")
            if mine not in takers or key < takers[mine][0]:
                takers[mine] = key, share
        if share.steps > share.lo:
            key = rank(share, share.steps - 1)
            if mine not in givers or key > givers[mine][0]:
                givers[mine] = key, share
    for theirs, (wanted, taker) in takers.items():
        for ours, (held, giver) in givers.items():
            if wanted < held and all(room[k] >= 1 for k in theirs - ours):
                what = f"a step of {giver.application_id} belongs to {taker.application_id}"
                yield Finding("amounts", giver.application_id, what)


def _uniform(shares: Sequence[Share], limits: Sequence[MoneyLimit]) -> Iterator[Finding]:
    def at(share: Fraction) -> list[int]:
        return [max(s.lo, min(s.hi, int(share * s.cap))) if s.cap else s.lo for s in shares]

    reached = max((s.steps / s.cap for s in shares if s.cap and s.steps > s.lo), default=Fraction(0))
    for s, expected in zip(shares, at(reached), strict=True):
        if s.steps != expected:
            what = f"{s.application_id}: {s.steps} steps are not the common share of its cap, which gives {expected}"
            yield Finding("amounts", s.application_id, what)
    following = [(s.steps + 1) / s.cap for s in shares if s.cap and s.steps < s.hi]
    more = [f for f in following if f <= 1]
    if more:
        steps = at(min(more))
        if all(sum(steps[n] for n in limit.members) <= limit.most for limit in limits):
            yield Finding("amounts", None, "a larger common share would keep every money rule")
