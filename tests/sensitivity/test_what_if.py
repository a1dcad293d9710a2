"""What-ifs: the scenario supposed, its files, and what is refused."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator import Scenario, find_conflict, load, solve, verify, what_if, write_run
from allocator.errors import InputError, UsageError
from allocator.scenario.settled import settled
from allocator.scenario.variants import with_scores
from tests.small import APPLICATIONS, policy, scenario
from tests.strategies import Case, cases
from tests.test_engines_agree import loaded


def won(allocation: Any) -> dict[str, tuple[str, int]]:
    return {a.application_id: (a.tier, a.amount // 10_000) for a in allocation.awards}


@pytest.fixture
def small(tmp_path: Path) -> Scenario:
    rules = "min_score: {value: 60, source: 第六条}\nfallback: [{from: top, to: base, source: assumption}]"
    return scenario(tmp_path / "s", policy(rules, budget="10"))


def test_nothing_supposed_is_the_allocation_as_it_is(small: Scenario) -> None:
    assert what_if(small).record() == solve(small).record()


def test_budget_scores_amounts_rules_and_decisions(small: Scenario) -> None:
    assert what_if(small, budget="0.002亿").scenario.budget == 200_000
    assert "D" in won(what_if(small, budget=8, score={"D": 99, "A": "10"}, decisions={"B": "reject"}))
    assert {a for _, a in won(what_if(small, budget=40, amounts="in-full")).values()} == {10, 6}
    assert "C" not in won(what_if(small, budget=40, score={"C": Fraction(59)}))
    assert "C" in won(what_if(small, budget=40, score={"C": 59}, without=["min_score"]))
    assert won(what_if(small, decisions={"A": "fund:base"}))["A"][0] == "base"


def test_a_decision_is_withdrawn_by_none_or_by_its_rule(tmp_path: Path) -> None:
    rows = "application_id,decision,reason\nA,reject,会议\nB,reject,会议\n"
    read = scenario(tmp_path / "s", policy(budget="40"), decisions=rows)
    assert won(solve(read)).keys() == {"C", "D"}
    both = what_if(read, decisions={"A": None}, without=["decision:B"])
    assert won(both).keys() == {"A", "B", "C", "D"}
    assert both.scenario.tables.decisions is None
    changed = what_if(read, decisions={"A": "fund"}).scenario.tables.decisions
    assert changed is not None
    assert [(e.reason, e.verdict) for e in changed.entries] == [("会议", "reject"), ("情景假设 what-if", "fund")]


def test_what_closes_a_funded_application_is_infeasible_and_cannot_be_written(tmp_path: Path) -> None:
    rows = "application_id,decision,reason\nD,fund,会议\n"
    text = policy("min_score: {value: 60, source: x}", budget="40")
    found = what_if(scenario(tmp_path / "s", text, decisions=rows), score={"D": 59})
    assert found.status == "infeasible"
    with pytest.raises(UsageError, match="inputs would be refused"):
        write_run(tmp_path / "r", found)
    assert not (tmp_path / "r").exists()


def test_every_fault_is_told_at_once(small: Scenario) -> None:
    with pytest.raises(InputError) as error:
        what_if(
            small,
            budget="viel",
            score={"E": 70, "A": "x", "B": 100.5, "C": 101, "D": True},
            amounts="in-ful",
            without=["min_scor", "budget"],
            decisions={"A": "found", "B": None, "Z": "fund"},
        )
    text = str(error.value)
    for line in (
        "what-if, budget: found 'viel' is not an amount; write for example 3000",
        "what-if, score E: found 'E', expected the id of an application; look the id up",
        "what-if, score A: found 'x' is not a number, expected 0 to 100 with at most 0 places",
        "what-if, score B: found '100.5' is outside 0 to 100",
        "what-if, score C: found '101' is outside 0 to 100",
        "what-if, score D: found True is not a number",
        "what-if, amounts: found 'in-ful', expected one of proportional, optimised, uniform, in-full, graded; did you",
        "what-if, without min_scor: found 'min_scor', expected the id of a rule; did you mean 'min_score'?",
        "what-if, without budget: found the budget, expected a rule; state a larger budget",
        "what-if, decision A: found 'found' is no decision; write fund, fund:TIER or reject",
        "what-if, decision B: found no recorded decision, expected one to withdraw",
        "what-if, decision Z: found 'Z', expected the id of an application",
    ):
        assert line in text
    assert len(error.value.problems) == 12


@pytest.mark.parametrize(
    ("parts", "asked", "message"),
    [
        ({"amounts": ""}, "graded", "needs bands"),
        ({"rules": "objective: funded-score", "amounts": ""}, "in-full", "under objective funded-score"),
        (
            {"tiers": "\ntiers: [{id: top, name: T, source: x}, {id: base, name: B, source: x}]\n"},
            "uniform",
            "needs a cap",
        ),
    ],
)
def test_an_amounts_rule_that_the_policy_cannot_carry_is_refused(
    tmp_path: Path, parts: dict[str, str], asked: str, message: str
) -> None:
    given = dict(parts)
    text = policy(given.pop("rules", ""), **given)
    read = scenario(tmp_path, text, APPLICATIONS.replace(",,", ",5,"))
    with pytest.raises(InputError, match=message):
        what_if(read, amounts=asked)


def test_money_sets_that_cross_refuse_proportional_amounts(tmp_path: Path) -> None:
    groups = """groups:
  - {id: city-money, by: city, max_amount: 9, source: x}
  - {id: chain-money, by: chain, max_amount: 9, source: x}"""
    rows = "application_id,enterprise,tier,score,city,chain\nA,a,top,9,x,u\nB,b,top,8,x,v\nC,c,top,7,y,u\n"
    read = scenario(tmp_path, policy(groups, amounts="in-full"), rows)
    with pytest.raises(InputError, match="overlaps, neither within the other"):
        what_if(read, amounts="proportional")


def test_a_new_decision_on_a_closed_tier_is_refused(small: Scenario) -> None:
    with pytest.raises(InputError, match="decision C: the application is to be funded, but tier top is closed to it"):
        what_if(small, decisions={"C": "fund:top"})


REVIEWED = """scoring:
  indicators:
    - {id: a, name: 甲, weight: 50, max: 10, source: x}
    - {id: b, name: 乙, weight: 50, max: 10, source: x}
  panel: {severity: %s, source: x}
  tie_break: [b]"""
SHEETS = [("A", 9, 9), ("B", 8, 8), ("C", 7, 9), ("D", 9, 7)]
REVIEWS = "application_id,expert,indicator,score\n" + "".join(
    f"{i},{e},{k},{v}\n" for i, *values in SHEETS for e in ("X", "Y") for k, v in zip("ab", values, strict=True)
)
UNSCORED = "".join(f"{line.rsplit(',', 2)[0]},,{line.rsplit(',', 1)[1]}\n" for line in APPLICATIONS.splitlines()[1:])


def reviewed(folder: Path, severity: str = "none") -> Scenario:
    header = APPLICATIONS.splitlines()[0] + "\n"
    return scenario(folder, policy(REVIEWED % severity, budget="6"), header + UNSCORED, reviews=REVIEWS)


def test_indicator_points_stay_for_ties(tmp_path: Path) -> None:
    read = reviewed(tmp_path / "s")
    found = what_if(read, score={"B": 90}, budget=4)  # level with A, whose points in b are more
    assert list(found.scenario.order) == [0, 1, 2, 3]
    assert found.scenario.order == with_scores(read, {1: 90}).order
    lower = what_if(read, score={"A": 80})  # level with B, C and D: b says A, C, B, D
    assert [found.scenario.tables.applications.ids[k] for k in lower.scenario.order] == ["A", "C", "B", "D"]
    with pytest.raises(UsageError) as refused:
        write_run(tmp_path / "r", lower)
    assert str(refused.value).startswith("--score A: found 80, the score of B, C, D too; the indicator points decide")
    assert "expected with --out a score that no other has; assume 79 or 81, or leave --out away" in str(refused.value)
    assert not (tmp_path / "r").exists()
    write_run(tmp_path / "r", what_if(read, score={"A": 79}))


def test_an_assumed_score_is_written_in_the_place_of_the_reviews(tmp_path: Path) -> None:
    found = what_if(reviewed(tmp_path / "s"), score={"D": 95})
    write_run(tmp_path / "r", found)
    report = verify(tmp_path / "r")
    assert (report.differences, report.proven) == ((), True)
    again = load(tmp_path / "r" / "inputs")
    assert again.score(3) == 95
    assert again.tables.reviews is not None
    assert set(again.tables.reviews.table.cells("application_id")) == {"A", "B", "C"}


def test_severity_keeps_others_from_being_written(tmp_path: Path) -> None:
    header = "application_id,expert,indicator,score\n"
    own = [("A", "X", 9), ("B", "X", 5), ("B", "Y", 9), ("C", "Y", 8), ("D", "Y", 4)]
    rows = header + "".join(f"{i},{e},{k},{v}\n" for i, e, v in own for k in "ab")
    head = APPLICATIONS.splitlines()[0] + "\n"
    read = scenario(tmp_path / "s", policy(REVIEWED % "mean-shift", budget="6"), head + UNSCORED, reviews=rows)
    found = what_if(read, score={"A": 99})
    assert found.status == "optimal"
    assert [found.scenario.score(k) for k in (1, 2, 3)] == [read.score(k) for k in (1, 2, 3)]
    with pytest.raises(UsageError, match="correction of severity would change other scores"):
        write_run(tmp_path / "r", found)


def test_the_policy_written_says_that_it_is_a_what_if(small: Scenario, tmp_path: Path) -> None:
    write_run(tmp_path / "r", what_if(small, without=["min_score"], budget=12))
    text = (tmp_path / "r" / "inputs" / "policy.yaml").read_text(encoding="utf-8")
    assert text.startswith("# 情景假设 what-if: 由 s 的政策改动而成")
    assert "min_score" not in text
    assert verify(tmp_path / "r").differences == ()
    write_run(tmp_path / "b", what_if(small, budget=12))  # nothing but the budget: still a run of the scenario
    report = verify(tmp_path / "b")
    assert (report.differences, report.unchecked) == ((), ())


@settings(max_examples=12)
@given(case=cases(most=5), data=st.data())
def test_what_is_written_verifies_or_is_refused(case: Case, data: st.DataObject) -> None:
    read = loaded(case)
    if read is None:
        return
    ids = read.tables.applications.ids
    score = {ids[data.draw(st.integers(0, len(ids) - 1))]: data.draw(st.integers(0, 20))}
    other = {ids[data.draw(st.integers(0, len(ids) - 1))]: "reject"}
    found = what_if(read, score=score, decisions=other, engine="enumeration")
    k = ids.index(next(iter(score)))
    expected = with_scores(read, {k: next(iter(score.values())) * 10**read.policy.score_decimals})
    assert found.scenario.order == expected.order
    with tempfile.TemporaryDirectory() as folder:
        try:
            settled(found.scenario)
        except UsageError:
            return
        conflict = find_conflict(found.scenario) if found.status == "infeasible" else None
        write_run(Path(folder) / "r", found, conflict=conflict)
        assert verify(Path(folder) / "r").differences == ()
