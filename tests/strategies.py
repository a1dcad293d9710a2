"""Random small scenarios that reach every branch of the semantics: small numbers, many ties, tight money."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.choices import Choices, Drawn
from tests.scenario_maker import Maker, Rows

CHINESE = {
    "application_id": "项目编号",
    "enterprise": "申报单位",
    "uscc": "统一社会信用代码",
    "city": "所在市",
    "chain": "产业链",
    "tier": "申报类型",
    "requested": "申请金额",
    "investment": "项目投资额",
    "expert": "专家",
    "indicator": "指标",
    "recused": "回避",
    "year": "年度",
    "decision": "决定",
    "reason": "理由",
    "gate": "绿色门槛",
    "months": "上线月数",
}


@dataclass(frozen=True)
class Case:
    """A scenario as data: a policy (JSON is YAML) and tables as rows of texts."""

    policy: dict[str, Any]
    tables: dict[str, Rows]

    def policy_text(self) -> str:
        """The policy in flow style; unquoted where quoting would change the meaning."""
        return json.dumps(self.policy, ensure_ascii=False, indent=1).replace('"<yes>"', "yes").replace('"<no>"', "no")

    def write(self, folder: Path, *, encoding: str = "utf-8", delimiter: str = ",", chinese: bool = False) -> Path:
        """Write the scenario as a folder of CSV files."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "policy.yaml").write_text(self.policy_text(), encoding="utf-8")
        for name, rows in self.tables.items():
            text = io.StringIO(newline="")
            columns = list(rows[0])
            writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n" if chinese else "\n")
            names = {**CHINESE, "score": "综合得分" if name == "applications" else "得分"} if chinese else {}
            writer.writerow([names.get(c, c) for c in columns])
            writer.writerows([[row[c] for c in columns] for row in rows])
            (folder / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))
        return folder

    def shuffled(self, data: st.DataObject) -> Case:
        """The same scenario with rows and columns in another order."""
        tables = {}
        for name, rows in self.tables.items():
            columns = data.draw(st.permutations(list(rows[0])))
            tables[name] = [{c: row[c] for c in columns} for row in data.draw(st.permutations(rows))]
        return Case(self.policy, tables)


@st.composite
def cases(draw: st.DrawFn, most: int = 7) -> Case:
    """A scenario of up to `most` applications; nearly all of them load."""
    return made_case(Drawn(draw), most)


def made_case(choices: Choices, most: int, fewest: int = 1, decimals: int = 2) -> Case:
    """A scenario of `fewest` to `most` applications, scores of up to `decimals` places."""
    maker = Maker(choices, decimals)
    policy = maker.policy()
    tables: dict[str, Rows] = {"applications": maker.applications(choices.whole(fewest, most))}
    if "scoring" in policy and choices.flag():
        tables["reviews"] = maker.reviews(tables["applications"])
    if choices.whole(0, 3) == 0:
        tables["ledger"] = maker.ledger()
    if choices.whole(0, 2) == 0:
        tables["decisions"] = maker.decisions(tables["applications"])
    return Case(policy, tables)
