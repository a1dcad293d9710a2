"""Random small scenarios for the sensitivity module: few scores and budgets, so that every one can be tried."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from allocator import load
from allocator.errors import InputError
from allocator.scenario import Scenario
from tests.choices import Choices, Drawn, Seeded
from tests.strategies import Case, made_case

BUDGETS = [["0.5", "1.5"], ["0.5", "1.5"], ["0", "1.3"], ["0.35", "0.9"], ["1", "2"], ["1", "1"]]
"""Ranges searched: around the budget, below it alone, above it alone, nothing but it."""
GRADES = [{"from": 4, "share": "0.25"}, {"from": 9, "share": "0.5"}, {"from": 14, "share": "1"}]


@st.composite
def near_the_line(draw: st.DrawFn, most: int = 6) -> Case:
    """A scenario that Hypothesis draws; see `made`."""
    return made(Drawn(draw), most)


def seeded(seed: int, most: int = 6) -> Case:
    """The scenario of a seed, evenly spread over all that there is; see `made`."""
    return made(Seeded(Random(seed)), most)


def made(choices: Choices, most: int) -> Case:
    """A scenario of 2 to `most` applications and at most 201 scores, with a tolerance and a range of budgets."""
    case = made_case(choices, most, fewest=2, decimals=choices.one([0, 0, 0, 1]))
    looked_at = {"near": choices.one(["0", "0.5", "5", "20"]), "budgets": choices.one(BUDGETS)}
    policy = {**case.policy, "sensitivity": looked_at}
    applications = case.tables["applications"]
    if choices.flag():  # money for more than one winner, not for all
        policy["budget"] = {"value": choices.one(["5", "7", "9", "11", "14"]), "source": "第三条"}
    if choices.flag():  # a city or a chain that more applications share
        column = choices.one(["city", "chain"])
        value = choices.one([row[column] for row in applications])
        applications = [{**row, column: choices.one([row[column], value])} for row in applications]
    if choices.flag():  # everybody asks for something and passes the gate
        applications = [{**row, "requested": choices.one(["2", "3", "4", "6"])} for row in applications]
        policy["eligibility"] = [rule for rule in policy["eligibility"] if "tiers" in rule]
    if policy.get("amounts", {}).get("rule") == "graded" and choices.whole(0, 2):  # a higher grade may cost too much
        policy["tiers"] = [{**tier, "cap": choices.one(["4", "6", "8"])} for tier in policy["tiers"]]
        policy["amounts"] = {**policy["amounts"], "bands": GRADES}
        policy["groups"] = [rule for rule in policy["groups"] if choices.flag()]
        applications = [{**row, "requested": ""} for row in applications]
    if "objective" in policy and choices.flag():  # a lower score may fund more
        policy["tiers"] = [{k: v for k, v in tier.items() if k != "cap"} for tier in policy["tiers"]]
        applications = [{**row, "requested": choices.one(["1", "2", "9"])} for row in applications]
    return replace(case, policy=policy, tables={**case.tables, "applications": applications})


def loaded(case: Case) -> Scenario | None:
    """The scenario; None where its inputs are refused."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return load(case.write(Path(folder)))
        except InputError:
            return None
