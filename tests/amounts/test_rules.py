"""Every amounts rule against a literal reading of SEMANTICS 4: step by step, or over all ways to spread."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from allocator.amounts import AMOUNT_RULES, Claim, Limit

Limits = list[Limit]


@st.composite
def cases(draw: st.DrawFn, most: int = 7) -> tuple[list[Claim], Limits]:
    """Claims, and nested or disjoint limits under which every `lo` can be paid."""
    n = draw(st.integers(1, 5))
    claims = []
    for _ in range(n):
        lo = draw(st.integers(1, 3))
        hi = draw(st.integers(lo, most))
        cap = draw(st.sampled_from([Fraction(hi), Fraction(2 * hi + 1, 2), Fraction(hi + 2)]))
        claims.append(Claim(draw(st.integers(0, 6)), lo, hi, cap, 0))
    split = draw(st.integers(0, n))
    sets = [tuple(range(n)), tuple(range(split)), tuple(range(split, n)), tuple(range(split // 2))]
    limits = []
    for members in sets:
        least = sum(claims[k].lo for k in members)
        limits.append(Limit("rule", members, least + draw(st.integers(0, 12))))
    return claims, limits


def keeps(amounts: list[int] | tuple[int, ...], limits: Limits) -> bool:
    return all(sum(amounts[k] for k in limit.members) <= limit.most for limit in limits)


def one_by_one(claims: list[Claim], limits: Limits) -> tuple[int, ...]:
    """Proportional, read literally: one step at a time to the smallest (2 a + 1) / w."""
    amounts = [c.lo for c in claims]
    while True:
        open_to = []
        for k, c in enumerate(claims):
            more = [a + (j == k) for j, a in enumerate(amounts)]
            if amounts[k] < c.hi and keeps(more, limits):
                price = Fraction(2 * amounts[k] + 1, c.weight) if c.weight else Fraction(0)
                open_to.append((c.weight == 0, price, k))
        if not open_to:
            return tuple(amounts)
        amounts[min(open_to)[2]] += 1


@given(cases())
def test_proportional_hands_out_step_by_step(case: tuple[list[Claim], Limits]) -> None:
    claims, limits = case
    assert AMOUNT_RULES["proportional"](claims, limits) == one_by_one(claims, limits)


@given(cases(most=4))
def test_proportional_hands_out_all_it_may_and_minimises_squares(case: tuple[list[Claim], Limits]) -> None:
    claims, limits = case
    if any(c.weight == 0 for c in claims):
        claims = [Claim(c.weight + 1, c.lo, c.hi, c.full, 0) for c in claims]
    got = AMOUNT_RULES["proportional"](claims, limits)
    ways = [w for w in itertools.product(*(range(c.lo, c.hi + 1) for c in claims)) if keeps(w, limits)]
    most = max(map(sum, ways))
    assert sum(got) == most

    def squares(way: tuple[int, ...]) -> Fraction:
        return sum((Fraction(a * a, c.weight) for a, c in zip(way, claims, strict=True)), Fraction(0))

    assert squares(got) == min(squares(w) for w in ways if sum(w) == most)


@given(cases(most=4))
def test_optimised_maximises_and_takes_the_lexicographically_largest(case: tuple[list[Claim], Limits]) -> None:
    claims, limits = case
    ways = [w for w in itertools.product(*(range(c.lo, c.hi + 1) for c in claims)) if keeps(w, limits)]
    best = max(ways, key=lambda w: (sum(a * c.weight for a, c in zip(w, claims, strict=True)), w))
    assert AMOUNT_RULES["optimised"](claims, limits) == best


@given(cases())
def test_uniform_takes_the_largest_share_that_fits(case: tuple[list[Claim], Limits]) -> None:
    claims, limits = case
    shares = {Fraction(0), Fraction(1)}
    for c in claims:
        assert c.full is not None
        shares |= {k / c.full for k in range(1, int(c.full) + 1)}

    def at(share: Fraction) -> tuple[int, ...]:
        return tuple(max(c.lo, min(c.hi, int(share * c.full))) for c in claims if c.full is not None)

    assert AMOUNT_RULES["uniform"](claims, limits) == at(max(s for s in shares if keeps(at(s), limits)))


def test_fixed_amounts_are_hi() -> None:
    claims = [Claim(3, 5, 5, None, 0), Claim(1, 2, 2, None, 1)]
    assert AMOUNT_RULES["in-full"](claims, []) == (5, 2)
    assert AMOUNT_RULES["graded"](claims, []) == (5, 2)


def test_small_steps_cost_no_more_than_large_ones() -> None:
    claims = [Claim(9000 + 37 * k, 500_000, 1_500_000, Fraction(1_500_000), 0) for k in range(30)]
    limit = Limit("budget", tuple(range(30)), 30_000_000)
    amounts = AMOUNT_RULES["proportional"](claims, [limit])
    assert sum(amounts) == 30_000_000
    for a, c in zip(amounts, claims, strict=True):
        share = Fraction(30_000_000 * c.weight, sum(x.weight for x in claims))
        assert abs(a - share) <= 1
