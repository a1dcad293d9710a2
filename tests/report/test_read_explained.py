"""An explanation is read back from its files exactly, and only if it is one of its run."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from allocator import alternatives, explain, solve
from allocator.errors import UsageError
from allocator.runs.explained import EXPLAINED, add_files, sensitivity_files
from allocator.runs.read import read_run
from allocator.runs.read_explained import is_explained, read_explained
from tests.report.made import awkward, run_of
from tests.sensitivity.made import loaded, seeded

SEEDS = range(40)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with its explanation."""
    folder = tmp_path_factory.mktemp("explained")
    run = run_of(folder / "run", awkward(folder / "scenario"))
    allocation = read_run(run)
    add_files(run, sensitivity_files(explain(allocation), alternatives(allocation)))
    return run


@pytest.fixture
def run(written: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(written, tmp_path / "run"))


def test_any_explanation_reads_back_as_it_was(tmp_path: Path) -> None:
    read = 0
    for seed in SEEDS:
        scenario = loaded(seeded(seed))
        allocation = None if scenario is None else solve(scenario)
        if allocation is None or allocation.status != "optimal":
            continue
        found, others = explain(allocation), alternatives(allocation)
        add_files(tmp_path, sensitivity_files(found, others))
        again = read_explained(tmp_path, allocation)
        assert again == (found, others), seed
        assert [dict(a.tiers) for a in again[1].next] == [dict(a.tiers) for a in others.next]
        read += 1
    assert read > len(SEEDS) // 3


def test_whether_a_run_is_explained(run: Path) -> None:
    assert is_explained(run)
    (run / "frontier.csv").unlink()
    assert not is_explained(run)


def changed(name: str, change: Callable[[Any], object]) -> Callable[[Path], object]:
    def spoil(run: Path) -> None:
        record = json.loads((run / name).read_text(encoding="utf-8"))
        change(record)
        text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
        (run / name).write_text(text, encoding="utf-8")

    return spoil


