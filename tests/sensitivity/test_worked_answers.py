"""scenarios/answers: every number and every sentence of a worked answer is the one that the allocator gives."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from allocator import find_conflict, load, solve
from allocator.allocation import Allocation
from allocator.cli.show_explanation import show_page
from allocator.model import compile_model
from allocator.numbers import plain
from allocator.scenario import Scenario
from allocator.sensitivity.explain import explain
from allocator.sensitivity.explanation import Explanation, Sensitivity
from allocator.sensitivity.reasons import Reasons
from allocator.sensitivity.reasons.kinds import LOSERS, WINNERS
from tests.sensitivity.worked import Row, Worked, chain, value

ROOT = Path(__file__).resolve().parents[2] / "scenarios"
FOLDERS = sorted(p.name for p in (ROOT / "answers").iterdir())
EXPLAINED = [name for name in FOLDERS if name != "conflict"]
UNIT = 10_000


@cache
def scenario_of(name: str) -> Scenario:
    return load(ROOT / "answers" / name)


@cache
def explained(name: str) -> Sensitivity:
    return explain(solve(scenario_of(name)))


@pytest.mark.parametrize("name", FOLDERS)
def test_the_scenario_is_small_and_shown_as_it_is(name: str) -> None:
    with open(ROOT / "answers" / name / "applications.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert 3 <= len(rows) <= 6
    assert scenario_of(name).warnings == ()
    shown = Worked.of(ROOT / "answers" / name).table("申报 Applications")
    assert shown == [{k: row[k] for k in shown[0]} for row in rows]


@pytest.mark.parametrize("name", FOLDERS)
def test_the_arithmetic_holds(name: str) -> None:
    lines = list(Worked.of(ROOT / "answers" / name).arithmetic())
    assert lines
    assert all(len(values) > 1 for _, values in lines)


@pytest.mark.parametrize("name", [name for name in FOLDERS if name != "objective"])
def test_the_winner_sets_are_judged_rightly(name: str) -> None:
    """By the model for the rules, by the columns of the input for money and worth."""
    rows = Worked.of(ROOT / "answers" / name).table("方案 Winner sets")
    assert len(rows) > 1 or name in ("min-score", "screened")
    judged = [judge(name, row) for row in rows]
    best = [rank for rank, verdict in judged if verdict == "**最优 best**"]
    assert len(best) == (0 if name == "conflict" else 1)
    assert not any(rank < best[0] for rank, verdict in judged if verdict == "可行 feasible")


def judge(name: str, row: Row) -> tuple[tuple[Fraction, Fraction], str]:
    """Deviation and negated worth of a winner set, and its verdict."""
    scenario, model = scenario_of(name), compile_model(scenario_of(name))
    ids, names = scenario.tables.applications.ids, [t.name for t in scenario.policy.tiers]
    won = dict(re.fullmatch(r"(\w+?)(?:（(.*)）)?", text).groups() for text in row["入选 winners"].split("、"))  # type: ignore[union-attr]
    tiers = {i: names.index(tier) if tier else 0 for i, tier in won.items()}
    chosen: list[int | None] = []
    for n, k in enumerate(scenario.order):
        mine = [o for o in model.choices[n] if model.options[o].tier == tiers.get(ids[k])]
        chosen.append(mine[0] if mine else None)
    assert sum(o is not None for o in chosen) == len(won)
    money = sum(scenario.screening.lo[t][ids.index(i)] for i, t in tiers.items())
    assert chain(row["最少资金 least money"])[-1] == money
    worth = sum((scenario.policy.tiers[t].weight * scenario.score(ids.index(i)) for i, t in tiers.items()), Fraction(0))  # type: ignore[operator]
    assert chain(row["加权总分 weighted score"])[-1] == worth
    deviation = value(row["偏差 deviation"])
    assert deviation == model.deviation(chosen)
    broken = dict.fromkeys(r.rule for r in model.violations(chosen))
    awarded = {a.application_id: names.index(tier_name(scenario, a.tier)) for a in solve(scenario).awards}
    said = "**最优 best**" if tiers == awarded else "可行 feasible"
    if broken:
        said = f"违反 breaks {', '.join(f'`{rule}`' for rule in broken)}"
    assert row["判断 verdict"] == said
    return (deviation, -worth), said


def tier_name(scenario: Scenario, tier: str) -> str:
    return next(t.name for t in scenario.policy.tiers if t.id == tier)


@pytest.mark.parametrize("name", EXPLAINED)
def test_the_answers_are_those_of_the_record(name: str) -> None:
    found = explained(name)
    ids = found.allocation.scenario.tables.applications.ids
    shown = [list(row.values()) for row in Worked.of(ROOT / "answers" / name).table("答案 Answers")]
    screened = ["`screened`", "不符合条件 not eligible", "—", "—", "—"]
    would = {True: "符合条件即入选 would win", False: "符合条件也不入选 would not win"}
    assert shown == [
        *(answer(found, e) for e in found.applications),
        *([ids[s.application], *screened, would[bool(s.would_win)]] for s in found.screened),
    ]


def answer(found: Sensitivity, e: Explanation) -> list[str]:
    """The row of an application."""
    scenario = found.allocation.scenario
    ids, tiers = scenario.tables.applications.ids, scenario.policy.tiers
    loss = "不可行 impossible" if e.regret.loss is None else plain(e.regret.loss)
    flip, nearest = (e.score_to_win, e.budget_to_win) if e.tier is None else (e.score_to_lose, e.budget_to_lose)
    assert nearest is not None
    above = f"增至 raised to {nearest.above // UNIT}" if nearest.above else ""
    below = f"减至 cut to {nearest.below // UNIT}" if nearest.below else ""
    behind = [
        f"{ids[i.winner]}: {', '.join(f'`{rule}`' for rule in i.rules) or '目标 objective'}" for i in e.inversions
    ]
    return [
        ids[e.application],
        f"`{Reasons(found).kind(e)[0]}`",
        "未入选 none" if e.tier is None else f"{tiers[e.tier].name}，{e.amount // UNIT}",
        f"{loss} 偏差 deviation" if e.regret.stage == "quota-deviation" else loss,
        "—" if flip is None else plain(flip),
        "；".join(filter(None, [above, below])) or "—",
        "；".join(behind) or "—",
    ]


@pytest.mark.parametrize("name", EXPLAINED)
def test_the_sentences_are_those_given(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found, worked = explained(name), Worked.of(ROOT / "answers" / name)
    reasons, ids = Reasons(found), found.allocation.scenario.tables.applications.ids
    given = {ids[e.application]: (reasons.kind(e)[0], *reasons.of(e)) for e in found.applications}
    given |= {ids[s.application]: ("screened", *reasons.of_screened(s)) for s in found.screened}
    said = worked.sentences()
    assert said
    assert said == {i: given[i] for i in said}
    assert f"`allocate explain DIR {' '.join(said)}`" in worked.text
    for i, (_, zh, en) in said.items():
        show_page(found, i)
        page = capsys.readouterr().out.splitlines()
        assert zh in page
        assert en in page


@pytest.mark.parametrize("name", EXPLAINED)
def test_loss_gap_and_budgets_of_the_sentences_are_worked_out(name: str) -> None:
    found, worked = explained(name), Worked.of(ROOT / "answers" / name)
    values = {v for _, line in worked.arithmetic() for v in line}
    said, ids = worked.sentences(), found.allocation.scenario.tables.applications.ids
    for e in found.applications:
        if ids[e.application] in said:
            assert {n for n in (e.regret.loss, e.gap) if n is not None} <= values
            zh = said[ids[e.application]][1]
            assert {Fraction(n) for n in re.findall(r"预算[增减]至(\d+)万元", zh)} <= values


def test_the_conflict_is_the_one_found() -> None:
    scenario = scenario_of("conflict")
    assert solve(scenario).status == "infeasible"
    conflict = find_conflict(scenario)
    assert conflict is not None
    shown = [
        [c.strip("`") for c in row.values()] for row in Worked.of(ROOT / "answers" / "conflict").table("答案 Answers")
    ]
    assert tuple(rule for rule, _, _ in shown) == conflict.rules
    money = {"budget": UNIT}
    wanted = [[r.rule, r.parameter, str(int(r.value or 0) // money.get(r.parameter, 1))] for r in conflict.repairs]
    assert shown == wanted


def test_every_kind_of_answer_is_worked_and_listed() -> None:
    kinds = {
        name: [kind for kind, _, _ in Worked.of(ROOT / "answers" / name).sentences().values()] for name in EXPLAINED
    }
    assert {k for found in kinds.values() for k in found} == {*WINNERS, *LOSERS, "screened"}
    listed = re.findall(r"^\| \[([\w-]+)\]\(answers/([\w-]+)/\) .* \| ([^|]*) \|$", text_of("README.md"), re.M)
    assert sorted(folder for folder, _, _ in listed) == FOLDERS
    for folder, path, said in listed:
        assert folder == path
        assert re.findall(r"`([\w-]+)`", said) == list(dict.fromkeys(kinds.get(folder, ["infeasible"])))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_allocations_are_proven() -> None:
    found: dict[str, Allocation] = {name: explained(name).allocation for name in EXPLAINED}
    assert {a.status for a in found.values()} == {"optimal"}
