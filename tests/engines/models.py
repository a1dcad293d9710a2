"""Middle-sized models with quotas, a budget, enterprises, cities and chains, made from a seed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from random import Random

import numpy as np

from allocator.arrays import Column, Integers
from allocator.model import Family, Model, Option, Options, Row, Target
from allocator.model.parts import Choices, Rows


def programme(
    n: int, seed: int, *, groups: bool = False, money: bool = False, full: bool = False, places: int = 2
) -> Model:
    """A programme of two tiers, about one winner in eight, scaled with its number of applications.

    Parameters
    ----------
    n, seed
        Number of applications; seed.
    groups, money
        City caps and chain minimums; money limits per city.
    full
        Whether awards are fixed (in-full); else only the least awards count.
    places
        Decimal places of scores: fewer give more ties.
    """
    draw, scale = Random(seed), n / 240
    scores = sorted((round(draw.gauss(78, 9), places) for _ in range(n)), reverse=True)
    options: list[Option] = []
    choices, owner, city, chain = [], [], [], []
    for k, score in enumerate(scores):
        start, first, home, trade = len(options), draw.random() < 0.25, draw.randrange(16), draw.randrange(19)
        enterprise = k if draw.random() < 0.93 else max(0, k - draw.randrange(1, 40))
        asked = draw.randint(40, 160)
        for tier, weight, cap, floor in ((0, 3, 150, 75), (1, 2, 100, 50)):
            if tier == 1 or first:
                hi = min(cap, asked)
                options.append(Option(k, tier, weight * round(score * 100), hi if full else min(floor, hi), hi))
        many = len(options) - start
        choices.append(tuple(range(start, len(options))))
        owner += [enterprise] * many
        city += [home] * many
        chain += [trade] * many
    every = range(len(options))
    rows = [Row("budget", "money", tuple(every), None, int((2250 if full else 1620) * scale))]
    for tier, low, high in ((0, 8, 12), (1, 16, 24)):
        mine = tuple(o for o in every if options[o].tier == tier)
        rows.append(Row(f"quota:{tier}", "awards", mine, int(low * scale), int(high * scale)))
    owned: dict[int, list[int]] = {}
    for o, enterprise in enumerate(owner):
        owned.setdefault(enterprise, []).append(o)
    for enterprise, together in owned.items():
        mine = tuple(together)
        if len({options[o].application for o in mine}) > 1:
            rows.append(Row("one_award_per", "awards", mine, None, 1, str(enterprise)))
    for value in range(16) if groups else ():
        mine = tuple(o for o in every if city[o] == value)
        rows.append(Row("city-cap", "awards", mine, None, max(1, int(2.2 * scale)), str(value)))
        if money:
            rows.append(Row("city-money", "money", mine, None, int((210 if full else 130) * scale), str(value)))
    for value in range(19) if groups else ():
        mine = tuple(o for o in every if chain[o] == value)
        rows.append(Row("chain-min", "awards", mine, max(1, int(1.2 * scale)) if mine else None, None, str(value)))
    rows += [Row("", "awards", mine, None, 1) for mine in choices if len(mine) > 1]
    aims = ((0, round(10 * scale)), (1, round(20 * scale)))
    targets = tuple(Target(t, aim, tuple(o for o in every if options[o].tier == t)) for t, aim in aims)
    return Model(tuple(options), tuple(choices), tuple(rows), targets, 2, False, 200, Fraction(1))


def as_arrays(model: Model) -> Model:
    """The same as the model of a scenario holds it: options, choices and the rows of applications as arrays."""
    parts: list[Row | Family] = []
    for rule, group in groupby(model.rows, key=lambda row: row.rule):
        rows = list(group)
        if rule in ("", "one_award_per"):
            sizes = [len(row.options) for row in rows]
            members = np.concatenate([np.array(row.options, np.int64) for row in rows])
            parts.append(Family(rule, members, np.cumsum([0, *sizes]), Column.full("", len(rows))))
        else:
            parts += [replace(row, options=Integers(np.array(row.options, np.int64))) for row in rows]
    targets = tuple(replace(t, options=Integers(np.array(t.options, np.int64))) for t in model.targets)
    starts = np.cumsum([0, *map(len, model.choices)])
    return replace(model, options=Options.of(model.options), choices=Choices(starts), rows=Rows(parts), targets=targets)


def knapsack(kind: str, n: int, seed: int, most: int = 1000) -> Model:
    """A 0-1 knapsack of the literature's classes, with a third of the total weight as its budget.

    Parameters
    ----------
    kind
        One of `KNAPSACKS`.
    n, seed, most
        Number of items; seed; largest weight.
    """
    draw = Random(seed)
    items = []
    for _ in range(n):
        w = draw.randint(1, most)
        value, weight = {
            "uncorrelated": (draw.randint(1, most), w),
            "weakly": (max(1, w + draw.randint(-most // 10, most // 10)), w),
            "strongly": (w + most // 10, w),
            "inverse": (w, w + most // 10),
            "similar": (draw.randint(1, most), 100 * most + w),
            "subset": (w, w),
            "circle": (max(1, round((2 / 3) * (4 * most**2 - (w - 2 * most) ** 2) ** 0.5)), w),
            "ceiling": (3 * -(-w // 3), w),
            "multiple": (w + (3 * most // 10 if w % 6 == 0 else 2 * most // 10), w),
        }[kind]
        items.append((value, weight))
    items.sort(reverse=True)
    options = tuple(Option(k, 0, value, weight, weight) for k, (value, weight) in enumerate(items))
    rows = (Row("budget", "money", tuple(range(n)), None, sum(w for _, w in items) // 3),)
    return Model(options, tuple((k,) for k in range(n)), rows, (), 1, False, 1, Fraction(1))


KNAPSACKS = ("uncorrelated", "weakly", "strongly", "inverse", "similar", "subset", "circle", "ceiling", "multiple")


def oddity(seed: int) -> Model:
    """A small model with whatever rows: of both kinds, crossing, one-sided, impossible, within an application."""
    draw = Random(seed)
    tiers, funded, n = draw.randint(1, 3), draw.random() < 0.25, draw.randint(1, 5)
    options: list[Option] = []
    choices = []
    for k in range(min(n, 4) if funded else n):
        start = len(options)
        for tier in (t for t in range(tiers) if draw.random() < 0.7):
            lo = draw.randint(1, 4)
            value = draw.choice([0, 3, 3, 6, draw.randint(0, 10 ** draw.choice([1, 3, 9]))])
            options.append(Option(k, tier, value, lo, lo + draw.choice([0, 0, 1, 3])))
        choices.append(tuple(range(start, len(options))))
    every = tuple(range(len(options)))

    def some(share: float) -> tuple[int, ...]:
        return tuple(o for o in every if draw.random() < share)

    def maybe(most: int) -> int | None:
        return draw.choice([None, 0, draw.randint(0, most), draw.randint(0, most)])

    rows = [Row("budget", "money", every, None, draw.randint(0, 12))]
    rows += [
        Row("quota", "awards", tuple(o for o in every if options[o].tier == t), maybe(1), maybe(3))
        for t in range(tiers)
    ]
    owner = [draw.randrange(max(1, n - 1)) for _ in range(n)]
    for enterprise in sorted(set(owner)):
        mine = tuple(o for o in every if owner[options[o].application] == enterprise)
        if len({options[o].application for o in mine}) > 1 and draw.random() < 0.7:
            rows.append(Row("one_award_per", "awards", mine, None, 1))
    for _ in range(draw.randint(0, 3)):
        kind = draw.choice(["awards", "awards", "money"])
        rows.append(Row("group", kind, some(0.6), maybe(1) if kind == "awards" else None, maybe(4)))  # type: ignore[arg-type]
    for mine in choices:
        rows += [Row("fund", "awards", mine, 1, None)] if mine and draw.random() < 0.06 else []
        rows += [Row("reject", "awards", mine, None, 0)] if mine and draw.random() < 0.06 else []
        rows += [Row("", "awards", mine, None, 1)] if len(mine) > 1 else []
    aimed = [t for t in range(tiers) if draw.random() < 0.55]
    targets = [Target(t, draw.choice([0, 1, 2, 4, 7]), tuple(o for o in every if options[o].tier == t)) for t in aimed]
    return Model(tuple(options), tuple(choices), tuple(rows), tuple(targets), tiers, funded, 1, Fraction(1))


def tied(seed: int, fewest: int = 2, most: int = 6) -> Model:
    """Equal scores: all of them, of two values, by tier, or by city; enterprises, cities with least and most awards."""
    draw = Random(seed)
    n, tiers, costs = draw.randint(fewest, most), draw.choice([1, 2, 2, 3]), draw.choice([[1], [1], [1, 2], [2, 3]])
    kind = draw.choice(["all", "two", "by tier", "by city"])
    city, owner = [draw.randrange(3) for _ in range(n)], [draw.randrange(max(1, n * 4 // 5)) for _ in range(n)]
    options: list[Option] = []
    choices = []
    for k in range(n):
        start = len(options)
        for tier in (t for t in range(tiers) if draw.random() < 0.75):
            value = {"all": 6, "two": 6 if 2 * k < n else 4, "by tier": 6 - 2 * tier, "by city": 6 - city[k]}[kind]
            cost = draw.choice(costs)
            options.append(Option(k, tier, value, cost, cost))
        choices.append(tuple(range(start, len(options))))
    every = tuple(range(len(options)))
    rows = [Row("budget", "money", every, None, max(1, int(n * draw.choice([0.3, 0.5, 0.8, 2]))))]
    for tier in (t for t in range(tiers) if draw.random() < 0.6):
        high = max(1, n * draw.choice([1, 2]) // 5)
        mine = tuple(o for o in every if options[o].tier == tier)
        rows.append(Row("quota", "awards", mine, draw.choice([None, None, high // 2]), high))
    for enterprise in sorted(set(owner)) if draw.random() < 0.6 else ():
        mine = tuple(o for o in every if owner[options[o].application] == enterprise)
        if len({options[o].application for o in mine}) > 1:
            rows.append(Row("one_award_per", "awards", mine, None, 1, str(enterprise)))
    for home in range(3) if draw.random() < 0.7 else ():
        mine = tuple(o for o in every if city[options[o].application] == home)
        low, up = draw.choice([None, None, 1, max(1, n // 8)]), draw.choice([None, max(1, n // 4)])
        rows.append(Row("group", "awards", mine, low if mine else None, up, str(home)))
    if draw.random() < 0.3:
        rows.append(Row("group", "money", tuple(o for o in every if draw.random() < 0.5), None, max(1, n // 3)))
    rows += [Row("", "awards", mine, None, 1) for mine in choices if len(mine) > 1]
    aimed = [t for t in range(tiers) if draw.random() < 0.4]
    aims = [(t, draw.randint(0, max(1, n // 3))) for t in aimed]
    targets = tuple(Target(t, aim, tuple(o for o in every if options[o].tier == t)) for t, aim in aims)
    return Model(tuple(options), tuple(choices), tuple(rows), targets, tiers, False, 1, Fraction(1))