def replaced(name: str, old: str, new: str) -> Callable[[Path], object]:
    def spoil(run: Path) -> None:
        text = (run / name).read_text(encoding="utf-8")
        assert old in text
        (run / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def put(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda run: (run / name).write_bytes(data)


def linked(run: Path) -> None:
    shutil.move(run / "sensitivity.json", run.parent / "elsewhere.json")
    (run / "sensitivity.json").symlink_to(run.parent / "elsewhere.json")


TAMPERED: dict[str, Callable[[Path], object]] = {
    "a reason": changed("sensitivity.json", lambda r: r["applications"][0]["reason"].update(zh="因为")),
    "an amount": changed("sensitivity.json", lambda r: r["applications"][0].update(amount=10_000)),
    "an outcome": changed("sensitivity.json", lambda r: r["applications"][0].update(outcome="none")),
    "an unknown application": changed("sensitivity.json", lambda r: r["applications"][0].update(application_id="Z")),
    "an application left out": changed("sensitivity.json", lambda r: r["applications"].pop()),
    "an application twice": changed("sensitivity.json", lambda r: r["applications"].append(r["applications"][0])),
    "another order": changed("sensitivity.json", lambda r: r["applications"].reverse()),
    "another range": changed("sensitivity.json", lambda r: r.update(range=[0, 1])),
    "a text for a number": changed("sensitivity.json", lambda r: r["applications"][0].update(amount="10")),
    "a missing key": changed("sensitivity.json", lambda r: r["applications"][0].pop("regret")),
    "a key more": changed("sensitivity.json", lambda r: r.update(note="")),
    "another rule failed": changed("sensitivity.json", lambda r: r["screened"].append(r["applications"][0])),
    "an outcome by budget": changed(
        "sensitivity.json", lambda r: r["applications"][0].update(outcome_by_budget=[[0, "none"]])
    ),
    "an outcome by score": changed(
        "sensitivity.json",
        lambda r: r["applications"][0].update(outcome_by_score=[[0, r["applications"][0]["outcome"]]]),
    ),
    "no outcome by score": changed("sensitivity.json", lambda r: r["applications"][0].update(outcome_by_score=[])),
    "no JSON": put("sensitivity.json", b"{"),
    "nested too deeply": put("sensitivity.json", b"[" * 100_000),
    "a list": put("sensitivity.json", b"[]\n"),
    "not UTF-8": put("alternatives.json", b"\xff\xfe"),
    "an empty file": put("frontier.csv", b""),
    "a frontier without rows": put("frontier.csv", b"\xef\xbb\xbfbudget\n"),
    "a cost of another rule": replaced("rule_costs.csv", "city-cap", "city-cup"),
    "an infinite loss": replaced("alternatives.json", '"loss": ', '"loss": 1e999, "x": '),
    "an alternative with the winners": changed(
        "alternatives.json", lambda r: r["next"][0].update(entering=["A-1"], tiers={"A-1": "base"})
    ),
    "a link": linked,
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_refused(run: Path, name: str) -> None:
    TAMPERED[name](run)
    with pytest.raises(UsageError, match=r"`allocate explain .*` makes the explanation again"):
        read_explained(run, read_run(run))


def first(change: Callable[[Any], object], name: str = "sensitivity.json") -> Callable[[Path], object]:
    """A change of the first loser of an explanation that can still win."""
    return changed(name, lambda r: change(next(a for a in r["applications"] if a["score_to_win"] is not None)))


SAID: dict[str, tuple[Callable[[Path], object], str]] = {
    "an unknown standing": (
        first(lambda a: a.update(standing="firm")),
        r"standing: found 'firm', expected one of core",
    ),
    "another standing": (
        first(lambda a: a.update(standing="core")),
        r"application A-\d, standing: found core, expected (exterior|borderline) by its regret",
    ),
    "a gap": (first(lambda a: a.update(gap=1)), r"application A-\d, gap: found 1, expected [\d.]+ by score_wins"),
    "a score to win": (
        first(lambda a: a.update(score_to_win=99)),
        r"application A-\d, score_to_win: found 99, expected [\d.]+ by score_wins",
    ),
    "winning scores": (
        first(lambda a: a.update(score_wins=[[99, 100]], score_to_win=99)),
        r"application A-\d, (score_to_win|gap|score_wins): found",
    ),
    "a score of 400 digits": (
        first(lambda a: a.update(score_to_win=10**400)),
        "found a number|found 1000.* expected a num",
    ),
    "a loss": (
        changed(
            "sensitivity.json",
            lambda r: next(a["regret"] for a in r["applications"] if "loss" in a["regret"]).update(loss=5000),
        ),
        r"application A-\d, (standing|regret, loss): found",
    ),
    "a budget to win": (
        first(lambda a: a.update(budget_to_win={"above": 10_000, "below": None})),
        r"budget_to_win: found above 10000, below null, expected .* by outcome_by_budget",
    ),
    "no inversions": (
        first(lambda a: a.update(inversions=[{"application_id": "A-1", "rules": []}])),
        "inversions: found",
    ),
    "ties": (changed("alternatives.json", lambda r: r.update(ties=3)), "ties: found 3, but [01] of the next lists tie"),
    "a loss of an alternative": (
        changed("alternatives.json", lambda r: r["next"][0]["loss"].update(loss=500)),
        r"alternatives\.json, next 1: loss: found 500 in .*, expected .* of its winners",
    ),
    "an order of alternatives": (
        changed("alternatives.json", lambda r: r["next"].reverse()),
        "the lists are not in order, the best first",
    ),
    "a cell": (
        replaced("frontier.csv", ",optimal,", ",maximal,"),
        "status: found 'maximal', expected optimal or infeasible",
    ),
    "a row": (replaced("rule_costs.csv", ",optimal,", ",optimal"), r"rule_costs\.csv row 2: found 7 cells, expected 8"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_wrong_is_said_with_its_place(run: Path, name: str) -> None:
    spoil, message = SAID[name]
    spoil(run)
    with pytest.raises(UsageError, match=message):
        read_explained(run, read_run(run))


def test_the_explanation_of_another_run_is_refused(run: Path, tmp_path: Path) -> None:
    other = run_of(tmp_path / "other", awkward(tmp_path / "scenario", budget="21"))
    for name in EXPLAINED:
        shutil.copy(run / name, other / name)
    with pytest.raises(UsageError, match="makes the explanation again"):
        read_explained(other, read_run(other))


def test_a_pipe_is_not_read(run: Path) -> None:
    (run / "frontier.csv").unlink()
    os.mkfifo(run / "frontier.csv")
    assert not is_explained(run)
