"""One row looked at whole: against every choice there is, and in the engine in place of its search."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest

from allocator.engines import Clock, Status, engine_named
from allocator.engines.certified import within
from allocator.engines.certified.core import Stopped, TooManyStates
from allocator.engines.certified.dense import knapsack_of
from allocator.engines.certified.settle import WIDE, Table
from tests.engines.models import KNAPSACKS, knapsack, oddity


def table(draw: Random) -> tuple[Table, Any]:
    """A few classes over one row, and ranks of their options."""
    unit, sizes = draw.choice([1, 1, 5]), [draw.randint(2, 4) for _ in range(draw.randint(1, 5))]
    starts = np.cumsum([0, *sizes[:-1]])
    count = sum(sizes)
    uses = np.array([[unit * draw.randint(-2, 6)] for _ in range(count)])
    values = np.array([draw.randint(-3, 5) for _ in range(count)])
    low = draw.choice([-WIDE, draw.randint(-5, 12)])
    high = draw.choice([WIDE, max(low, -5) + draw.randint(0, 12)])
    none = np.zeros(count, np.int64)
    ranks = np.concatenate([draw.sample(range(size), size) for size in sizes])
    ends = np.array([low]), np.array([high])
    return Table(none, starts, none, values, uses, *ends, np.zeros(1, np.int64), 0, 0, True), ranks


def enumerated(table: Table, ranks: Any) -> tuple[int, ...] | None:
    """The best choice, first class by class among equals."""
    edges = [*table.starts.tolist(), len(table.options)]
    classes = [range(a, b) for a, b in itertools.pairwise(edges)]
    found = [
        (-sum(int(table.values[o]) for o in chosen), [int(ranks[o]) for o in chosen], chosen)
        for chosen in itertools.product(*classes)
        if table.low[0] <= sum(int(table.uses[o, 0]) for o in chosen) <= table.high[0]
    ]
    return min(found)[2] if found else None


def test_it_finds_the_first_of_the_best_choices() -> None:
    met = 0
    for seed in range(400):
        made, ranks = table(Random(seed))
        filled, truth = knapsack_of(made), enumerated(made, ranks)
        found = filled.best(ranks, Clock()) if filled else None
        assert (None if found is None else tuple(found.tolist())) == truth
        met += truth is not None
    assert 200 < met < 400


def test_what_has_more_rows_or_none_is_no_knapsack() -> None:
    made, _ = table(Random(1))
    assert knapsack_of(made.rows(np.zeros(0, np.int64))) is None
    assert knapsack_of(made.rows(np.array([0, 0]))) is None
    assert knapsack_of(made.ordered(np.zeros(0, np.int64))) is None


def test_the_clock_stops_it() -> None:
    made, ranks = table(Random(3))
    filled = knapsack_of(made)
    assert filled is not None
    with pytest.raises(Stopped):
        filled.best(ranks, Clock(0))


@pytest.fixture
def in_vain(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """The search outgrows its limit at once; how often it was asked."""
    asked = []

    def search(*_: Any) -> None:
        asked.append(1)
        raise TooManyStates

    monkeypatch.setattr(within, "search", search)
    return lambda: len(asked)


@pytest.mark.parametrize("kind", KNAPSACKS)
def test_knapsacks_without_the_search(kind: str, in_vain: Callable[[], int]) -> None:
    for seed in range(4):
        model = knapsack(kind, 9, seed, 40)
        outcome, truth = (engine_named(e).solve(model, Clock()) for e in ("certified", "enumeration"))
        assert outcome.status is Status.OPTIMAL
        assert (outcome.bounds, outcome.chosen) == (truth.bounds, truth.chosen)
    assert in_vain()


def test_odd_models_without_the_search(in_vain: Callable[[], int]) -> None:
    """Where more than one row is open, this engine splits until one is; where it gives up, it says so."""
    solved = 0
    for seed in range(150):
        model = oddity(seed)
        outcome, truth = (engine_named(e).solve(model, Clock()) for e in ("auto", "enumeration"))
        assert (outcome.status, outcome.bounds, outcome.chosen) == (truth.status, truth.bounds, truth.chosen)
        solved += outcome.certificate is not None
    assert solved > 40
    assert in_vain()
