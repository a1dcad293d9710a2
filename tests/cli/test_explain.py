"""The commands `explain` and `frontier`, and `run --sensitivity`, end to end."""

from __future__ import annotations

import csv
import json
import os
from fractions import Fraction
from pathlib import Path

import pytest

from allocator.cli.shown_progress import ShownProgress
from tests.cli.calling import Call
from tests.small import TIERS, policy, write

EXPLAINED = ("alternatives.json", "frontier.csv", "rule_costs.csv", "sensitivity.json")


@pytest.fixture
def run(call: Call, small: Path) -> Path:
    assert call("run", small, "--out", "r")[0] == 0
    return Path("r")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def test_explain_adds_its_files_and_shows_who_is_near_the_line(call: Call, run: Path) -> None:
    before = bytes_of(run)
    status, out, err = call("explain", run)
    assert (status, err) == (0, "")
    assert "稳定入选 core" in out
    assert out.rstrip().endswith(f"written to {run / 'sensitivity.json'}")
    after = bytes_of(run)
    assert set(after) - set(before) == set(EXPLAINED)
    assert {name: after[name] for name in before} == before
    record = json.loads(after["sensitivity.json"])
    assert record["schema"] == "sensitivity/1"
    assert record["range"] == [110_000, 310_000]
    assert [a["application_id"] for a in record["applications"]] == ["A", "B", "C", "D"]
    assert list(record["applications"][0]) == [
        "application_id",
        "outcome",
        "amount",
        "regret",
        "leaving",
        "entering",
        "score_wins",
        "outcome_by_score",
        "score_to_win",
        "score_to_lose",
        "gap",
        "budget_to_win",
        "budget_to_lose",
        "outcome_by_budget",
        "standing",
        "inversions",
        "reason",
    ]
    assert call("explain", run)[0] == 0
    assert bytes_of(run) == after  # the same run gives the same bytes


def test_run_with_sensitivity_is_run_and_explain(call: Call, small: Path, run: Path) -> None:
    assert call("explain", run)[0] == 0
    assert call("run", small, "--sensitivity", "--out", "both")[0] == 0
    for name in EXPLAINED:
        assert Path("both", name).read_bytes() == (run / name).read_bytes()


def test_a_page_answers_why_not_us_and_writes_nothing(call: Call, run: Path) -> None:
    before = bytes_of(run)
    status, out, err = call("explain", run, "D", "A")
    assert (status, err) == (0, "")
    assert out.index("丁公司") < out.index("甲公司")
    assert "排名 rank 4/4" in out
    assert "结果 outcome: 标杆型 top" in out
    assert bytes_of(run) == before


def test_a_page_says_what_does_not_change(call: Call, tmp_path: Path) -> None:
    """A wins with any score, but below B in the other tier."""
    tiers = TIERS.replace("weight: 2", "weight: 2, quota: {max: 1}")
    fallback = "fallback: [{from: top, to: base, source: 第十条}]"
    assert call("run", write(tmp_path / "s", policy(fallback, tiers=tiers)), "--out", "r")[0] == 0
    page = call("explain", "r", "A")[1]
    assert "更低的得分都不落选 no lower score loses" in page
    assert "0起 示范型 base → 80起 标杆型 top" in page
    assert "预算都不使其落选 no budget of the range makes it lose" in page


def test_only_the_eligible_have_a_rank(call: Call, tmp_path: Path) -> None:
    """Its own score closes C, which stands before D."""
    tiers = TIERS.replace("floor: 2", "floor: 2, min_score: {value: 10, source: 第九条}")
    rows = "application_id,enterprise,tier,requested,score\nA,甲,top,,90\nC,丙,base,,5\nD,丁,top,,4\n"
    assert call("run", write(tmp_path / "s", policy(tiers=tiers), rows), "--out", "r")[0] == 0
    page = call("explain", "r", "C")[1]
    assert "最低得分" in page
    assert "排名" not in page
    assert "排名 rank 2/2" in call("explain", "r", "D")[1]


