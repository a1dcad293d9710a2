"""`allocate init`: what it writes is filled in, and `allocate run` reads it back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from stdnum.cn.uscc import calc_check_digit

from allocator import load, solve
from allocator.errors import InputError
from allocator.loading import embedded
from allocator.policy import load_policy
from allocator.template import scenario_files
from tests.small import policy

Call = Callable[..., tuple[int, str, str]]
Row = dict[str, Any]


def examples(path: str) -> Row:
    """Heading -> the example that the instructions give."""
    book = openpyxl.load_workbook(path)
    shown = {row[0]: row[5] for row in book["填报说明"].iter_rows(values_only=True)}
    return {str(c.value): shown[c.value] for c in book.worksheets[0][1]}


def fill(path: str, rows: list[Row], *, style_to: int = 0) -> None:
    """Type rows into a workbook, and perhaps draw borders around empty cells below."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {cell.value: cell.column for cell in sheet[1]}
    for n, row in enumerate(rows, 2):
        for heading, value in row.items():
            sheet.cell(n, headings[heading], value)
    for n in range(len(rows) + 2, style_to):
        for k in headings.values():
            sheet.cell(n, k).border, sheet.cell(n, k).number_format = Border(left=Side("thin")), "@"
    book.save(path)


def application(example: Row, k: int) -> Row:
    """The example as the k-th application, with numbers as numbers and as texts."""
    code = f"91370199MAEX{k:05d}"
    row = example | {
        "项目编号": f"SD-{k:02d}",
        "申报单位": f"第{k}公司",
        "统一社会信用代码": code + calc_check_digit(code),
    }
    row |= {"申报类型": "标杆型" if k < 12 else "示范型", "综合得分": 70 + k / 4}
    return row | {"申请金额": "120 万元" if k % 2 else 90, "上线月数": 5, "近两年行政处罚次数": 0}


def applications(count: int = 40) -> list[Row]:
    example = examples("new/applications.xlsx")
    return [application(example, k) for k in range(count)]


def test_a_filled_in_scenario_runs(call: Call) -> None:
    status, out, err = call("init", "new")
    assert (status, err) == (0, "")
    assert out == "written to new: edit policy.yaml, fill in applications.xlsx, then allocate check new\n"
    assert sorted(str(p) for p in Path("new").rglob("*.*")) == [
        "new/README.txt",
        "new/applications.xlsx",
        "new/optional/decisions.xlsx",
        "new/optional/ledger.xlsx",
        "new/optional/reviews.xlsx",
        "new/policy.yaml",
    ]
    assert Path("new/policy.yaml").read_bytes() == (embedded() / "policy.yaml").read_bytes()
    status, _, err = call("check", "new")
    assert status == 2
    assert err.startswith("applications.xlsx: has no rows below its headings")
    fill("new/applications.xlsx", applications(), style_to=300)
    scenario = load("new")
    assert (scenario.warnings, len(scenario.tables.applications)) == ((), 40)
    allocation = solve(scenario)
    assert allocation.status == "optimal"
    assert dict(allocation.counts) == {"benchmark": 10, "demonstration": 20}
    assert max(a.amount for a in allocation.awards) == 1_200_000  # "120 万元"
    assert call("run", "new", "--out", "r")[0] == 0


def test_what_fails_a_rule_can_be_filled_in_too(call: Call) -> None:
    call("init", "new")
    rows = applications(30)
    rows[29] |= {"近三年财务状况": "较差"}
    rows[28] |= {"绿色门槛": None}
    rows[11] |= {"技术水平": None}  # asked of the upper tier alone
    fill("new/applications.xlsx", rows)
    won = {a.application_id: a.tier for a in solve(load("new")).awards}
    assert not {"SD-29", "SD-28"} & set(won)
    assert won["SD-11"] == "demonstration"


