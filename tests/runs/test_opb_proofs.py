"""proof/ of a run: written where it can be, said where it is not, and made again and checked by `verify`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator import load, solve, verify, write_run
from allocator.check.check_opb import prove
from allocator.engines.proofs import LeftOut
from allocator.runs.opb_files import OPB_FILES
from allocator.sensitivity import find_conflict
from tests.engines.older_checker import refuted
from tests.runs.forging import edit, record
from tests.small import TIERS, policy, write

AIMED = TIERS.replace("weight: 2,", "weight: 2, quota: {target: 3, tolerance: 3},")
STAGES = ("quota-deviation", "weighted-score", "canonical")


@pytest.fixture
def proved(tmp_path: Path) -> Path:
    """A run with a target that cannot be reached, and all its proofs."""
    folder = write(tmp_path / "aimed" / "scenario", policy(budget="21", tiers=AIMED))
    write_run(tmp_path / "aimed" / "run", solve(load(folder), engine="certified"))
    return tmp_path / "aimed" / "run"


def names(run: Path) -> set[str]:
    return {p.name for p in (run / "proof").iterdir()}


def said(run: Path) -> str:
    return str(json.loads((run / "run.json").read_text(encoding="utf-8"))["pseudo_boolean"])


def note(run: Path) -> str:
    report = verify(run)
    assert report.ok, report.differences
    return next(n for n in report.notes if n.startswith("pseudo-Boolean"))


def test_a_certified_run_has_a_program_and_two_proofs_of_each_stage(proved: Path) -> None:
    assert names(proved) == {f"{s}.{e}" for s in STAGES for e in ("opb", "pbp", "v1.pbp")}
    assert names(proved) <= OPB_FILES
    values = []
    for stage in STAGES:
        opb, proof, old = (
            (proved / "proof" / f"{stage}.{e}").read_text(encoding="utf-8") for e in ("opb", "pbp", "v1.pbp")
        )
        values.append(prove(opb, proof))
        assert refuted(opb, old) == values[-1]
    found = json.loads((proved / "allocation.json").read_text(encoding="utf-8"))["objective"]
    assert values[:2] == [found[0]["value"], -found[1]["value"]] == [1, -470]
    assert said(proved) == "written"
    assert note(proved) == "pseudo-Boolean proofs: quota-deviation, weighted-score, canonical proved"


def test_without_targets_there_is_nothing_to_prove_of_them(certified: Path) -> None:
    assert {n.split(".")[0] for n in names(certified)} == {"weighted-score", "canonical"}
    assert note(certified) == "pseudo-Boolean proofs: weighted-score, canonical proved"


def test_under_funded_score_amounts_are_proved_too(tmp_path: Path) -> None:
    text = policy("objective: funded-score", budget="15", amounts="")
    write_run(tmp_path / "run", solve(load(write(tmp_path / "s", text)), engine="certified"))
    assert note(tmp_path / "run") == "pseudo-Boolean proofs: funded-score, canonical, canonical-amounts proved"


def test_an_infeasible_run_has_a_proof_of_that(tmp_path: Path) -> None:
    tables = {"decisions": "application_id,decision,reason\nA,fund,会议\n"}
    read = load(write(tmp_path / "s", policy(budget="0"), **tables))
    write_run(tmp_path / "run", solve(read, engine="certified"), conflict=find_conflict(read))
    assert names(tmp_path / "run") == {f"quota-deviation.{e}" for e in ("opb", "pbp", "v1.pbp")}
    assert "conclusion UNSAT" in (tmp_path / "run/proof/quota-deviation.pbp").read_text(encoding="utf-8")
    assert note(tmp_path / "run") == "pseudo-Boolean proofs: quota-deviation proved"


def test_a_solvers_word_has_none(run: Path) -> None:
    assert not (run / "proof").exists()
    assert said(run) == "none: the proof is a solver's word"
    assert note(run) == "pseudo-Boolean proofs: none: the proof is a solver's word"


def test_a_run_that_was_stopped_has_none(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", policy(budget="21"))
    write_run(tmp_path / "run", solve(load(folder), engine="cp-sat", time_limit=0))
    assert said(tmp_path / "run") == "none: nothing is proven"


def test_what_is_too_large_to_prove_is_said(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allocation = solve(load(run.parent / "scenario"), engine="certified")
    with monkeypatch.context() as patch:
        patch.setattr("allocator.runs.opb_files.MOST_APPLICATIONS", 3)
        write_run(run.parent / "many", allocation)
    assert said(run.parent / "many") == "none: more than 3 applications"
    assert not (run.parent / "many/proof").exists()
    assert note(run.parent / "many") == "pseudo-Boolean proofs: none: more than 3 applications"

    def give_up(*_: object) -> None:
        raise LeftOut("more than 3000 cases")

    monkeypatch.setattr("allocator.runs.opb_files.prove_stage", give_up)
    write_run(run.parent / "long", allocation)
    assert said(run.parent / "long") == "none: more than 3000 cases"
    assert not (run.parent / "long/proof").exists()


def _moved(a: str, b: str) -> Callable[[Path], object]:
    return lambda f: (f / b).write_bytes((f / a).read_bytes())


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a program is gone": (lambda f: (f / "canonical.opb").unlink(), "canonical.opb is missing"),
    "a proof is gone": (lambda f: (f / "canonical.pbp").unlink(), "canonical.pbp is missing"),
    "an old proof is gone": (lambda f: (f / "canonical.v1.pbp").unlink(), "canonical.v1.pbp is missing"),
    "all is gone": (lambda f: ([p.unlink() for p in f.iterdir()], f.rmdir()), "canonical.opb is missing"),
    "another row": (lambda f: edit(f / "weighted-score.opb", lambda t: t.replace(">= -21", ">= -20")), "score.opb"),
    "a comment": (lambda f: edit(f / "weighted-score.opb", lambda t: t.replace("A in top", "B in top")), "score.opb"),
    "another value": (
        lambda f: edit(f / "canonical.pbp", lambda t: t.replace("BOUNDS -", "BOUNDS -1")),
        "canonical.pbp proves nothing",
    ),
    "a step less": (
        lambda f: edit(f / "weighted-score.pbp", lambda t: "".join(x for x in t.splitlines(True) if "soli" not in x)),
        "weighted-score.pbp proves nothing",
    ),
    "another stage's program": (_moved("canonical.opb", "weighted-score.opb"), "weighted-score.opb"),
    "another stage's proof": (_moved("canonical.pbp", "weighted-score.pbp"), "weighted-score.pbp proves nothing"),
    "another stage's old proof": (_moved("canonical.v1.pbp", "weighted-score.v1.pbp"), "not the same proof"),
    "an old proof of less": (
        lambda f: edit(f / "canonical.v1.pbp", lambda t: t[: t.rindex("c ")]),
        "canonical.v1.pbp is not the same proof",
    ),
    "bytes": (lambda f: (f / "canonical.pbp").write_bytes(b"\xff"), "canonical.pbp is not UTF-8"),
    "a link": (
        lambda f: ((f / "canonical.pbp").rename(f.parent.parent / "x"), (f / "canonical.pbp").symlink_to("../../x")),
        "canonical.pbp is missing or cannot be read",
    ),
    "a stage that it has not": (lambda f: (f / "funded-score.opb").write_text(""), "funded-score.opb: no part"),
    "a stranger": (lambda f: (f / "notes.txt").write_text(""), "proof/notes.txt: no part"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_changed_under_proof_is_a_difference(name: str, proved: Path) -> None:
    change, expected = CHANGES[name]
    change(proved / "proof")
    report = verify(proved)
    assert any(expected in d for d in report.differences), report.differences


def test_a_proof_of_another_scenario_is_a_difference(proved: Path, certified: Path) -> None:
    for name in ("weighted-score.opb", "weighted-score.pbp", "weighted-score.v1.pbp"):
        (certified / "proof" / name).write_bytes((proved / "proof" / name).read_bytes())
    found = verify(certified).differences
    assert any("weighted-score.opb" in d for d in found)
    assert any("weighted-score.pbp proves nothing" in d for d in found)


@pytest.mark.parametrize("claim", ["none: more than 3000 cases", "none: the proof is a solver's word"])
def test_proofs_that_run_json_does_not_name_are_a_difference(claim: str, proved: Path) -> None:
    edit(proved / "run.json", record(lambda r: r.update(pseudo_boolean=claim)))
    assert any("proof/canonical.opb: no part of this run" in d for d in verify(proved).differences)


def test_proofs_that_are_not_there_cannot_be_claimed(run: Path, proved: Path) -> None:
    edit(run / "run.json", record(lambda r: r.update(pseudo_boolean="written")))
    found = verify(run).differences
    assert any("run.json, pseudo_boolean: found 'written' with proof 'solver'" in d for d in found)
    assert any("proof/canonical.opb is missing" in d for d in found)
    edit(run / "run.json", record(lambda r: r.update(pseudo_boolean="yes")))
    assert any("run.json, pseudo_boolean: found 'yes'" in d for d in verify(run).differences)


def test_proofs_of_more_than_can_be_proved_are_a_difference(proved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allocator.runs.opb_files.MOST_APPLICATIONS", 3)
    assert any("says that there are proofs" in d for d in verify(proved).differences)


def test_force_replaces_a_run_with_proofs(proved: Path) -> None:
    allocation = solve(load(proved.parent / "scenario"), engine="cp-sat")
    write_run(proved, allocation, force=True)
    assert not (proved / "proof").exists()
    assert [p.name for p in proved.parent.iterdir() if "replaced" in p.name] == []
