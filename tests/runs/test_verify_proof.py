"""`verify` on proofs: forged optima, stopped runs, conflicts, certificates."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator import load, solve, verify, write_run
from allocator.errors import EngineError, UsageError
from allocator.sensitivity import find_conflict
from tests.cli.hard import hard
from tests.runs.forging import edit, record, worse
from tests.small import policy, write


def test_a_consistent_forgery_is_found_by_solving_again(run: Path) -> None:
    """A loser in place of a winner, every number made to fit: each rule holds, only the optimum does not."""

    def forge(r: dict[str, object]) -> None:
        r["awards"] = [a for a in r["awards"] if a["application_id"] != "C"]  # type: ignore[union-attr,index]
        kept = r["awards"]
        r["counts"] = {"top": 2, "base": 0}
        for award, amount in zip(kept, (100_000, 100_000), strict=True):  # type: ignore[call-overload]
            award["amount"] = amount
        r["awarded"] = 200_000
        r["objective"][1].update(value=340, bound=340)  # type: ignore[index]

    edit(run / "allocation.json", record(forge))
    report = verify(run)
    assert not any(d.startswith("audit") for d in report.differences), report.differences
    assert any(d.startswith("allocation.json line") for d in report.differences)


def test_a_forgery_that_claims_to_have_been_stopped_is_called_not_the_best(run: Path) -> None:
    def stop(r: dict[str, object]) -> None:
        worse(r)
        r["status"] = "feasible"
        r["objective"][1].update(bound=None)  # type: ignore[index]

    edit(run / "allocation.json", record(stop))
    edit(run / "allocation.csv", lambda t: "".join(t.splitlines(True)[:3]).replace(",9\n", ",10\n"))
    edit(run / "run.json", record(lambda r: r.update(status="feasible")))
    assert any(d.startswith("run.json, stopped") for d in verify(run).differences)
    edit(run / "run.json", record(lambda r: r.update(stopped="time-limit")))
    report = verify(run)
    assert any("is NOT the best" in note for note in report.notes), report


@pytest.mark.parametrize(("stage", "bound"), [(1, 400), (0, 1)])
def test_bounds_that_a_new_proof_refutes_are_found(stage: int, bound: int, run: Path) -> None:
    """Without the last winner, and with a bound between its value and the best one."""

    def stop(r: dict[str, object]) -> None:
        worse(r)
        r["status"] = "feasible"
        r["objective"][stage].update(bound=bound)  # type: ignore[index]

    edit(run / "allocation.json", record(stop))
    edit(run / "run.json", record(lambda r: r.update(status="feasible", stopped="interrupt")))
    assert any("bound" in d for d in verify(run).differences)


def test_a_stopped_run_verifies_and_says_what_it_is(tmp_path: Path) -> None:
    write_run(tmp_path / "run", solve(load(hard(tmp_path / "hard")), engine="highs", time_limit=1))
    report = verify(tmp_path / "run", time_limit=1)
    assert report.ok, report.differences
    assert not report.proven
    assert any("not proven again" in line for line in report.unchecked)


def test_an_infeasible_run_called_unknown_is_said_to_be_infeasible(tmp_path: Path) -> None:
    read = load(
        write(tmp_path / "scenario", policy(budget="0"), decisions="application_id,decision,reason\nA,fund,会议\n")
    )
    write_run(tmp_path / "run", solve(read, engine="cp-sat"))
    edit(tmp_path / "run" / "allocation.json", record(lambda r: r.update(status="unknown")))
    edit(
        tmp_path / "run" / "run.json", record(lambda r: r.update(status="unknown", stopped="time-limit", conflict=None))
    )
    assert any("no allocation satisfies the rules (now proven)" in note for note in verify(tmp_path / "run").notes)


def test_a_conflict_that_was_not_found_is_called_unchecked(tmp_path: Path) -> None:
    read = load(
        write(tmp_path / "scenario", policy(budget="0"), decisions="application_id,decision,reason\nA,fund,会议\n")
    )
    write_run(tmp_path / "run", solve(read))
    report = verify(tmp_path / "run")
    assert report.ok, report.differences
    assert any(line.startswith("conflict.json: the run stopped") for line in report.unchecked)
    edit(tmp_path / "run" / "run.json", record(lambda r: r.update(conflict="found")))
    assert any("conflict.json is missing" in d for d in verify(tmp_path / "run").differences)


def test_a_proof_that_was_not_made_again_is_said(tmp_path: Path) -> None:
    folder = hard(tmp_path / "hard")
    allocation = solve(load(folder), engine="highs", time_limit=1)
    write_run(tmp_path / "run", dataclasses.replace(allocation, status="optimal", stopped=None))
    bound = int(allocation.objective[1].value)
    edit(tmp_path / "run" / "allocation.json", record(lambda r: r["objective"][1].update(bound=bound)))  # type: ignore[index]
    report = verify(tmp_path / "run", time_limit=1)
    assert report.stopped == "time-limit"
    assert any("stopped after 1 s" in line for line in report.unchecked)
    with pytest.raises(UsageError, match="no number of seconds"):
        verify(tmp_path / "run", time_limit=float("nan"))


def test_an_infeasible_run_verifies_with_its_conflict(tmp_path: Path) -> None:
    read = load(
        write(tmp_path / "scenario", policy(budget="0"), decisions="application_id,decision,reason\nA,fund,会议\n")
    )
    write_run(tmp_path / "run", solve(read), conflict=find_conflict(read))
    assert verify(tmp_path / "run").ok
    edit(tmp_path / "run" / "conflict.json", lambda t: t.replace("budget", "bugdet", 1))
    assert not verify(tmp_path / "run").ok


def test_a_certificate_is_checked_instead_of_solving_again(certified: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allocator.runs.proof.solve", lambda *a, **k: pytest.fail("solved again"))
    report = verify(certified)
    assert report.ok, report.differences
    assert any(n.startswith("certificate: optimal, quota-deviation 0, weighted-score 410 over 1") for n in report.notes)


def test_an_infeasible_run_has_a_certificate_too(tmp_path: Path) -> None:
    tables = {"decisions": "application_id,decision,reason\nA,fund,会议\n"}
    read = load(write(tmp_path / "scenario", policy(budget="0"), **tables))
    write_run(tmp_path / "run", solve(read, engine="certified"), conflict=find_conflict(read))
    report = verify(tmp_path / "run")
    assert report.ok, report.differences
    assert any("no allocation keeps every row" in note for note in report.notes)


CERTIFIED: dict[str, tuple[str, Callable[[str], str]]] = {
    "a worse allocation": ("allocation.json", record(worse)),
    "another program": ("model.json", lambda t: t.replace('"lo": 4', '"lo": 5', 1)),
    "another value": ("certificate.json", lambda t: t.replace('"value": 410', '"value": 411')),
    "other winners": ("certificate.json", lambda t: t.replace('"chosen": [[0, ', '"chosen": [[1, ')),
    "no winners": ("certificate.json", lambda t: re.sub(r'"chosen": .*', '"chosen": []', t)),
    "no stages": ("certificate.json", lambda t: t.replace('"stages"', '"phases"')),
    "a decimal": ("certificate.json", lambda t: t.replace('"value": 410', '"value": 410.0')),
    "nesting": (
        "certificate.json",
        lambda t: t.replace('"chosen": ', '"x": ' + "[" * 900 + "]" * 900 + ', "chosen": '),
    ),
    "another schema": ("certificate.json", lambda t: t.replace("certificate/1", "certificate/2")),
    "another stage": ("certificate.json", lambda t: t.replace('"quota-deviation"', '"weighted-score"')),
    "a key of its own": ("certificate.json", lambda t: t.replace('"chosen"', '"approved": "yes",\n "chosen"')),
    "infeasible": ("certificate.json", lambda t: t.replace('"optimal"', '"infeasible"')),
}


@pytest.mark.parametrize("name", CERTIFIED)
def test_a_false_certificate_is_a_difference(name: str, certified: Path) -> None:
    file, change = CERTIFIED[name]
    edit(certified / file, change)
    assert not verify(certified).ok


@pytest.mark.parametrize("file", ["model.json", "certificate.json"])
def test_a_missing_proof_is_a_difference(file: str, certified: Path) -> None:
    (certified / file).unlink()
    assert any(f"{file} is missing" in d for d in verify(certified).differences)


def test_a_proof_too_large_to_check_is_solved_again(certified: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allocator.check.check_certificate.MOST_OPTIONS", 1)
    report = verify(certified)
    assert report.ok, report.differences
    assert any("too many to look at; solved again" in line for line in report.unchecked)


def test_solving_again_that_fails_is_a_difference(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise EngineError("no solver today")

    monkeypatch.setattr("allocator.runs.proof.solve", refuse)
    assert "solving again failed: no solver today" in verify(run).differences
