"""Every rule three ways: trivially feasible, a forced violation (infeasible), and an allowed case where it decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator import find_conflict, solve
from allocator.allocation import Allocation
from tests.small import APPLICATIONS, ONE, TIERS, policy, scenario

DECISIONS = "application_id,decision,reason\n"


def winners(allocation: Allocation) -> dict[str, str]:
    return {a.application_id: a.tier for a in allocation.awards}


def quota(top: str = "", base: str = "") -> str:
    lines = TIERS.splitlines()
    lines[2] = lines[2].replace(", source", f", quota: {top}, source") if top else lines[2]
    lines[3] = lines[3].replace(", source", f", quota: {base}, source") if base else lines[3]
    return "\n".join(lines) + "\n"


CASES = {
    # name: (policy, applications, decisions, winners; None where nothing satisfies the rules)
    "budget, ample": (policy(budget="1000"), APPLICATIONS, "", "A:top B:top C:base D:base"),
    "budget, for one": (policy(budget="5"), APPLICATIONS, "", "A:top"),
    "budget, under every floor": (policy(budget="1", tiers=quota(base="{min: 1}")), APPLICATIONS, "", None),
    "budget, nothing": (policy(budget="0"), APPLICATIONS, "", ""),
    "quota, wide": (policy(tiers=quota("{min: 0, max: 9}")), APPLICATIONS, "", "A:top B:top C:base D:base"),
    "quota, max": (policy(tiers=quota("{max: 1}")), APPLICATIONS, "", "A:top C:base D:base"),
    "quota, min too high": (policy(tiers=quota("{min: 3}")), APPLICATIONS, "", None),
    "quota, target": (policy(tiers=quota("{target: 1, tolerance: 1}")), APPLICATIONS, "", "A:top C:base D:base"),
    "quota, any in the range": (
        policy(tiers=quota("{target: 1, tolerance: 1, prefer: any}")),
        APPLICATIONS,
        "",
        "A:top B:top C:base D:base",
    ),
    "quota, target out of reach": (policy(tiers=quota("{target: 5, tolerance: 2}")), APPLICATIONS, "", None),
    "quota, target without a range": (
        policy(tiers=quota("{target: 5, tolerance: none}")),
        APPLICATIONS,
        "",
        "A:top B:top C:base D:base",
    ),
    "one award, all apart": (policy(), APPLICATIONS, "", "A:top B:top C:base D:base"),
    "one award, one enterprise": (policy(), APPLICATIONS.replace("乙", "甲"), "", "A:top C:base D:base"),
    "one award, both must win": (
        policy(),
        APPLICATIONS.replace("乙", "甲"),
        DECISIONS + "A,fund,会议\nB,fund,会议\n",
        None,
    ),
    "one award, switched off": (
        policy(one="one_award_per: null\n"),
        APPLICATIONS.replace("乙", "甲"),
        "",
        "A:top B:top C:base D:base",
    ),
    "group count, wide": (
        policy("groups: [{id: cap, by: city, max_awards: 2, source: assumption}]"),
        APPLICATIONS,
        "",
        "A:top B:top C:base D:base",
    ),
    "group count, one a city": (
        policy("groups: [{id: cap, by: city, max_awards: 1, source: assumption}]"),
        APPLICATIONS,
        "",
        "A:top C:base",
    ),
    "group count, minimum": (
        policy("groups: [{id: min, by: city, value: 青岛市, min_awards: 2, source: assumption}]", budget="8"),
        APPLICATIONS,
        "",
        "A:top C:base D:base",
    ),
    "group count, minimum too high": (
        policy("groups: [{id: min, by: city, value: 青岛市, min_awards: 3, source: assumption}]"),
        APPLICATIONS,
        "",
        None,
    ),
    "group count, one tier of it": (
        policy("groups: [{id: cap, by: city, max_awards: 1, tiers: [top], source: assumption}]"),
        APPLICATIONS,
        "",
        "A:top C:base D:base",
    ),
    "group money, wide": (
        policy("groups: [{id: money, by: city, max_amount: 100, source: assumption}]"),
        APPLICATIONS,
        "",
        "A:top B:top C:base D:base",
    ),
    "group money, for one": (
        policy("groups: [{id: money, by: city, value: 济南市, max_amount: 7, source: assumption}]"),
        APPLICATIONS,
        "",
        "A:top C:base D:base",
    ),
    "group money, none though it must": (
        policy("groups: [{id: money, by: city, value: 济南市, max_amount: 3, source: assumption}]"),
        APPLICATIONS,
        DECISIONS + "A,fund,会议\n",
        None,
    ),
    "group by tier, an empty cell is in no group": (
        policy(
            "groups: [{id: one, by: tier, max_awards: 1, source: assumption}]",
            tiers="tiers: [{id: base, name: 示范型, cap: 6, source: x}]\n",
        ),
        APPLICATIONS.replace("top", "base").replace("B,乙公司,base", "B,乙公司,").replace("C,丙公司,base", "C,丙公司,"),
        "",
        "A:base B:base C:base",
    ),
    "group by money, however it is written": (
        policy("groups: [{id: one, by: investment, max_awards: 1, source: assumption}]"),
        "application_id,enterprise,tier,score,investment\nA,甲,top,90,150\nB,乙,top,80,150万元\nC,丙,top,70,１５０.0\n",
        "",
        "A:top",
    ),
    "group by score, however it is written": (
        policy("groups: [{id: one, by: score, max_awards: 1, source: assumption}]"),
        "application_id,enterprise,tier,score\nA,甲,top,90\nB,乙,top,90.0\n",
        "",
        "A:top",
    ),
    "group by code, in any case": (
        policy("groups: [{id: one, by: uscc, max_amount: 8, source: assumption}]", one="one_award_per: null\n"),
        "application_id,enterprise,tier,score,uscc\n"
        "A,甲,top,90,91370199MACF1X1T18\nB,甲,top,80,91370199macf1x1t18\nC,丙,top,70,\n",
        "",
        "A:top B:top C:top",
    ),
    "fund, wins anyway": (policy(), APPLICATIONS, DECISIONS + "A,fund,会议\n", "A:top B:top C:base D:base"),
    "fund, displaces a better one": (policy(budget="5"), APPLICATIONS, DECISIONS + "D,fund,会议\n", "C:base D:base"),
    "fund in a tier": (
        policy("fallback: [{from: top, to: base, source: assumption}]"),
        APPLICATIONS,
        DECISIONS + "A,fund:示范型,会议\n",
        "A:base B:top C:base D:base",
    ),
    "reject": (policy(), APPLICATIONS, DECISIONS + "A,reject,会议\n", "B:top C:base D:base"),
    "reject, though the quota needs it": (
        policy(tiers=quota("{min: 2}")),
        APPLICATIONS,
        DECISIONS + "A,reject,会议\n",
        None,
    ),
    "fallback, own tier is full": (
        policy("fallback: [{from: top, to: base, source: assumption}]", tiers=quota("{max: 1}")),
        APPLICATIONS,
        "",
        "A:top B:base C:base D:base",
    ),
    "fallback, no way back": (
        policy("fallback: [{from: base, to: top, source: assumption}]", tiers=quota(base="{max: 0}"), budget="8"),
        APPLICATIONS,
        "",
        "A:top B:top",
    ),
}


@pytest.mark.parametrize("engine", ["cp-sat", "cbc", "highs", "enumeration"])
@pytest.mark.parametrize("name", CASES)
def test_rule(name: str, engine: str, tmp_path: Path) -> None:
    text, applications, decisions, expected = CASES[name]
    tables = {"decisions": decisions} if decisions else {}
    allocation = solve(scenario(tmp_path / "s", text, applications, **tables), engine=engine)
    if expected is None:
        assert allocation.status == "infeasible"
        assert allocation.awards == ()
        assert find_conflict(allocation.scenario).rules
    else:
        assert allocation.status == "optimal"
        assert winners(allocation) == dict(pair.split(":") for pair in expected.split())


def test_the_rules_in_conflict_are_minimal_and_each_repair_works(tmp_path: Path) -> None:
    text = policy(
        "groups: [{id: city-cap, by: city, max_awards: 1, source: 第八条}]",
        budget="9",
        tiers=quota("{min: 2}", "{min: 1}"),
    )
    read = scenario(tmp_path / "s", text, APPLICATIONS, decisions=DECISIONS + "C,reject,会议\n")
    conflict = find_conflict(read)
    assert set(conflict.rules) == {"quota:top", "city-cap"}
    assert [(r.rule, r.parameter, r.value) for r in conflict.repairs] == [("quota:top", "min", 1)]


def test_a_repair_is_the_smallest(tmp_path: Path) -> None:
    read = scenario(tmp_path / "s", policy(budget="5", tiers=quota("{min: 2}")))
    conflict = find_conflict(read)
    assert conflict.rules == ("budget", "quota:top")
    assert [(r.rule, r.parameter, r.value) for r in conflict.repairs] == [
        ("budget", "budget", 80_000),
        ("quota:top", "min", 1),
    ]
    assert solve(read, budget=8).status == "optimal"
    assert solve(read, budget=7).status == "infeasible"


def test_the_sources_of_rules_are_in_the_rows(tmp_path: Path) -> None:
    from allocator.model import compile_model

    read = scenario(tmp_path / "s", policy("groups: [{id: cap, by: city, max_awards: 2, source: assumption}]", one=ONE))
    rules = [(row.rule, row.kind, row.about) for row in compile_model(read).rows]
    assert rules == [("budget", "money", ""), ("cap", "awards", "济南市"), ("cap", "awards", "青岛市")]


def test_a_search_for_the_conflict_stops_with_its_time(tmp_path: Path) -> None:
    read = scenario(tmp_path / "s", policy(budget="5", tiers=quota("{min: 2}")))
    assert find_conflict(read, time_limit=0) is None
