"""The files of an empty scenario."""

from __future__ import annotations

from allocator.numbers import plain
from allocator.policy import load_policy
from allocator.template.fields import table_fields
from allocator.template.workbook import fill_in_workbook

_README = """\
本文件夹是一个空的申报方案。 An empty scenario.

1. policy.yaml        规则：预算、类型、条件、指标，逐条写明依据。 The rules; edit and cite.
2. applications.xlsx  申报项目：逐行填写。 One row an application.
3. optional/          评审表、台账、决定的空表：用到哪张，填好后移到本文件夹。
                      Empty reviews, ledger and decisions: fill in what you need and move it up here.

allocate check .      一次列出全部问题。 Lists every problem at once.
allocate run .        计算并写出结果。 Decides and writes the run.
"""


def scenario_files(policy_text: str, policy_name: str) -> dict[str, bytes]:
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
    top = plain(policy.top_score)
    tables = {"applications": "applications.xlsx"} | {
        t: f"optional/{t}.xlsx" for t in ("reviews", "ledger", "decisions")
    }
    books = {path: fill_in_workbook(table, table_fields(policy, table), top) for table, path in tables.items()}
    return {"policy.yaml": policy_text.encode(), **books, "README.txt": ("\ufeff" + _README).encode()}
