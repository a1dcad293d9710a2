"""Which columns a policy needs, and what each says of itself."""

from __future__ import annotations

import pytest

from allocator.fields import FIELDS
from allocator.loading import embedded
from allocator.policy import Policy, load_policy
from allocator.template.columns import Column, columns_of, tables_of
from allocator.template.words import Words
from tests.small import policy

PANEL = """
scoring:
  indicators:
    - {id: "1", name: 先进性, weight: 60, max: 10, source: 附件1}
    - {id: "2", name: 效益, weight: 40, source: 附件2}
  panel: {method: trimmed, min_sheets: 3, source: 第九条}
"""


def rule(text: str, tiers: str = "") -> str:
    return f"  - {{id: r{abs(hash(text))}, name: 门槛, column: gate, {text}, source: 第五条{tiers}}}\n"


def gate(*rules: str, more: str = "") -> Column:
    return columns(policy("eligibility:\n" + "".join(rules), more))["gate"]


def columns(text: str, table: str = "applications") -> dict[str, Column]:
    return {c.name: c for c in columns_of(load_policy(text), table)}


def shipped(name: str) -> Policy:
    return load_policy((embedded(name) / "policy.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["shandong-2026", "shandong-2026-in-full", "community-grants-2026"])
def test_every_column_that_a_rule_reads_is_there_under_its_heading(name: str) -> None:
    rules = shipped(name)
    found = {c.name: c.heading for c in columns_of(rules, "applications")}
    assert list(found)[: len(FIELDS["applications"])] == list(FIELDS["applications"])
    read = {r.column for r in rules.eligibility} | {g.by for g in rules.groups} | set(rules.columns)
    assert {c: found[c] for c in read} == {c: rules.columns.get(c) or FIELDS["applications"][c] for c in read}
    assert len(set(found.values())) == len(found)


def test_a_tie_break_column_is_there_as_a_number_but_an_indicator_is_none() -> None:
    found = columns(policy(PANEL + '  tie_break: ["1", jobs]', "columns: {jobs: 就业人数}"))
    assert (found["jobs"].heading, found["jobs"].check.kind, found["jobs"].need) == ("就业人数", "number", "optional")
    assert "1" not in found
    assert "得分相同时" in found["jobs"].uses[0].zh


def test_a_column_named_as_a_known_heading_is_not_there_twice() -> None:
    found = columns(policy("groups: [{id: g, by: 所在市, max_awards: 1, source: 第三条}]", "columns: {spare: 备用}"))
    assert "所在市" not in found
    assert found["spare"].need == "optional"


def test_conditions_decide_what_may_be_filled_in() -> None:
    assert gate(rule("equals: yes")).check.choices == ("是", "否")
    assert gate(rule("equals: yes")).check.kind == "listed"
    assert gate(rule("at_least: 3")).check.kind == "number"
    assert gate(rule("filled: true")).check.kind == "any"
    assert gate(rule("not_equals: 差")).check.kind == "any"
    both = gate(rule("in: [良, 中]"), rule("in: [优, 良]", ", tiers: [top]")).check
    assert (both.kind, both.choices) == ("suggested", ("良", "中", "优"))  # what fails must be stated too
    assert gate(rule("in: [1, 2]"), rule("at_least: 1")).check.kind == "any"


@pytest.mark.parametrize(
    ("condition", "example"),
    [
        ("equals: yes", "是"),
        ("equals: no", "否"),
        ("not_equals: yes", "否"),
        ("not_equals: no", "是"),
        ("in: [良, 中]", "良"),
        ("at_least: 3", "3"),
        ("at_most: 0", "0"),
        ("filled: true", "见附件"),
        ("equals: '{year}'", "{year}"),
    ],
)
def test_an_example_meets_the_rule(condition: str, example: str) -> None:
    assert gate(rule(condition)).example == example


def test_whether_an_empty_cell_is_an_error_fails_or_does_not_matter() -> None:
    assert gate(rule("equals: yes")).need == "screened"
    some = gate(rule("equals: yes", ", tiers: [top]"))
    assert (some.need, some.meaning.zh) == ("some", "申报标杆型的须填，留空视为不符合")
    assert gate(rule("equals: yes", ", tiers: [top]"), rule("equals: no", ", tiers: [base]")).need == "screened"
    needs = {name: column.need for name, column in columns(policy()).items()}
    required = ("application_id", "enterprise", "tier")
    assert needs == {n: "required" if n in required else "screened" if n == "score" else "optional" for n in needs}
    open_tier = "tiers: [{id: a, name: 甲, source: 第三条}, {id: b, name: 乙, rate: 0.3, source: 第三条}]\n"
    needs = {name: column.need for name, column in columns(policy(tiers=open_tier)).items()}
    assert (needs["requested"], needs["investment"]) == ("required", "some")


def test_the_score_column_yields_to_reviews_where_there_are_indicators() -> None:
    assert "整列留空" in columns(policy(PANEL))["score"].meaning.zh
    assert columns(policy(PANEL))["score"].need == "optional"
    assert "不能入选" in columns(policy())["score"].meaning.zh


def test_tables_that_a_policy_cannot_use_are_left_out() -> None:
    assert tables_of(load_policy(policy(PANEL))) == ("applications", "reviews", "ledger", "decisions")
    assert tables_of(load_policy(policy(one="one_award_per: null\n"))) == ("applications", "decisions")


def test_amounts_and_scores_say_their_unit_and_range() -> None:
    found = columns(policy())
    assert found["requested"].check.words.zh == "金额，单位：万元；也可带单位，如 150万元"
    assert found["score"].check.words == Words("0 至 100 的数字，最多 0 位小数", "0 to 100, 0 places at most")
    dollars = columns_of(shipped("community-grants-2026"), "applications")
    assert next(c for c in dollars if c.name == "requested").check.words.en == "amount in dollars"
    nameless = columns(policy().replace("unit_name: 万元, ", ""))["requested"]
    assert nameless.uses[0].zh == "标杆型上限 10 ×10000 CNY（第十一条）"


def test_clauses_cite_their_article_in_both_languages() -> None:
    used = gate(rule("at_least: 3", ", tiers: [top]")).uses
    zh, en = "门槛：不少于 3，仅限标杆型（第五条）", ": at least 3, 标杆型 only (Article 5)"
    assert (used[0].zh, used[0].en.endswith(en)) == (zh, True)
    groups = """groups:
  - {id: c, name: 均衡, by: city, max_awards: 6, min_awards: 1, source: assumption}
  - {id: d, by: city, value: 济南市, max_amount: 600, tiers: [top], source: 第七条}"""
    quota = """tiers:
  - {id: a, name: 甲, cap: 9, rate: 0.3, quota: {target: 3, tolerance: 1}, source: 第三条}
  - {id: b, name: 乙, quota: {min: 1}, min_score: {value: 70, source: 第四条}, source: 第三条}
  - {id: top, name: 丙, quota: {target: 2, tolerance: none}, source: 第三条}
fallback: [{from: a, to: 乙, source: assumption}]
"""
    found = columns(policy(groups, tiers=quota))
    assert [u.zh for u in found["city"].uses] == [
        "均衡：每个取值至多 6 项，至少 1 项（政策假定）",
        "d：“济南市”合计至多 600 万元，仅限丙（第七条）",
    ]
    assert [u.zh for u in found["tier"].uses] == [
        "甲：目标 3 个，2 至 4 个（第三条）",
        "乙：至少 1 个（第三条）",
        "丙：目标 2 个（第三条）",
        "甲未入选的可调剂至乙（政策假定）",
    ]
    assert found["investment"].uses[0].zh == "甲不超过投资额的 30%（第三条）"
    assert found["score"].uses[0].en == "乙: at least 70 (Article 4)"
    assert found["requested"].uses[0].zh == "甲上限 9 万元（第三条）"
    assert found["uscc"].uses[0].zh == "同一申报单位只奖补一项（第五条（四））"


def test_the_other_tables_say_which_rule_they_serve() -> None:
    text = policy(PANEL, one="one_award_per: {key: enterprise, cooldown_years: 2, source: 第五条}\n")
    score = columns(text, "reviews")["score"]
    assert score.uses[0].zh == "每项至少 3 份有效评审表，去掉最高、最低各 1 份后取平均值（第九条）"
    assert score.check.top == 100
    assert columns(text, "reviews")["indicator"].check.choices == ("先进性", "效益")
    assert columns(text, "ledger")["year"].uses[0].zh == "2024 - 2026 年度已获奖补的单位不再支持（第五条）"
    assert columns(text, "ledger")["tier"].check.kind == "suggested"
    choices = columns(text, "decisions")["decision"].check.choices
    assert choices == ("fund", "reject", "fund:标杆型", "fund:示范型")
