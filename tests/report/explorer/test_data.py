"""The page's data say the same as the run: awards, explanations, every budget's winners, amounts solved anew."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator import solve
from allocator.numbers import plain
from allocator.report.articles import article
from allocator.report.content import Lang
from allocator.report.explained_run import ExplainedRun
from allocator.report.explorer.data import page_data
from allocator.report.explorer.known_amounts import MOST_BUDGETS, known_amounts, shown_budgets
from allocator.report.terms import Terms
from allocator.scenario import Scenario
from allocator.sensitivity.record import rule_cost_rows, sensitivity_record
from tests.report.explorer.made import explained, scenario
from tests.report.sample import document

Record = dict[str, Any]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ExplainedRun:
    return explained(scenario(tmp_path_factory.mktemp("run")))


@pytest.fixture(scope="module")
def data(run: ExplainedRun) -> Record:
    return page_data([document(25, figures=False)], run, Lang.ZH)


def test_awards_and_head_are_those_of_the_record(run: ExplainedRun, data: Record) -> None:
    record = run.allocation.record()
    tiers = [t["id"] for t in data["tiers"]]
    awards = [
        {"id": a["id"], "tier": tiers[a["tier"]], "amount": int(a["amount"]), "score": a["score"]}
        for a in sorted((a for a in data["applications"] if "tier" in a), key=lambda a: a["tier"])
    ]
    assert awards == [
        {"id": a["application_id"], "tier": a["tier"], "amount": a["amount"], "score": plain(a["score"])}
        for a in record["awards"]
    ]
    head = data["run"]
    assert (int(head["budget"]), int(head["awarded"])) == (record["budget"], record["awarded"])
    assert dict(zip(tiers, head["counts"], strict=True)) == record["counts"]
    assert [s[:2] for s in head["stages"]] == [[s["stage"], plain(s["value"])] for s in record["objective"]]


def test_explanations_are_those_of_the_record(run: ExplainedRun, data: Record) -> None:
    assert run.sensitivity is not None
    record = sensitivity_record(run.sensitivity)
    mine = {a["id"]: a for a in data["applications"]}
    ids, tiers = [a["id"] for a in data["applications"]], [t["id"] for t in data["tiers"]]
    assert [a["application_id"] for a in record["applications"]] == [i for i in ids if "standing" in mine[i]]
    for theirs in record["applications"]:
        a = mine[theirs["application_id"]]
        assert a["reason"] == [theirs["reason"]["zh"], theirs["reason"]["en"]]
        assert a["standing"] == theirs["standing"]
        assert a["regret"]["stage"] == theirs["regret"]["stage"]
        assert a["regret"].get("loss") == _text(theirs["regret"].get("loss"))
        assert a["regret"].get("rules") == theirs["regret"].get("rules")
        assert [ids[p] for p in a["regret"].get("leaving", [])] == theirs["leaving"]
        assert [ids[p] for p in a["regret"].get("entering", [])] == theirs["entering"]
        told = [[s, "none" if t < 0 else tiers[t]] for s, t in a["by_score"]]
        assert told == [[plain(Fraction(s)), outcome] for s, outcome in theirs["outcome_by_score"]]
        flip = theirs["score_to_win"] if theirs["score_to_win"] is not None else theirs["score_to_lose"]
        assert a.get("score_flips") == _text(flip)
        assert a.get("gap") == _text(theirs["gap"])
        flips = theirs["budget_to_win"] or theirs["budget_to_lose"]
        assert (a.get("budget_above"), a.get("budget_below")) == (_text(flips["above"]), _text(flips["below"]))
        told = [(ids[p], rules) for rules, who in a.get("inversions", []) for p in who]
        assert sorted(told) == sorted((i["application_id"], i["rules"]) for i in theirs["inversions"])
    for theirs in record["screened"]:
        a = mine[theirs["application_id"]]
        assert a["reason"] == [theirs["reason"]["zh"], theirs["reason"]["en"]]
        assert a["would_win"] == theirs["would_win"]
        assert len(a["failed"]) == len(theirs["failed"])


def _text(value: Fraction | int | None) -> str | None:
    return None if value is None else plain(value)


def test_rule_costs_are_those_of_the_record(run: ExplainedRun, data: Record) -> None:
    assert run.sensitivity is not None
    scenario, stage = run.allocation.scenario, run.allocation.objective[1]
    _, *rows = rule_cost_rows(scenario, stage.stage, run.sensitivity.rule_costs)
    ids = [a["id"] for a in data["applications"]]
    mine = {r["id"]: r for r in data["rules"] if "cost" in r}
    assert sorted(mine) == sorted(row[0] for row in rows)
    for rule, source, status, _, value, *moves in rows:
        cost = mine[rule]["cost"]
        assert (mine[rule]["source"], cost["feasible"]) == (list(article(source)), status == "optimal")
        if cost["feasible"]:
            assert Fraction(cost["value"]) == Fraction(value) - stage.value
            assert [";".join(ids[p] for p in cost[m]) for m in ("gained", "lost", "moved")] == moves


def winners_by_budget(data: Record) -> dict[int, dict[str, str]]:
    """First budget of each row -> winners with their tiers, as the page follows the changes."""
    found, now = {}, dict[str, str]()
    for row in data["outcomes"]["rows"]:
        for place, tier in row["changes"]:
            application = data["applications"][place]["id"]
            now.pop(application, None)
            if tier >= 0:
                now[application] = data["tiers"][tier]["id"]
        found[int(row["budget"])] = dict(now)
    return found


def test_winners_at_every_budget_of_the_range_are_those_of_a_new_solve(run: ExplainedRun, data: Record) -> None:
    scenario, rows = run.allocation.scenario, winners_by_budget(data)
    first, last = map(int, data["outcomes"]["range"])
    step = scenario.policy.money.step_base
    for budget in range(first, last + 1, step):
        again = solve(scenario.with_budget(budget))
        row = rows[max(b for b in rows if b <= budget)]
        assert row == {a.application_id: a.tier for a in again.awards}


@pytest.mark.parametrize(
    ("amounts", "objective"),
    [("proportional", ""), ("optimised", ""), ("uniform", ""), ("in-full", ""), ("", "objective: funded-score")],
)
def test_known_amounts_are_those_of_a_new_solve(tmp_path: Path, amounts: str, objective: str) -> None:
    run = explained(scenario(tmp_path, amounts=amounts, objective=objective))
    assert run.sensitivity is not None
    known = list(known_amounts(run.sensitivity))
    assert len(known) > 10
    for one in known:
        again = solve(run.allocation.scenario.with_budget(one.budget))
        assert list(one.amounts.items()) == [(a.application, a.amount) for a in again.awards]
    own = next(one for one in known if one.budget == run.allocation.scenario.budget)
    assert sum(own.amounts.values()) == run.allocation.awarded


@pytest.mark.parametrize(
    ("first", "last", "own"), [(1500, 4500, 3000), (0, 7, 3), (10, 10, 10), (3, 10**30, 17), (200, 300, 100)]
)
def test_budgets_with_amounts(first: int, last: int, own: int) -> None:
    breaks = [b for b in range(own - 100, own + 100) if first <= b <= last]
    chosen = shown_budgets(first, last, own, breaks)
    assert chosen == sorted(set(chosen))
    assert {first, last} <= set(chosen)
    assert (own in chosen) == (first <= own <= last)
    assert all(first <= b <= last for b in chosen)
    assert len(chosen) <= MOST_BUDGETS
    assert len(chosen) == MOST_BUDGETS or set(breaks) <= set(chosen)


def test_a_tier_without_an_english_name_is_called_the_same_everywhere(awkward_run: ExplainedRun) -> None:
    terms, tiers = Terms(awkward_run), page_data([], awkward_run, Lang.ZH)["tiers"]
    named = [list(terms.tier(n)) for n in range(len(tiers))]
    assert named == [["标杆型", "top"], ["示范型", "base"]]
    assert [t["name"] for t in tiers] == named
    assert [list(terms.words.tier(n)) for n in range(len(tiers))] == named


def test_no_expert_is_in_the_page(run: ExplainedRun, data: Record) -> None:
    named = {"id", "enterprise", "title", "city", "chain", "applied", "open", "score", "rank", "tier", "amount"}
    asked = {"requested", "investment", "sheets", "points", "failed", "decision", "reason", "standing", "regret"}
    asked |= {"by_score", "score_flips", "gap", "budget_above", "budget_below", "inversions", "would_win"}
    assert {key for a in data["applications"] for key in a} <= named | asked


def test_documents_keep_every_block_and_cell(data: Record) -> None:
    [record] = data["documents"]
    source = document(25, figures=False)
    assert len(record["blocks"]) == len(source.blocks)
    table = next(b for b in record["blocks"] if "rows" in b)
    assert [row[0] for row in table["rows"]].count("subtotal") == 2
    assert table["rows"][0][1:] == ["1", "SD2026-000", "甲&乙<b>丙</b>有限公司", "85.75", "123,456.75", ""]
    role, words, covered, *_ = table["rows"][-1]
    assert (role, words, covered) == ("total", ["合计", "Total"], None)


def test_a_range_without_a_whole_step_has_no_rows(tmp_path: Path) -> None:
    of: Scenario = scenario(tmp_path)
    narrow = of.policy.sensitivity.replace(budgets=(Fraction(101, 100), Fraction(102, 100)))
    run = explained(_with_policy(of, narrow))
    outcomes = page_data([], run, Lang.ZH)["outcomes"]
    assert (outcomes["rows"], outcomes["known"]) == ([], [])


def _with_policy(of: Scenario, sensitivity: Any) -> Scenario:
    from dataclasses import replace

    return replace(of, policy=of.policy.replace(sensitivity=sensitivity))
