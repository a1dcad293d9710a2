"""Whatever single value of a run is changed, its documents are refused, or say what they said before."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from allocator import solve, write_run
from allocator.errors import UsageError
from allocator.loading import load
from allocator.report.content import Lang
from allocator.report.documents import DOCUMENTS, Options
from allocator.report.explained_run import ExplainedRun
from allocator.report.read import read_explained_run
from allocator.report.write import document_files
from tests.report.hostile import mutants
from tests.report.made import awkward, run_of
from tests.small import policy, write

FILES = ("allocation.json", "run.json", "sensitivity.json", "frontier.csv", "rule_costs.csv", "alternatives.json")
OF_A_CONFLICT = ("allocation.json", "run.json", "conflict.json")
OWN_WORD = ("version", "scenario", "command", "times", "pseudo_boolean", "engine", "started")
"""Of run.json: what the record says of itself, and nothing else can tell; documents say so."""
SAMPLE = 30


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with its explanation."""
    folder = tmp_path_factory.mktemp("hostile")
    run = run_of(folder / "run", awkward(folder / "scenario"))
    read_explained_run(run)
    return run


@pytest.fixture(scope="module")
def infeasible(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that no allocation satisfies, with its conflict."""
    folder = tmp_path_factory.mktemp("infeasible")
    groups = "groups: [{id: wanted, by: city, value: 青岛市, min_awards: 3, source: 第六条}]"
    allocation = solve(load(write(folder / "scenario", policy(groups))))
    write_run(folder / "run", allocation)
    read_explained_run(folder / "run")
    return folder / "run"


def accepted(run: Path, name: str, some: int | None) -> Iterator[tuple[str, ExplainedRun]]:
    """Spoilt versions of a file that are taken all the same, with what is read then; all others are refused in order.

    Parameters
    ----------
    some
        How many versions are tried, chosen at random; all where None.
    """
    data = (run / name).read_bytes()
    every = list(mutants(name, data))
    chosen = every if some is None else random.Random(name).sample(every, min(some, len(every)))
    try:
        for what, spoilt in chosen:
            (run / name).write_bytes(spoilt)
            try:
                read = read_explained_run(run)
            except UsageError as error:
                said = str(error)
                assert name in said or "--date" in said or "status" in said, f"{what}: {said}"
                assert said.count("; ") >= 1, f"{what}: no remedy in {said}"
                continue
            yield what, read
    finally:
        (run / name).write_bytes(data)


def check(run: Path, name: str, some: int | None) -> None:
    before = read_explained_run(run)
    for what, read in accepted(run, name, some):
        assert name == "run.json", what
        assert what.removeprefix("run.json: ").split("/")[0].split(" ")[0] in OWN_WORD, what
        assert (read.allocation.record(), read.allocation.proof) == (before.allocation.record(), "certificate"), what
        assert (read.fingerprint, read.inputs, read.conflict) == (before.fingerprint, before.inputs, before.conflict)
        makers = [m for m in DOCUMENTS.values() if read.allocation.status in m.statuses]
        assert document_files(read, makers, ["xlsx"], Lang.ZH, Options(amounts=True))


@pytest.mark.parametrize("name", FILES)
def test_a_run_with_one_value_changed_is_refused_or_says_the_same(run: Path, name: str) -> None:
    check(run, name, SAMPLE)


@pytest.mark.parametrize("name", OF_A_CONFLICT)
def test_a_conflict_with_one_value_changed_is_refused_or_says_the_same(infeasible: Path, name: str) -> None:
    check(infeasible, name, SAMPLE)


@pytest.mark.campaign
@pytest.mark.parametrize("name", FILES)
def test_every_value_of_a_run(run: Path, name: str) -> None:
    check(run, name, None)


@pytest.mark.campaign
@pytest.mark.parametrize("name", OF_A_CONFLICT)
def test_every_value_of_a_conflict(infeasible: Path, name: str) -> None:
    check(infeasible, name, None)
