"""The slow reference itself: against the package's own screening and solving, and where answers must hang together."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from allocator import load, solve
from allocator.errors import EngineError
from allocator.scenario import Scenario
from tests.sensitivity.made import loaded, near_the_line, seeded
from tests.sensitivity.reference.facts import Facts, facts_of
from tests.sensitivity.reference.margins import explain
from tests.sensitivity.reference.overview import alternatives, frontier
from tests.sensitivity.reference.records import differences, rule_cost_rows
from tests.sensitivity.reference.rules import without
from tests.sensitivity.reference.solution import ranked, world_of
from tests.sensitivity.reference.solution import solve as slow
from tests.sensitivity.reference.spread import Purse, enumerated, filled
from tests.small import policy, write
from tests.strategies import Case

SEEDS = 40
KINDS = (
    *("proportional", "optimised", "uniform", "in-full", "graded", "funded-score"),
    *("core, weighted-score", "core, funded-score", "core, quota-deviation", "core, impossible"),
    *("exterior, weighted-score", "exterior, impossible", "borderline, tie", "borderline, weighted-score"),
    *("leaving", "entering", "inversions", "moved by the budget", "moved by a rule", "closed by score", "infeasible"),
)


@settings(max_examples=60)
@given(case=near_the_line(most=7))
def test_screening_winners_and_amounts_are_those_of_the_package(case: Case) -> None:
    scenario = loaded(case)
    if scenario is None:
        return
    facts, found = facts_of(scenario), slow(facts_of(scenario))
    assert found.world.eligible == tuple(int(k) for k in scenario.order)
    for k in found.world.eligible:
        bounds = {o.tier: (o.lo, o.hi) for o in found.world.options if o.k == k}
        assert bounds == dict(scenario.screening.open_tiers[k])
    for k in range(len(facts.applicants)):
        named = {"score" if c.startswith(("score-", "reviews-")) else c for c in scenario.screening.failed[k]}
        assert set(found.world.failed[k]) == named
    try:
        allocation = solve(scenario, engine="enumeration")
    except EngineError:
        return
    awards = {(a.application_id, a.tier, a.amount) for a in allocation.awards}
    mine = {(facts.applicants[k].id, found.outcome(k), found.amount(k)) for k, _ in found.winners}
    assert (allocation.status == "optimal", awards) == (found.feasible, mine)
    if found.feasible:
        assert [stage.value for stage in allocation.objective] == [found.deviation, found.value]


@settings(max_examples=25)
@given(case=near_the_line(most=5))
def test_answers_hang_together(case: Case) -> None:
    scenario = loaded(case)
    facts = facts_of(scenario) if scenario is not None else None
    if facts is None or not slow(facts).feasible:
        return
    base, record = slow(facts), explain(facts)
    for a in record["applications"]:
        k = facts.index(a["application_id"])
        wins = a["outcome"] != "none"
        now = facts.applicants[k].score
        assert any(low <= now <= high for low, high in a["score_wins"]) == wins
        for budget, outcome in a["outcome_by_budget"]:
            assert slow(facts.with_budget(budget // facts.step_base)).outcome(k) == outcome
        flip = a["score_to_lose"] if wins else a["score_to_win"]
        if flip is not None:
            assert (slow(facts.with_score(k, flip)).tier(k) is None) == wins
            assert abs(flip - now) == a["gap"] > 0
        if a["regret"]["stage"] == "impossible" and k in base.world.eligible:
            kept = a["regret"]["rules"]
            assert kept
            for rule in kept:  # without any one of them the opposite outcome conflicts with nothing among them
                other = facts
                for gone in {*rules_that_bind(facts)} - {*kept} | {rule}:
                    other = without(other, gone, ledger=False)
                assert slow(other, (k, not wins)).feasible
    rows = frontier(facts)
    low, high = record["range"]
    assert [row["budget"] for row in rows[:1]] == [low][: low <= high]  # a share of a step may hold no whole one
    assert {b for a in record["applications"] for b, _ in a["outcome_by_budget"]} <= {r["budget"] for r in rows}


def rules_that_bind(facts: Facts) -> list[str]:
    found = ["budget", *(f"quota:{t.id}" for t in facts.tiers), *(g.id for g in facts.groups)]
    found += ["one_award_per"] * facts.one_award
    return found + [f"decision:{facts.applicants[k].id}" for k, _ in facts.decisions]


@settings(max_examples=25)
@given(case=near_the_line(most=5))
def test_alternatives_begin_with_the_chosen_set_and_never_rise(case: Case) -> None:
    scenario = loaded(case)
    if scenario is None or not slow(facts_of(scenario)).feasible:
        return
    facts = facts_of(scenario)
    rows, found = ranked(facts), alternatives(facts, 4)
    assert rows[0] == (slow(facts).deviation, slow(facts).value, slow(facts).winners)
    assert len({w for _, _, w in rows}) == len(rows)
    assert found["ties"] == 1 + [n["stage"] for n in alternatives(facts, len(rows))["next"]].count("tie")
    assert all(n["loss"] > 0 or n["stage"] == "tie" for n in found["next"])
    assert len(found["next"]) == min(4, len(rows) - 1)


def test_the_scenarios_reach_every_kind_of_answer() -> None:
    """A campaign would prove nothing if its scenarios were refused or far from every line."""
    seen: Counter[str] = Counter()

    for seed in range(SEEDS):
        scenario = loaded(seeded(seed))
        if scenario is None:
            seen["refused"] += 1
            continue
        facts = facts_of(scenario)
        if not slow(facts).feasible:
            seen["infeasible"] += 1
            continue
        seen["feasible"] += 1
        seen[facts.rule] += 1
        for a in explain(facts)["applications"]:
            seen[f"{a['standing']}, {a['regret']['stage']}"] += 1
            seen["several intervals"] += len(a["score_wins"]) > 1
            seen["inversions"] += bool(a["inversions"])
            seen["moved by the budget"] += len(a["outcome_by_budget"]) > 1
            seen["closed by score"] += world_of(facts).open_tiers(facts.index(a["application_id"])) == []
            seen["leaving"] += bool(a["leaving"])
            seen["entering"] += bool(a["entering"])
        seen["moved by a rule"] += any(row["moved"] for row in rule_cost_rows(scenario))
    assert seen["feasible"] >= SEEDS // 2, seen
    for kind in KINDS:
        assert seen[kind], (kind, seen)


@settings(max_examples=200)
@given(data=st.data())
def test_filling_up_is_the_best_of_all_choices_where_sets_are_nested(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 4))
    split, most = data.draw(st.integers(0, count)), [data.draw(st.integers(0, 14)) for _ in range(3)]
    purses = []
    for k in range(count):
        lo = data.draw(st.integers(1, 2))
        limits = ((0, most[0] + 2 * count), (1 if k < split else 2, most[1 if k < split else 2] + 2 * count))
        weight = Fraction(data.draw(st.integers(0, 3)))
        purses.append(Purse(k, weight, lo, lo + data.draw(st.integers(0, 4)), None, limits))
    assert filled(tuple(purses)) == enumerated(tuple(purses))


# Six firms want 4 each of a budget of 8. B and C tie; D fails the gate; E is below the least score; F fails both.
GATED = """application_id,enterprise,tier,requested,score,gate
A,甲公司,base,4,9,是
B,乙公司,base,4,7,是
C,丙公司,base,4,7,是
D,丁公司,base,4,8,否
E,戊公司,base,4,5,是
F,己公司,base,4,3,否
"""


def by_hand(tmp_path: Path) -> Scenario:
    tiers = "tiers: [{id: base, name: 示范型, cap: 4, floor: 4, source: x}]\n"
    rules = (
        "max_score: 10",
        "eligibility: [{id: gate, name: 门槛, column: gate, equals: yes, source: x}]",
        "min_score: {value: 6, source: x}",
    )
    return load(write(tmp_path / "s", policy(*rules, budget="8", tiers=tiers), GATED))


def test_a_case_worked_by_hand(tmp_path: Path) -> None:
    facts = facts_of(by_hand(tmp_path))
    record = explain(facts)
    a, b, c, e = record["applications"]
    assert [x["application_id"] for x in (a, b, c, e)] == ["A", "B", "C", "E"]
    assert record["range"] == [40_000, 120_000]
    assert a["regret"] == {"stage": "weighted-score", "loss": 2}
    assert (a["entering"], a["score_wins"], a["score_to_lose"], a["gap"]) == (["C"], [[7, 10]], 6, 3)
    assert (b["regret"], b["entering"], b["standing"]) == ({"stage": "tie", "loss": 0}, ["C"], "borderline")
    assert b["budget_to_lose"] == {"above": None, "below": 70_000}
    assert b["outcome_by_budget"] == [[40_000, "none"], [80_000, "base"]]
    assert (c["leaving"], c["score_to_win"], c["budget_to_win"]) == (["B"], 8, {"above": 120_000, "below": None})
    assert (e["regret"], e["score_to_win"], e["gap"]) == ({"stage": "impossible", "rules": ["min_score"]}, 8, 3)
    assert record["screened"] == [
        {"application_id": "D", "failed": ["gate"], "would_win": True},
        {"application_id": "F", "failed": ["gate", "min_score"], "would_win": False},
    ]
    found = alternatives(facts, 2)
    assert found["ties"] == 2
    assert found["next"] == [
        {"stage": "tie", "loss": 0, "winners": [("A", "base"), ("C", "base")]},
        {"stage": "weighted-score", "loss": 2, "winners": [("B", "base"), ("C", "base")]},
    ]


def test_differences_names_every_place() -> None:
    want = {"application_id": "A", "gap": Fraction(1, 2), "rules": ["b", "a"], "would_win": False, "list": [1, 2]}
    got = {**want, "rules": ["a", "b"], "reason": {"zh": "x"}}
    assert not list(differences(want, got))
    broken = {**got, "gap": 1, "would_win": 0, "list": [1], "rules": ["a"]}
    assert len(list(differences(want, broken))) == 4
    assert list(differences(want, {k: v for k, v in got.items() if k != "gap"})) == [".gap(A): absent"]
