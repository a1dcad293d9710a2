"""The same programme as an analyst would write it in an afternoon: pandas, PuLP, CBC with its defaults.

It reads the embedded scenario, screens, scores and maximises the total weighted score. It knows nothing of ties,
quota deviation, exact arithmetic, proofs, reasons, audit or files beyond one CSV: what it takes is what the answer
alone costs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pulp

WEIGHT = {"标杆型": 1.5, "示范型": 1.0}
CAP = {"标杆型": 150, "示范型": 100}
FLOOR = {"标杆型": 75, "示范型": 50}
COUNT = {"标杆型": 10, "示范型": 20}


def screened(applications: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Applications that pass every gate of the policy."""
    a = applications
    yes = ["独立法人", "符合产业方向", "绿色门槛", "省内同行业领先", "成效可核查", "参考指引范畴", "市级推荐"]
    ok = (a[yes] == "是").all(axis=1)
    ok &= (a["严重失信记录"] == "无") & (a["知识产权纠纷"] == "无") & (a["合规性审核"] == "通过")
    ok &= (pd.to_numeric(a["近两年行政处罚次数"]) <= 0) & (pd.to_numeric(a["上线月数"]) >= 3)
    ok &= a["近三年财务状况"].isin(["良好", "一般"]) & a["知识产权"].isin(["自主知识产权", "合法使用权"])
    ok &= a["产业链范围"].isin(["标志性产业链", "重点产业链"]) & a["人工智能证明材料"].notna()
    ok &= a["现场核查"].isin(["通过", "免核查"])
    ok &= ~a["统一社会信用代码"].isin(ledger.loc[ledger["年度"] == 2026, "统一社会信用代码"])
    return a[ok]


def scored(reviews: pd.DataFrame, policy_weights: dict[str, float]) -> pd.Series:
    """Trimmed mean of the sheets' totals, plus at most five bonus points."""
    recused = reviews.loc[reviews["回避"] == "是", ["项目编号", "专家"]].drop_duplicates()
    merged = reviews.merge(recused, how="left", on=["项目编号", "专家"], indicator="out")
    rows = merged[merged["out"] == "left_only"].copy()
    rows["points"] = rows["得分"] * rows["指标"].map(policy_weights) / 100
    wide = rows.pivot_table(index=["项目编号", "专家"], columns="指标", values="points")
    base = [k for k in policy_weights if not k.startswith("5.")]
    wide = wide[wide[base].notna().all(axis=1)]
    totals = wide[base].sum(axis=1).groupby(level=0)
    trimmed = totals.apply(lambda t: t.sort_values().iloc[1:-1].mean() if len(t) >= 5 else float("nan"))
    bonus = (
        wide[[k for k in policy_weights if k.startswith("5.")]]
        .fillna(0)
        .groupby(level=0)
        .mean()
        .sum(axis=1)
        .clip(upper=5)
    )
    return (trimmed + bonus).round(2)


def main(folder: Path, out: Path) -> None:
    """Solve the scenario in `folder` and write the awards to `out`."""
    from ruamel.yaml import YAML

    text = (folder / "policy.yaml").read_text(encoding="utf-8")
    scoring = YAML(typ="safe").load(text)["scoring"]
    weights = {i["id"]: float(i["weight"]) for i in scoring["indicators"] + scoring["bonus"]["indicators"]}
    applications = pd.read_csv(folder / "applications.csv")
    reviews = pd.read_csv(folder / "reviews.csv", dtype={"指标": str})
    asked = applications["申请金额"].astype(str).str.normalize("NFKC").str.replace(r"[,\s]|万元?", "", regex=True)
    applications["申请金额"] = pd.to_numeric(asked, errors="coerce")
    eligible = screened(applications, pd.read_csv(folder / "ledger.csv")).set_index("项目编号")
    eligible["score"] = scored(reviews, weights)
    eligible = eligible[eligible["score"] >= 60]

    problem = pulp.LpProblem("awards", pulp.LpMaximize)
    win: dict[tuple[str, str], pulp.LpVariable] = {}
    pay: dict[tuple[str, str], pulp.LpVariable] = {}
    for name, row in eligible.iterrows():
        benchmark = (
            row["申报类型"] == "标杆型" and row["带动企业数"] >= 3 and row["技术水平"] in ("国内领先", "国际先进")
        )
        tiers = (["标杆型"] if benchmark else []) + ["示范型"]
        for tier in tiers:
            asked_for = row["申请金额"]
            top = min(CAP[tier], asked_for) if pd.notna(asked_for) else CAP[tier]
            x = win[name, tier] = problem.add_variable(f"x_{len(win)}", cat="Binary")
            a = pay[name, tier] = problem.add_variable(f"a_{len(pay)}", lowBound=0)
            problem += a <= top * x
            problem += a >= min(FLOOR[tier], top) * x
    problem += pulp.lpSum(WEIGHT[t] * eligible.loc[n, "score"] * x for (n, t), x in win.items())
    problem += pulp.lpSum(pay.values()) <= 3000
    for tier, count in COUNT.items():
        total = pulp.lpSum(x for (_, t), x in win.items() if t == tier)
        problem += total == count
    for _, mine in eligible.groupby("统一社会信用代码"):
        problem += pulp.lpSum(x for (n, _), x in win.items() if n in mine.index) <= 1
    for name in eligible.index:
        problem += pulp.lpSum(x for (n, _), x in win.items() if n == name) <= 1
    problem.solve(pulp.PULP_CBC_CMD(msg=False))
    chosen = [(n, t, round(pay[n, t].value() or 0, 2)) for (n, t), x in win.items() if (x.value() or 0) > 0.5]
    pd.DataFrame(chosen, columns=["application_id", "tier", "amount"]).to_csv(out, index=False)
    print(f"{pulp.LpStatus[problem.status]}: {len(chosen)} awards, {pulp.value(problem.objective):.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