def test_a_page_of_an_explained_run_is_read_and_not_found_again(
    call: Call, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = call("explain", run, "D", "A")
    assert call("explain", run)[0] == 0
    with monkeypatch.context() as patched:
        patched.delattr("allocator.sensitivity.explain.explain")
        assert call("explain", run, "D", "A") == found
        assert "the run has no application 'd'" in call("explain", run, "d")[2]
    file = run / "sensitivity.json"
    file.write_text(file.read_text(encoding="utf-8").replace("90", "91"), encoding="utf-8")
    assert call("explain", run, "D", "A") == found  # what is not of the run is found anew


DECIDED = {"decisions": "application_id,decision,reason\nB,reject,异议成立\nD,fund,试点\n"}


def test_a_decision_stands_where_the_distance_from_the_line_would(call: Call, tmp_path: Path) -> None:
    assert call("run", write(tmp_path / "s", policy(), **DECIDED), "--out", "r")[0] == 0
    pages = [call("explain", "r", i)[1] for i in "BD"]
    assert all("由决定确定 settled by decision" in page for page in pages)
    assert "距入选较远" not in pages[0]
    assert "由决定确定 settled by decision: 2" in call("explain", "r")[1]


def test_the_summary_tells_who_would_change_tier(call: Call, tmp_path: Path) -> None:
    """One award in the upper tier, all others in the lower one: the next best exchanges A and B."""
    tiers = TIERS.replace("weight: 2", "weight: 2, quota: {max: 1}")
    fallback = "fallback: [{from: top, to: base, source: 第十条}]"
    assert call("run", write(tmp_path / "s", policy(fallback, tiers=tiers)), "--out", "r")[0] == 0
    out = call("explain", "r")[1]
    assert "次优 next: 加权总分 -10; 改变档次 change tier 2: A, B\n" in out
    [line] = [line for line in out.splitlines() if line.startswith("quota:top")]
    assert line.rstrip().endswith("1: B")


@pytest.mark.parametrize(
    ("terminal", "last"), [(False, "逐项分析 applications 9/9\n"), (True, "applications 9/9\x1b[K")]
)
def test_progress_reaches_its_total(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool, last: str
) -> None:
    now = [0.0]
    monkeypatch.setattr("allocator.cli.shown_progress.time.monotonic", lambda: now[0])
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    shown = ShownProgress()
    for second, (what, done) in enumerate(
        [("budgets", 9), ("applications", 1), ("applications", 2), ("applications", 9)]
    ):
        now[0] = float(second)
        shown(what, done, 9)
    said = capsys.readouterr().err
    assert "budgets" not in said  # done before anything was told
    assert said.endswith(last)


def test_an_unknown_application_is_named(call: Call, run: Path) -> None:
    status, out, err = call("explain", run, "d", "A")
    assert (status, out) == (2, "")
    assert "the run has no application 'd'; give ids out of screening.csv" in err


def test_an_infeasible_run_is_explained_by_its_conflict(call: Call, tmp_path: Path) -> None:
    tiers = TIERS.replace("weight: 2", "weight: 2, quota: {min: 3}")
    assert call("run", write(tmp_path / "s", policy(tiers=tiers)), "--out", "r")[0] == 3
    conflict = Path("r/conflict.json").read_bytes()
    status, out, err = call("explain", "r")
    assert (status, err) == (3, "")
    assert "无法满足的规则 the rule in conflict (it cannot be met by itself):\n  标杆型数量 quota:top" in out
    assert Path("r/conflict.json").read_bytes() == conflict
    assert not Path("r/sensitivity.json").exists()


def test_several_jobs_write_the_same_bytes(call: Call, run: Path) -> None:
    assert call("explain", run)[0] == 0
    alone = bytes_of(run)
    assert call("explain", run, "--jobs", "2")[0] == 0
    assert call("frontier", run, "--jobs", "2")[0] == 0
    assert bytes_of(run) == alone
    assert call("explain", run, "--jobs", "0")[0] == 2


def test_frontier_writes_what_every_budget_gives(call: Call, run: Path) -> None:
    status, out, _ = call("frontier", run)
    assert status == 0
    assert "预算与方案 frontier" in out
    with open(run / "frontier.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:4] == ["budget", "status", "quota-deviation", "weighted-score"]
    assert rows[0]["budget"] == "110000"
    assert rows[0]["leaving"] == ""
    values = [Fraction(r["weighted-score"]) for r in rows]
    assert values == sorted(values)
    alone = (run / "frontier.csv").read_bytes()
    assert call("explain", run)[0] == 0
    assert (run / "frontier.csv").read_bytes() == alone


def test_verify_makes_the_explanation_again_where_that_is_asked(call: Call, run: Path) -> None:
    assert call("explain", run)[0] == 0
    status, out, _ = call("verify", run)
    assert status == 0
    assert "NOT checked: alternatives.json, frontier.csv, rule_costs.csv, sensitivity.json" in out
    status, out, _ = call("verify", run, "--sensitivity")
    assert status == 0
    assert "NOT checked" not in out
    assert "verified" in out
    text = (run / "sensitivity.json").read_text(encoding="utf-8")
    (run / "sensitivity.json").write_text(text.replace('"core"', '"exterior"', 1), encoding="utf-8")
    status, _, err = call("verify", run, "--sensitivity")
    assert status == 5
    assert "sensitivity.json line" in err


@pytest.mark.parametrize("name", ["allocation.json", "inputs/applications.csv"])
def test_a_run_that_was_changed_is_not_explained(call: Call, run: Path, name: str) -> None:
    path = run / name
    path.write_text(path.read_text(encoding="utf-8").replace("90", "95"), encoding="utf-8")
    status, out, err = call("explain", run)
    assert (status, out) == (2, "")
    assert "is not as it was written" in err
    assert "`allocate verify` tells more" in err
    assert not (run / "sensitivity.json").exists()


def test_no_run_no_explanation(call: Call, small: Path) -> None:
    for command in ("explain", "frontier"):
        status, _, err = call(command, small)
        assert status == 2
        assert "is no run folder; give the folder that `allocate run` wrote" in err


def test_a_time_limit_ends_it_without_a_file(call: Call, run: Path) -> None:
    status, _, err = call("explain", run, "--time-limit", "0")
    assert status == 2
    assert "time limit" in err
    assert not (run / "sensitivity.json").exists()


def test_a_link_leads_nowhere_and_nothing_is_half_written(call: Call, run: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine", encoding="utf-8")
    (run / "frontier.csv").symlink_to(outside)
    status, _, err = call("explain", run)
    assert status == 2
    assert "frontier.csv is no regular file; move it away" in err
    assert outside.read_text(encoding="utf-8") == "mine"
    assert not (run / "sensitivity.json").exists()
    assert [p for p in run.iterdir() if p.name.startswith(".")] == []


def test_very_many_or_very_long_unknown_ids_are_told_shortly(call: Call, run: Path) -> None:
    status, _, err = call("explain", run, "x" * 5_000, *(f"Z{n}" for n in range(40)))
    assert status == 2
    assert len(err) < 1_500
    assert "and 31 others" in err


def test_a_budget_wider_than_64_bits(call: Call, small: Path) -> None:
    assert call("run", small, "--budget", "99999999999999999999", "--out", "wide")[0] == 0
    assert json.loads(Path("wide/allocation.json").read_text(encoding="utf-8"))["counts"] == {"top": 2, "base": 2}


def test_a_pipe_in_place_of_a_record_does_not_hang(call: Call, run: Path) -> None:
    (run / "run.json").unlink()
    os.mkfifo(run / "run.json")
    status, _, err = call("explain", run)
    assert status == 2
    assert "run.json cannot be read" in err
