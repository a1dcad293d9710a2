"""The conditions by which the audit knows the amounts, against handing out the money step by step."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pytest

from allocator.audit import audit
from allocator.policy import Policy
from tests.audit.claims import policy_of, record_of, tables_of

ROW = {"A": "甲", "B": "乙", "C": "丙", "D": "丁", "E": "戊"}


@dataclass(frozen=True)
class Game:
    """Winners of one tier with money limits that are nested: the budget, cities, districts of cities."""

    policy: Policy
    rows: tuple[dict[str, str], ...]
    lo: tuple[int, ...]
    hi: tuple[int, ...]
    weights: tuple[int, ...]
    limits: tuple[tuple[frozenset[int], int], ...]

    def keeps(self, steps: Sequence[int]) -> bool:
        return all(sum(steps[n] for n in members) <= most for members, most in self.limits)

    def accepted(self, steps: Sequence[int]) -> bool:
        ids = [r["application_id"] for r in self.rows]
        awards = [(i, ROW[i], "t", s, w) for i, s, w in zip(ids, steps, self.weights, strict=True)]
        record = record_of(self.policy, awards)
        return not audit(self.policy, tables_of(self.policy, self.rows), record)

    def vectors(self) -> Iterator[tuple[int, ...]]:
        ranges = (range(low, high + 1) for low, high in zip(self.lo, self.hi, strict=True))
        return (steps for steps in itertools.product(*ranges) if self.keeps(steps))


def game_of(seed: int, rule: str) -> Game:
    draw = random.Random(seed)
    size, floor, cap = draw.randint(2, 4), draw.randint(0, 2), draw.randint(3, 5)
    scores = sorted((draw.choice([0, 0, 20, 30, 45, 45, 90]) for _ in range(size)), reverse=True)
    places = [draw.choice(["p1", "p2", "q1", "q2", ""]) for _ in range(size)]
    asked = [draw.choice(["", "1", "2", "4"]) for _ in range(size)]
    hi = tuple(min(cap, int(a or cap)) for a in asked)
    lo = tuple(min(max(1, floor), h) for h in hi)
    rows = tuple(
        {"application_id": i, "enterprise": e, "score": str(s), "requested": a, "district": d, "city": d[:1]}
        for (i, e), s, a, d in zip(ROW.items(), scores, asked, places, strict=False)
    )
    budget = draw.randint(sum(lo), sum(hi) + 1)
    limits = [(frozenset(range(size)), budget)]
    groups = []
    for column, value in (("city", "p"), ("city", "q"), ("district", "p1"), ("district", "q2")):
        members = frozenset(n for n in range(size) if rows[n][column] == value)
        if members and draw.random() < 0.7:
            most = draw.randint(sum(lo[n] for n in members), sum(hi[n] for n in members))
            groups.append(f"  - {{id: {value}, by: {column}, value: {value}, max_amount: {most}, source: x}}")
            limits.append((members, most))
    policy = policy_of(
        f"budget: {{value: {budget}, source: x}}",
        f"tiers: [{{id: t, name: T, cap: {cap}, floor: {floor}, source: x}}]",
        f"amounts: {{rule: {rule}, source: x}}",
        "columns: {district: 区}",
        *(["groups:", *groups] if groups else []),
    )
    return Game(policy, rows, lo, hi, tuple(scores), tuple(limits))


def step_by_step(game: Game, rule: str) -> tuple[int, ...]:
    """The rule as SEMANTICS 4 words it, without any thought to speed."""
    steps = list(game.lo)
    while True:
        can = []
        for n, weight in enumerate(game.weights):
            more = [s + (k == n) for k, s in enumerate(steps)]
            if steps[n] < game.hi[n] and game.keeps(more):
                price = Fraction(2 * steps[n] + 1, weight) if weight else Fraction(0)
                can.append((weight == 0, price if rule == "proportional" else -weight, n))
        if not can:
            return tuple(steps)
        steps[min(can)[2]] += 1


@pytest.mark.parametrize("seed", range(60))
def test_proportional_accepts_one_vector_alone(seed: int) -> None:
    game = game_of(seed, "proportional")
    assert [v for v in game.vectors() if game.accepted(v)] == [step_by_step(game, "proportional")]


@pytest.mark.parametrize("seed", range(60))
def test_optimised_accepts_the_best_and_lexicographically_largest_alone(seed: int) -> None:
    game = game_of(1000 + seed, "optimised")
    best = max(game.vectors(), key=lambda v: (sum(a * w for a, w in zip(v, game.weights, strict=True)), v))
    assert step_by_step(game, "optimised") == best
    assert [v for v in game.vectors() if game.accepted(v)] == [best]


@pytest.mark.parametrize("seed", range(40))
def test_uniform_accepts_the_largest_share_alone(seed: int) -> None:
    game = game_of(2000 + seed, "uniform")
    cap = game.policy.tiers[0].cap
    assert cap is not None
    shares = [Fraction(0), Fraction(1), *(k / cap for k in range(int(cap) + 1))]
    claims = {
        f: [max(low, min(high, int(f * cap))) for low, high in zip(game.lo, game.hi, strict=True)] for f in shares
    }
    best = max(f for f in shares if game.keeps(claims[f]))
    assert [list(v) for v in game.vectors() if game.accepted(v)] == [claims[best]]


@pytest.mark.parametrize(("rule", "steps"), [("in-full", 3), ("graded", 2)])
def test_fixed_amounts_are_exact(rule: str, steps: int) -> None:
    bands = ", bands: [{from: 50, share: 0.5}, {from: 95, share: 1}]" if rule == "graded" else ""
    policy = policy_of(
        "budget: {value: 9, source: x}",
        "tiers: [{id: t, name: T, cap: 5, source: x}]",
        f"amounts: {{rule: {rule}{bands}, source: x}}",
    )
    tables = tables_of(policy, [{"application_id": "A", "enterprise": "甲", "score": "80", "requested": "3"}])
    accepted = [s for s in range(7) if not audit(policy, tables, record_of(policy, [("A", "甲", "t", s, 80)]))]
    assert accepted == [steps]


def test_money_in_sets_that_overlap_has_no_such_amounts() -> None:
    rows = [
        {"application_id": "A", "enterprise": "甲", "score": "80", "city": "p", "chain": "x"},
        {"application_id": "B", "enterprise": "乙", "score": "70", "city": "p", "chain": "y"},
        {"application_id": "C", "enterprise": "丙", "score": "60", "city": "q", "chain": "x"},
    ]
    policy = policy_of(
        "budget: {value: 9, source: x}",
        "tiers: [{id: t, name: T, cap: 5, source: x}]",
        "groups:",
        "  - {id: g, by: city, value: p, max_amount: 5, source: x}",
        "  - {id: h, by: chain, value: x, max_amount: 5, source: x}",
    )
    awards = [("A", "甲", "t", 3, 80), ("B", "乙", "t", 2, 70), ("C", "丙", "t", 2, 60)]
    assert audit(policy, tables_of(policy, rows), record_of(policy, awards))