def test_the_optional_tables_are_read_when_moved_up(call: Call) -> None:
    call("init", "new")
    rows = applications()
    for row in rows:
        row["综合得分"] = None
    fill("new/applications.xlsx", rows)
    sheets = Path("new/optional/reviews.xlsx")
    indicators = [i.name for i in load_policy(Path("new/policy.yaml").read_text(encoding="utf-8")).indicators]
    marks = [
        {
            "项目编号": row["项目编号"],
            "专家": f"E{e}",
            "指标": i,
            "得分": 60 + k / 2 + e,
            "回避": "是" if e == 6 else "否",
        }
        for k, row in enumerate(rows)
        for e in range(1, 7)
        for i in indicators
    ]
    fill(str(sheets), marks)
    fill("new/optional/ledger.xlsx", [{"年度": 2026, "申报单位": "第39公司", "申报类型": "示范型", "金额": 80}])
    decision = examples("new/optional/decisions.xlsx") | {"项目编号": "SD-38"}
    fill("new/optional/decisions.xlsx", [decision, {"项目编号": "SD-12", "决定": "fund:示范型", "理由": "党组会决定"}])
    for name in ("reviews", "ledger", "decisions"):
        shutil.move(f"new/optional/{name}.xlsx", f"new/{name}.xlsx")
    scenario = load("new")
    assert scenario.warnings == ()
    won = {a.application_id: a.tier for a in solve(scenario).awards}
    assert not {"SD-39", "SD-38"} & set(won)
    assert won["SD-12"] == "demonstration"
    assert "SD-37" in won


def test_sheets_may_change_places(call: Call) -> None:
    call("init", "new")
    fill("new/applications.xlsx", applications())
    book = openpyxl.load_workbook("new/applications.xlsx")
    book.move_sheet("填报说明", -1)
    book.save("new/applications.xlsx")
    assert load("new").warnings == ()


def test_a_long_list_does_not_confuse_the_reader(call: Call) -> None:
    named = ", ".join(f"'所在市,{k}'" for k in range(3))
    rule = f"eligibility: [{{id: a, name: 甲, column: kind, in: [{named}], source: 第一条}}]"
    Path("p.yaml").write_text(policy(rule), encoding="gb18030")
    assert call("init", "new", "--policy", "p.yaml")[0] == 0
    assert Path("new/policy.yaml").read_text(encoding="utf-8") == policy(rule)
    row = {"项目编号": "A", "申报单位": "甲", "申报类型": "示范型", "综合得分": 90, "kind": "所在市,1"}
    fill("new/applications.xlsx", [row])
    assert not Path("new/optional/reviews.xlsx").exists()  # the policy has no indicators
    assert [a.application_id for a in solve(load("new")).awards] == ["A"]


@pytest.mark.parametrize("name", ["shandong-2026", "shandong-2026-in-full", "community-grants-2026"])
def test_the_examples_pass_the_screening_of_every_policy_that_is_shipped(call: Call, name: str) -> None:
    assert call("init", "new", "--policy", embedded(name) / "policy.yaml")[0] == 0
    example = examples("new/applications.xlsx")
    fill("new/applications.xlsx", [example | {"申请金额": "20000"} if name.startswith("community") else example])
    scenario = load("new")
    assert (len(scenario.order), scenario.warnings) == (1, ())


def test_the_present_folder_can_be_filled(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert call("init", ".")[0] == 0
    assert Path("applications.xlsx").is_file()


def test_a_folder_with_anything_in_it_and_a_faulty_policy_are_refused(call: Call, tmp_path: Path) -> None:
    call("init", "new")
    status, _, err = call("init", "new")
    assert (status, err) == (2, "error: new exists and is not empty; choose another DIR, nothing is overwritten\n")
    (tmp_path / "bad.yaml").write_text("programme: x\n", encoding="utf-8")
    status, _, err = call("init", "other", "--policy", "bad.yaml")
    assert status == 2
    assert "bad.yaml line 1: the key 'budget' is missing" in err
    assert not Path("other").exists()
    status, _, err = call("init", "other", "--policy", "nowhere.yaml")
    assert (status, "give a policy file" in err) == (2, True)
    with pytest.raises(InputError):
        scenario_files("programme: x\n")


def test_the_same_policy_gives_the_same_bytes() -> None:
    assert scenario_files(policy()) == scenario_files(policy())
