"""A policy file: every fault with its line and key, what was found, what to write."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.loading import embedded
from allocator.policy import assumptions_of, load_policy, rules_of
from tests.policy.faulty import RULES, SCORING, faults
from tests.small import HEAD, ONE, TIERS, policy


def test_the_embedded_policy_cites_an_article_or_says_assumption_everywhere() -> None:
    loaded = load_policy((embedded() / "policy.yaml").read_text(encoding="utf-8"))
    for rule in rules_of(loaded):
        assert rule.source == "assumption" or rule.source.startswith(("第", "附件")), rule
    assumed = {r.id for r in assumptions_of(loaded)}
    assert {"amounts", "panel", "min_score", "fallback:benchmark:demonstration"} <= assumed
    assert {"tier:benchmark:floor", "tier:benchmark:weight", "tier:demonstration:tolerance", "bonus:ceiling"} <= assumed
    assert sum(i.weight for i in loaded.scoring.indicators) == 100  # type: ignore[union-attr]


def test_defaults_are_those_of_the_format() -> None:
    text = HEAD.replace("score_decimals: 0\n", "").replace(", step: 1", "") + "budget: {value: 3, source: x}\n"
    loaded = load_policy(text + "tiers: [{id: a, name: A, source: x}]\n" + SCORING)
    assert (loaded.score_decimals, loaded.top_score, loaded.money.step) == (2, 100, 1)
    assert (loaded.objective, loaded.amounts_rule, loaded.one_award_per) == ("winners-first", "proportional", None)
    assert (loaded.tiers[0].weight, loaded.tiers[0].floor, loaded.tiers[0].cap) == (1, 0, None)
    assert loaded.indicators[0].max == 100
    assert loaded.sensitivity.near == Fraction(1, 2)
    assert loaded.sensitivity.budgets == (Fraction(1, 2), Fraction(3, 2))


def test_amounts_may_carry_their_own_unit() -> None:
    loaded = load_policy(policy(budget="0.3亿", tiers=TIERS.replace("cap: 10", "cap: 150万元")))
    assert loaded.budget.value == 3000
    assert loaded.tiers[0].cap == 150


def test_an_unquoted_yes_is_a_truth_and_a_quoted_one_a_text() -> None:
    rules = """eligibility:
  - {id: a, name: A, column: x, equals: yes, source: s}
  - {id: b, name: B, column: x, equals: "yes", source: s}
