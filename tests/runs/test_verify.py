"""`verify` finds whatever was changed in a run folder, and passes whatever only looks different."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator import load, solve, verify, write_run
from allocator.errors import UsageError
from allocator.sensitivity import find_conflict
from tests.cli.test_commands import hard
from tests.small import APPLICATIONS, policy, write

LEDGER = "year,enterprise,amount\n2025,戊公司,10\n"
RUN_KEYS = ["schema", "engine", "proof", "version", "scenario", "status", "command", "started", "times"]
DECISIONS = "application_id,decision,reason\nD,reject,会议\n"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of a small scenario; the folder `scenario` beside it is the original."""
    folder = write(tmp_path / "scenario", policy(budget="21"), ledger=LEDGER, decisions=DECISIONS)
    write_run(tmp_path / "run", solve(load(folder), engine="cp-sat"))
    return tmp_path / "run"


@pytest.fixture
def certified(run: Path) -> Path:
    """The same scenario with a certificate."""
    write_run(run.parent / "certified", solve(load(run.parent / "scenario"), engine="certified"))
    return run.parent / "certified"


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_bytes().decode("utf-8")
    after = change(before)
    assert before != after
    path.write_bytes(after.encode("utf-8"))


def record(change: Callable[[dict[str, object]], None]) -> Callable[[str], str]:
    def apply(text: str) -> str:
        value = json.loads(text)
        change(value)
        return json.dumps(value, ensure_ascii=False, indent=2) + "\n"

    return apply


def test_an_untouched_run_verifies(run: Path) -> None:
    report = verify(run)
    assert report.ok, report.differences
    assert any("same values" in note for note in report.notes)


def first(key: str, value: object) -> Callable[[dict[str, object]], None]:
    def change(r: dict[str, object]) -> None:
        r["awards"][0][key] = value  # type: ignore[index]

    return change


