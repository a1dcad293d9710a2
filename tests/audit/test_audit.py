"""The audit passes what engines find, and names whatever is changed in it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator import load, solve
from allocator.audit import audit
from allocator.runs.json_text import dumps, loads
from allocator.scenario import Scenario
from tests.small import TIERS, policy, scenario
from tests.strategies import Case, cases
from tests.test_engines_agree import loaded

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "cases"
CASES = sorted(p.name for p in FOLDER.iterdir()) if FOLDER.exists() else []
Record = dict[str, Any]


def findings(read: Scenario, record: Record) -> list[str]:
    return [f"{f.rule}: {f.what}" for f in audit(read.policy, read.tables, record)]


def step(read: Scenario) -> int:
    return read.policy.money.step_base


def changes(read: Scenario, record: Record) -> list[Callable[[Record], None]]:
    """Changes of an optimal record, none of which gives another right record."""
    first = record["awards"][0]
    winners = {a["application_id"] for a in record["awards"]}
    losers = [i for i in read.tables.applications.ids if i not in winners]
    made: list[Callable[[Record], None]] = [
        lambda r: r["awards"][0].update(amount=first["amount"] + step(read)),
        lambda r: r["awards"][0].update(amount=first["amount"] - step(read)),
        lambda r: r["awards"][0].update(score=first["score"] + 1),
        lambda r: r["awards"][0].update(weighted_score=first["weighted_score"] + 1),
        lambda r: r["awards"][0].update(enterprise=first["enterprise"] + "x"),
        lambda r: r["awards"][0].update(tier="nowhere"),
        lambda r: r["awards"][0].pop("score"),
        lambda r: r["awards"].append(copy.deepcopy(first)),
        lambda r: r["awards"].pop(),
        lambda r: r.update(budget=-1),
        lambda r: r.update(awarded=r["awarded"] + 1),
        lambda r: r.update(awarded=str(r["awarded"])),
        lambda r: r["objective"][0].update(value=r["objective"][0]["value"] + 1),
        lambda r: r["objective"][1].update(bound=r["objective"][1]["bound"] + 1),
        lambda r: r["objective"].reverse(),
        lambda r: r.update(year=r["year"] + 1),
        lambda r: r.pop("counts"),
    ]
    if record["awarded"] > 0:
        made.append(lambda r: r.update(budget=r["awarded"] - 1))
    if len(record["awards"]) > 1:
        made.append(lambda r: r["awards"].reverse())
    if losers:
        made.append(lambda r: r["awards"][0].update(application_id=losers[0]))
    return made


def check_changes(read: Scenario, record: Record) -> None:
    for change in changes(read, record):
        changed = copy.deepcopy(record)
        change(changed)
        assert findings(read, changed), changed


@settings(max_examples=60)
@given(case=cases())
def test_what_an_engine_finds_passes_and_every_change_is_found(case: Case) -> None:
    read = loaded(case)
    if read is None:
        return
    record = loads(dumps(solve(read, engine="enumeration").record()))
    assert findings(read, record) == []
    if record["awards"]:
        check_changes(read, record)


@settings(max_examples=60)
@given(case=cases(), data=st.data())
def test_a_step_passed_from_one_winner_to_another_is_found(case: Case, data: st.DataObject) -> None:
    read = loaded(case)
    if read is None or read.policy.objective == "funded-score":
        return
    record = loads(dumps(solve(read, engine="enumeration").record()))
    if len(record["awards"]) < 2:
        return
    giver, taker = data.draw(st.permutations(range(len(record["awards"]))))[:2]
    record["awards"][giver]["amount"] -= step(read)
    record["awards"][taker]["amount"] += step(read)
    assert findings(read, record)


@pytest.mark.skipif(not CASES, reason="the conformance cases are kept outside the project")
@pytest.mark.parametrize("name", CASES)
def test_the_conformance_records_pass_and_their_changes_are_found(name: str) -> None:
    meta = json.loads((FOLDER / name / "expected" / "meta.json").read_text(encoding="utf-8"))
    if meta["exit"] == 2:
        return
    read = load(FOLDER / name)
    record = loads((FOLDER / name / "expected" / "allocation.json").read_text(encoding="utf-8"))
    assert findings(read, record) == []
    if record["awards"]:
        check_changes(read, record)


FOUR = "application_id,enterprise,tier,score\nA,甲,top,90\nB,乙,top,80\nC,丙,base,70\nD,丁,base,60\n"


def test_every_hard_rule_that_is_broken_is_named(tmp_path: Path) -> None:
    loose = scenario(tmp_path / "loose", policy(budget="40"), FOUR)
    record = loads(dumps(solve(loose).record()))
    groups = "groups: [{id: few, by: enterprise, value: 甲, max_awards: 0, source: x},"
    groups += " {id: many, by: enterprise, value: 丁, min_awards: 2, source: x},"
    groups += " {id: money, by: enterprise, value: 乙, max_amount: 1, source: x}]"
    tiers = TIERS.replace("floor: 4", "floor: 4, quota: {max: 1}").replace("floor: 2", "floor: 2, quota: {min: 3}")
    strict = scenario(
        tmp_path / "strict",
        policy(groups, budget="40", tiers=tiers),
        FOUR.replace("丙", "甲"),
        decisions="application_id,decision,reason\nA,reject,x\n",
    )
    record["awards"][2]["enterprise"] = "甲"
    named = {f.split(":")[0] for f in findings(strict, record)}
    assert {"few", "many", "money", "one_award_per", "quota", "decision"} <= named


def test_a_decision_to_fund_that_is_not_kept_is_named(tmp_path: Path) -> None:
    decisions = "application_id,decision,reason\nD,fund,x\n"
    read = scenario(tmp_path / "s", policy(budget="5"), FOUR, decisions=decisions)
    free = scenario(tmp_path / "f", policy(budget="5"), FOUR)
    assert any(f.startswith("decision:D") for f in findings(read, loads(dumps(solve(free).record()))))


def test_a_smaller_common_share_is_found(tmp_path: Path) -> None:
    read = scenario(tmp_path / "s", policy(budget="20", amounts="uniform"), FOUR)
    record = loads(dumps(solve(read).record()))
    for award in record["awards"]:
        award["amount"] = {"top": 40_000, "base": 20_000}[award["tier"]]
    record["awarded"] = 120_000
    assert any(f.startswith("amounts: ") for f in findings(read, record))


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r.update(awards=None),
        lambda r: r.update(awards=[1, "x"]),
        lambda r: r.update(awards=[{}]),
        lambda r: r.update(objective=None),
        lambda r: r.update(objective=["x"]),
        lambda r: r.update(status="perfect"),
        lambda r: r.update(budget="30"),
        lambda r: r.update(budget=True),
        lambda r: r.update(budget=Fraction(1, 2)),
        lambda r: r.update(money=[]),
        lambda r: r.update(status="infeasible"),
        lambda r: r.clear(),
    ],
)
def test_a_record_of_any_shape_gives_findings_and_no_exception(
    tmp_path: Path, change: Callable[[Record], None]
) -> None:
    read = scenario(tmp_path / "s", policy(), FOUR)
    record = loads(dumps(solve(read).record()))
    change(record)
    assert findings(read, record)


def test_a_bound_on_the_wrong_side_of_a_feasible_value_is_found(tmp_path: Path) -> None:
    read = scenario(tmp_path / "s", policy(), FOUR)
    record = loads(dumps(solve(read).record()))
    record["status"] = "feasible"
    assert findings(read, record) == []
    record["objective"][1]["bound"] = None
    assert findings(read, record) == []
    record["objective"][1]["bound"] = record["objective"][1]["value"] - 1
    assert findings(read, record)
