"""The files of an empty scenario."""

from __future__ import annotations

from allocator.policy import load_policy
from allocator.template.columns import tables_of
from allocator.template.meanings import SHEETS
from allocator.template.workbook import fill_in_workbook

OPTIONAL = "optional"
_README = """\
本文件夹是一个待填报的申报方案。
This folder is a scenario to be filled in.

1. policy.yaml
   规则：预算、类型、条件、指标，逐条写明依据；按需修改。改动条件或列名后，表格中的列也要相应修改。
   The rules, each with its source; edit them. Where a rule reads another column, the workbook needs that column.
2. applications.xlsx
   申报项目：一行一项。填报说明见该文件第二张工作表。
   One application a row. How to fill it in stands on its second sheet.
"""
_MORE = """\
3. optional/ ({tables})
   选用的空表：用到哪张，填好后移到本文件夹；空表移上来会报错。
   Tables that may be left out: fill in those you use and move them up here; moved up empty they are an error.
"""
_THEN = """
allocate check {folder}   一次列出全部问题   lists every problem at once
allocate run {folder}     计算并写出结果     decides, and writes the run
"""


def scenario_files(policy_text: str, policy_name: str = "policy.yaml") -> dict[str, bytes]:
    """Relative path -> bytes of an empty scenario under a policy.

    Parameters
    ----------
    policy_text, policy_name
        The policy to start from, and what messages call it.

    Raises
    ------
    InputError
        Where the policy has faults.
    """
    policy = load_policy(policy_text, policy_name)
    tables = tables_of(policy)
    paths = {t: f"{t}.xlsx" if t == "applications" else f"{OPTIONAL}/{t}.xlsx" for t in tables}
    books = {path: fill_in_workbook(policy, table) for table, path in paths.items()}
    named = ", ".join(f"{SHEETS[t]} {t}.xlsx" for t in tables if t != "applications")
    readme = _README + _MORE.format(tables=named) + _THEN.format(folder="DIR")
    # the byte order mark tells old editors on Windows that it is UTF-8
    return {"policy.yaml": policy_text.encode(), **books, "README.txt": ("\ufeff" + readme).encode()}