TAMPERED: dict[str, tuple[str, Callable[[str], str], str]] = {
    "an amount": ("allocation.json", record(first("amount", 80_000)), "audit"),
    "an amount, not a whole step": ("allocation.json", record(first("amount", 100_001)), "audit"),
    "a score": ("allocation.json", record(first("score", 95)), "audit"),
    "a weighted score": ("allocation.json", record(first("weighted_score", 200)), "audit"),
    "a tier": ("allocation.json", record(first("tier", "base")), "audit"),
    "an enterprise": ("allocation.json", record(first("enterprise", "某公司")), "audit"),
    "a winner": ("allocation.json", record(first("application_id", "D")), "audit"),
    "a winner who never applied": ("allocation.json", record(first("application_id", "Z")), "audit"),
    "a winner dropped": ("allocation.json", record(lambda r: r["awards"].pop()), "audit"),  # type: ignore[attr-defined]
    "the budget": (
        "allocation.json",
        record(lambda r: r.update(budget=220_000)),
        "budget: allocation.json says 220000",
    ),
    "the total": ("allocation.json", record(lambda r: r.update(awarded=1)), "audit"),
    "the objective": ("allocation.json", record(lambda r: r["objective"][1].update(value=1)), "audit"),  # type: ignore[index]
    "the status": (
        "allocation.json",
        record(lambda r: r.update(status="feasible")),
        "status: allocation.json says 'feasible'",
    ),
    "the year": ("allocation.json", record(lambda r: r.update(year=2025)), "audit"),
    "a hash": (
        "allocation.json",
        record(lambda r: r["inputs"][1].update(sha256="0")),
        "applications differ from the hashes",
    ),  # type: ignore[index]
    "the layout": ("allocation.json", lambda t: t.replace("  ", " "), "allocation.json"),
    "broken JSON": ("allocation.json", lambda t: t[:-10], "allocation.json is not readable"),
    "JSON that is a list": ("allocation.json", lambda t: "[1]", "holds no record"),
    "NaN": ("allocation.json", lambda t: t.replace('"awarded": ', '"awarded": NaN, "x": '), "not readable"),
    "a csv amount": ("allocation.csv", lambda t: t.replace(",9\n", ",8\n", 1), "allocation.csv line"),
    "a csv line added": ("screening.csv", lambda t: t + "X,yes,top,,,\n", "screening.csv line"),
    "a csv score": ("scores.csv", lambda t: t.replace("90", "91"), "scores.csv line"),
    "an input score": ("inputs/applications.csv", lambda t: t.replace("80", "95"), "applications differ"),
    "an input decision": ("inputs/decisions.csv", lambda t: t.replace("D,reject", "C,reject"), "decisions differ"),
    "an input rule": ("inputs/policy.yaml", lambda t: t.replace("weight: 2", "weight: 3"), "policy differ"),
    "an input that is no longer readable": (
        "inputs/policy.yaml",
        lambda t: t.replace("tiers:", "tires:"),
        "inputs/policy.yaml",
    ),
    "run.json": ("run.json", lambda t: "{", "run.json is not readable"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_change_is_found_and_named(name: str, run: Path) -> None:
    file, change, expected = TAMPERED[name]
    edit(run / file, change)
    report = verify(run)
    assert any(expected in d for d in report.differences), report.differences


@pytest.mark.parametrize(
    "file", ["allocation.json", "allocation.csv", "run.json", "screening.csv", "scores.csv", "inputs/ledger.csv"]
)
def test_a_missing_file_is_found(file: str, run: Path) -> None:
    (run / file).unlink()
    assert not verify(run).ok


def test_missing_inputs_are_found(run: Path) -> None:
    shutil.rmtree(run / "inputs")
    assert not verify(run).ok


def test_a_table_added_to_the_inputs_is_found(run: Path) -> None:
    (run / "inputs" / "reviews.csv").write_text("application_id,expert,indicator,score\n", encoding="utf-8")
    assert not verify(run).ok


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


WHOLE = ["budget", "awarded", "year", "amount", "counts", "unit"]


@pytest.mark.parametrize("key", WHOLE)
def test_a_whole_number_written_as_a_decimal_is_found(key: str, run: Path) -> None:
    pattern = r'("top": \d+)' if key == "counts" else rf'("{key}": \d+)'
    edit(run / "allocation.json", lambda t: re.sub(pattern, r"\1.0", t, count=1))
    if key == "budget":
        edit(run / "run.json", lambda t: re.sub(pattern, r"\1.0", t, count=1))
    assert any("allocation.json line" in d for d in verify(run).differences)


def worse(r: dict[str, object]) -> None:
    """A loser in place of a winner, every number made to fit."""
    r["awards"] = [a for a in r["awards"] if a["application_id"] != "C"]  # type: ignore[union-attr,index]
    r["counts"] = {"top": 2, "base": 0}
    for award in r["awards"]:  # type: ignore[attr-defined]
        award["amount"] = 100_000
    r["awarded"] = 200_000
    r["objective"][1].update(value=340, bound=340)  # type: ignore[index]


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


RUN_JSON: dict[str, tuple[Callable[[dict[str, object]], object], str]] = {
    **{f"without {k}": (lambda r, k=k: r.pop(k), f"the key {k} is missing") for k in RUN_KEYS},
    **{f"{k} a list": (lambda r, k=k: r.update({k: [1]}), f"run.json, {k}: found [1]") for k in RUN_KEYS},
    "another engine": (lambda r: r.update(engine="oracle"), "run.json, engine"),
    "a certificate that is none": (lambda r: r.update(proof="certificate"), "run.json, proof"),
    "another budget": (lambda r: r.update(budget=1), "budget: allocation.json says 210000, run.json 1"),
    "times below 0": (lambda r: r.update(times={"read": -1}), "run.json, times"),
    "a time without a zone": (lambda r: r.update(started="2026-03-01T10:00:00"), "run.json, started"),
    "another order": (lambda r: r.update(schema=r.pop("schema")), "found the keys"),
    "a key of its own": (lambda r: r.update(approved="yes"), "found the keys"),
}


@pytest.mark.parametrize("name", RUN_JSON)
def test_what_is_changed_in_run_json_is_found(name: str, run: Path) -> None:
    change, expected = RUN_JSON[name]
    edit(run / "run.json", record(change))  # type: ignore[arg-type]
    report = verify(run)
    assert any(expected in d for d in report.differences), report.differences


@pytest.mark.parametrize("name", ["sensitivity.json", "notes.txt", "report/x.docx", "inputs/notes.txt"])
def test_what_lies_beside_the_run_is_called_unchecked(name: str, run: Path) -> None:
    (run / name).parent.mkdir(exist_ok=True)
    (run / name).write_text("{}", encoding="utf-8")
    report = verify(run)
    assert report.ok
    assert any(name.replace("report/x.docx", "report/") in line for line in report.unchecked), report


@pytest.mark.parametrize("name", ["conflict.json", "certificate.json", "model.json"])
def test_a_file_that_such_a_run_does_not_have_is_found(name: str, run: Path) -> None:
    (run / name).write_text("{}", encoding="utf-8")
    assert any(d.startswith(f"{name}: no part") for d in verify(run).differences)


@pytest.mark.parametrize("junk", ["a\rb,c\r", "x" * 300_000, "\0"])
def test_a_csv_that_no_reader_takes_is_a_difference(junk: str, run: Path) -> None:
    (run / "scores.csv").write_text(junk, encoding="utf-8")
    assert any(d.startswith("scores.csv") for d in verify(run).differences)


INPUTS: dict[str, Callable[[Path], object]] = {
    "rows in another order": lambda f: edit(
        f / "applications.csv", lambda t: "\n".join([(r := t.rstrip("\n").split("\n"))[0], *reversed(r[1:]), ""])
    ),
    "a title row": lambda f: edit(f / "applications.csv", lambda t: "本表作废\n" + t.lstrip("\ufeff")),
    "another heading": lambda f: edit(f / "applications.csv", lambda t: t.replace("city", "所在市")),
    "another name": lambda f: (f / "applications.csv").rename(f / "申报项目.csv"),
    "another name of the policy": lambda f: (f / "policy.yaml").rename(f / "policy.yml"),
    "a folder of files": lambda f: (
        (f / "applications").mkdir(),
        (f / "applications.csv").rename(f / "applications" / "a.csv"),
    ),
    "a link": lambda f: (f.rename(f.parent.parent / "elsewhere"), f.symlink_to(f.parent.parent / "elsewhere")),
}


@pytest.mark.parametrize("name", INPUTS)
def test_inputs_of_the_same_values_in_other_bytes_are_a_difference(name: str, run: Path) -> None:
    INPUTS[name](run / "inputs")
    assert any("inputs" in d for d in verify(run).differences)


@pytest.mark.parametrize("name", ["allocation.json", "run.json"])
def test_deep_nesting_is_a_difference(name: str, run: Path) -> None:
    edit(run / name, lambda t: t.rstrip()[:-1].rstrip() + ',\n  "x": ' + "[" * 600 + "]" * 600 + "\n}\n")
    assert not verify(run).ok


@pytest.mark.parametrize("name", ["notes", "inputs/notes", "allocation.csv"])
def test_a_link_to_itself_is_no_fault_of_ours(name: str, run: Path) -> None:
    (run / name).unlink(missing_ok=True)
    (run / name).symlink_to(Path(name).name)
    report = verify(run)
    assert name == "allocation.csv" or any(name in line for line in report.unchecked)
    assert report.ok is (name != "allocation.csv")


def test_the_inputs_are_not_the_original_of_themselves(run: Path) -> None:
    edit(run / "run.json", record(lambda r: r.update(scenario=str(run / "inputs"))))
    assert any("no longer there" in line for line in verify(run).unchecked)


@pytest.mark.parametrize("name", ["allocation.csv", "run.json", "inputs/ledger.csv"])
def test_a_pipe_in_place_of_a_file_is_a_difference(name: str, run: Path) -> None:
    (run / name).unlink()
    os.mkfifo(run / name)
    assert not verify(run).ok


def test_paths_too_long_for_the_system_are_refused(run: Path) -> None:
    with pytest.raises(UsageError, match="is no run folder"):
        verify("x" * 5000)
    with pytest.raises(UsageError, match="does not exist"):
        verify(run, "x" * 5000)
    edit(run / "run.json", record(lambda r: r.update(scenario="x" * 5000)))
    assert verify(run).ok


def test_an_original_that_changed_is_found_and_one_that_only_looks_different_passes(run: Path, tmp_path: Path) -> None:
    original = tmp_path / "scenario"
    lines = APPLICATIONS.strip().split("\n")
    text = "\n".join([lines[0], *reversed(lines[1:])]) + "\n"
    (original / "applications.csv").write_bytes(
        text.replace("application_id", "项目编号").replace(",", ";").encode("gb18030")
    )
    edit(original / "policy.yaml", lambda t: "# a comment\n" + t)
    assert verify(run).ok
    edit(original / "policy.yaml", lambda t: t.replace("cap: 10", "cap: 9"))
    assert any("policy differ from inputs/" in d for d in verify(run).differences)


def test_a_moved_original_is_said_and_can_be_given(run: Path, tmp_path: Path) -> None:
    moved = (tmp_path / "scenario").rename(tmp_path / "elsewhere")
    report = verify(run)
    assert report.ok
    assert any("no longer there" in line for line in report.unchecked)
    assert verify(run, moved).ok
    with pytest.raises(UsageError, match="does not exist"):
        verify(run, tmp_path / "nowhere")


def test_an_infeasible_run_verifies_with_its_conflict(tmp_path: Path) -> None:
    read = load(
        write(tmp_path / "scenario", policy(budget="0"), decisions="application_id,decision,reason\nA,fund,会议\n")
    )
    write_run(tmp_path / "run", solve(read), conflict=find_conflict(read))
    assert verify(tmp_path / "run").ok
    edit(tmp_path / "run" / "conflict.json", lambda t: t.replace("budget", "bugdet", 1))
    assert not verify(tmp_path / "run").ok


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no run folder"):
        verify(tmp_path)
    with pytest.raises(UsageError, match="is no run folder"):
        verify(tmp_path / "nowhere")


def test_the_inputs_of_a_run_are_a_scenario_with_the_same_result(run: Path) -> None:
    again = solve(load(run / "inputs"))
    write_run(run.parent / "again", again)
    assert (run.parent / "again/allocation.json").read_bytes() == (run / "allocation.json").read_bytes()


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
    monkeypatch.setattr("allocator.check.check_certificate.MOST_OPTIONS", 3)
    report = verify(certified)
    assert report.ok, report.differences
    assert any("too many to look at; solved again" in line for line in report.unchecked)
