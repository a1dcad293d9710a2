"""Assumptions are listed with their values, in both languages."""

from __future__ import annotations

import pytest

from allocator.loading import embedded
from allocator.policy import assumptions_of, load_policy
from tests.small import TIERS, policy

ASSUMED = TIERS.replace("source: 第十一条", "source: assumption")


def said(text: str) -> dict[str, tuple[str, str]]:
    return {r.id: (r.zh, r.en) for r in assumptions_of(load_policy(text))}


def test_every_assumption_of_the_embedded_policy_says_its_value() -> None:
    found = said((embedded() / "policy.yaml").read_text(encoding="utf-8"))
    assert found["tier:benchmark:floor"] == ("标杆型的最低金额 75万元", "floor of Benchmark: CNY 750,000")
    assert found["tier:demonstration:tolerance"][1] == "tolerance of the number of Demonstration awards: ±4"
    assert found["bonus:ceiling"] == ("加分项上限 5分", "ceiling of the bonus: 5 points")
    assert found["panel"] == (
        "评审汇总方式：按每份评审表总分去掉最高、最低各1份后取平均值，至少5份有效评审表",
        "panel: the mean without the 1 highest and 1 lowest of the totals of the sheets, at least 5 valid sheets",
    )
    assert found["min_score"] == ("最低综合得分 60", "least composite score 60")


@pytest.mark.parametrize(
    ("quota", "zh", "en"),
    [
        ("{target: 3, tolerance: 1}", "目标3±1项", "target 3±1 awards"),
        ("{target: 3, tolerance: none}", "目标3项", "target 3 awards"),
        ("{min: 1, max: 2}", "至少1项，至多2项", "at least 1 awards, at most 2 awards"),
    ],
)
def test_a_tier_that_is_assumed_says_all_of_it(quota: str, zh: str, en: str) -> None:
    found = said(policy(tiers=ASSUMED.replace("weight: 2", f"weight: 2, quota: {quota}")))
    assert found["tier:top"] == (
        f"标杆型的限额、权重与数量：最高10万元，最低4万元，权重2，{zh}",
        f"top: CNY 100,000 at most, CNY 40,000 at least, weight 2, {en}",
    )
    assert found["tier:base"][0] == "示范型的限额、权重与数量：最高6万元，最低2万元，权重1"


def test_a_group_that_is_assumed_says_its_limits() -> None:
    group = "groups: [{id: g, name: 每市, by: city, max_awards: 2, max_amount: 12, source: assumption}]"
    assert said(policy(group))["g"] == (
        "每市：至多2项，合计至多12万元",
        "每市: at most 2 awards, CNY 120,000 in all at most",
    )
