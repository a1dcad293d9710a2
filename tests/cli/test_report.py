"""The command `report`, end to end."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from allocator import load, solve, write_run
from tests.cli.calling import Call
from tests.report.hostile import mutants
from tests.small import policy, write

BOOK = Path("r/documents/资金分配工作簿.xlsx")


@pytest.fixture
def run(call: Call, small: Path) -> Path:
    assert call("run", small, "--out", "r")[0] == 0
    return Path("r")


def test_report_explains_and_writes_every_document(call: Call, run: Path) -> None:
    status, out, err = call("report", run, "--format", "xlsx")
    assert (status, err) == (0, "")
    assert out == f"{BOOK}\n已写入 written to r/documents\n"
    assert load_workbook(BOOK).sheetnames[0] == "资金分配建议"
    assert "sensitivity.json" in os.listdir(run)
    assert call("verify", run)[0] == 0
    assert call("run", Path("s"), "--out", "r", "--force")[0] == 0
    assert not BOOK.exists()


def test_options_reach_the_documents(call: Call, run: Path) -> None:
    options = ("--document", "notice,payment", "--document", "用途清单", "--lang", "en", "--date", "2026-12-24")
    status, _, err = call("report", run, *options, "--amounts", "--format", "xlsx", "--out", "o")
    assert (status, err) == (0, "")
    book = load_workbook("o/Workbook.xlsx")
    assert book.sheetnames == ["Public notice", "Payments", "Uses"]
    cells = {str(c.value) for row in book["Public notice"].iter_rows() for c in row}
    assert "24 December 2026" in cells
    assert any(text.startswith("Award") for text in cells)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--date", "20261224"), "is no day; write for example 2026-09-18"),
        (("--date", "2026-13-01"), "is no day; write for example 2026-09-18"),
        (("--date", "2026-W10-1"), "is no day; write for example 2026-09-18"),
        (("--date", "２０２６-09-18"), "is no day; write for example 2026-09-18"),
        (("--document", ","), "',' names nothing; leave the option out for the default"),
        (("--format", ""), "'' names nothing; leave the option out for the default"),
        (("--out", ""), "the path is empty; name a folder or a file"),
        (("--date", "1900-01-01"), "is no day for a document"),
        (("--document", "nothing"), "'nothing' is no document"),
        (("--format", "doc"), "'doc' is no format of documents"),
        (("--lang", "de"), "'de' is no language of documents"),
        (("--out", "r/allocation.json"), "exists and is not a folder"),
        (("--time-limit", "0"), "time limit of 0.0 s ended the search"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(
    call: Call, run: Path, options: tuple[str, ...], message: str
) -> None:
    status, _, err = call("report", run, *options)
    assert status == 2
    assert message in " ".join(err.replace("│", " ").split())
    assert not (run / "documents").exists()


def test_a_folder_that_is_no_run(call: Call, small: Path) -> None:
    status, _, err = call("report", small)
    assert status == 2
    assert "is no run folder; give the folder that `allocate run` wrote" in err


def test_an_infeasible_run(call: Call, tmp_path: Path) -> None:
    groups = "groups: [{id: wanted, by: city, value: 青岛市, min_awards: 3, source: 第六条}]"
    scenario = write(tmp_path / "c", policy(groups))
    assert call("run", scenario, "--out", "r")[0] == 3
    status, _, err = call("report", "r", "--format", "xlsx")
    assert status == 3
    assert "没有满足全部规则的分配方案 no allocation satisfies the rules" in err
    assert load_workbook(BOOK).sheetnames == ["评审情况表", "规则冲突说明"]
    assert call("report", "r", "--document", "notice")[0] == 2


def test_a_run_that_was_stopped_before_its_proof(call: Call, small: Path) -> None:
    allocation = solve(load(small))
    stages = tuple(replace(s, bound=None) for s in allocation.objective)
    stopped = replace(
        allocation, status="feasible", stopped="time-limit", proof="solver", objective=stages, certificate=None
    )
    write_run(Path("r"), stopped)
    status, _, err = call("report", "r", "--format", "xlsx")
    assert status == 0
    assert "未证明最优 not proven optimal: no notice, payments or reasons are written" in err
    assert load_workbook(BOOK).sheetnames == ["资金分配建议", "评审情况表"]
    status, _, err = call("report", "r", "--document", "payment")
    assert status == 2
    assert "payment (资金下达表) cannot be written: the allocation is not proven to be the best" in err


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (
            "allocator.report.write.document_files",
            "the explanation was added to the run, r/sensitivity.json; nothing else",
        ),
        ("allocator.report.read.explain", "nothing was written"),
    ],
)
@pytest.mark.parametrize("fault", [KeyboardInterrupt, ZeroDivisionError])
def test_however_it_ends_what_was_written_is_told(
    call: Call, run: Path, monkeypatch: pytest.MonkeyPatch, where: str, said: str, fault: type[BaseException]
) -> None:
    import allocator.report.write

    def fails(*args: object, **named: object) -> None:
        raise fault

    monkeypatch.setattr(where, fails)
    status, out, err = call("report", run, "--format", "xlsx")
    assert (status, out) == (130 if fault is KeyboardInterrupt else 1, "")
    assert said in err
    assert "being written" not in err
    assert (run / "sensitivity.json").exists() == ("explanation" in said)
    assert allocator.report.write.FOLDERS["zh"] not in os.listdir(run)


def test_a_character_that_no_font_has_is_told_and_the_workbook_written(call: Call, tmp_path: Path) -> None:
    source = write(
        tmp_path / "c", policy(budget="21"), "application_id,enterprise,tier,score,requested\nA,甲𪚥,top,80,20\n"
    )
    assert call("run", source, "--out", "r")[0] == 0
    status, out, err = call("report", "r", "--format", "xlsx,pdf")
    assert (status, out) == (2, f"{BOOK}\n已写入 written to r/documents\n")
    assert err.startswith("error: application A, enterprise: no font that documents are set in has the character '𪚥'")


@pytest.mark.parametrize(
    ("status", "said"), [("feasible", "未证明最优 not proven"), ("infeasible", "没有满足全部规则")]
)
def test_with_refused_formats_too_a_run_says_what_it_is(call: Call, tmp_path: Path, status: str, said: str) -> None:
    groups = "groups: [{id: wanted, by: city, value: 青岛市, min_awards: 2, source: 第六条}]"
    rows = "application_id,enterprise,tier,score,requested,city\nA,甲𪚥,top,80,20,青岛市\n"
    source = write(tmp_path / "c", policy(groups if status == "infeasible" else "", budget="21"), rows)
    if status == "infeasible":
        assert call("run", source, "--out", "r")[0] == 3
    else:
        found = solve(load(source))
        stages = tuple(replace(s, bound=None) for s in found.objective)
        write_run(
            Path("r"),
            replace(found, status=status, stopped="time-limit", proof="solver", objective=stages, certificate=None),
        )
    code, _, err = call("report", "r", "--format", "xlsx,pdf")
    assert code == 2
    assert said in err
    assert "no font that documents are set in has the character '𪚥'" in err


@pytest.mark.parametrize("name", ["allocation.json", "run.json", "sensitivity.json", "frontier.csv", "rule_costs.csv"])
def test_a_spoilt_file_of_a_run_is_an_error_and_no_fault_of_the_program(call: Call, run: Path, name: str) -> None:
    assert call("report", run, "--format", "xlsx")[0] == 0
    data = (run / name).read_bytes()
    own_word = tuple(
        f"{name}: {key}" for key in ("version", "scenario", "command", "times", "pseudo", "engine", "started")
    )
    every = [spoilt for what, spoilt in mutants(name, data) if name != "run.json" or not what.startswith(own_word)]
    for spoilt in random.Random(name).sample(every, 8):
        (run / name).write_bytes(spoilt)
        status, out, err = call("report", run, "--format", "xlsx")
        assert (status, out) == (2, "")
        assert err.startswith("error: r")
        assert name in err
