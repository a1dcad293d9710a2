"""what-if and compare end to end."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calling import Call
from tests.small import APPLICATIONS, policy, write

UNSCORED = "".join(f"{line.rsplit(',', 2)[0]},{line.rsplit(',', 1)[1]}\n" for line in APPLICATIONS.splitlines())


def test_what_if_compares_with_the_original_and_writes_only_when_asked(call: Call, small: Path) -> None:
    status, out, err = call("what-if", small, "--budget", "8", "--score", "D=95", "--decide", "B=reject")
    assert (status, err) == (0, "")
    assert "对比 comparison: s → what-if" in out
    assert "[1] 预算 预算总额: 21 万元 → 8 万元" in out
    assert "决定 B 乙公司: 新增 added reject 情景假设 what-if" in out
    assert "申报 D 丁公司: 综合得分 score 60 → 综合得分 score 95" in out
    assert "落选 leave: " in out
    assert out.rstrip().endswith("nothing was written")
    assert not Path("runs").exists()


def test_a_stated_score_in_the_place_of_sheets_is_one_difference(call: Call, tmp_path: Path) -> None:
    indicators = "scoring: {indicators: [{id: k, name: 指标, max: 100, weight: 100, source: x}]}"
    rows = [
        (i, e, s) for i, own in zip("ABCD", (90, 80, 70, 60), strict=True) for e, s in (("甲", own), ("乙", own + 2))
    ]
    reviews = "application_id,expert,indicator,score\n" + "".join(f"{i},{e},k,{s}\n" for i, e, s in rows)
    folder = write(tmp_path / "s", policy(indicators, budget="21"), UNSCORED, reviews=reviews)
    assert call("what-if", folder, "--budget", "8", "--score", "D=95", "--out", "w")[0] == 0
    assert call("run", folder, "--out", "r")[0] == 0
    wanted = "申报 D 丁公司: 综合得分 score 61 (评审 2 行 rows of reviews) → 综合得分 score 95 (直接给定 stated)\n"
    status, out, _ = call("compare", "r", "w")
    assert status == 0
    assert wanted in out


def test_a_written_what_if_verifies_and_compares(call: Call, small: Path) -> None:
    assert call("run", small, "--out", "r")[0] == 0
    assert call("what-if", "r", "--without", "one_award_per", "--amounts", "in-full", "--out", "w")[0] == 0
    assert call("verify", "w")[0] == 0
    status, out, _ = call("compare", "r", "w", "r")
    assert status == 0
    assert "规则 policy/amounts 资金分配规则" in out
    assert "规则 one_award_per 同一单位限一项: 去掉 left out" in out
    assert "对比 comparison: r → r" in out
    assert "入选名单与金额均无变化 the awards do not differ" in out


def test_an_infeasible_what_if_is_exit_3_and_tells_the_conflict(call: Call, small: Path) -> None:
    status, out, _ = call("what-if", small, "--budget", "3", "--decide", "A=fund")
    assert status == 3
    assert "无可行方案 infeasible" in out
    assert "相互冲突的规则 rules in conflict:\n  只看这几条，不能同时满足，缺一条则可以；其他规则不计\n" in out


def test_faults_are_told_together_and_are_exit_2(call: Call, small: Path) -> None:
    status, _, err = call("what-if", small, "--score", "A", "--score", "B=1", "--score", "B=2", "--decide", "=fund")
    assert status == 2
    assert "--score: found 'A', expected ID=VALUE; write for example SD2026-159=88.5" in err
    assert "--score: found 'B' twice; keep one of them" in err
    assert "3 problems in the inputs; 未写出文件 nothing was written" in err
    status, _, err = call("what-if", small, "--without", "budgett", "--score", "Z=1", "--out", "w")
    assert status == 2
    assert "2 problems in the inputs; 未写出文件 nothing was written" in err
    assert not Path("w").exists()
    assert call("compare", "w")[0] == 2