"""
    first, second = load_policy(policy(rules)).eligibility
    assert first.equals is not None
    assert second.equals is not None
    assert (first.equals.flag, second.equals.flag) == (True, None)


BAD = {
    "unknown key, near a known one": (
        policy("min_scroe: {value: 60, source: x}"),
        "line 13, min_scroe: unknown key 'min_scroe'; did you mean 'min_score'?",
    ),
    "unknown key in a part": (
        policy(tiers=TIERS.replace("floor: 4", "flor: 4")),
        "line 9, tiers[1].flor: unknown key 'flor'; did you mean 'floor'?",
    ),
    "missing key": (HEAD + TIERS, "the key 'budget' is missing; add it: the money to be spent at most"),
    "missing source": (
        policy(budget="3").replace(", source: 第三条", ""),
        "line 6, budget: the key 'source' is missing; add it: article, or `assumption`",
    ),
    "not a number": (
        policy(tiers=TIERS.replace("weight: 2", "weight: two")),
        "tiers[1].weight: 'two' is not a number; write one, for example 1.5",
    ),
    "not an amount": (policy(budget="many"), "budget.value: 'many' is not an amount"),
    "negative amount": (policy(budget="-1"), "budget.value: '-1' is below 0"),
    "not whole base units": (policy(budget="0.00001"), "budget.value: 0.00001 is not a whole number of base units"),
    "a step of half a yuan": (
        policy().replace("step: 1", "step: 0.00005"),
        "money: step times unit is not a whole number of base units",
    ),
    "weight of nothing": (policy(tiers=TIERS.replace("weight: 2", "weight: 0")), "found '0'; write a value above 0"),
    "the reserved id": (policy(tiers=TIERS.replace("id: top", "id: none")), "'none' is no tier's id"),
    "two tiers of one name": (policy(tiers=TIERS.replace("标杆型", "示范型")), "'示范型' already names tier 1"),
    "floor above cap": (policy(tiers=TIERS.replace("floor: 4", "floor: 11")), "has a floor above its cap"),
    "half a quota": (
        policy(tiers=TIERS.replace("floor: 4", "quota: {target: 3}")),
        "tiers[1].quota: needs both target and tolerance",
    ),
    "a mixed quota": (
        policy(tiers=TIERS.replace("floor: 4", "quota: {target: 3, tolerance: 1, max: 5}")),
        "mixes target with min or max",
    ),
    "a name that looks empty": (policy().replace("示范型", "\u3164\u2800\u200b"), "looks empty; write a text that can"),
    "an empty quota": (policy(tiers=TIERS.replace("floor: 4", "quota: {prefer: any}")), "says nothing"),
    "min above max": (policy(tiers=TIERS.replace("floor: 4", "quota: {min: 3, max: 2}")), "has min 3 above max 2"),
    "a tier that is not there": (
        policy("fallback: [{from: top, to: bas, source: x}]"),
        "fallback[1].to: 'bas' is no tier; did you mean 'base'?",
    ),
    "a fallback to itself": (policy("fallback: [{from: top, to: 标杆型, source: x}]"), "leads from a tier to itself"),
    "two conditions": (
        policy("eligibility: [{id: a, name: A, column: x, at_least: 1, at_most: 2, source: s}]"),
        "states at_least and at_most; state exactly one of",
    ),
    "no condition": (policy("eligibility: [{id: a, name: A, column: x, source: s}]"), "states no condition"),
    "a condition that never holds": (
        policy("eligibility: [{id: a, name: A, column: x, filled: no, source: s}]"),
        "filled: no can never hold",
    ),
    "a list that never holds": (
        policy("eligibility: [{id: a, name: A, column: x, in: [], source: s}]"),
        "in: [] can never",
    ),
    "a rule id twice": (
        policy(*(f"{k}: [{{id: x, {v}, source: s}}]" for k, v in RULES.items())),
        "groups[1]: the rule id 'x' is already in use",
    ),
    "a fallback twice": (
        policy("fallback: [{from: top, to: base, source: x}, {from: 标杆型, to: 示范型, source: x}]"),
        "fallback[2]: the rule id 'fallback:top:base' is already in use",
    ),
    "a group that bounds nothing": (policy("groups: [{id: a, by: city, source: s}]"), "bounds nothing"),
    "a group with crossed bounds": (
        policy("groups: [{id: a, by: city, min_awards: 3, max_awards: 2, source: s}]"),
        "has min_awards 3 above max_awards 2",
    ),
    "weights that are not 100": (policy(SCORING.replace("60", "50")), "the weights sum to 90, not to 100"),
    "an indicator twice": (policy(SCORING.replace('"1.2"', '"1.1"')), "'1.1' already names indicator 1"),
    "trimming everything": (
        policy(SCORING + "  panel: {method: trimmed, trim: 2, min_sheets: 4, source: x}\n"),
        "min_sheets 4 leaves nothing after trimming; it must exceed 4",
    ),
    "mean-shift of indicators": (
        policy(SCORING + "  panel: {level: indicator, severity: mean-shift, source: x}\n"),
        "severity mean-shift goes with level: total only",
    ),
    "bands of another rule": (
        policy(amounts="").replace(
            "one_award", "amounts: {rule: in-full, bands: [{from: 9, share: 1}], source: x}\none_award"
        ),
        "bands belong to rule graded",
    ),
    "two bands from one score": (
        policy("amounts: {rule: graded, bands: [{from: 9, share: 1}, {from: 9.0, share: 0.5}], source: x}", amounts=""),
        "has two bands from one score",
    ),
    "a band under the floor": (
        policy("amounts: {rule: graded, bands: [{from: 9, share: 0.3}], source: x}", amounts=""),
        "amounts.bands[1]: gives 3 in tier top, under its floor 4",
    ),
    "uniform without a cap": (
        policy(tiers=TIERS.replace("cap: 10, ", ""), amounts="uniform"),
        "has no cap, which amounts rule",
    ),
    "amounts under funded-score": (policy("objective: funded-score"), "has no place under objective: funded-score"),
    "a max_score with more places": (policy("max_score: 99.5"), "99.5 has more than 0 decimal places"),
    "a date that is none": (policy("valid_until: soon"), "valid_until: 'soon' is not a date; write it as 2027-12-31"),
    "a flag that is none": (
        policy("groups: [{id: a, by: city, value: x, allow_absent: maybe, max_awards: 1, source: s}]"),
        "'maybe' is not a flag; write yes or no",
    ),
    "a word that is not offered": (
        policy(amounts="fair"),
        "found 'fair'; write 'proportional', 'optimised', 'uniform'",
    ),
    "a list where a mapping belongs": (policy("scoring: [1]"), "scoring: found a list; write a mapping here"),
    "a mapping where a list belongs": (policy("groups: {id: a}"), "groups: found a mapping; write a list here"),
    "budgets in the wrong order": (policy("sensitivity: {budgets: [2, 1]}"), "the lower share stands first"),
    "a duplicate key": (policy("year: 2027"), "the key 'year' stands twice (first on line 3)"),
    "an alias": (policy("columns: {a: &x b, c: *x}"), "an alias (*name) is not allowed"),
    "a tag": (policy("columns: {a: !!python/name:os.system x}"), "is not allowed"),
    "two documents": (policy() + "---\na: 1\n", "is not YAML"),
    "an open bracket": (policy("groups: [{id: a"), "is not YAML"),
    "nothing": ("", "holds no policy"),
    "a list": ("- 1\n", "holds no policy"),
    "a key that is a list": (policy("? [a]\n: b"), "a key must be a word"),
    "depth": (policy("columns: " + "[" * 60 + "]" * 60), "is nested more than"),
    "depth by indentation": (
        policy("columns:\n" + "".join(" " * 2 * n + f"k{n}:\n" for n in range(1, 60))),
        "is nested more than",
    ),
    "no tiers": (policy(tiers="tiers: []\n"), "tiers: found a list; list at least one"),
    "two columns of one heading": (policy("columns: {a: 甲, b: 甲}"), "columns.b: '甲' already stands for 'a'"),
    "a column named as another is headed": (
        policy("columns: {a: b, Ｂ: 乙}"),
        "columns.Ｂ: 'Ｂ' already stands for 'a'",
    ),
    "a known column's name": (policy("columns: {City: 城市}"), "'City' is the column city (所在市)"),
    "a known column's heading as a name": (
        policy("columns: {申报类型: 类型}"),
        "'申报类型' is the column tier (申报类型)",
    ),
    "a known column's heading": (policy("columns: {a: 申报 单位}"), "'申报 单位' is the column enterprise (申报单位)"),
    "a default top score with more places": (
        policy(SCORING + "  bonus: {ceiling: 4.5, indicators: [{id: x, name: X, weight: 1, source: s}]}"),
        "scoring.bonus.ceiling: with it the highest score is 104.5, which has more than 0 decimal places",
    ),
    "a bound in words": (
        policy("eligibility: [{id: a, name: A, column: x, at_least: 3个月, source: s}]"),
        "line 13, eligibility[1].at_least: '3个月' is no number; write for example 3",
    ),
    "a bound on money in words": (
        policy("eligibility: [{id: a, name: A, column: requested, at_most: -1, source: s}]"),
        "eligibility[1].at_most: '-1' is no amount of 0 or more",
    ),
    "tiers that look alike": (
        policy(tiers=TIERS.replace("id: base", "id: ＴＯＰ")),
        "'ＴＯＰ' already names tier 1, but for case, width or invisible characters ('top')",
    ),
    "a year in superscript": (policy().replace("year: 2026", "year: 202⁶"), "year: '202⁶' is not a number"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_names_place_found_and_remedy(name: str) -> None:
    text, expected = BAD[name]
    found = faults(text)
    assert any(expected in f for f in found), found
    assert all(f.startswith("policy.yaml") for f in found)


def test_all_faults_are_reported_at_once_in_the_order_of_lines() -> None:
    text = policy(budget="many", tiers=TIERS.replace("weight: 2", "weight: two").replace("floor: 2", "flor: 2"))
    lines = [int(f.split("line ")[1].split(",")[0]) for f in faults(text)]
    assert lines == sorted(lines)
    assert len(lines) == 3


def test_rule_ids_are_given_or_made() -> None:
    text = policy(
        "min_score: {value: 60, source: x}",
        "fallback: [{from: 标杆型, to: 示范型, source: x}]",
        "groups: [{id: cap, by: city, max_awards: 1, source: x}]",
        "eligibility: [{id: gate, name: 门槛, column: x, filled: yes, source: x}]",
        one=ONE,
        tiers=TIERS.replace("floor: 4", "quota: {max: 2}, min_score: {value: 70, source: y}"),
    )
    ids = {r.id for r in rules_of(load_policy(text))}
    assert ids == {
        "budget",
        "quota:top",
        "min_score:top",
        "fallback:top:base",
        "one_award_per",
        "gate",
        "min_score",
        "cap",
    }
