"""The command line end to end: exit statuses, files, messages that an officer can act on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator import load, solve
from allocator.cli import main
from allocator.cli.main import COMMANDS
from allocator.errors import UsageError
from tests.small import APPLICATIONS, TIERS, policy, write

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Run `allocate` in a folder of its own: (exit status, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def run(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["allocate", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write(tmp_path / "s", policy(budget="21"))


def test_run_writes_the_files_prints_the_awards_and_names_the_folder(call: Call, small: Path) -> None:
    status, out, err = call("run", small)
    assert (status, err) == (0, "")
    assert out.rstrip().endswith(f"written to {Path('runs') / 's-21'}")
    assert "甲公司" in out
    assert "optimal (proven, gap 0)" in out
    assert "预算总额 budget（第三条）" in out  # what binds
    assert "资金分配规则 proportional" in out  # what is assumed
    run = json.loads(Path("runs/s-21/run.json").read_text(encoding="utf-8"))
    assert (run["schema"], run["engine"], run["proof"], run["scenario"]) == (
        "run/1",
        "certified",
        "certificate",
        str(small),
    )
    assert run["command"] == ["allocate", "run", str(small)]
    assert list(run["times"]) == ["read", "screen", "score", "model", "solve", "audit", "write"]
    assert call("run", small)[1].rstrip().endswith("s-21-2")


def test_the_embedded_scenario_runs_from_any_folder(call: Call) -> None:
    status, out, _ = call("run", "--budget", "3000")
    assert status == 0
    record = json.loads(Path("runs/shandong-2026-3000/allocation.json").read_text(encoding="utf-8"))
    assert record["status"] == "optimal"
    assert record["counts"] == {"benchmark": 10, "demonstration": 20}
    assert record["awarded"] == record["budget"] == 30_000_000
    assert "written to" in out


@pytest.mark.parametrize("budget", ["21", "21万", "21万元", "0.0021亿", "210000元", "２１"])
def test_a_budget_may_carry_its_own_unit(call: Call, small: Path, budget: str) -> None:
    assert call("run", small, "--budget", budget, "--out", "r")[0] == 0
    assert json.loads(Path("r/allocation.json").read_text(encoding="utf-8"))["budget"] == 210_000


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["run", "S", "--budget", "viel"], "--budget: 'viel' is not an amount; write for example 3000"),
        (["run", "S", "--budget", "-5"], "--budget: '-5' is below 0"),
        (["run", "S", "--budget", "0.00001"], "is not a whole number of base units"),
        (
            ["run", "S", "--engine", "glpk"],
            "'glpk' is no engine; choose one of auto, certified, cp-sat, cbc, highs, enumeration",
        ),
        (["run", "nowhere"], "nowhere: does not exist; give the folder that holds policy.yaml"),
        (["run", "S", "--out", "S"], "exists and is not empty"),
        (["run", "S", "--out", "S", "--force"], "which is no part of a run; --force replaces runs only"),
        (["run", "--engine", "enumeration"], "enumeration would have to look at"),
        (["run", "S", "--nonsense"], "No such option"),
        (["nonsense"], "No such command"),
        (["verify", "S"], "is no run folder; give the folder that `allocate run` wrote"),
        (["check", "nowhere"], "does not exist"),
        (
            ["export", "S", "--stage", "canonical"],
            "'canonical' is no stage of this policy; choose quota-deviation or weighted-score",
        ),
        (["export", "S", "--out", "s/policy.yaml"], "exists; choose another --out, or --force"),
    ],
)
def test_bad_usage_is_exit_2_with_a_remedy_and_writes_nothing(
    call: Call, small: Path, args: list[str], message: str
) -> None:
    before = sorted(small.parent.rglob("*"))
    status, _, err = call(*[str(small) if a == "S" else a for a in args])
    assert status == 2
    assert message in err
    assert "Traceback" not in err
    assert sorted(small.parent.rglob("*")) == before


def test_all_problems_of_the_inputs_are_reported_at_once(call: Call, tmp_path: Path) -> None:
    text = (
        APPLICATIONS.replace("90", "190")
        .replace(",base,,70", ",bsae,,70")
        .replace("D,", "A,")
        .replace("济南市\nB", "x\nB")
    )
    folder = write(
        tmp_path / "s",
        policy("eligibility: [{id: months, name: 月数, column: months, at_least: 3, source: x}]"),
        text.replace("city", "months").replace("青岛市", "三个月").replace("济南市", "4").replace(",x", ",5"),
    )
    status, out, err = call("check", folder)
    assert (status, out) == (2, "")
    for message in (
        "applications.csv row 2, score: '190' is outside 0 to 100; correct the score",
        "applications.csv row 4, tier: 'bsae' is no tier; did you mean 'base'?",
        "applications.csv row 5, application_id: 'A' stands already in applications.csv row 2",
        "applications.csv row 4, months: '三个月' is not a number",
    ):
        assert message in err
    assert err.rstrip().endswith("problems in the inputs; nothing was written")


def test_infeasible_is_exit_3_with_the_conflict_and_what_to_change(call: Call, tmp_path: Path) -> None:
    tiers = TIERS.replace("floor: 4", "floor: 4, quota: {min: 2}")
    status, out, _ = call("run", write(tmp_path / "s", policy(tiers=tiers, budget="5")), "--out", "r")
    assert status == 3
    assert "预算总额 budget（第三条）" in out
    assert "budget: budget = 8 万元" in out
    assert "quota:top: min = 1" in out
    record = json.loads(Path("r/allocation.json").read_text(encoding="utf-8"))
    assert (record["status"], record["awarded"], record["objective"], record["awards"]) == ("infeasible", 0, [], [])
    assert json.loads(Path("r/conflict.json").read_text(encoding="utf-8"))["rules"] == ["budget", "quota:top"]
    assert call("verify", "r")[0] == 0


def test_no_time_at_all_is_exit_4_without_awards(call: Call, small: Path) -> None:
    status, out, _ = call("run", small, "--time-limit", "0", "--out", "r")
    assert status == 4
    assert "give it more time" in out
    record = json.loads(Path("r/allocation.json").read_text(encoding="utf-8"))
    assert (record["status"], record["awards"], record["objective"]) == ("unknown", [], [])
    assert call("verify", "r")[0] == 0


def test_force_replaces_a_run_whole(call: Call, small: Path, tmp_path: Path) -> None:
    infeasible = write(tmp_path / "i", policy(tiers=TIERS.replace("floor: 4", "quota: {min: 9}")))
    assert call("run", infeasible, "--out", "r")[0] == 3
    assert call("run", small, "--out", "r")[0] == 2
    assert call("run", small, "--out", "r", "--force")[0] == 0
    assert not Path("r/conflict.json").exists()


def test_check_shows_the_screening_with_reasons(call: Call, tmp_path: Path) -> None:
    rules = "eligibility: [{id: gate, name: 绿色门槛, column: gate, equals: yes, source: 第五条（一）}]"
    text = APPLICATIONS.replace("city", "gate").replace("济南市", "是").replace("青岛市", "否")
    status, out, _ = call("check", write(tmp_path / "s", policy(rules), text))
    assert status == 0
    assert "eligible: 2" in out
    assert "绿色门槛：填报为“否”，要求为“是”（第五条（一））" in out


def test_verify_names_what_differs_and_exits_5(call: Call, small: Path) -> None:
    call("run", small, "--out", "r")
    assert call("verify", "r")[0] == 0
    path = Path("r/allocation.csv")
    path.write_bytes(path.read_bytes().replace("甲公司".encode(), "丁公司".encode()))
    status, _, err = call("verify", "r")
    assert status == 5
    assert "allocation.csv line 2" in err


@pytest.mark.parametrize("form", ["mps", "lp", "opb"])
@pytest.mark.parametrize("stage", ["quota-deviation", "weighted-score"])
def test_export_writes_a_program_whose_comments_name_the_options(
    call: Call, small: Path, form: str, stage: str
) -> None:
    status, out, _ = call("export", small, "--format", form, "--stage", stage, "--out", f"m.{form}")
    assert (status, out) == (0, f"written to m.{form}\n")
    text = Path(f"m.{form}").read_text(encoding="utf-8")
    assert "x_0_0 = 1: A in top" in text
    assert call("export", small, "--format", form, "--stage", stage)[1] == text


def test_an_exported_program_has_the_stage_value_as_its_optimum(call: Call, small: Path) -> None:
    import highspy

    call("run", small, "--out", "r")
    value = json.loads(Path("r/allocation.json").read_text(encoding="utf-8"))["objective"][1]["value"]
    for form in ("mps", "lp"):
        call("export", small, "--format", form, "--out", f"m.{form}")
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.readModel(f"m.{form}")
        solver.run()
        assert round(-solver.getObjectiveValue()) == value


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_every_command_has_help_with_an_example(call: Call, command: list[str]) -> None:
    status, out, _ = call(*command, "--help")
    assert status == 0
    assert "allocate" in out
    assert not command or "Example: `allocate" in out


def test_an_internal_error_is_exit_1_and_no_traceback(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import allocator.solving

    def broken(*args: object, **named: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(allocator.solving, "solve", broken)
    status, out, err = call("run", small, "--out", "r")
    assert (status, out) == (1, "")
    assert "internal error: RuntimeError: a fault of ours" in err
    assert not Path("r").exists()
    monkeypatch.setenv("ALLOCATOR_TRACEBACK", "1")
    assert "Traceback" in call("run", small, "--out", "r")[2]


def test_an_allocation_that_the_audit_rejects_is_never_written(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import allocator.solving

    real = allocator.solving.spread
    monkeypatch.setattr(allocator.solving, "spread", lambda *a: {o: n + 1 for o, n in real(*a).items()})
    status, _, err = call("run", small, "--out", "r")
    assert status == 1
    assert "the audit rejects the allocation" in err
    assert not Path("r").exists()


def test_output_to_a_reader_that_stops_keeps_the_exit_status(small: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m allocator run {small} --out {tmp_path / 'r'} | head -n 1; exit ${{PIPESTATUS[0]}}"
    assert subprocess.run(["bash", "-c", command], capture_output=True, check=False).returncode == 0


def test_a_closed_standard_output_is_no_fault(small: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m allocator run {small} --out {tmp_path / 'r'} >&-"
    assert subprocess.run(["bash", "-c", command], capture_output=True, check=False).returncode == 0
    assert (tmp_path / "r" / "allocation.json").exists()


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['allocate', '--help']\nfrom allocator.cli import main\n"
    code += "try: main()\nexcept SystemExit: pass\n"
    code += "print([m for m in ('numpy', 'pandas', 'ortools', 'pydantic', 'pulp', 'matplotlib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")


@pytest.mark.parametrize("engine", ["cp-sat", "cbc", "highs"])
def test_ctrl_c_writes_what_is_in_hand_and_exits_4(tmp_path: Path, engine: str) -> None:
    """A case that takes long (strongly correlated requests and scores), interrupted after its first seconds."""
    folder = hard(tmp_path / "hard")
    command = [sys.executable, "-m", "allocator", "run", str(folder), "--engine", engine, "--out", str(tmp_path / "r")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(6)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    record = json.loads((tmp_path / "r" / "allocation.json").read_text(encoding="utf-8"))
    assert (process.returncode, record["status"]) in {(4, "feasible"), (4, "unknown")}, (out, err)


def hard(folder: Path) -> Path:
    """Overlapping money limits over many random halves of the applications: no solver here is done in seconds."""
    draw = random.Random(7)
    columns = [f"g{n}" for n in range(24)]
    lines = [",".join(["application_id", "enterprise", "requested", "score", *columns])]
    spent = dict.fromkeys(columns, 0)
    for k in range(240):
        cost = draw.randint(300, 999)
        inside = {c: draw.random() < 0.5 for c in columns}
        for c in columns:
            spent[c] += cost * inside[c]
        flags = ("yes" if inside[c] else "no" for c in columns)
        lines.append(",".join([f"P{k}", f"E{k}", str(cost), str(cost + draw.randint(0, 300)), *flags]))
    groups = ", ".join(
        f"{{id: half-{c}, by: {c}, value: 'yes', max_amount: {spent[c] // 2}, source: x}}" for c in columns
    )
    text = policy(
        f"groups: [{groups}]",
        "max_score: 2000",
        tiers="tiers: [{id: a, name: 甲, source: x}]\n",
        amounts="in-full",
        budget="99991",
        one="one_award_per: null\n",
    )
    return write(folder, text, "\n".join(lines) + "\n")


LONG = "x" * 300


@pytest.mark.parametrize(
    "words",
    [
        ("run", LONG),
        ("check", f"{LONG}.xlsx"),
        ("run", "s", "--out", LONG),
        ("export", "s", "--out", LONG),
        ("init", LONG),
        ("init", "new", "--policy", LONG),
        ("verify", LONG),
        ("verify", "r", "--scenario", LONG),
        ("init", "new", "--policy", os.devnull),
    ],
)
def test_a_path_that_cannot_be_is_bad_usage(call: Call, small: Path, words: tuple[str, ...]) -> None:
    call("run", small, "--out", "r")
    status, _, err = call(*words)
    assert (status, "Traceback" in err, "internal" in err) == (2, False, False)


def test_a_run_of_a_scenario_with_a_long_name_finds_its_folder(call: Call, small: Path) -> None:
    small.rename(small.parent / ("场" * 84))
    status, out, _ = call("run", "场" * 84)
    assert (status, out.rstrip().endswith(f"runs/{'场' * 60}-21")) == (0, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among the files of this system")
@pytest.mark.parametrize("name", ["applications.csv", "policy.yaml", "ledger.xlsx"])
def test_a_pipe_among_the_inputs_is_no_file(call: Call, small: Path, name: str) -> None:
    (small / name).unlink(missing_ok=True)
    os.mkfifo(small / name)
    status, _, err = call("check", small)
    assert (status, f"{name}: is not a file; put a file in its place" in err) == (2, True)


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes there alone")
def test_names_that_are_no_text_are_read_and_written_with_marks_in_their_place(call: Call, small: Path) -> None:
    name = os.fsdecode("场景".encode("gbk"))
    folder = small.rename(small.parent / name)
    (folder / "applications").mkdir()
    (folder / "applications.csv").rename(folder / "applications" / f"{name}.csv")
    shown = name.translate(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    status, _, err = call("run", folder, "--out", "r")
    assert (status, err) == (0, "")
    run = json.loads(Path("r/run.json").read_text(encoding="utf-8"))
    assert os.fsencode(Path(run["scenario"]).name) == os.fsencode(name), "verify must find it again"
    assert call("verify", "r")[0] == 0
    assert call("run", folder)[1].rstrip().endswith(f"{shown}-21")
    (folder / "policy.yaml").write_text("a: 1", encoding="utf-8")
    (folder / "applications" / f"{name}.csv").write_text("x", encoding="utf-8")
    status, _, err = call("check", folder)
    assert (status, f"applications/{shown}.csv row 1: no headings" in err) == (2, True)


def test_a_policy_with_faults_does_not_hide_those_of_the_tables(call: Call, small: Path) -> None:
    (small / "policy.yaml").write_text(policy(budget="many"), encoding="utf-8")
    (small / "applications.csv").write_text("application_id,tier\nA,wrong\n", encoding="utf-8")
    status, _, err = call("check", small)
    assert status == 2
    assert "budget.value: 'many' is not an amount" in err
    assert "applications.csv row 1: there is no column enterprise (申报单位)" in err
    assert err.splitlines()[-2:] == [
        "correct the policy first: what the cells say is checked against it",
        "2 problems in the inputs; nothing was written",
    ]


@pytest.mark.parametrize("command", ["run", "export"])
def test_a_budget_that_is_none_is_told_by_its_option(call: Call, small: Path, command: str) -> None:
    status, _, err = call(command, small, "--budget", "3k")
    assert (status, err.partition(";")[0]) == (2, "error: --budget: '3k' is not an amount")
    with pytest.raises(UsageError, match=r"^budget: '3k' is not an amount"):
        solve(load(small), budget="3k")


@pytest.mark.parametrize("engine", ["auto", "highs", "cbc", "cp-sat"])
def test_no_library_prints_into_the_result(engine: str, small: Path) -> None:
    """In a process of its own, for a banner comes once."""
    words = ["run", str(small), "--engine", engine, "--out", str(small.parent / "r")]
    done = subprocess.run([sys.executable, "-m", "allocator", *words], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Test 2026\n")
    assert done.stderr == ""
