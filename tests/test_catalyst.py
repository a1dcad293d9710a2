"""Real data: three rounds of a public innovation fund, every challenge with its own budget, votes as scores."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from allocator import load, solve
from allocator.runs.csv_text import csv_bytes
from allocator.runs.json_text import dumps

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "catalyst-funds-3-5.csv"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the real data are kept outside the project")

POLICY = """
programme: Public innovation fund, rounds 3 to 5
year: 2021
money: {{currency: USD, unit: 1, unit_name: dollars, step: 1}}
score_decimals: 0
max_score: 2000000000
budget: {{value: {budget}, source: sum of the challenges' budgets}}
tiers:
  - {{id: funded, name: Funded, source: rules of the fund}}
one_award_per: null
amounts: {{rule: in-full, source: rules of the fund}}
eligibility:
  - {{id: approved, name: approved by the voters, column: approved, equals: yes, source: rules of the fund}}
groups:
{groups}
"""


def rows() -> list[dict[str, str]]:
    with open(DATA, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario folder made of the data as published; votes below 0 belong to proposals that were not approved."""
    folder = tmp_path_factory.mktemp("catalyst")
    budgets = {f"{r['fund']} {r['challenge']}": int(r["budget"]) for r in rows()}
    groups = "\n".join(
        f"  - {{id: challenge-{n}, by: challenge, value: '{name}', max_amount: {budget}, source: rules of the fund}}"
        for n, (name, budget) in enumerate(budgets.items())
    )
    policy = POLICY.format(budget=sum(budgets.values()), groups=groups)
    (folder / "policy.yaml").write_text(policy, encoding="utf-8")
    header = ["application_id", "enterprise", "title", "challenge", "requested", "score", "approved"]
    table = [header]
    for n, r in enumerate(rows()):
        votes = str(max(0, int(r["result"])))
        challenge = f"{r['fund']} {r['challenge']}"
        table.append([f"P{n:03d}", r["proposal"], r["proposal"], challenge, r["requested"], votes, r["approved"]])
    (folder / "applications.csv").write_bytes(csv_bytes(table))
    return folder


def best_votes() -> int:
    """Optimum by dynamic programming over the dollars of each challenge, knowing nothing of the package."""
    items: dict[str, list[tuple[int, int]]] = defaultdict(list)
    budgets: dict[str, int] = {}
    for r in rows():
        challenge = f"{r['fund']} {r['challenge']}"
        budgets[challenge] = int(r["budget"])
        if r["approved"] == "True":
            items[challenge].append((int(r["requested"]), int(r["result"])))
    total = 0
    for challenge, proposals in items.items():
        best = np.zeros(budgets[challenge] + 1, dtype=np.int64)
        for cost, votes in proposals:
            if cost < len(best):
                best[cost:] = np.maximum(best[cost:], best[: len(best) - cost] + votes)
        total += int(best[-1])
    return total


def test_the_optimum_is_that_of_dynamic_programming_and_no_less_than_what_was_really_funded(folder: Path) -> None:
    allocation = solve(load(folder))
    assert allocation.status == "optimal"
    optimum = best_votes()
    assert allocation.objective[1].value == optimum
    really = sum(int(r["result"]) for r in rows() if r["funded"] == "True")
    assert really <= optimum


@pytest.mark.parametrize("engine", ["cbc", "highs"])
def test_every_engine_gives_the_same_awards(folder: Path, engine: str) -> None:
    scenario = load(folder)
    assert dumps(solve(scenario, engine=engine).record()) == dumps(solve(scenario).record())
