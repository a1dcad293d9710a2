"""A batch of 10,000 applications and 70,000 sheets, from files to a verified run."""

from __future__ import annotations

import csv
import random
import sys
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from allocator import load
from allocator.audit.scores import scores_of
from allocator.runs.verify import verify
from allocator.runs.write import write_run
from allocator.solving import solve
from tests.scenario.by_fractions import Row, scored

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def write_scenario(folder: Path, applications: int, suffix: str) -> int:
    """The generator of the benchmark, which is no package."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import sheets

        rows: int = sheets.write_scenario(folder, applications, 2026, suffix)
        return rows
    finally:
        sys.path.remove(str(BENCHMARKS))


def rows_by_application(path: Path) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            cells = (row["application_id"], row["expert"], row["indicator"], row["score"], row["recused"])
            found[row["application_id"]].append(cells)
    return found


def test_a_small_batch_is_the_same_in_every_format(tmp_path: Path) -> None:
    for suffix in ("csv", "parquet", "xlsx"):
        write_scenario(tmp_path / suffix, 40, suffix)
    csv_, parquet, xlsx = (load(tmp_path / suffix) for suffix in ("csv", "parquet", "xlsx"))
    assert csv_.scores.values == parquet.scores.values == xlsx.scores.values
    assert csv_.scores.sheets == parquet.scores.sheets == xlsx.scores.sheets
    assert sum(map(sum, csv_.scores.sheets)) > 250


@pytest.mark.campaign
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_seventy_thousand_sheets(tmp_path: Path, suffix: str) -> None:
    count = write_scenario(tmp_path / "s", 10_000, suffix)
    scenario = load(tmp_path / "s")
    policy, ids = scenario.policy, scenario.tables.applications.ids
    audited = scores_of(policy, scenario.tables)
    assert (len(ids), count > 1_000_000) == (10_000, True)
    assert sum(map(sum, scenario.scores.sheets)) > 68_000  # some of 70,000 experts handed in nothing
    assert [scenario.score(k) for k in range(len(ids))] == [audited.score(k) for k in range(len(ids))]
    allocation = solve(scenario)
    assert allocation.status == "optimal"
    write_run(tmp_path / "run", allocation)
    written = rows_by_application(tmp_path / "run" / "inputs" / "reviews.csv")
    assert sum(map(len, written.values())) == count
    for k in random.Random(7).sample(range(len(ids)), 300):
        right = scored(policy, written[ids[k]])[ids[k]]
        assert scenario.score(k) == right.score
        assert scenario.scores.sheets[k] == right.counts
        assert scenario.scores.points[k] == right.points
    assert isinstance(scenario.score(0), Fraction)
    assert verify(tmp_path / "run").differences == ()
