"""`verify` finds whatever was changed in a run folder, and passes whatever only looks different."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator import load, solve, verify, write_run
from allocator.errors import UsageError
from tests.runs.forging import edit, first, record
from tests.small import APPLICATIONS

RUN_KEYS = ["schema", "engine", "proof", "version", "scenario", "status", "command", "started", "times"]


def test_an_untouched_run_verifies(run: Path) -> None:
    report = verify(run)
    assert report.ok, report.differences
    assert any("same values" in note for note in report.notes)


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


WHOLE = ["budget", "awarded", "year", "amount", "counts", "unit"]


@pytest.mark.parametrize("key", WHOLE)
def test_a_whole_number_written_as_a_decimal_is_found(key: str, run: Path) -> None:
    pattern = r'("top": \d+)' if key == "counts" else rf'("{key}": \d+)'
    edit(run / "allocation.json", lambda t: re.sub(pattern, r"\1.0", t, count=1))
    if key == "budget":
        edit(run / "run.json", lambda t: re.sub(pattern, r"\1.0", t, count=1))
    assert any("allocation.json line" in d for d in verify(run).differences)


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


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no run folder"):
        verify(tmp_path)
    with pytest.raises(UsageError, match="is no run folder"):
        verify(tmp_path / "nowhere")


def test_the_inputs_of_a_run_are_a_scenario_with_the_same_result(run: Path) -> None:
    again = solve(load(run / "inputs"))
    write_run(run.parent / "again", again)
    assert (run.parent / "again/allocation.json").read_bytes() == (run / "allocation.json").read_bytes()


def test_an_original_that_can_no_longer_be_read_is_a_difference(run: Path, tmp_path: Path) -> None:
    edit(tmp_path / "scenario" / "applications.csv", lambda t: t.replace("enterprise", "company"))
    assert any(d.startswith("original scenario, applications.csv") for d in verify(run).differences)
    shutil.rmtree(tmp_path / "scenario")
    (tmp_path / "scenario").mkdir()
    assert any(d.startswith("original scenario") for d in verify(run).differences)
