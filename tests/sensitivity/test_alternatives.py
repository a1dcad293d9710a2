"""The best other winner sets and the number of ties, against all winner sets there are."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from allocator import solve
from allocator.engines import Clock
from allocator.engines.enumeration import Enumeration
from allocator.errors import UsageError
from allocator.model import Row, compile_model
from allocator.model.parts import Rows
from allocator.scenario import Scenario
from allocator.sensitivity.alternatives import alternatives
from allocator.sensitivity.best import Solver
from tests.small import policy, scenario
from tests.strategies import Case, cases
from tests.test_engines_agree import loaded

Ranked = tuple[int, int, list[int]]


def every_winner_set(of: Scenario) -> list[Ranked]:
    """(deviation, minus value, list) of every winner set that keeps the rules, the best first."""
    model = compile_model(of)
    if model.funded:
        return sorted(every_funded(of))
    found = []
    for chosen in itertools.product(*([*c, None] for c in model.choices)):
        if not model.violations(chosen):
            tiers = [model.tiers if o is None else model.options[o].tier for o in chosen]
            found.append((model.deviation(chosen), -model.value(chosen), tiers))
    return sorted(found)


def every_funded(of: Scenario) -> list[Ranked]:
    """The same where a winner set is worth what its best amounts make of it."""
    model, solver, found = compile_model(of), Solver(Clock(), Enumeration()), []
    for chosen in itertools.product(*([*c, None] for c in model.choices)):
        if model.violations(chosen):
            continue
        taken = [o for o in chosen if o is not None]
        rows = [Row("", "awards", (o,), int(o in taken), int(o in taken)) for o in range(len(model.options))]
        best = solver.best(replace(model, rows=Rows((*model.rows, *rows))))
        if best is not None:
            found.append((best.deviation, -best.value, best.tiers.tolist()))
    return found


def check(of: Scenario, k: int, most_ties: int) -> None:
    allocation = solve(of)
    if allocation.status != "optimal":
        with pytest.raises(UsageError, match="infeasible"):
            alternatives(allocation)
        return
    expected = every_winner_set(of)
    model, best = compile_model(of), expected[0]
    found = alternatives(allocation, k, most_ties=most_ties)
    ties = sum(e[:2] == best[:2] for e in expected)
    assert (found.ties, found.counted) == (min(ties, most_ties), ties <= most_ties)
    assert len(found.next) == min(k, len(expected) - 1)
    for a, (deviation, value, tiers) in zip(found.next, expected[1:], strict=False):
        assert a.tiers == {of.order[n]: t for n, t in enumerate(tiers) if t < model.tiers}
        if deviation != best[0]:
            assert (a.stage, a.loss) == ("quota-deviation", deviation - best[0])
        elif value != best[1]:
            assert (a.stage, a.loss) == (model.stage, model.exact(value - best[1]))
        else:
            assert (a.stage, a.loss) == ("tie", 0)
        first = {of.order[n]: t for n, t in enumerate(best[2]) if t < model.tiers}
        assert set(a.entering) == a.tiers.keys() - first.keys()
        assert set(a.leaving) == first.keys() - a.tiers.keys()
        assert set(a.moved) == {j for j in a.tiers.keys() & first.keys() if a.tiers[j] != first[j]}


@settings(max_examples=60)
@given(cases(most=5))
def test_all_winner_sets_in_order(case: Case) -> None:
    of = loaded(case)
    if of is not None and of.policy.objective == "winners-first":
        check(of, 6, 4)


@settings(max_examples=60)
@given(cases(most=3))
def test_all_winner_sets_in_order_under_funded_score(case: Case) -> None:
    case.policy["objective"] = "funded-score"
    case.policy.pop("amounts", None)
    of = loaded(case)
    if of is not None:
        check(of, 4, 3)


TIED = """application_id,enterprise,tier,requested,score,city
A,甲公司,top,,90,济南市
B,乙公司,base,,70,济南市
C,丙公司,base,,70,青岛市
D,丁公司,base,,70,青岛市
"""


def test_ties_are_counted_up_to_a_limit(tmp_path: Path) -> None:
    allocation = solve(scenario(tmp_path, policy(budget="6"), TIED))
    assert [a.application_id for a in allocation.awards] == ["A", "B"]
    found = alternatives(allocation, 3)
    tie = {"stage": "tie", "loss": 0}
    less = {"stage": "weighted-score", "loss": 40}
    both = {"C": "base", "D": "base"}
    assert found.record() == {
        "ties": 3,
        "next": [
            {"loss": tie, "entering": ["C"], "leaving": ["B"], "moved": [], "tiers": {"C": "base"}},
            {"loss": tie, "entering": ["D"], "leaving": ["B"], "moved": [], "tiers": {"D": "base"}},
            {"loss": less, "entering": ["C", "D"], "leaving": ["A"], "moved": [], "tiers": both},
        ],
    }
    assert alternatives(allocation, 1, most_ties=2).record()["ties"] == {"at_least": 2}
    assert alternatives(allocation, 1, most_ties=3).record()["ties"] == 3
    assert alternatives(allocation, 0).next == ()
    assert alternatives(allocation, 1).next[0].loss == Fraction(0)


def test_what_cannot_be_answered_is_refused(tmp_path: Path) -> None:
    allocation = solve(scenario(tmp_path, policy(budget="6"), TIED))
    with pytest.raises(UsageError, match="k is 0 or more"):
        alternatives(allocation, -1)
    with pytest.raises(UsageError, match="ended the search after 0 of 5"):
        alternatives(allocation, time_limit=0)
