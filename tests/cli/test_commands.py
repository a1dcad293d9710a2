"""The command line end to end: exit statuses, files, messages that an officer can act on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from allocator import load, solve
from allocator.cli.main import COMMANDS
from allocator.errors import UsageError
from tests.cli.calling import Call
from tests.small import APPLICATIONS, TIERS, policy, write


def test_run_writes_the_files_prints_the_awards_and_names_the_folder(call: Call, small: Path) -> None:
    status, out, err = call("run", small)
    assert (status, err) == (0, "")
    assert out.rstrip().endswith(f"written to {Path('runs') / 's-21'}")
    assert "甲公司" in out
    assert "optimal (proven, gap 0)" in out
    assert "预算总额 budget（第三条）" in out  # what binds
    assert "资金分配规则：各项目先得最低金额" in out  # what is assumed
    run = json.loads(Path("runs/s-21/run.json").read_text(encoding="utf-8"))
    assert (run["schema"], run["engine"], run["proof"], run["scenario"]) == (
        "run/1",
        "certified",
        "certificate",
        str(small),
    )
    assert run["command"] == ["allocate", "run", str(small)]
    assert list(run["times"]) == ["read", "screen", "score", "model", "solve", "audit", "prove", "write"]
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
    assert err.rstrip().endswith("problems in the inputs; 未写出文件 nothing was written")


def test_infeasible_is_exit_3_with_the_conflict_and_what_to_change(call: Call, tmp_path: Path) -> None:
    tiers = TIERS.replace("floor: 4", "floor: 4, quota: {min: 2}")
    status, out, _ = call("run", write(tmp_path / "s", policy(tiers=tiers, budget="5")), "--out", "r")
    assert status == 3
    assert "预算总额 budget（第三条）" in out
    assert "预算总额 budget: budget = 8 万元" in out
    assert "quota:top: min = 1" in out
    record = json.loads(Path("r/allocation.json").read_text(encoding="utf-8"))
    assert (record["status"], record["awarded"], record["objective"], record["awards"]) == ("infeasible", 0, [], [])
    assert json.loads(Path("r/conflict.json").read_text(encoding="utf-8"))["rules"] == ["budget", "quota:top"]
    assert call("verify", "r")[0] == 0


def test_no_time_at_all_is_exit_4_without_awards(call: Call, small: Path) -> None:
    status, out, _ = call("run", small, "--time-limit", "0", "--out", "r", "--engine", "cp-sat")
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
    assert out.endswith("\n输入没有错误 no faults in the inputs; nothing was written\n")


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
    assert (status, out) == (0, f"已写入 written to m.{form}\n")
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


def test_a_policy_with_faults_does_not_hide_those_of_the_tables(call: Call, small: Path) -> None:
    (small / "policy.yaml").write_text(policy(budget="many"), encoding="utf-8")
    (small / "applications.csv").write_text("application_id,tier\nA,wrong\n", encoding="utf-8")
    status, _, err = call("check", small)
    assert status == 2
    assert "budget.value: 'many' is not an amount" in err
    assert "applications.csv row 1: there is no column enterprise (申报单位)" in err
    assert err.splitlines()[-2:] == [
        "correct the policy first: what the cells say is checked against it",
        "输入有2处问题 2 problems in the inputs; 未写出文件 nothing was written",
    ]


@pytest.mark.parametrize("command", ["run", "export"])
def test_a_budget_that_is_none_is_told_by_its_option(call: Call, small: Path, command: str) -> None:
    status, _, err = call(command, small, "--budget", "3k")
    assert (status, err.partition(";")[0]) == (2, "error: --budget: '3k' is not an amount")
    with pytest.raises(UsageError, match=r"^budget: '3k' is not an amount"):
        solve(load(small), budget="3k")


def test_a_conflict_that_was_not_found_in_time_is_said(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "s", policy(budget="5", tiers=TIERS.replace("floor: 4", "floor: 4, quota: {min: 2}")))
    monkeypatch.setattr("allocator.sensitivity.find_conflict", lambda scenario, **options: None)
    status, out, _ = call("run", folder, "--out", "r")
    assert status == 3
    assert "the search for the rules in conflict was stopped: no conflict.json is written" in out
    assert not Path("r/conflict.json").exists()


def test_a_proof_that_verify_had_no_time_for_is_exit_4(call: Call, small: Path) -> None:
    assert call("run", small, "--engine", "cp-sat", "--out", "r")[0] == 0
    status, out, err = call("verify", "r", "--time-limit", "0")
    assert status == 4
    assert "NOT checked: solving again was stopped after 0 s" in out
    assert "its proof was not made again" in err


def test_a_run_that_was_stopped_is_not_called_verified(call: Call, small: Path) -> None:
    assert call("run", small, "--time-limit", "0", "--out", "r")[0] == 4
    status, out, _ = call("verify", "r")
    assert status == 0
    assert out.rstrip().endswith("nothing differs; it is NOT proven to be the best, nor does it say so")
