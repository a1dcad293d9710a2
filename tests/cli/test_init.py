"""`allocate init`: what it writes can be filled in and is read back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from allocator import load, solve
from allocator.errors import InputError
from allocator.template import scenario_files
from tests.cli.test_commands import call  # noqa: F401 (a fixture)
from tests.small import policy

Call = Callable[..., tuple[int, str, str]]
YES = {
    "知识产权纠纷": "无",
    "严重失信记录": "无",
    "近两年行政处罚次数": 0,
    "近三年财务状况": "良好",
    "知识产权": "自主知识产权",
}
MORE = {
    "产业链范围": "标志性产业链",
    "合规性审核": "通过",
    "现场核查": "免核查",
    "技术水平": "国内领先",
    "上线月数": 5,
    "带动企业数": 3,
}


def fill(path: Path, rows: list[dict[str, object]]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {cell.value: cell.column for cell in sheet[1]}
    for n, row in enumerate(rows, 2):
        for heading, value in row.items():
            sheet.cell(n, headings[heading], value)
    book.save(path)


def application(k: int, headings: list[str]) -> dict[str, object]:
    row: dict[str, object] = {
        h: "是" for h in headings if h not in ("场景名称", "所在市", "产业链", "统一社会信用代码")
    }
    row |= {"项目编号": f"SD-{k:02d}", "申报单位": f"第{k}公司", "申报类型": "标杆型" if k < 12 else "示范型"}
    row |= {"申请金额": "150 万元" if k % 2 else 90, "项目投资额": 500, "综合得分": 70 + k / 4}
    return row | YES | MORE


def test_a_filled_in_scenario_runs(call: Call) -> None:  # noqa: F811
    assert call("init", "new")[0] == 0
    status, _, err = call("check", "new")
    assert (status, "has no rows below its headings" in err) == (2, True)
    path = Path("new/applications.xlsx")
    headings = [str(c.value) for c in openpyxl.load_workbook(path).worksheets[0][1]]
    fill(path, [application(k, headings) for k in range(40)])
    allocation = solve(load("new"))
    assert allocation.status == "optimal"
    assert dict(allocation.counts) == {"benchmark": 10, "demonstration": 20}
    assert call("run", "new", "--out", "r")[0] == 0


def test_the_optional_tables_are_read_when_moved_up(call: Call) -> None:  # noqa: F811
    call("init", "new")
    path = Path("new/applications.xlsx")
    headings = [str(c.value) for c in openpyxl.load_workbook(path).worksheets[0][1]]
    fill(path, [application(k, headings) for k in range(40)])
    for name in ("ledger", "decisions"):
        shutil.move(f"new/optional/{name}.xlsx", f"new/{name}.xlsx")
    fill(Path("new/ledger.xlsx"), [{"年度": 2026, "申报单位": "第39公司", "金额": 80}])
    fill(Path("new/decisions.xlsx"), [{"项目编号": "SD-38", "决定": "reject", "理由": "异议成立"}])
    won = {a.application_id for a in solve(load("new")).awards}
    assert not won & {"SD-39", "SD-38"}
    assert "SD-37" in won


def test_headings_have_comments_lists_and_checks() -> None:
    files = scenario_files(policy("eligibility: [{id: g, name: 门槛, column: gate, equals: yes, source: 第五条}]"), "p")
    assert files == scenario_files(
        policy("eligibility: [{id: g, name: 门槛, column: gate, equals: yes, source: 第五条}]"), "p"
    )
    import io

    book = openpyxl.load_workbook(io.BytesIO(files["applications.xlsx"]))
    sheet = book.worksheets[0]
    headings = {c.value: c for c in sheet[1]}
    assert "第五条" in headings["gate"].comment.text
    assert "必填 required" in headings["项目编号"].comment.text
    lists = {str(v.sqref).split(":")[0]: v for v in sheet.data_validations.dataValidation}
    column = headings["申报类型"].column_letter
    assert lists[f"{column}2"].type == "list"
    letter = headings["申报类型"].column_letter
    assert [c.value for c in book["lists"][letter]] == ["标杆型", "示范型"]
    assert book["lists"].sheet_state == "hidden"
    assert sheet.freeze_panes == "A2"


def test_a_folder_with_anything_in_it_and_a_faulty_policy_are_refused(call: Call, tmp_path: Path) -> None:  # noqa: F811
    call("init", "new")
    status, _, err = call("init", "new")
    assert (status, "exists and is not empty" in err) == (2, True)
    (tmp_path / "bad.yaml").write_text("programme: x\n", encoding="utf-8")
    status, _, err = call("init", "other", "--policy", "bad.yaml")
    assert status == 2
    assert "bad.yaml line 1: the key 'budget' is missing" in err
    assert not Path("other").exists()
    assert call("init", "other", "--policy", "nowhere.yaml")[0] == 2
    with pytest.raises(InputError):
        scenario_files("programme: x\n", "p")
